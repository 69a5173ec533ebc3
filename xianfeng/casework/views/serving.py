"""Who serves whose case: mentors and introducers."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from xianfeng.casework.forms import PlacedForm
from xianfeng.casework.pages.conduct import ServingPage
from xianfeng.casework.queries import ties
from xianfeng.registry.queries import organisations
from xianfeng.trust import access
from xianfeng.trust.vocab import Action
from xianfeng.ui import numbers, outcome
from xianfeng.ui.rendering import render


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """List mentors and introducers with those whom they serve now."""
    access.require(request.actor, Action.VIEW_CASES)
    chosen = numbers.whole(request.GET.get("organisation", ""))
    with outcome.found():
        rows, is_cut = ties.listed(request.actor, chosen)
    choices = organisations.choices(request.actor, chosen=chosen)
    page = ServingPage(rows=rows, form=PlacedForm(request.GET, choices=choices), is_cut=is_cut)
    return render(request, page)
