"""Handing cases over between branches."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from xianfeng.casework.commands import transfers
from xianfeng.casework.commands.transfers import Going
from xianfeng.casework.forms import AcceptForm, SendForm, WhyForm
from xianfeng.casework.pages.conduct import SendPage, TransferPage, TransfersPage
from xianfeng.casework.queries import transfers as reads
from xianfeng.casework.queries.transfers import SendDesk, TransferDesk
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
    """List what was sent out of the actor's reach or into it."""
    access.require(request.actor, Action.VIEW_CASES)
    return render(request, TransfersPage(rows=reads.listed(request.actor)))


@require_http_methods(["GET", "POST"])
@never_cache
def send(request: HttpRequest, case_id: int) -> HttpResponse:
    """Find the receiving branch; a POST hands the case over."""
    wanted = (request.POST or request.GET).get("branch", "")
    with outcome.found():
        desk = reads.sending(request.actor, case_id, wanted)
    if request.method == "GET":
        return _sending(request, desk, wanted)
    going = Going(
        left_on=_day(request.POST.get("left_on", "")),
        organisation_id=numbers.whole(request.POST.get("place", "")),
        outside=request.POST.get("outside", ""),
    )
    with outcome.Attempt() as attempt, outcome.found():
        sent = transfers.send(
            actor=request.actor,
            case_id=case_id,
            going=going,
            why=request.POST.get("why", ""),
            at=clock.now(),
            version=version_of(request),
        )
    if attempt.refused:
        return _sending(request, desk, wanted, attempt.refused)
    messages.success(request, _("已转出，记入台账。"))
    return redirect("casework:transfer", sent)


def _sending(
    request: HttpRequest, desk: SendDesk, wanted: str, refused: Refused | None = None
) -> HttpResponse:
    verdict = refused.verdict if refused else Verdict()
    page = SendPage(
        desk=desk,
        form=SendForm(request.POST or None, places=desk.places, verdict=verdict),
        wanted=wanted,
        is_outside="outside" in request.GET or bool(request.POST.get("outside")),
        verdict=verdict,
    )
    return render(request, page, status=outcome.status_of(refused))


@require_http_methods(["GET", "POST"])
@never_cache
def one(request: HttpRequest, transfer_id: int) -> HttpResponse:
    """Show one handing over; a POST accepts, refuses or recalls it."""
    with outcome.found():
        desk = reads.one(request.actor, transfer_id)
    if request.method == "GET":
        return _one(request, desk)
    with outcome.Attempt() as attempt, outcome.found():
        words = _act(request, transfer_id)
    if attempt.refused:
        return _one(request, desk, attempt.refused)
    messages.success(request, words)
    return redirect("casework:transfer", transfer_id)


def _act(request: HttpRequest, transfer_id: int) -> str:
    actor, at, why = request.actor, clock.now(), request.POST.get("why", "")
    if request.POST.get("do") == "refuse":
        transfers.refuse(actor=actor, transfer_id=transfer_id, why=why, at=at)
        return _("已退回，不接收。")
    if request.POST.get("do") == "recall":
        transfers.recall(actor=actor, transfer_id=transfer_id, why=why, at=at)
        return _("已撤回转出。")
    transfers.accept(
        actor=actor,
        transfer_id=transfer_id,
        resumed_on=_day(request.POST.get("resumed_on", "")),
        arrived=request.POST.getlist("arrived"),
        at=at,
    )
    return _("已接收，此人和档案转入本支部。")


def _one(request: HttpRequest, desk: TransferDesk, refused: Refused | None = None) -> HttpResponse:
    verdict = refused.verdict if refused else Verdict()
    sent = request.POST or None
    page = TransferPage(
        desk=desk,
        accept=AcceptForm(sent, papers=desk.choices, verdict=verdict),
        refuse=WhyForm(sent, verdict=verdict),
        verdict=verdict,
    )
    return render(request, page, status=outcome.status_of(refused))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
