"""Yearly figures, and the test of a reported change."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from xianfeng.kernel import clock
from xianfeng.recruitment.forms.years import ClaimForm, YearForm
from xianfeng.recruitment.pages.years import ClaimPage, YearPage
from xianfeng.recruitment.queries import years
from xianfeng.recruitment.rules import changes
from xianfeng.registry.queries import organisations
from xianfeng.trust import access
from xianfeng.trust.vocab import Action
from xianfeng.ui import outcome
from xianfeng.ui.rendering import render

YEARS_OFFERED = 10


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Show a year's admissions by class beside the year before."""
    access.require(request.actor, Action.VIEW_PEOPLE)
    today = clock.today()
    year, organisation_id = YearForm(request.GET).wanted(today=today)
    with outcome.found():
        figures = years.developed(
            request.actor, year=year, organisation_id=organisation_id, today=today
        )
    choices = organisations.choices(request.actor, chosen=organisation_id)
    named = tuple((choice.id, choice.name) for choice in choices)
    page = YearPage(
        figures=figures,
        today=today,
        years=tuple(range(today.year, today.year - YEARS_OFFERED, -1)),
        choices=named,
        organisation_id=organisation_id,
        organisation=dict(named).get(organisation_id or 0, ""),
    )
    return render(request, page)


@require_GET
def claim(request: HttpRequest) -> HttpResponse:
    """Test a change that a report prints; nothing is kept."""
    access.require(request.actor, Action.VIEW_PEOPLE)
    form = ClaimForm(request.GET if "amount" in request.GET else None)
    verdict = changes.stands(form.claim()) if form.is_valid() else None
    return render(request, ClaimPage(form=form, verdict=verdict))
