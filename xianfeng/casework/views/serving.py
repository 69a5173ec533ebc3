"""Who serves whose case: mentors and introducers."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from xianfeng.casework.forms import PlacedForm
from xianfeng.casework.pages.conduct import ServingPage
from xianfeng.casework.queries import ties
from xianfeng.casework.views import addresses
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
        found = ties.listed(
            request.actor, chosen, page=numbers.whole(request.GET.get("page", "")) or 1
        )
    choices = organisations.choices(request.actor, chosen=chosen)
    page = ServingPage(
        rows=found.rows,
        form=PlacedForm(request.GET, choices=choices),
        is_cut=found.is_cut,
        previous_url=addresses.link(request, page=str(found.page - 1)) if found.page > 1 else "",
        next_url=addresses.link(request, page=str(found.page + 1))
        if found.page < found.pages
        else "",
    )
    return render(request, page)
