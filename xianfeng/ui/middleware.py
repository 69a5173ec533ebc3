"""Answers a refusal that no view turned into a form error."""

from collections.abc import Callable

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
