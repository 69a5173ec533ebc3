"""Submitting a record to its reviewer, and the review itself; what was refused, by code."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from xianfeng.casework.commands import reviews
from xianfeng.casework.commands.reviews import Answer
from xianfeng.casework.forms import WhyForm
from xianfeng.casework.forms.reviews import AnswerForm
from xianfeng.casework.pages.reviews import RefusalsPage, ReviewPage
from xianfeng.casework.queries import refusals
from xianfeng.casework.queries import reviews as reads
from xianfeng.casework.queries.queues import Trail
from xianfeng.casework.queries.reviews import ReviewDesk
from xianfeng.casework.views import trails
from xianfeng.casework.views.steps import version_of
from xianfeng.kernel import clock
from xianfeng.kernel.errors import Refused
from xianfeng.kernel.verdict import Verdict
from xianfeng.trust import access
from xianfeng.trust.vocab import Action
from xianfeng.ui import numbers, outcome
from xianfeng.ui.rendering import render


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Count what was submitted this year and list what was refused."""
    access.require(request.actor, Action.VIEW_CASES)
    since = date(clock.today().year, 1, 1)
    page = RefusalsPage(found=refusals.of(request.actor, since=since), year=since.year)
    return render(request, page)


@require_http_methods(["GET", "POST"])
@never_cache
def one(request: HttpRequest, case_id: int, record: str) -> HttpResponse:
    """Show what was submitted and answered; a POST submits, answers or recalls."""
    with outcome.found():
        desk = reads.desk(request.actor, case_id, record)
    trail = trails.of(request, case_id)
    if request.method == "GET":
        return _page(request, desk, trail=trail)
    with outcome.Attempt() as attempt, outcome.found():
        words = _act(request, desk, record)
    if attempt.refused:
        return _page(request, desk, attempt.refused, trail=trail)
    messages.success(request, words)
    if trail and request.POST.get("do") == "answer":
        return redirect(trails.onward(trail))
    return redirect("casework:review", case_id, record)


def _act(request: HttpRequest, desk: ReviewDesk, record: str) -> str:
    actor, at, wanted = request.actor, clock.now(), request.POST.get("do", "")
    sent = numbers.whole(request.POST.get("review", "")) or 0
    if wanted == "answer":
        given = Answer(
            result=request.POST.get("result", ""),
            on=_day(request.POST.get("on", "")),
            why=request.POST.get("why", ""),
        )
        reviews.answer(actor=actor, review_id=sent, given=given, at=at)
        return _("已签署审核意见，记入台账。")
    if wanted == "recall":
        reviews.recall(actor=actor, review_id=sent, why=request.POST.get("why", ""), at=at)
        return _("已撤回报审。")
    reviews.ask(
        actor=actor, case_id=desk.case_id, record=record, at=at, version=version_of(request)
    )
    return _("已报{}审核。").format(desk.reviewer)


def _page(
    request: HttpRequest,
    desk: ReviewDesk,
    refused: Refused | None = None,
    *,
    trail: Trail | None = None,
) -> HttpResponse:
    verdict = refused.verdict if refused else Verdict()
    sent = request.POST or None
    initial = {"on": clock.today().isoformat()}
    page = ReviewPage(
        desk=desk,
        answer=AnswerForm(sent, choices=desk.choices, initial=initial, verdict=verdict),
        recall=WhyForm(sent, verdict=verdict),
        verdict=verdict,
        trail=trail,
    )
    return render(request, page, status=outcome.status_of(refused))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
