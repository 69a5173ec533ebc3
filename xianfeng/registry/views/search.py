"""The one search box."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from xianfeng.kernel import clock
from xianfeng.registry.pages.search import SearchPage
from xianfeng.registry.queries import matching, search
from xianfeng.registry.queries.matching import Kind
from xianfeng.registry.queries.search import Found
from xianfeng.trust import access
from xianfeng.trust.vocab import Action
from xianfeng.ui.rendering import render


@require_http_methods(["GET", "POST"])
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    """Answer what was typed.

    A whole ID number is answered to a POST only and never stands in an
    address; what is no number goes on to an address that can be kept.
    """
    access.require(request.actor, Action.VIEW_ORGANISATIONS)
    sent = request.POST if request.method == "POST" else request.GET
    text = sent.get("q", "").strip()[:60]
    is_number = matching.read(text).kind is Kind.NUMBER
    if request.method == "GET" and is_number:
        return render(request, SearchPage(text="", found=Found(), is_number_in_address=True))
    if request.method == "POST" and not is_number and not request.htmx:
        return redirect(f"{reverse('registry:search')}?{urlencode({'q': text})}")
    found = search.find(request.actor, text, today=clock.today())
    return render(request, SearchPage(text="" if is_number else text, found=found))
