"""Plans and tasks."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xianfeng.kernel import clock
from xianfeng.recruitment.commands import plans as plan_commands
from xianfeng.recruitment.commands import tasks as task_commands
from xianfeng.recruitment.forms.plans import AdoptForm, NoteForm, PlanForm, PressForm, TaskForm
from xianfeng.recruitment.pages.plans import AskPage, PlanPage, PlansPage, TaskPage, TasksPage
from xianfeng.recruitment.queries import plans
from xianfeng.recruitment.queries.plans import PlanFile
from xianfeng.recruitment.vocab.plans import PlanKind, PlanState, TaskMark
from xianfeng.registry.queries import organisations
from xianfeng.trust import access
from xianfeng.trust.vocab import Action
from xianfeng.ui import numbers, outcome
from xianfeng.ui.rendering import render


def asked(
    request: HttpRequest, page: AskPage, act: Callable[[Form], object], *, done: str, then: str
) -> HttpResponse:
    """Show a question; a POST acts and goes on to ``then``, or shows why not with everything typed."""
    status = 200
    if request.method == "POST":
        status = 422
        if page.form.is_valid():
            with outcome.found(), outcome.in_form(page.form):
                act(page.form)
                messages.success(request, done)
                return redirect(then)
    return render(request, page, status=status)


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """List the plans."""
    rows = plans.plans(request.actor)
    may_make = request.actor.may(Action.MAKE_PLANS)
    return render(request, PlansPage(plans=rows, may_make=may_make))


@require_GET
def one(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Show one plan beside its facts."""
    found = _found(request, plan_id)
    is_annual = found.row.kind is PlanKind.ANNUAL and found.row.state is PlanState.ADOPTED
    page = PlanPage(
        plan=found,
        today=clock.today(),
        may_make=request.actor.may(Action.MAKE_PLANS),
        quota_year=found.first_year if is_annual else None,
    )
    return render(request, page)


def _found(request: HttpRequest, plan_id: int) -> PlanFile:
    with outcome.found():
        return plans.plan(request.actor, plan_id, today=clock.today())
    raise AssertionError


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Draw up a plan."""
    access.require(request.actor, Action.MAKE_PLANS)
    form = PlanForm(request.POST or None, initial={"first_year": clock.today().year})
    page = AskPage(
        title=_("拟定计划"),
        subtitle="",
        meaning=_("先存为草案；通过后不能再改，年度计划的总数即为全县名额。"),
        form=form,
        label=_("存为草案"),
        back_url=reverse("recruitment:plans"),
        back_label=_("工作计划"),
    )

    def act(filled: Form) -> None:
        plan_commands.draw_up(actor=request.actor, draft=filled.draft(), at=clock.now())

    return asked(request, page, act, done=_("草案已保存。"), then=page.back_url)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Write a draft anew."""
    access.require(request.actor, Action.MAKE_PLANS)
    found = _found(request, plan_id)
    initial = {
        "kind": found.row.kind.value,
        "first_year": found.first_year,
        "title": found.row.title,
        "total": found.row.total,
        "principle": found.principle,
        **{indicator.value: share / 10 for indicator, share in found.drafts.items()},
    }
    form = PlanForm(request.POST or None, is_fixed=True, initial=initial)
    page = _about(found, _("修改草案"), _("只有草案可以修改。"), form, _("保存"))

    def act(filled: Form) -> None:
        plan_commands.change(
            actor=request.actor, plan_id=plan_id, draft=filled.draft(), at=clock.now()
        )

    return asked(request, page, act, done=_("草案已保存。"), then=page.back_url)


def _about(found: PlanFile, title: str, meaning: str, form: Form, label: str) -> AskPage:
    return AskPage(
        title=title,
        subtitle=found.row.title,
        meaning=meaning,
        form=form,
        label=label,
        back_url=reverse("recruitment:plan", args=[found.row.id]),
        back_label=_("返回计划"),
    )


