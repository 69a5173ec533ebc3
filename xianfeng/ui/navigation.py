"""The list of navigation entries, filled once by ``config/wiring.py``."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One entry: its words, address name, icon, and who sees it."""

    label: str
    url_name: str
    icon: str
    is_for: Callable[[Any], bool]
    prefix: str = ""


_entries: list[Entry] = []


def install(entries: list[Entry]) -> None:
    """Replace the entries; called by the composition root."""
    _entries[:] = entries


def items_for(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the entries that the actor of the request may use, the present one marked."""
    items = []
    for entry in _entries:
        if entry.is_for(request.actor):
            url = reverse(entry.url_name)
            prefix = entry.prefix or url
            here = request.path == url or (prefix != "/" and request.path.startswith(prefix))
            items.append({"label": entry.label, "url": url, "icon": entry.icon, "here": here})
    return items
