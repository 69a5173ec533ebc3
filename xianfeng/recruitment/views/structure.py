"""The what-if panel of structure."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from xianfeng.kernel import clock
from xianfeng.recruitment.forms import structure as forms
from xianfeng.recruitment.pages.structure import StructurePage
from xianfeng.recruitment.queries import structure
from xianfeng.registry.queries import organisations
from xianfeng.trust import access
from xianfeng.trust.vocab import Action
from xianfeng.ui import numbers, outcome
from xianfeng.ui.rendering import render


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Show the structure, with the ticked candidates added; nothing is kept."""
    access.require(request.actor, Action.VIEW_PEOPLE)
    today = clock.today()
    organisation_id = numbers.whole(request.GET.get("organisation", ""))
    with outcome.found():
        panel = structure.panel(
            request.actor,
            organisation_id=organisation_id,
            chosen=forms.chosen(request.GET),
            today=today,
        )
    found = organisations.choices(request.actor, chosen=organisation_id)
    choices = tuple((choice.id, choice.name) for choice in found)
    page = StructurePage(
        panel=panel,
        today=today,
        choices=choices,
        organisation_id=organisation_id,
        organisation=dict(choices).get(organisation_id or 0, ""),
    )
    return render(request, page)
