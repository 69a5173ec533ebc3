"""One sitting of a body over several cases: its form, what it decided, its sheets on paper."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xianfeng.casework import deliberationsheets
from xianfeng.casework.commands import deliberations as commands
from xianfeng.casework.commands.batches import Outcome
from xianfeng.casework.deliberationsheets import DeliberationSheet
from xianfeng.casework.pages.deliberations import (
    DeliberationPage,
    DeliberationPrintPage,
    DeliberationsPage,
)
from xianfeng.casework.queries import deliberations
from xianfeng.casework.queries.deliberations import Decided, DecidedLine, Desk
from xianfeng.casework.vocab import DAY
from xianfeng.kernel import clock
from xianfeng.kernel.verdict import Verdict
from xianfeng.trust import access
from xianfeng.trust.vocab import Action
from xianfeng.ui import outcome
from xianfeng.ui.rendering import render


@require_GET
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    """List what waits for a sitting, and the latest sittings."""
    access.require(request.actor, Action.VIEW_CASES)
    page = DeliberationsPage(
        offers=deliberations.offers(request.actor), held=deliberations.held(request.actor)
    )
    return render(request, page)


@require_http_methods(["GET", "POST"])
@never_cache
def one(request: HttpRequest, edition_id: str, number: int) -> HttpResponse:
    """Show the form of a sitting; a POST signs line by line and tells what became of each."""
    desk = _desk(request, edition_id, number)
    if request.method == "GET":
        return _page(request, desk, DeliberationSheet(desk=desk))
    sheet = DeliberationSheet(request.POST, desk=desk, files=request.FILES)
    with outcome.Attempt() as attempt, outcome.found():
        done = commands.sign(
            sheet.sitting(), actor=request.actor, scans=sheet.common.scans(), at=clock.now()
        )
    if attempt.refused:
        again = DeliberationSheet(request.POST, desk=desk, verdict=attempt.verdict)
        return _page(request, desk, again, verdict=attempt.verdict, status=422)
    return _told(request, desk, done)


def _desk(request: HttpRequest, edition_id: str, number: int) -> Desk:
    with outcome.found():
        return deliberations.desk(request.actor, edition_id, number, today=clock.today())


def _told(request: HttpRequest, desk: Desk, done: Outcome) -> HttpResponse:
    """Answer with the report and what is left: refused lines keep all that was typed."""
    left: Any = None
    if done.signed:
        desk = _desk(request, desk.edition_id, desk.number)
    if done.refused:
        left = deliberationsheets.without(request.POST, [one.case_id for one in done.signed])
    refused: Mapping[int, Verdict] = {one.case_id: one.verdict for one in done.refused}
    sheet = DeliberationSheet(left, desk=desk, refused=refused)
    return _page(
        request,
        desk,
        sheet,
        verdict=sheet.verdict_of_all,
        done=done,
        status=422 if done.refused else 200,
    )


def _page(
    request: HttpRequest,
    desk: Desk,
    sheet: DeliberationSheet,
    *,
    verdict: Verdict = Verdict(),
    done: Outcome | None = None,
    status: int = 200,
) -> HttpResponse:
    shown = {line.case.case_id for line in desk.lines}
    page = DeliberationPage(
        desk=desk,
        sheet=sheet,
        verdict=verdict,
        outcome=done,
        gone=tuple(one for one in (done.refused if done else ()) if one.case_id not in shown),
        result_url=_result_url(request, desk) if done and done.signed else "",
        lost_files=bool(status != 200 and request.FILES),
    )
    return render(request, page, status=status)


def _result_url(request: HttpRequest, desk: Desk) -> str:
    """Return where the sheet of the day that was just signed is printed."""
    day = request.POST.get(f"{desk.kinds[0].key}.{DAY}", "").strip()
    url = reverse("casework:deliberation-result", args=[desk.edition_id, desk.number])
    return f"{url}?on={day}"


@require_POST
@never_cache
def draft(request: HttpRequest, edition_id: str, number: int) -> HttpResponse:
    """Show the list of matters and the sheet of votes with what was typed so far; keeps nothing."""
    desk = _desk(request, edition_id, number)
    sheet = DeliberationSheet(request.POST, desk=desk)
    lines = sheet.chosen() or sheet.lines()
    with outcome.found():
        body = deliberations.seat_of(request.actor, desk, [one.row.case.case_id for one in lines])
    decided = Decided(
        body=body,
        title=desk.title,
        on=_day(request.POST.get(f"{desk.kinds[0].key}.{DAY}", "")),
        common=sheet.typed_common(),
        heads=deliberations.heads(desk.kinds),
        lines=tuple(
            DecidedLine(
                number=position,
                person=line.row.case.person,
                organisation=line.row.case.organisation,
                cells=sheet.cells(line),
            )
            for position, line in enumerate(lines, 1)
        ),
        is_draft=True,
    )
    return _print(request, decided, desk.edition_id, desk.number)


@require_GET
@never_cache
def result(request: HttpRequest, edition_id: str, number: int) -> HttpResponse:
    """Show the sheets of what was signed for one day."""
    on = _day(request.GET.get("on", ""))
    if on is None:
        raise Http404
    with outcome.found():
        decided = deliberations.decided(request.actor, edition_id, number, on)
    return _print(request, decided, edition_id, number)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def _print(request: HttpRequest, decided: Decided, edition_id: str, number: int) -> HttpResponse:
    back = reverse("casework:deliberation", args=[edition_id, number])
    return render(request, DeliberationPrintPage(decided=decided, back_url=back))
