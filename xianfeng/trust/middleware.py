"""Puts the actor on each request, ends idle sessions, asks for a first password of one's own."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from xianfeng.kernel import clock
from xianfeng.trust import idleness
from xianfeng.trust.queries import accounts

# Where somebody may go who still has the password that an administrator gave.
_OPEN_BEFORE_CHANGE = frozenset({"account_change_password", "account_logout"})


class ActorMiddleware:
    """Adds ``request.actor``: read at first use, so that public pages cost no query."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Attach the actor and go on."""
        request.actor = SimpleLazyObject(lambda: accounts.actor_of(request.user, clock.today()))
        response = self.get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            # Offices share computers: after signing out the back button must show nobody's file.
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def process_view(
        self, request: HttpRequest, view: Any, _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        """Send a new account to the change of its password before anything else."""
        if not getattr(view, "login_required", True):
            return None
        if not getattr(request.user, "must_change_password", False):
            return None
        if request.resolver_match and request.resolver_match.url_name in _OPEN_BEFORE_CHANGE:
            return None
        messages.info(request, _("首次登录或密码重置后，请先设置自己的密码。"))
        return redirect("account_change_password")


class IdleMiddleware:
    """Ends sessions that nobody used; stands before the sign-in is required."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Close an idle session; the pages behind then ask to sign in."""
        # Looking into a session marks the answer as private, so only where there is one.
        if request.session.session_key and idleness.is_over(request, at=clock.now()):
            logout(request)
        return self.get_response(request)
