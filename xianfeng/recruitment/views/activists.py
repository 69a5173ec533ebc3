"""The thousand activists in training: aim and fact, who they are, setting the aim, the workbook."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xianfeng.kernel import clock
from xianfeng.kernel.checks import reason
from xianfeng.kernel.verdict import Verdict
from xianfeng.recruitment.commands import activists as commands
from xianfeng.recruitment.forms.programmes import AimForm
from xianfeng.recruitment.pages.programmes import ActivistsPage
from xianfeng.recruitment.queries import activists
from xianfeng.recruitment.queries.activists import ActivistBoard, SheetRow
from xianfeng.registry.commands import exports
from xianfeng.trust import access
from xianfeng.trust.vocab import Action
from xianfeng.ui import downloads, numbers, outcome
from xianfeng.ui.rendering import render

_HEADING = ("党组织", "目标", "在培", "差额")
_WIDTHS = (36, 10, 10, 10)
_DAY_WIDTH = 13


@require_GET
@numbers.kept_out
def index(request: HttpRequest) -> HttpResponse:
    """Show the programme; ``organisation`` in the address narrows people and quarters."""
    access.require(request.actor, Action.REPORT_EFFORTS)
    return _page(request)


@require_POST
def aim(request: HttpRequest) -> HttpResponse:
    """Set how many shall be in training; a refusal shows everything typed."""
    access.require(request.actor, Action.MAKE_PLANS)
    wish = AimForm(request.POST).wish()
    if wish is None:
        unchosen = reason("D-64", message=_("请选择党组织"), field="organisation")
        return _page(request, Verdict((unchosen,)))
    with outcome.Attempt() as attempt, outcome.found():
        commands.aim(actor=request.actor, wish=wish, at=clock.now())
    if attempt.refused:
        return _page(request, attempt.verdict)
    messages.success(request, _("已设定目标，并记入台账。"))
    return redirect("recruitment:activists")


def _page(request: HttpRequest, verdict: Verdict | None = None) -> HttpResponse:
    actor = request.actor
    chosen = numbers.whole(request.GET.get("organisation", ""))
    number = numbers.whole(request.GET.get("page", "")) or 1
    with outcome.found():
        board = activists.board(actor, organisation_id=chosen, page=number, today=clock.today())
    page = ActivistsPage(
        board=board,
        organisation_id=chosen,
        verdict=Verdict() if verdict is None else verdict,
        aim_form=_aim_form(request, board, verdict) if actor.may(Action.MAKE_PLANS) else None,
        previous_url=_address(chosen, board.page - 1) if board.page > 1 else "",
        next_url=_address(chosen, board.page + 1) if board.page < board.pages else "",
        may_export=actor.may(Action.EXPORT),
    )
    return render(request, page, status=200 if verdict is None else 422)


def _address(organisation_id: int | None, page: int) -> str:
    kept = {"organisation": organisation_id} if organisation_id else {}
    return f"?{urlencode({**kept, 'page': page})}#people"


def _aim_form(request: HttpRequest, board: ActivistBoard, verdict: Verdict | None) -> AimForm:
    form = AimForm(request.POST if verdict is not None else None, verdict=verdict)
    places = {one.id: one.name for one in (board.glance.whole, *board.glance.below) if one.may_aim}
    form.offer((key, name) for key, name in places.items() if key is not None)
    return form


@require_POST
def export(request: HttpRequest) -> StreamingHttpResponse:
    """Stream aim, fact and the quarters by organisation as a workbook; it names no person."""
    today = clock.today()
    exports.record(
        actor=request.actor,
        what="activists",
        filters=_("千名入党积极分子培养"),
        reason=_("按党组织汇总，不含个人信息"),
        at=clock.now(),
    )
    days, rows = activists.sheet(request.actor, today=today)
    given = downloads.Sheet(
        title=_("积极分子培养"),
        notes=[_("千名入党积极分子培养（{}）").format(today)],
        heading=[*_HEADING, *(str(day) for day in days)],
        widths=[*_WIDTHS, *(_DAY_WIDTH for _day in days)],
        rows=(_cells(row) for row in rows),
        file_name=_("千名入党积极分子培养{}").format(today),
    )
    return downloads.sheet(request, given, at=clock.now())


def _cells(row: SheetRow) -> tuple[object, ...]:
    share = row.share
    name = share.name or _("合计")
    return (name, share.aim, share.people, share.lacking, *row.counts)
