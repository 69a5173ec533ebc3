"""The editions and the catalogue of checks, for whoever wants to know the rules."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from xianfeng.casework.queries import editions
from xianfeng.kernel import clock
from xianfeng.recruitment.forms.procedures import CompareForm
from xianfeng.recruitment.pages.procedures import (
    ChecksPage,
    ComparePage,
    DiagramPage,
    ProcedurePage,
    ProceduresPage,
)
from xianfeng.recruitment.queries import checks, procedures
from xianfeng.recruitment.vocab import FAMILY
from xianfeng.trust import access
from xianfeng.trust.vocab import Action
from xianfeng.ui.rendering import render


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """List the editions."""
    access.require(request.actor, Action.VIEW_RULES)
    page = ProceduresPage(
        editions=procedures.editions(default=procedures.default_edition(clock.today())),
        drafts=editions.drafts(FAMILY) if request.actor.may(Action.EDIT_EDITIONS) else (),
        may_edit=request.actor.may(Action.EDIT_EDITIONS),
    )
    return render(request, page)


@require_GET
def one(request: HttpRequest, edition_id: str) -> HttpResponse:
    """Show one edition as text."""
    access.require(request.actor, Action.VIEW_RULES)
    today = clock.today()
    try:
        text = procedures.edition(
            edition_id, default=procedures.default_edition(today), today=today
        )
    except procedures.UnknownEdition as unknown:
        raise Http404 from unknown
    return render(
        request, ProcedurePage(edition=text, may_move=request.actor.may(Action.MOVE_CASES))
    )


@require_GET
def diagram(request: HttpRequest, edition_id: str) -> HttpResponse:
    """Show one edition as lanes of boxes."""
    access.require(request.actor, Action.VIEW_RULES)
    today = clock.today()
    try:
        found = procedures.picture(
            edition_id, default=procedures.default_edition(today), today=today
        )
    except procedures.UnknownEdition as unknown:
        raise Http404 from unknown
    return render(request, DiagramPage(picture=found))


@require_GET
def compare(request: HttpRequest) -> HttpResponse:
    """Show two editions side by side, once two are chosen."""
    access.require(request.actor, Action.VIEW_RULES)
    today = clock.today()
    default = procedures.default_edition(today)
    rows = procedures.editions(default=default)
    form = CompareForm(request.GET or None, editions=rows, today=today)
    pair = None
    if form.is_valid():
        chosen = form.cleaned_data
        try:
            pair = procedures.compared(
                chosen["left"], chosen["right"], default=default, on=chosen["on"]
            )
        except procedures.UnknownEdition as unknown:
            raise Http404 from unknown
    return render(request, ComparePage(form=form, pair=pair))


@require_GET
def catalogue(request: HttpRequest) -> HttpResponse:
    """Show every check, its level, its source, and where it is applied."""
    access.require(request.actor, Action.VIEW_RULES)
    groups = checks.groups()
    page = ChecksPage(
        groups=groups,
        checks=sum(len(group.rows) for group in groups),
        applied=sum(group.applied for group in groups),
    )
    return render(request, page)
