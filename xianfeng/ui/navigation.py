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
# What combinations of roles are offered, by the roles held; emptied before it grows too large.
_by_roles: dict[Any, tuple[Entry, ...]] = {}
MOST_KEPT = 2_000


def install(entries: list[Entry]) -> None:
    """Replace the entries; called by the composition root."""
    _entries[:] = entries
    _by_roles.clear()


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
    for entry in _offered(request.actor):
        url = _address(entry.url_name)
        prefix = entry.prefix or url
        here = path == url or (prefix != "/" and path.startswith(prefix))
        items.append(Item(str(entry.label), url, entry.icon, here, entry.group))
    return tuple(items)


def _offered(actor: Any) -> tuple[Entry, ...]:
    """Return the entries for these roles; whoever holds the same roles is offered the same."""
    if actor.held not in _by_roles:
        if len(_by_roles) >= MOST_KEPT:
            _by_roles.clear()
        _by_roles[actor.held] = tuple(entry for entry in _entries if entry.is_for(actor))
    return _by_roles[actor.held]


@cache
def _address(url_name: str) -> str:
    return reverse(url_name)
