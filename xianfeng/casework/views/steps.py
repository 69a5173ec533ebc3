"""Signing a step; entering a repeated record; showing a scan."""

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from xianfeng.casework.commands import evidence, submitting
from xianfeng.casework.pages import StepPage
from xianfeng.casework.queries import desks, papers
from xianfeng.casework.queries.desks import Desk
from xianfeng.casework.queries.queues import Trail
from xianfeng.casework.sheets import StepSheet, parted
from xianfeng.casework.views import trails
from xianfeng.kernel import clock
from xianfeng.kernel.errors import Refused
from xianfeng.kernel.verdict import Verdict
from xianfeng.trust import serving
from xianfeng.trust.queries import evidence as files
from xianfeng.ui import numbers, outcome
from xianfeng.ui.rendering import render


@require_http_methods(["GET", "POST"])
@never_cache
def step(request: HttpRequest, case_id: int, number: int) -> HttpResponse:
    """Show the form of a step; a POST signs it, or shows every unmet gate and all that was typed."""
    with outcome.found():
        desk = desks.step(request.actor, case_id, number)
    if request.method == "GET":
        if desk.is_signed:
            return redirect(_anchor(desk))
        return _page(request, desk, trail=trails.of(request, case_id))
    trail = trails.of(request, case_id)
    sheet = _sheet(desk, request)
    with outcome.Attempt() as attempt, outcome.found():
        submitting.submit(
            actor=request.actor,
            case_id=case_id,
            step=desk.step,
            submission=sheet.submission(),
            scans=sheet.scans(),
            at=clock.now(),
            version=version_of(request),
        )
    if attempt.refused:
        return _page(request, desk, attempt.refused, trail=trail)
    messages.success(request, _("已办理第{}环节“{}”，并记入台账。").format(desk.number, desk.title))
    return redirect(trails.onward(trail)) if trail else redirect("casework:case", desk.case_id)


@require_http_methods(["GET", "POST"])
@never_cache
def repeat(request: HttpRequest, case_id: int, kind: str) -> HttpResponse:
    """Show the form of a repeated record; a POST enters it."""
    with outcome.found():
        desk = desks.repeat(request.actor, case_id, kind)
    if request.method == "GET":
        return _page(request, desk, is_repeat=True)
    sheet = _sheet(desk, request, is_repeat=True)
    with outcome.Attempt() as attempt, outcome.found():
        evidence.add(
            actor=request.actor,
            case_id=case_id,
            kind=kind,
            facts=sheet.submission().records[kind],
            at=clock.now(),
            version=version_of(request),
        )
    if attempt.refused:
        return _page(request, desk, attempt.refused, is_repeat=True)
    messages.success(request, _("已登记{}。").format(desk.kinds[0].title))
    return redirect("casework:case", desk.case_id)


def _sheet(
    desk: Desk,
    request: HttpRequest | None = None,
    *,
    is_repeat: bool = False,
    verdict: Verdict | None = None,
) -> StepSheet:
    return StepSheet(
        request.POST if request else None,
        files=request.FILES if request else None,
        kinds=desk.kinds,
        members=desk.members,
        hints=desk.hints,
        settled={one.kind: one.settled for one in desk.instruments},
        with_papers=not is_repeat,
        initial=dict(desk.carried),
        verdict=verdict,
    )


def _page(
    request: HttpRequest,
    desk: Desk,
    refused: Refused | None = None,
    *,
    is_repeat: bool = False,
    trail: Trail | None = None,
) -> HttpResponse:
    """Answer with the form: blank, or refused with its reasons and everything typed.

    The form carries the case's present version, so that whoever was told of
    somebody else's change can go on knowingly.
    """
    verdict = refused.verdict if refused else Verdict()
    first, later = parted(verdict)
    page = StepPage(
        desk=desk,
        sheet=_sheet(desk, request if refused else None, is_repeat=is_repeat, verdict=first),
        verdict=first,
        later=later,
        is_repeat=is_repeat,
        title=desk.kinds[0].title if is_repeat else desk.title,
        lost_files=bool(refused and request.FILES),
        trail=trail,
    )
    return render(request, page, status=outcome.status_of(refused))


def _anchor(desk: Desk) -> str:
    return f"{reverse('casework:case', args=[desk.case_id])}#step-{desk.number}"


def version_of(request: HttpRequest) -> int | None:
    """Read the version of the page that was filled in; without one nothing is compared."""
    return numbers.whole(request.POST.get("version", ""))


@require_GET
def paper(request: HttpRequest, case_id: int, paper_id: int) -> FileResponse:
    """Show a scan to whoever may see its case."""
    with outcome.found():
        scan = papers.scan(request.actor, case_id, paper_id)
        file = files.open_file(scan.sha256)
    return serving.show(file, name=scan.name)
