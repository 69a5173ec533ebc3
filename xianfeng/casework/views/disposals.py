"""One list of disposal: approved, taken back, carried out, printed; and a file held back from it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from xianfeng.casework.commands import disposals, holds
from xianfeng.casework.forms import WhyForm
from xianfeng.casework.pages.disposals import DisposalPage, DisposalSheetPage, HoldPage
from xianfeng.casework.queries import disposals as reads
from xianfeng.kernel import clock
from xianfeng.ui import outcome
from xianfeng.ui.rendering import render


@require_http_methods(["GET", "POST"])
@never_cache
def one(request: HttpRequest, disposal_id: int) -> HttpResponse:
    """Show one list; a POST approves it, takes it back or carries it out."""
    attempt = outcome.Attempt()
    if request.method == "POST":
        with attempt, outcome.found():
            words = _act(request, disposal_id)
        if not attempt.refused:
            messages.success(request, words)
            return redirect("casework:disposal", disposal_id)
    with outcome.found():
        listed = reads.one(request.actor, disposal_id, today=clock.today())
    form = WhyForm(request.POST or None, verdict=attempt.verdict)
    return render(
        request,
        DisposalPage(listed=listed, form=form, verdict=attempt.verdict),
        status=attempt.status,
    )


def _act(request: HttpRequest, disposal_id: int) -> str:
    actor, at, wanted = request.actor, clock.now(), request.POST.get("do", "")
    if wanted == "approve":
        disposals.approve(actor=actor, disposal_id=disposal_id, at=at)
        return _("已批准销毁清册，记入台账。")
    if wanted == "carry":
        carried = disposals.carry_out(actor=actor, disposal_id=disposal_id, at=at)
        return _("已销毁{gone}件，未销毁{kept}件。").format(
            gone=carried.disposed, kept=carried.refused
        )
    why = request.POST.get("why", "")
    disposals.withdraw(actor=actor, disposal_id=disposal_id, why=why, at=at)
    return _("已撤回销毁清册。")


@require_GET
@never_cache
def sheet(request: HttpRequest, disposal_id: int) -> HttpResponse:
    """Show the list as it is printed and signed."""
    today = clock.today()
    with outcome.found():
        listed = reads.one(request.actor, disposal_id, today=today)
    return render(request, DisposalSheetPage(listed=listed, today=today))


@require_http_methods(["GET", "POST"])
@never_cache
def hold(request: HttpRequest, case_id: int) -> HttpResponse:
    """Ask why, then hold a closed case back from disposal, or let it go."""
    with outcome.found():
        desk = reads.hold_desk(request.actor, case_id)
    attempt = outcome.Attempt()
    if request.method == "POST":
        act = holds.lift if request.POST.get("do") == "lift" else holds.hold
        given = {"actor": request.actor, "case_id": case_id, "at": clock.now()}
        with attempt, outcome.found():
            act(why=request.POST.get("why", ""), **given)
        if not attempt.refused:
            messages.success(request, _("已记录，记入台账。"))
            return redirect("casework:retention")
    form = WhyForm(request.POST or None, verdict=attempt.verdict)
    return render(
        request, HoldPage(desk=desk, form=form, verdict=attempt.verdict), status=attempt.status
    )
