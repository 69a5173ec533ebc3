"""One chain of the ledger as it leaves the house: its entries, its head, the seals over it."""

import json
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from xianfeng.trust import rules
from xianfeng.trust.models import LedgerChain, LedgerEntry, LedgerSeal
from xianfeng.trust.vocab import EntryForm


@dataclass(frozen=True, kw_only=True)
class SealOver:
    """A seal that covers entries of the chain; only the whole ledger can recompute its root."""

    number: int
    sealed_on: str
    root: str
    entries: int


@dataclass(frozen=True, kw_only=True)
class Extract:
    """A chain from its first entry to its last; ``head`` bears the keyed mark of its length."""

    chain: str
    entries: tuple[dict[str, Any], ...]
    head: str
    seals: tuple[SealOver, ...]


def of_chain(chain: str) -> Extract:
    """Return a chain. Whoever asks has checked that the actor may see what it is about."""
    rows = list(LedgerEntry.objects.filter(chain=chain).order_by("number"))
    heads = LedgerChain.objects.filter(name=chain).values_list("head", flat=True)
    head = next(iter(heads), b"")
    return Extract(
        chain=chain,
        entries=tuple(_entry(row) for row in rows),
        head=bytes(head).hex(),
        seals=_seals([row.pk for row in rows]),
    )


def _entry(row: LedgerEntry) -> dict[str, Any]:
    facts = {
        "chain": row.chain,
        "number": row.number,
        "at": row.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "account_ref": row.account_ref,
        "actor_name": row.actor_name,
        "event": row.event,
        "subject": row.subject,
        "detail": row.detail,
        "reason": row.reason,
        "digest": bytes(row.digest).hex(),
    }
    return facts | _words(row)


def _words(row: LedgerEntry) -> dict[str, Any]:
    """Return what proves the words of an entry: salt and digest, or the digest alone once erased."""
    if row.form == EntryForm.WORDS_WITHIN:
        return {}
    if row.words:
        return {"words": bytes(row.words).hex()}
    salt = bytes(row.salt)
    words = rules.words_digest(row.detail, row.reason, salt=salt)
    return {"salt": salt.hex(), "words": words.hex()}


def _seals(ids: list[int]) -> tuple[SealOver, ...]:
    """Return each seal that covers some of the entries, with how many."""
    if not ids:
        return ()
    after = LedgerSeal.objects.filter(last_entry_id__gte=min(ids)).order_by("id")
    seals = list(after)
    ends = [seal.last_entry_id for seal in seals]
    covered: dict[int, int] = {}
    for entry_id in ids:
        place = bisect_left(ends, entry_id)
        if place < len(seals):
            covered[place] = covered.get(place, 0) + 1
    return tuple(
        SealOver(
            number=seals[place].pk,
            sealed_on=seals[place].sealed_at.astimezone(UTC).date().isoformat(),
            root=bytes(seals[place].root).hex(),
            entries=count,
        )
        for place, count in sorted(covered.items())
    )


@dataclass(frozen=True, kw_only=True)
class Mark:
    """One entry about a subject: when, who, and what its detail says."""

    at: datetime
    name: str
    detail: Mapping[str, Any]


def marks(subject: str, *, event: str) -> tuple[Mark, ...]:
    """Return what was entered about a subject under one event, the newest first.

    Whoever asks has checked that the actor may see the subject. An erased entry tells nothing.
    """
    rows = LedgerEntry.objects.filter(subject=subject, event=event, words=b"").order_by("-id")
    return tuple(
        Mark(at=row.at, name=row.actor_name, detail=json.loads(row.detail)) for row in rows
    )
