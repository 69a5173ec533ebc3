"""One form for the reviews that a whole branch owes."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from xianfeng.casework import roundsheets
from xianfeng.casework.commands import rounds as commands
from xianfeng.casework.pages.rounds import RoundPage
from xianfeng.casework.queries import rounds
from xianfeng.casework.queries.rounds import RoundDesk
from xianfeng.casework.roundsheets import RoundSheet
from xianfeng.kernel import clock
from xianfeng.kernel.verdict import Verdict
from xianfeng.trust import access
from xianfeng.trust.vocab import Action
from xianfeng.ui import outcome
from xianfeng.ui.rendering import render


@require_http_methods(["GET", "POST"])
@never_cache
def one(request: HttpRequest, kind: str) -> HttpResponse:
    """Show who owes the record; a POST enters the rows that were filled in, each on its own."""
    access.require(request.actor, Action.VIEW_CASES)
    desk = _desk(request, kind)
    if request.method == "GET":
        return _page(request, desk, RoundSheet(desk=desk))
    sheet = RoundSheet(request.POST, desk=desk)
    with outcome.Attempt() as attempt, outcome.found():
        done = commands.add_many(
            actor=request.actor, kind=kind, rows=sheet.filled(), at=clock.now()
        )
    if attempt.refused:
        return _page(request, desk, sheet, verdict=attempt.verdict, status=422)
    if done.signed:
        names = "、".join(one.person for one in done.signed)
        messages.success(request, _("已登记 {} 人：{}。").format(len(done.signed), names))
    if not done.refused:
        return redirect(request.get_full_path())
    refused_by = {one.case_id: one.verdict for one in done.refused}
    left = roundsheets.without(request.POST, (one.case_id for one in done.signed))
    desk = _desk(request, kind)
    return _again(request, desk, left, refused_by)


def _desk(request: HttpRequest, kind: str) -> RoundDesk:
    with outcome.found():
        return rounds.desk(
            request.actor, kind, today=clock.today(), is_whole="whole" in request.GET
        )


def _again(
    request: HttpRequest, desk: RoundDesk, left: Any, refused: Mapping[int, Verdict]
) -> HttpResponse:
    sheet = RoundSheet(left, desk=desk, refused=refused)
    return _page(request, desk, sheet, refused=len(refused), status=422)


def _page(
    request: HttpRequest,
    desk: RoundDesk,
    sheet: RoundSheet,
    *,
    verdict: Verdict = Verdict(),
    refused: int = 0,
    status: int = 200,
) -> HttpResponse:
    page = RoundPage(desk=desk, sheet=sheet, verdict=verdict, refused=refused)
    return render(request, page, status=status)
