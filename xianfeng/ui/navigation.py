"""The list of navigation entries, filled once by ``config/wiring.py``."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.urls import reverse


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One entry: its words, address name, icon, who sees it, and the heading that it stands under."""

    label: str
    url_name: str
    icon: str
    is_for: Callable[[Any], bool]
    prefix: str = ""
    group: str = ""


_entries: list[Entry] = []


def install(entries: list[Entry]) -> None:
    """Replace the entries; called by the composition root."""
    _entries[:] = entries


class Item(NamedTuple):
    """One entry as somebody sees it."""

    label: str
    url: str
    icon: str
    here: bool
    group: str = ""


def items_for(request: HttpRequest) -> tuple[Item, ...]:
    """Return the entries that the actor of the request may use, the present one marked."""
    path = request.path
    items = []
    for entry in _entries:
        if entry.is_for(request.actor):
            url = _address(entry.url_name)
            prefix = entry.prefix or url
            here = path == url or (prefix != "/" and path.startswith(prefix))
            items.append(Item(str(entry.label), url, entry.icon, here, entry.group))
    return tuple(items)


@cache
def _address(url_name: str) -> str:
    return reverse(url_name)