@require_http_methods(["GET", "POST"])
def adopt(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Adopt a draft by a document."""
    access.require(request.actor, Action.MAKE_PLANS)
    found = _found(request, plan_id)
    meaning = _("通过后内容固定，旧版即被代替；年度计划的总数记入全县名额账。")
    form = AdoptForm(request.POST or None, initial={"adopted_on": clock.today()})
    page = _about(found, _("通过计划"), meaning, form, _("确认通过"))

    def act(filled: Form) -> None:
        plan_commands.adopt(
            actor=request.actor, plan_id=plan_id, at=clock.now(), **filled.cleaned_data
        )

    return asked(request, page, act, done=_("计划已通过。"), then=page.back_url)


@require_POST
def revise(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Begin the next version of an adopted plan."""
    with outcome.found(), outcome.told(request):
        made = plan_commands.revise(actor=request.actor, plan_id=plan_id, at=clock.now())
        return redirect("recruitment:plan-change", made)
    return redirect("recruitment:plan", plan_id)


@require_http_methods(["GET", "POST"])
def task_new(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Give an organisation a task of the plan."""
    access.require(request.actor, Action.MAKE_PLANS)
    found = _found(request, plan_id)
    offered = tuple((one.id, one.name) for one in organisations.choices(request.actor))
    form = TaskForm(request.POST or None, choices=offered)
    meaning = _("明确目标、细化任务、强化措施、靠实责任：每项任务由一个党组织负责。")
    page = _about(found, _("分解任务"), meaning, form, _("下达任务"))

    def act(filled: Form) -> None:
        task_commands.assign(
            actor=request.actor, plan_id=plan_id, assignment=filled.assignment(), at=clock.now()
        )

    return asked(request, page, act, done=_("任务已下达。"), then=page.back_url)


@require_GET
def tasks(request: HttpRequest) -> HttpResponse:
    """List the tasks in sight, open ones only unless all are asked for."""
    access.require(request.actor, Action.VIEW_PLANS)
    is_all = request.GET.get("all") == "1"
    after = numbers.whole(request.GET.get("after", "")) or 0
    rows = plans.tasks_of(request.actor, today=clock.today(), is_open=not is_all, after=after)
    page = TasksPage(
        tasks=rows,
        is_all=is_all,
        next_after=after + plans.PAGE if len(rows) == plans.PAGE else None,
        late=sum(row.is_late and row.finished_on is None for row in rows),
    )
    return render(request, page)


@require_GET
def task(request: HttpRequest, task_id: int) -> HttpResponse:
    """Show one task."""
    with outcome.found():
        found = plans.task(request.actor, task_id, today=clock.today())
    return render(request, TaskPage(task=found))


_MEANINGS = {
    TaskMark.PROGRESS: "写明做到哪一步、还差什么。",
    TaskMark.REMINDER: "提醒责任党组织，并要求在时限内答复。",
    TaskMark.SUPERVISION: "列入督办，责任党组织应在时限内说明原因和措施。",
    TaskMark.DONE: "核实完成情况后办结。",
    TaskMark.REOPENED: "已办结的任务重新办理，写明原因。",
}


@require_http_methods(["GET", "POST"])
def mark(request: HttpRequest, task_id: int, wanted: str) -> HttpResponse:
    """Say something about a task: progress, a reminder, supervision, done, reopened."""
    if wanted not in set(TaskMark):
        raise Http404
    kind = TaskMark(wanted)
    with outcome.found():
        found = plans.task(request.actor, task_id, today=clock.today())
    access.require(
        request.actor, Action.REPORT_TASK if kind is TaskMark.PROGRESS else Action.MAKE_PLANS
    )
    is_pressing = kind in {TaskMark.REMINDER, TaskMark.SUPERVISION}
    form = (PressForm if is_pressing else NoteForm)(request.POST or None)
    page = AskPage(
        title=kind.label,
        subtitle=found.row.title,
        meaning=_MEANINGS[kind],
        form=form,
        label=kind.label,
        back_url=reverse("recruitment:task", args=[task_id]),
        back_label=_("返回任务"),
    )

    def act(filled: Form) -> None:
        common = {"actor": request.actor, "task_id": task_id, "at": clock.now()}
        if is_pressing:
            task_commands.press(mark=kind, **common, **filled.cleaned_data)
        else:
            _COMMANDS[kind](**common, **filled.cleaned_data)

    return asked(request, page, act, done=_("已记录。"), then=page.back_url)


_COMMANDS: dict[TaskMark, Callable[..., None]] = {
    TaskMark.PROGRESS: task_commands.report,
    TaskMark.DONE: task_commands.finish,
    TaskMark.REOPENED: task_commands.reopen,
}
