"""Meetings that vote: the list, a new one, one of them, and what is done to it as a whole."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xianfeng.casework.commands import meetings
from xianfeng.casework.forms import BranchForm, ManyFormsForm, WhyForm
from xianfeng.casework.pages import (
    DeclarationRow,
    MeetingNewPage,
    MeetingPage,
    MeetingsPage,
    MeetingTurnPage,
)
from xianfeng.casework.queries import agendas, keyset
from xianfeng.casework.queries import meetings as reads
from xianfeng.casework.queries.meetings import MeetingView
from xianfeng.casework.sheets import StepSheet
from xianfeng.casework.views import addresses
from xianfeng.casework.views.steps import version_of
from xianfeng.casework.vocab import Declaration
from xianfeng.kernel import clock
from xianfeng.kernel.checks import reason
from xianfeng.kernel.errors import Refused
from xianfeng.kernel.verdict import Verdict
from xianfeng.registry.queries import organisations
from xianfeng.trust import access
from xianfeng.trust.vocab import Action
from xianfeng.ui import numbers, outcome
from xianfeng.ui.rendering import render


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """List the meetings, the latest first."""
    access.require(request.actor, Action.VIEW_CASES)
    at = keyset.position(after=request.GET.get("after", ""))
    found = reads.page(request.actor, at=at)
    page = MeetingsPage(
        meetings=found,
        may_convene=request.actor.may(Action.SIGN_AS_BRANCH),
        older_url=addresses.link(request, after=found.older) if found.older else "",
    )
    return render(request, page)


@require_http_methods(["GET", "POST"])
@never_cache
def new(request: HttpRequest) -> HttpResponse:
    """Ask for day, place and chair; a POST convenes the meeting and goes on to its agenda."""
    access.require(request.actor, Action.SIGN_AS_BRANCH)
    case_id = numbers.whole(request.GET.get("case", ""))
    branch = None
    if case_id is not None:
        with outcome.found():
            branch, meeting_id = agendas.place_of(request.actor, case_id)
        if meeting_id is not None:
            return redirect("casework:meeting", meeting_id)
    if request.method == "GET":
        return _new(request, case_id=case_id, branch=branch)
    sheet = _convened(request)
    with outcome.Attempt() as attempt, outcome.found():
        made = meetings.convene(
            actor=request.actor,
            organisation_id=_branch(request),
            given=sheet.submission().records[meetings.CONVENED.key],
            at=clock.now(),
        )
    if attempt.refused:
        return _new(request, case_id=case_id, branch=branch, refused=attempt.refused)
    messages.success(request, _("已召集会议。接着把表决对象列入议程。"))
    return redirect("casework:meeting-agenda", made)


def _branch(request: HttpRequest) -> int:
    chosen = numbers.whole(request.POST.get("organisation", ""))
    if chosen is None:
        unread = reason("D-64", message=_("请选择党支部"), field="organisation")
        raise Refused(Verdict((unread,)))
    return chosen


def _convened(request: HttpRequest, *, verdict: Verdict | None = None) -> StepSheet:
    initial = {"meeting.chair": request.actor.name, "meeting.on": clock.today().isoformat()}
    return StepSheet(
        request.POST if request.method == "POST" else None,
        kinds=(meetings.CONVENED,),
        with_papers=False,
        initial=initial,
        verdict=verdict,
    )


def _new(
    request: HttpRequest,
    *,
    case_id: int | None,
    branch: int | None,
    refused: Refused | None = None,
) -> HttpResponse:
    verdict = refused.verdict if refused else Verdict()
    form = BranchForm(
        request.POST or None,
        choices=organisations.choices(request.actor, chosen=branch),
        initial={"organisation": branch} if branch else {},
        verdict=verdict,
    )
    page = MeetingNewPage(
        sheet=_convened(request, verdict=verdict), form=form, case_id=case_id, verdict=verdict
    )
    return render(request, page, status=422 if refused else 200)


@require_GET
@never_cache
def one(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Show one meeting."""
    with outcome.found():
        meeting = reads.of(request.actor, meeting_id)
    return _meeting(request, meeting)


def _meeting(
    request: HttpRequest, meeting: MeetingView, refused: Refused | None = None
) -> HttpResponse:
    page = MeetingPage(
        meeting=meeting,
        declarations=tuple(
            DeclarationRow(name=d.value, label=d.label, is_on=d.value in request.POST)
            for d in Declaration
        ),
        print_form=ManyFormsForm() if request.actor.may(Action.EXPORT) else None,
        verdict=refused.verdict if refused else Verdict(),
    )
    return render(request, page, status=outcome.status_of(refused))


@require_POST
def freeze(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Freeze the roll and go on to who is there."""
    with outcome.Attempt() as attempt, outcome.found():
        meetings.freeze(
            actor=request.actor,
            meeting_id=meeting_id,
            at=clock.now(),
            version=version_of(request),
        )
    if attempt.refused:
        return _again(request, meeting_id, attempt.refused)
    messages.success(request, _("名册已固定。接着登记到会。"))
    return redirect("casework:meeting-roll", meeting_id)


@require_POST
def close(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Close the meeting with what the chair vouches for."""
    with outcome.Attempt() as attempt, outcome.found():
        meetings.close(
            actor=request.actor,
            meeting_id=meeting_id,
            declared=frozenset(d.value for d in Declaration if d.value in request.POST),
            at=clock.now(),
            version=version_of(request),
        )
    if attempt.refused:
        return _again(request, meeting_id, attempt.refused)
    messages.success(request, _("会议已结束。请宣读结果，打印报告单签字。"))
    return redirect("casework:meeting", meeting_id)


def _again(request: HttpRequest, meeting_id: int, refused: Refused) -> HttpResponse:
    return _meeting(request, reads.of(request.actor, meeting_id), refused)


@require_http_methods(["GET", "POST"])
@never_cache
def reopen(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Ask why, then open the meeting again."""
    return ask(
        request,
        meeting_id,
        meetings.reopen,
        title=_("重开会议"),
        meaning=_("重开后可以更正到会和票数，再次结束后按更正的结果办理。原来的登记留在台账中。"),
    )


@require_http_methods(["GET", "POST"])
@never_cache
def call_off(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Ask why, then call the meeting off."""
    return ask(
        request,
        meeting_id,
        meetings.call_off,
        title=_("取消会议"),
        meaning=_("取消后不能恢复；表决对象可以列入另一次会议。"),
    )


def ask(
    request: HttpRequest,
    meeting_id: int,
    act: Callable[..., None],
    *,
    title: str,
    meaning: str,
    **values: Any,
) -> HttpResponse:
    """Show the question; a POST acts, or shows why not with everything typed."""
    with outcome.found():
        meeting = reads.for_running(request.actor, meeting_id)
    attempt = outcome.Attempt()
    if request.method == "POST":
        with attempt, outcome.found():
            act(
                actor=request.actor,
                meeting_id=meeting_id,
                why=request.POST.get("why", ""),
                at=clock.now(),
                version=version_of(request),
                **values,
            )
        if not attempt.refused:
            messages.success(request, _("已记录：{}。").format(title))
            return redirect(reverse("casework:meeting", args=[meeting_id]))
    page = MeetingTurnPage(
        meeting=meeting,
        form=WhyForm(request.POST or None, verdict=attempt.verdict),
        verdict=attempt.verdict,
        title=title,
        meaning=meaning,
        label=_("确认{}").format(title),
    )
    return render(request, page, status=attempt.status)
