"""Answers what no view has to think of: unreadable fields, refusals that became no form error."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed

from xianfeng.kernel.errors import Conflict, NotAllowed, Refused
from xianfeng.ui import errors, numbers


class RefusalMiddleware:
    """Turns ``Refused`` into a page that lists every reason."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on; put words to Django's bare "not allowed", which browsers hide behind a page of their own."""
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed):
            return errors.not_offered(response["Allow"])
        return response

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
    """Stops what no database takes: 400 for fields with a NUL, which no keyboard writes, 404 for endless ids."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Any, _args: Any, named: Mapping[str, Any]
    ) -> HttpResponse | None:
        """Look at the address, and at the fields once the form's token was found good."""
        if not all(numbers.fits(value) for value in named.values() if isinstance(value, int)):
            raise Http404
        fields = (*request.GET.lists(), *request.POST.lists())
        if any("\0" in text for name, given in fields for text in (name, *given)):
            return errors.bad_request(request)
        return None
