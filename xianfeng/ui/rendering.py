"""Turning a page's values into a response: whole page or fragment."""

from typing import Any, ClassVar, Protocol

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render as django_render
from django.utils.cache import patch_vary_headers


class Page(Protocol):
    """A frozen dataclass that is its template's contract.

    ``fragment`` names the template that htmx swaps in; without one the whole
    page answers every request.
    """

    template: ClassVar[str]


def render(request: HttpRequest, page: Any, *, status: int = 200) -> HttpResponse:
    """Render the page's template, or its fragment when htmx asks for one."""
    fragment = getattr(page, "fragment", "")
    wants_fragment = bool(getattr(request, "htmx", False)) and not request.htmx.boosted
    template = fragment if fragment and wants_fragment else page.template
    response = django_render(request, template, {"page": page}, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response
