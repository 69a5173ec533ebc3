"""Answers what no view has to think of: unreadable fields, refusals that became no form error."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from xianfeng.kernel.errors import Conflict, NotAllowed, Refused
from xianfeng.ui import errors


class RefusalMiddleware:
    """Turns ``Refused`` into a page that lists every reason."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Show the verdict: 403 for the wrong role, 409 for who came second, else 422."""
        if isinstance(exception, NotAllowed):
            return errors.refusal(request, exception.verdict, status=403)
        if isinstance(exception, Conflict):
            return errors.refusal(request, exception.verdict, status=409)
        if isinstance(exception, Refused):
            return errors.refusal(request, exception.verdict, status=422)
        return None


class PlainTextMiddleware:
    """Answers 400 to fields with a NUL: no keyboard writes one, PostgreSQL keeps none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Any, _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        """Look at the fields once the form's token was found good."""
        fields = (*request.GET.lists(), *request.POST.lists())
        if any("\0" in text for name, given in fields for text in (name, *given)):
            return errors.bad_request(request)
        return None
