"""Signing one step for many cases in one form."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from xianfeng.casework.commands import batches as commands
from xianfeng.casework.commands.batches import NotSigned, Outcome
from xianfeng.casework.pages import BatchesPage, BatchPage, RefusedTogether
from xianfeng.casework.queries import batches
from xianfeng.casework.queries.batches import Desk
from xianfeng.casework.sheets import StepSheet
from xianfeng.kernel import clock
from xianfeng.kernel.verdict import Verdict
from xianfeng.trust import access
from xianfeng.trust.vocab import Action
from xianfeng.ui import numbers, outcome
from xianfeng.ui.rendering import render


@require_GET
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    """List the steps that many cases wait for."""
    access.require(request.actor, Action.VIEW_CASES)
    return render(request, BatchesPage(offers=batches.offers(request.actor)))


@require_http_methods(["GET", "POST"])
@never_cache
def one(request: HttpRequest, edition_id: str, number: int) -> HttpResponse:
    """Show the common form; a POST signs for everybody chosen and tells what became of each."""
    with outcome.found():
        desk = batches.desk(request.actor, edition_id, number, today=clock.today())
    if request.method == "GET":
        return _page(request, desk)
    sheet = _sheet(desk, request)
    with outcome.Attempt() as attempt, outcome.found():
        done = commands.sign_many(
            actor=request.actor,
            edition_id=edition_id,
            number=number,
            cases=_chosen(request),
            submission=sheet.submission(),
            scans=sheet.scans(),
            at=clock.now(),
        )
    if attempt.refused:
        return _page(request, desk, verdict=attempt.verdict, status=422)
    if done.signed:
        desk = batches.desk(request.actor, edition_id, number, today=clock.today())
    return _page(request, desk, done=done, status=200 if done.signed else 422)


def _chosen(request: HttpRequest) -> dict[int, int | None]:
    """Read "case:version" of every tick; what is no number is no case."""
    pairs = (value.partition(":") for value in request.POST.getlist("case"))
    read = ((numbers.whole(case), numbers.whole(version)) for case, _colon, version in pairs)
    return {case: version for case, version in read if case is not None}


def _sheet(
    desk: Desk, request: HttpRequest | None = None, *, verdict: Verdict | None = None
) -> StepSheet:
    return StepSheet(
        request.POST if request else None,
        files=request.FILES if request else None,
        kinds=desk.kinds,
        verdict=verdict,
    )


def _page(
    request: HttpRequest,
    desk: Desk,
    *,
    verdict: Verdict = Verdict(),
    done: Outcome | None = None,
    status: int = 200,
) -> HttpResponse:
    """Answer with the form: blank, refused, or with the report and those still to be done."""
    refused = done.refused if done else ()
    reasons = (reason for one in refused for reason in one.verdict)
    is_typed = bool(refused) or bool(verdict.reasons)
    page = BatchPage(
        desk=desk,
        chosen=_ticked(request, done),
        sheet=_sheet(
            desk,
            request if is_typed else None,
            verdict=verdict + Verdict.of(dict.fromkeys(reasons)),
        ),
        verdict=verdict,
        outcome=done,
        refused=_together(refused),
        lost_files=bool(is_typed and request.FILES),
    )
    return render(request, page, status=status)


def _ticked(request: HttpRequest, done: Outcome | None) -> frozenset[int]:
    if done:
        return frozenset(one.case_id for one in done.refused)
    return frozenset(_chosen(request)) if request.method == "POST" else frozenset()


def _together(refused: Iterable[NotSigned]) -> tuple[RefusedTogether, ...]:
    """Tell reasons once for all whom they hold back alike."""
    alike: dict[Verdict, list[str]] = {}
    for one in refused:
        alike.setdefault(one.verdict, []).append(f"{one.person}（{one.organisation}）")
    return tuple(
        RefusedTogether(people=tuple(people), verdict=verdict) for verdict, people in alike.items()
    )
