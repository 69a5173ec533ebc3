"""Relative addresses of a list: the filter as it stands, at another position."""

from urllib.parse import urlencode

from django.http import HttpRequest

POSITIONS = ("after", "before")


def query(request: HttpRequest, **changes: str) -> str:
    """Return the address's filter without empty fields and without its position."""
    pairs = [
        (key, value)
        for key, found in request.GET.lists()
        for value in found
        if value and key not in POSITIONS and key not in changes
    ]
    return urlencode([*pairs, *((key, value) for key, value in changes.items() if value)])


def link(request: HttpRequest, **changes: str) -> str:
    """Return the filter as a relative address."""
    return "?" + query(request, **changes)
