"""The list that a committee looks through before it pre-reviews."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from xianfeng.kernel import clock
from xianfeng.recruitment.pages.prereviews import ChecklistPage
from xianfeng.recruitment.queries import prereviews
from xianfeng.ui import outcome
from xianfeng.ui.rendering import render


@require_GET
@never_cache
def checklist(request: HttpRequest, case_id: int) -> HttpResponse:
    """Show what the case holds, item by item."""
    today = clock.today()
    with outcome.found():
        found = prereviews.of(request.actor, case_id, today=today)
    return render(request, ChecklistPage(checklist=found, today=today))
