"""One's own account."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from xianfeng.kernel import clock
from xianfeng.trust.pages import MyAccountPage
from xianfeng.trust.queries import accounts
from xianfeng.ui.rendering import render


@require_GET
def my_account(request: HttpRequest) -> HttpResponse:
    """Show one's roles, password and second factor."""
    page = MyAccountPage(
        account=accounts.own(actor=request.actor, at=clock.now()), today=clock.today()
    )
    return render(request, page)
