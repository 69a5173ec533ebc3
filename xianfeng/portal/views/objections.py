"""What a visitor may send: an objection to a notice, and the number under which to ask about it."""

from uuid import uuid4

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from xianfeng.casework.commands import objections
from xianfeng.casework.commands.objections import Told
from xianfeng.casework.queries import notice_board
from xianfeng.casework.queries import objections as reads
from xianfeng.casework.queries.notice_board import PublicNotice
from xianfeng.kernel import clock
from xianfeng.kernel.checks import reason
from xianfeng.kernel.errors import Refused
from xianfeng.kernel.verdict import Verdict
from xianfeng.portal.forms import ObjectionForm, ProgressForm
from xianfeng.portal.pages import ObjectionFormPage, ProgressPage, ThanksPage
from xianfeng.trust import throttles
from xianfeng.ui import outcome
from xianfeng.ui.rendering import render

# A village may share one address; a guesser of receipt numbers has 2^60 of them before him.
OBJECTIONS, LOOK_UPS = "10/h", "30/h"
_LONGEST_TOKEN = 64


@login_not_required
@require_http_methods(["GET", "POST"])
@never_cache
def new(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Show the form; a POST keeps the objection and shows its receipt number."""
    with outcome.found():
        notice = notice_board.one(notice_id, today=clock.today())
    if request.method == "GET":
        return _form(request, notice)
    if not throttles.allows(request, action="objection", rate=OBJECTIONS):
        return _form(request, notice, _too_many(), status=429)
    typed = ObjectionForm(request.POST).typed
    try:
        with outcome.found():
            receipt = objections.receive(
                notice_id=notice_id,
                told=Told(content=typed["content"], source=typed["source"]),
                token=_token(request),
                at=clock.now(),
            )
    except Refused as refused:
        return _form(request, notice, refused.verdict, status=422)
    return render(request, ThanksPage(notice=notice, receipt=receipt))


def _token(request: HttpRequest) -> str:
    return request.POST.get("token", "")[:_LONGEST_TOKEN] or uuid4().hex


def _too_many() -> Verdict:
    return Verdict((reason("X-20", remedy=_("请一小时以后再试，或者打电话、写信反映")),))


def _form(
    request: HttpRequest, notice: PublicNotice, verdict: Verdict = Verdict(), *, status: int = 200
) -> HttpResponse:
    page = ObjectionFormPage(
        notice=notice,
        form=ObjectionForm(request.POST or None, verdict=verdict),
        verdict=verdict,
        token=_token(request),
    )
    return render(request, page, status=status)


@login_not_required
@require_http_methods(["GET", "POST"])
@never_cache
def progress(request: HttpRequest) -> HttpResponse:
    """Ask for a receipt number; a POST says how far the objection is, and nothing else."""
    if request.method == "GET":
        return _progress(request)
    if not throttles.allows(request, action="progress", rate=LOOK_UPS):
        return _progress(request, verdict=_too_many(), status=429)
    found = reads.progress(ProgressForm(request.POST).typed["receipt"])
    return _progress(request, found, is_unknown=found is None)


def _progress(
    request: HttpRequest,
    found: reads.Progress | None = None,
    *,
    is_unknown: bool = False,
    verdict: Verdict = Verdict(),
    status: int = 200,
) -> HttpResponse:
    page = ProgressPage(
        form=ProgressForm(request.POST or None),
        progress=found,
        is_unknown=is_unknown,
        verdict=verdict,
    )
    return render(request, page, status=status)
