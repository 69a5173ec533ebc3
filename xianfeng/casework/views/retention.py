"""What the county may decide to dispose of: the due list, and the drawing up of a list from it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from xianfeng.casework.commands import disposals
from xianfeng.casework.forms.disposals import BasisForm
from xianfeng.casework.pages.disposals import RetentionPage
from xianfeng.casework.queries import disposals as lists
from xianfeng.casework.queries import keyset, retention
from xianfeng.casework.views import addresses
from xianfeng.kernel import clock
from xianfeng.kernel.errors import Refused
from xianfeng.kernel.verdict import Verdict
from xianfeng.ui import numbers, outcome
from xianfeng.ui.rendering import render


@require_http_methods(["GET", "POST"])
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    """List the closed cases whose time of keeping is over; a POST draws up a list of the chosen ones."""
    if request.method == "GET":
        return _page(request)
    chosen = _chosen(request)
    with outcome.Attempt() as attempt, outcome.found():
        made = disposals.draw_up(
            actor=request.actor,
            case_ids=chosen,
            basis=request.POST.get("basis", ""),
            at=clock.now(),
        )
    if attempt.refused:
        return _page(request, attempt.refused, chosen=chosen)
    messages.success(request, _("已开列销毁清册，请另一人审批。"))
    return redirect("casework:disposal", made)


def _chosen(request: HttpRequest) -> frozenset[int]:
    found = (numbers.whole(text) for text in request.POST.getlist("case"))
    return frozenset(number for number in found if number is not None)


def _page(
    request: HttpRequest, refused: Refused | None = None, *, chosen: frozenset[int] = frozenset()
) -> HttpResponse:
    at = keyset.position(after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    found = retention.due(request.actor, today=clock.today(), at=at)
    verdict = refused.verdict if refused else Verdict()
    page = RetentionPage(
        found=found,
        lists=lists.lists(request.actor),
        form=BasisForm(request.POST or None, verdict=verdict),
        chosen=chosen,
        verdict=verdict,
        previous_url=addresses.link(request, before=found.previous) if found.previous else "",
        next_url=addresses.link(request, after=found.next) if found.next else "",
    )
    return render(request, page, status=outcome.status_of(refused))
