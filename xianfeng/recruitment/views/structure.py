"""The what-if panels of structure, and the people behind the sources' figures."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from xianfeng.kernel import clock
from xianfeng.recruitment.forms import structure as forms
from xianfeng.recruitment.pages.structure import (
    PanelPage,
    SourcePanelPage,
    SourcesPage,
    StructurePage,
)
from xianfeng.recruitment.queries import source_panel, sources, structure
from xianfeng.registry.queries import organisations
from xianfeng.trust import access
from xianfeng.trust.vocab import Action
from xianfeng.ui import numbers, outcome
from xianfeng.ui.rendering import render


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Show the structure, with the ticked candidates added; nothing is kept."""
    access.require(request.actor, Action.VIEW_PEOPLE)
    return _panel(request, structure.panel, StructurePage)


@require_GET
def by_source(request: HttpRequest) -> HttpResponse:
    """Show where people were found, with the ticked candidates added; nothing is kept."""
    access.require(request.actor, Action.VIEW_CASES)
    return _panel(request, source_panel.panel, SourcePanelPage)


def _panel(
    request: HttpRequest, read: Callable[..., Any], page: Callable[..., PanelPage]
) -> HttpResponse:
    today, organisation_id = clock.today(), _organisation(request)
    chosen = forms.chosen(request.GET)
    with outcome.found():
        panel = read(request.actor, organisation_id=organisation_id, chosen=chosen, today=today)
    choices = _choices(request, organisation_id)
    shown = page(
        panel=panel,
        today=today,
        choices=choices,
        organisation_id=organisation_id,
        organisation=dict(choices).get(organisation_id or 0, ""),
        query=_query(request, organisation_id),
    )
    return render(request, shown)


@require_GET
@numbers.kept_out
def people(request: HttpRequest) -> HttpResponse:
    """List the people behind a figure of the sources."""
    access.require(request.actor, Action.VIEW_CASES)
    form = forms.SourcesForm(request.GET, choices=_choices(request, _organisation(request)))
    wanted = form.wanted(today=clock.today())
    with outcome.found():
        found = sources.page(
            request.actor, wanted, number=numbers.whole(request.GET.get("page", "")) or 1
        )
    kept = {name: value for name, value in request.GET.items() if name in form.fields and value}
    page = SourcesPage(
        people=found,
        circle=wanted.circle,
        group=sources.named()[wanted.key],
        year=wanted.year,
        form=form,
        previous_url=_page(kept, found.page - 1) if found.page > 1 else "",
        next_url=_page(kept, found.page + 1) if found.page < found.pages else "",
    )
    return render(request, page)


def _page(kept: dict[str, str], number: int) -> str:
    return f"?{urlencode({**kept, 'page': number})}"


def _organisation(request: HttpRequest) -> int | None:
    return numbers.whole(request.GET.get("organisation", ""))


def _choices(request: HttpRequest, organisation_id: int | None) -> tuple[tuple[int, str], ...]:
    found = organisations.choices(request.actor, chosen=organisation_id)
    return tuple((choice.id, choice.name) for choice in found)


def _query(request: HttpRequest, organisation_id: int | None) -> str:
    chosen = [("person", key) for key in sorted(forms.chosen(request.GET))]
    place = [("organisation", organisation_id)] if organisation_id else []
    return urlencode([*place, *chosen])
