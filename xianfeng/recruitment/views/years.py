"""Yearly figures, the words to great changes, and the test of a reported change."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from xianfeng.kernel import clock
from xianfeng.kernel.verdict import Verdict
from xianfeng.recruitment.commands import yearnotes
from xianfeng.recruitment.forms.years import ClaimForm, ExplainForm, YearForm
from xianfeng.recruitment.pages.years import ClaimPage, YearNotePage, YearPage
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


@require_http_methods(["GET", "POST"])
def explain(request: HttpRequest, organisation_id: int, year: int, line: str) -> HttpResponse:
    """Take the words to one change; the form shows the numbers for which they will stand."""
    attempt = outcome.Attempt()
    if request.method == "POST":
        said = ExplainForm(request.POST).explanation(year=year, line=line)
        with attempt, outcome.found():
            yearnotes.explain(
                actor=request.actor, organisation_id=organisation_id, said=said, at=clock.now()
            )
        if not attempt.refused:
            messages.success(request, _("已写明原因，显示在该类数字旁。"))
            return redirect(_row_url(organisation_id, year, line))
    return _explaining(
        request, organisation_id, (year, line), verdict=attempt.verdict, status=attempt.status
    )


def _explaining(
    request: HttpRequest,
    organisation_id: int,
    asked: tuple[int, str],
    *,
    verdict: Verdict,
    status: int,
) -> HttpResponse:
    year, line = asked
    with outcome.found():
        figures, row = years.to_explain(
            request.actor,
            organisation_id=organisation_id,
            year=year,
            line=line,
            today=clock.today(),
        )
    # After a conflict the typed words stay; the numbers beside them are those of now.
    words = request.POST.get("words", row.note.words if row.note else "")
    page = YearNotePage(
        year=year,
        organisation=figures.place.name if figures.place else "",
        row=row,
        form=ExplainForm(
            {
                "words": words,
                "last": str(row.change.last.number),
                "this": str(row.change.this.number),
                "version": str(row.note.version if row.note else 0),
            },
            verdict=verdict,
        ),
        verdict=verdict,
        back_url=_row_url(organisation_id, year, line),
    )
    return render(request, page, status=status)


def _row_url(organisation_id: int, year: int, line: str) -> str:
    query = urlencode({"year": year, "organisation": organisation_id})
    return f"{reverse('recruitment:year')}?{query}#line-{line}"


@require_GET
def claim(request: HttpRequest) -> HttpResponse:
    """Test a change that a report prints; nothing is kept."""
    access.require(request.actor, Action.VIEW_PEOPLE)
    form = ClaimForm(request.GET if "amount" in request.GET else None)
    verdict = changes.stands(form.claim()) if form.is_valid() else None
    return render(request, ClaimPage(form=form, verdict=verdict))
