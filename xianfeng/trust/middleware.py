"""Puts the actor on each request, with the roles in force today."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from xianfeng.kernel import clock
from xianfeng.trust.queries import accounts


class ActorMiddleware:
    """Adds ``request.actor``: read at first use, so that public pages cost no query."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Attach the actor and go on."""
        request.actor = SimpleLazyObject(lambda: accounts.actor_of(request.user, clock.today()))
        return self.get_response(request)
