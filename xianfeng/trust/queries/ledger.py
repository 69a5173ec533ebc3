"""Reading and verifying the ledger."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from xianfeng.trust.models import LedgerEntry


@dataclass(frozen=True, kw_only=True)
class EntryRow:
    """One entry as the pages show it."""

    id: int
    chain: str
    number: int
    at: datetime
    actor_name: str
    event: str
    subject: str
    reason: str
    detail: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Verification:
    """The result of a walk through the whole ledger."""

    entries: int
    chains: int
    seals: int
    broken: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Tell whether nothing was changed behind the program's back."""
        return not self.broken


def about(subject: str, *, limit: int = 50) -> list[EntryRow]:
    """Return the newest entries about one subject; the caller has checked the scope."""
    rows = LedgerEntry.objects.filter(subject=subject).order_by("-id")[:limit]
    return [_row(entry) for entry in rows]


def _row(entry: LedgerEntry) -> EntryRow:
    return EntryRow(
        id=entry.pk,
        chain=entry.chain,
        number=entry.number,
        at=entry.at,
        actor_name=entry.actor_name,
        event=entry.event,
        subject=entry.subject,
        reason=entry.reason,
        detail=json.loads(entry.detail),
    )
