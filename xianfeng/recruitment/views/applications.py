"""Taking an application."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from xianfeng.casework.sheets import StepSheet
from xianfeng.kernel import clock
from xianfeng.kernel.errors import Refused
from xianfeng.kernel.verdict import Verdict
from xianfeng.procedure import board
from xianfeng.procedure.schema import Edition
from xianfeng.recruitment.commands import applications
from xianfeng.recruitment.forms.applications import ApplicantForm
from xianfeng.recruitment.pages.applications import NewCasePage
from xianfeng.recruitment.queries import applicants, procedures
from xianfeng.recruitment.vocab import FAMILY
from xianfeng.trust import access
from xianfeng.trust.vocab import Action
from xianfeng.ui import outcome
from xianfeng.ui.rendering import render


@require_http_methods(["GET", "POST"])
@never_cache
def new(request: HttpRequest) -> HttpResponse:
    """Ask who applies and how; a POST opens the case with its first step, or keeps nothing."""
    access.require(request.actor, Action.OPEN_CASE)
    if request.method == "GET":
        return _page(request)
    choices = applicants.branches(request.actor)
    form = ApplicantForm(request.POST, choices=choices)
    sheet = _sheet(_edition(), request)
    with outcome.Attempt() as attempt, outcome.found():
        case_id = applications.open_for(
            actor=request.actor,
            applicant=form.applicant(),
            organisation_id=form.organisation_id(),
            submission=sheet.submission(),
            scans=sheet.scans(),
            at=clock.now(),
        )
    if attempt.refused:
        return _page(request, attempt.refused)
    messages.success(request, _("已立案并办理第1环节，记入台账。"))
    return redirect("casework:case", case_id)


def _edition() -> Edition:
    return board.family(FAMILY).edition(procedures.default_edition(clock.today()))


def _sheet(
    edition: Edition, request: HttpRequest | None, verdict: Verdict | None = None
) -> StepSheet:
    return StepSheet(
        request.POST if request else None,
        files=request.FILES if request else None,
        kinds=edition.kinds_of(edition.steps[0]),
        verdict=verdict,
    )


def _page(request: HttpRequest, refused: Refused | None = None) -> HttpResponse:
    edition = _edition()
    verdict = refused.verdict if refused else Verdict()
    page = NewCasePage(
        form=ApplicantForm(
            request.POST if refused else None,
            choices=applicants.branches(request.actor),
            verdict=verdict,
        ),
        sheet=_sheet(edition, request if refused else None, verdict),
        verdict=verdict,
        step_title=edition.steps[0].title,
        edition=edition.name,
        lost_files=bool(refused and request.FILES),
    )
    return render(request, page, status=422 if refused else 200)
