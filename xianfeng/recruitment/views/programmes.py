"""Programmes: at a glance, one with its list, one subject and what is decided about it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from xianfeng.casework.sheets import VerdictForm
from xianfeng.kernel import clock
from xianfeng.kernel.verdict import Verdict
from xianfeng.recruitment.commands import efforts
from xianfeng.recruitment.forms.programmes import (
    AssignForm,
    ExemptForm,
    ReportForm,
    RestoreForm,
    SubjectsForm,
)
from xianfeng.recruitment.pages.programmes import ProgrammePage, ProgrammesPage, SubjectPage
from xianfeng.recruitment.queries import activists, programmes
from xianfeng.recruitment.queries.programmes import SubjectView
from xianfeng.recruitment.queries.subjects import Standing
from xianfeng.recruitment.vocab import Programme, Progress
from xianfeng.registry.commands import exports
from xianfeng.trust import access
from xianfeng.trust.vocab import Action
from xianfeng.ui import downloads, outcome
from xianfeng.ui.rendering import render

HEADING = (
    "名称", "所属党组织", "党员数", "35岁及以下", "情况", "预计将成为空白", "责任党组织", "完成期限",
)  # fmt: skip
_WIDTHS = (24, 36, 10, 12, 16, 16, 36, 14)


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Show every programme at a glance."""
    access.require(request.actor, Action.REPORT_EFFORTS)
    today = clock.today()
    page = ProgrammesPage(
        cards=programmes.overview(request.actor, today=today),
        activists=activists.glance(request.actor, today=today).whole,
        today=today,
    )
    return render(request, page)


@require_GET
def one(request: HttpRequest, programme: str) -> HttpResponse:
    """Show one programme with its subjects."""
    access.require(request.actor, Action.REPORT_EFFORTS)
    wanted, today = SubjectsForm(request.GET), clock.today()
    board = programmes.board(request.actor, _named(programme), wanted.wanted(), today=today)
    page = ProgrammePage(
        board=board,
        form=wanted,
        committee_id=wanted.wanted().committee_id,
        query=_query(request),
        previous_url=_query(request, page=board.page - 1) if board.page > 1 else "",
        next_url=_query(request, page=board.page + 1) if board.page < board.pages else "",
        today=today,
        may_export=request.actor.may(Action.EXPORT),
    )
    return render(request, page)


def _named(programme: str) -> Programme:
    try:
        return Programme(programme.replace("-", "_"))
    except ValueError:
        raise Http404 from None


def _query(request: HttpRequest, page: int | None = None) -> str:
    kept = request.GET.copy()
    kept.pop("page", None)
    if page is not None:
        kept["page"] = str(page)
    return f"?{kept.urlencode()}"


@require_POST
def export(request: HttpRequest, programme: str) -> StreamingHttpResponse:
    """Stream the subjects asked for as a workbook; it names no person."""
    wanted, today, named = SubjectsForm(request.GET).wanted(), clock.today(), _named(programme)
    exports.record(
        actor=request.actor,
        what="programme",
        filters=named.label,
        reason=_("专项工作清单，不含个人信息"),
        at=clock.now(),
    )
    rows = programmes.every_row(request.actor, named, wanted, today=today)
    given = downloads.Sheet(
        title=named.label,
        notes=[_("{}（{}）").format(named.label, today), named.rule],
        heading=HEADING,
        widths=_WIDTHS,
        rows=(_cells(row) for row in rows),
        file_name=f"{named.label}{today}",
    )
    return downloads.sheet(request, given, at=clock.now())


def _cells(row: Standing) -> tuple[object, ...]:
    return (
        row.subject.name, row.committee.name, row.presence.members, row.presence.young,
        row.progress.label, _("是") if row.is_ebbing else "", row.answer.responsible, row.answer.due_on,
    )  # fmt: skip


@require_GET
@never_cache
def subject(request: HttpRequest, programme: str, subject_id: int) -> HttpResponse:
    """Show one subject."""
    access.require(request.actor, Action.REPORT_EFFORTS)
    return _subject(request, _named(programme), subject_id)


def _assign(form: AssignForm, **common: Any) -> None:
    efforts.assign(assignment=form.assignment(), **common)


def _report(form: VerdictForm, **common: Any) -> None:
    efforts.report(note=form.typed["note"], **common)


def _exempt(form: ExemptForm, **common: Any) -> None:
    efforts.exempt(why=form.typed["why"], until=form.until_day(), **common)


def _restore(form: VerdictForm, **common: Any) -> None:
    efforts.restore(why=form.typed["why"], **common)


_ACTS: dict[str, tuple[type[VerdictForm], Callable[..., None], str]] = {
    "assign": (AssignForm, _assign, "已明确责任"),
    "report": (ReportForm, _report, "已登记进展"),
    "exempt": (ExemptForm, _exempt, "已记录暂不要求的决定"),
    "restore": (RestoreForm, _restore, "已恢复要求"),
}


@require_POST
@never_cache
def act(request: HttpRequest, programme: str, subject_id: int, asked: str) -> HttpResponse:
    """Decide or report something about a subject; a refusal shows everything typed."""
    named = _named(programme)
    form_class, command, told = _ACTS[asked]
    with outcome.Attempt() as attempt, outcome.found():
        command(
            form_class(request.POST),
            actor=request.actor,
            programme=named,
            subject_id=subject_id,
            at=clock.now(),
        )
    if attempt.refused:
        return _subject(request, named, subject_id, asked=asked, verdict=attempt.verdict)
    messages.success(request, _("{}，并记入台账。").format(_(told)))
    return redirect("recruitment:programme-subject", programme, subject_id)


def _subject(
    request: HttpRequest,
    programme: Programme,
    subject_id: int,
    *,
    asked: str = "",
    verdict: Verdict | None = None,
) -> HttpResponse:
    with outcome.found():
        view = programmes.subject(request.actor, programme, subject_id, today=clock.today())
    page = SubjectPage(
        view=view,
        verdict=Verdict() if verdict is None else verdict,
        **{f"{name}_form": _form(request, view, name, asked, verdict) for name in _ACTS},
        asked=asked,
    )
    return render(request, page, status=200 if verdict is None else 422)


def _form(
    request: HttpRequest, view: SubjectView, name: str, asked: str, verdict: Verdict | None
) -> VerdictForm | None:
    is_exempt = view.standing.answer.is_exempt
    offered = {
        "assign": view.may_run,
        "report": view.may_report,
        "exempt": view.may_run and not is_exempt and view.standing.progress is not Progress.MET,
        "restore": view.may_run and is_exempt,
    }
    if not offered[name]:
        return None
    form_class = _ACTS[name][0]
    form = form_class(request.POST if name == asked else None, verdict=verdict)
    if isinstance(form, AssignForm):
        form.offer(view.responsible_choices, measure=view.measure, person=view.person)
    return form
