"""The public list of notices and one notice; read from frozen copies only."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from xianfeng.casework.queries import keyset, notice_board
from xianfeng.kernel import clock
from xianfeng.portal.pages import BoardPage, PublicNoticePage
from xianfeng.ui import outcome
from xianfeng.ui.rendering import render

# A notice that is taken down is gone from every page within this time.
_SECONDS = 60


@login_not_required
@require_GET
@cache_control(public=True, max_age=_SECONDS)
def index(request: HttpRequest) -> HttpResponse:
    """List what runs today, by township."""
    today = clock.today()
    places = notice_board.townships(today=today)
    township = _known(request.GET.get("township", ""), {place.name for place in places})
    at = keyset.position(after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    found = notice_board.current(today=today, at=at, township=township)
    page = BoardPage(
        notices=found,
        townships=places,
        township=township,
        total=sum(place.notices for place in places),
        previous_url=_link(township, before=found.previous) if found.previous else "",
        next_url=_link(township, after=found.next) if found.next else "",
    )
    return render(request, page)


def _known(asked: str, names: set[str]) -> str:
    return asked if asked in names else ""


def _link(township: str, **position: str) -> str:
    return "?" + urlencode({**({"township": township} if township else {}), **position})


@login_not_required
@require_GET
@cache_control(public=True, max_age=_SECONDS)
def one(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Show one notice that runs today; one that is over is not found."""
    with outcome.found():
        notice = notice_board.one(notice_id, today=clock.today())
    return render(request, PublicNoticePage(notice=notice))
