"""Classes of collective training: the list, registering one, its results, correcting one."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from xianfeng.kernel import clock
from xianfeng.kernel.checks import reason
from xianfeng.kernel.errors import Refused
from xianfeng.kernel.verdict import Verdict
from xianfeng.recruitment.commands import classes as commands
from xianfeng.recruitment.forms.training import CorrectForm, HeldForm, MarksForm, unchosen
from xianfeng.recruitment.pages.training import (
    ClassesPage,
    ClassPage,
    CorrectionPage,
    NewClassPage,
)
from xianfeng.recruitment.queries import classes
from xianfeng.registry.queries import organisations
from xianfeng.trust import access
from xianfeng.trust.vocab import Action
from xianfeng.ui import numbers, outcome
from xianfeng.ui.rendering import render


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """List the classes of the actor's reach and of the organisations above it."""
    access.require(request.actor, Action.VIEW_CASES)
    page = max(1, numbers.whole(request.GET.get("page", "")) or 1)
    rows, has_more = classes.listed(request.actor, page=page)
    shown = ClassesPage(
        rows=rows,
        may_hold=bool(classes.organisers(request.actor)),
        previous_url=f"?page={page - 1}" if page > 1 else "",
        next_url=f"?page={page + 1}" if has_more else "",
    )
    return render(request, shown)


@require_http_methods(["GET", "POST"])
@never_cache
def new(request: HttpRequest) -> HttpResponse:
    """Show the form of a class; a POST registers it."""
    places = classes.organisers(request.actor)
    if not places:
        classes.require_organiser(request.actor, "")
    form = HeldForm(request.POST or None)
    attempt = outcome.Attempt()
    if request.method == "POST":
        held = form.held()
        with attempt:
            if held is None:
                raise Refused(Verdict((reason("D-64", message=unchosen()),)))
            with outcome.found():
                class_id = commands.hold(actor=request.actor, held=held, at=clock.now())
        if not attempt.refused:
            messages.success(request, _("已登记培训班，接着登记各人的结果。"))
            return redirect("recruitment:class", class_id)
        form = HeldForm(request.POST, verdict=attempt.verdict)
    form.offer(places)
    page = NewClassPage(form=form, verdict=attempt.verdict)
    return render(request, page, status=attempt.status)


@require_http_methods(["GET", "POST"])
@never_cache
def one(request: HttpRequest, class_id: int) -> HttpResponse:
    """Show a class with its results; a POST enters those of the rows that were filled in."""
    if request.method == "GET":
        return _class(request, class_id)
    with outcome.found():
        desk = classes.desk(request.actor, class_id, _place(request))
        classes.require_organiser(request.actor, desk.path)
    form = MarksForm(request.POST, waiting=desk.waiting)
    with outcome.Attempt() as attempt, outcome.found():
        count = commands.enter(
            actor=request.actor, class_id=class_id, marks=form.marks(), at=clock.now()
        )
    if attempt.refused:
        return _class(request, class_id, data=request.POST, verdict=attempt.verdict)
    messages.success(request, _("已登记 {} 人的结果，办理环节时自动填写。").format(count))
    return redirect(request.get_full_path())


def _place(request: HttpRequest) -> int | None:
    return numbers.whole(request.GET.get("organisation", ""))


def _class(
    request: HttpRequest, class_id: int, *, data: Any = None, verdict: Verdict = Verdict()
) -> HttpResponse:
    chosen = _place(request)
    with outcome.found():
        desk = classes.desk(request.actor, class_id, chosen)
    form = MarksForm(data, waiting=desk.waiting, verdict=verdict) if desk.waiting else None
    choices = organisations.choices(request.actor, chosen=chosen) if desk.may_enter else ()
    page = ClassPage(
        desk=desk,
        form=form,
        verdict=verdict,
        choices=tuple((one.id, "　" * one.depth + one.name) for one in choices),
        organisation_id=chosen,
    )
    return render(request, page, status=422 if verdict.reasons else 200)


@require_http_methods(["GET", "POST"])
@never_cache
def correct(request: HttpRequest, result_id: int) -> HttpResponse:
    """Show one result; a POST puts another in its place."""
    with outcome.found():
        desk = classes.result(request.actor, result_id)
    attempt = outcome.Attempt()
    if request.method == "POST":
        form = CorrectForm(request.POST)
        with attempt, outcome.found():
            commands.correct(
                actor=request.actor,
                result_id=result_id,
                mark=form.mark(),
                why=form.typed["why"],
                at=clock.now(),
            )
        if not attempt.refused:
            messages.success(request, _("已更正，原来的记录保留。"))
            return redirect(reverse("recruitment:class", args=[desk.class_id]))
    page = CorrectionPage(
        desk=desk,
        form=CorrectForm(request.POST or None, verdict=attempt.verdict),
        verdict=attempt.verdict,
    )
    return render(request, page, status=attempt.status)
