"""The weekly digest."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from xianfeng.casework.pages.digests import DigestPage
from xianfeng.casework.queries import digests
from xianfeng.kernel import clock
from xianfeng.ui.rendering import render


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Show what is late or due within seven days, with words to send on."""
    return render(request, DigestPage(digest=digests.of(request.actor, today=clock.today())))
