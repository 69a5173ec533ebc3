"""Writing the ledger: entries in the command's own transaction, chained per case or organisation.

Two writers of one chain queue on the chain's head row; writers of different
chains never meet. A seal over everything so far is made now and then.
"""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from xianfeng.tenancy import bulk, locks
from xianfeng.trust import access, cipher, rules
from xianfeng.trust.models import LedgerChain, LedgerEntry, LedgerSeal
from xianfeng.trust.queries import verification
from xianfeng.trust.queries.ledger import VERIFIED
from xianfeng.trust.vocab import Action, Actor, EntryForm


@dataclass(frozen=True, kw_only=True)
class Happening:
    """What is to be entered; ``chain`` is "case:12" or "org:0001".

    ``actor`` and ``at`` are only given where they differ from the command's own,
    as when many people's paper history is entered together.
    """

    chain: str
    event: str
    subject: str
    detail: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    actor: Actor | None = None
    at: datetime | None = None


def record(
    *,
    actor: Actor,
    at: datetime,
    chain: str,
    event: str,
    subject: str,
    detail: Mapping[str, Any] | None = None,
    reason: str = "",
) -> None:
    """Enter one happening; the caller's transaction must be open."""
    record_many(
        [Happening(chain=chain, event=event, subject=subject, detail=detail or {}, reason=reason)],
        actor=actor,
        at=at,
    )


def record_many(happenings: Iterable[Happening], *, actor: Actor, at: datetime) -> None:
    """Enter many happenings with one lock a chain, taken in the order of their names.

    :raises RuntimeError: no transaction is open, so a write and its entry could part.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("the ledger is written inside the command's transaction")
    waiting = list(happenings)
    if not waiting:
        return
    heads = _locked_heads({h.chain for h in waiting})
    salts = os.urandom(rules.SALT_BYTES * len(waiting))
    rows = []
    for place, happening in enumerate(waiting):
        length, previous = heads[happening.chain]
        who, when = happening.actor or actor, happening.at or at
        detail = rules.canonical(happening.detail)
        name, why = rules.part(who.name, longest=60), rules.part(happening.reason, longest=400)
        salt = salts[place * rules.SALT_BYTES : (place + 1) * rules.SALT_BYTES]
        facts = rules.EntryFacts(
            chain=happening.chain,
            number=length + 1,
            at=when,
            account_ref=who.account_id,
            actor_name=name,
            event=happening.event,
            subject=happening.subject,
        )
        words = rules.words_digest(detail, why, salt=salt)
        digest = cipher.chain_digest(previous, rules.entry_body(facts, words=words))
        heads[happening.chain] = (length + 1, digest)
        rows.append((*facts, detail, why, _FORM, salt, b"", digest))
    _insert(rows)
    _save_heads(heads)


def _locked_heads(names: set[str]) -> dict[str, tuple[int, bytes]]:
    ordered = sorted(names)
    bulk.add_missing(LedgerChain, ("name", "length", "head"), [(name, 0, b"") for name in ordered])
    chains = LedgerChain.objects.select_for_update().filter(name__in=ordered).order_by("name")
    rows = chains.values_list("name", "length", "head")
    return {name: (length, cipher.last_digest(head)) for name, length, head in rows}


_FORM = EntryForm.WORDS_APART.value
_COLUMNS = (*rules.EntryFacts._fields, "detail", "reason", "form", "salt", "words", "digest")


def _insert(rows: list[tuple[Any, ...]]) -> None:
    if len(rows) < 50:
        LedgerEntry.objects.bulk_create(
            [LedgerEntry(**dict(zip(_COLUMNS, row, strict=True))) for row in rows]
        )
        return
    bulk.bulk_load(LedgerEntry, _COLUMNS, rows)


def _save_heads(heads: dict[str, tuple[int, bytes]]) -> None:
    bulk.bulk_change(
        LedgerChain,
        ("length", "head"),
        [
            (length, cipher.chain_head(name, length=length, digest=digest), name)
            for name, (length, digest) in heads.items()
        ],
    )


@transaction.atomic
def seal(*, at: datetime) -> int:
    """Seal every entry since the last seal; return how many, 0 if there is nothing new."""
    locks.hold_writers(LedgerEntry)
    last = LedgerSeal.objects.order_by("-id").select_for_update().first()
    start = last.last_entry_id if last else 0
    root = bytes(last.root) if last else b""
    entries, end = 0, start
    fresh = LedgerEntry.objects.filter(id__gt=start).order_by("id").values_list("id", "digest")
    for entry_id, digest in bulk.fetch_rows(fresh):
        root = cipher.chain_digest(root, entry_id.to_bytes(8, "big") + bytes(digest))
        entries, end = entries + 1, entry_id
    if entries:
        LedgerSeal.objects.create(sealed_at=at, last_entry_id=end, entries=entries, root=root)
    return entries


def verify(*, actor: Actor, at: datetime) -> verification.Verification:
    """Verify the whole ledger for the audit administrator and enter what was found.

    The walk takes seconds and stays outside the transaction, which would keep
    every writer waiting on SQLite.

    :raises NotAllowed: the actor is no audit administrator.
    """
    access.require(actor, Action.VIEW_LEDGER)
    found = verification.verify()
    with transaction.atomic():
        record(
            actor=actor,
            at=at,
            chain="ledger",
            event=VERIFIED,
            subject="ledger",
            detail={
                "entries": found.entries,
                "chains": found.chains,
                "seals": found.seals,
                "broken": list(found.broken),
            },
        )
    return found
