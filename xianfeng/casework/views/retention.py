"""What the county may decide to dispose of: the list, and nothing that disposes."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from xianfeng.casework.pages import RetentionPage
from xianfeng.casework.queries import keyset, retention
from xianfeng.casework.views import addresses
from xianfeng.kernel import clock
from xianfeng.ui.rendering import render


@require_GET
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    """List the closed cases whose time of keeping is over."""
    at = keyset.position(after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    found = retention.due(request.actor, today=clock.today(), at=at)
    page = RetentionPage(
        found=found,
        previous_url=addresses.link(request, before=found.previous) if found.previous else "",
        next_url=addresses.link(request, after=found.next) if found.next else "",
    )
    return render(request, page)
