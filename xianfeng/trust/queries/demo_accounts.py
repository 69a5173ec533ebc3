"""The accounts that the sign-in page of a demo county shows; nowhere else is there such a file."""

import json
from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True)
class DemoAccount:
    """One account with its password, as the demo wrote them down."""

    role: str
    username: str
    password: str
    place: str


def shown() -> list[DemoAccount]:
    """Return the demo's accounts; an installation without ``demo.json`` has none."""
    path = settings.DATA_DIR / "demo.json"
    if not path.is_file():
        return []
    rows = json.loads(path.read_text("utf-8"))
    return [
        DemoAccount(row["role"], row["username"], row["password"], row.get("place", ""))
        for row in rows
    ]
