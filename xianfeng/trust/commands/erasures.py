"""Erasing the words of ledger entries whose time of keeping is over, while their proof stays (ADR 20).

Who did what to what, and when, is never erased; nor is an entry that tells of an erasure.
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from django.db.models import Q

from xianfeng.tenancy import bulk
from xianfeng.trust import cipher, rules
from xianfeng.trust.commands import ledger
from xianfeng.trust.models import LedgerEntry
from xianfeng.trust.queries.verification import ERASED
from xianfeng.trust.vocab import Actor, EntryForm


def erase(
    *,
    actor: Actor,
    chains: Collection[str],
    subjects: Collection[str],
    under: str,
    detail: dict[str, str],
    at: datetime,
) -> int:
    """Erase the words of whole chains and of every entry about some subjects; return of how many.

    :param under: the chain in which the erasure itself is entered, with the numbers of all entries.
    :param detail: who approved it and on which basis; it names nobody whom the words were about.
    """
    rows = _locked(chains, subjects)
    if not rows:
        return 0
    named: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        named[row.chain].append(row.number)
    ledger.record(
        actor=actor,
        at=at,
        chain=under,
        event=ERASED,
        subject=under,
        detail={**detail, "erased": [rules.spans(*one) for one in sorted(named.items())]},
    )
    bulk.bulk_change(
        LedgerEntry,
        ("words", "salt", "detail", "reason"),
        [(_remains(row), b"", "{}", "", row.pk) for row in rows],
    )
    return len(rows)


def _locked(chains: Collection[str], subjects: Collection[str]) -> list[LedgerEntry]:
    # Two statements: each finds its rows by an index, which a condition of both might not.
    found = _standing(Q(chain__in=chains)) | _standing(Q(subject__in=subjects))
    return [found[pk] for pk in sorted(found)]


def _standing(wanted: Q) -> dict[int, LedgerEntry]:
    rows = LedgerEntry.objects.filter(wanted, words=b"").exclude(event=ERASED).order_by("id")
    return {row.pk: row for row in rows.select_for_update()}


def _remains(row: LedgerEntry) -> bytes:
    """Return what stands for the words from now on."""
    if row.form == EntryForm.WORDS_APART:
        return rules.words_digest(row.detail, row.reason, salt=bytes(row.salt))
    facts = rules.EntryFacts(
        row.chain,
        row.number,
        row.at,
        row.account_ref,
        row.actor_name,
        row.event,
        row.subject,
    )
    return cipher.chain_digest(bytes(row.digest), rules.remains_body(facts))
