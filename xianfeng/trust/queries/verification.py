"""Walking through the whole ledger to find the first entry that was changed behind the program's back.

Three witnesses, each of which an intruder with SQL would have to forge without
the key: an entry's digest over its predecessor, the chain's head (length and
last digest), and the seals over all entries in the order of their ids. Words
that were erased must be named by an entry that tells who erased them (ADR 20).
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from xianfeng.kernel.clock import CHINA
from xianfeng.tenancy import bulk
from xianfeng.trust import cipher, rules
from xianfeng.trust.models import LedgerChain, LedgerEntry, LedgerSeal
from xianfeng.trust.vocab import EntryForm

ERASED = "trust.ledger.erased"
# A broken installation may break every chain; the first faults tell enough.
MOST_SENTENCES = 20

_FIELDS = (
    "chain", "number", "at", "account_ref", "actor_name", "event", "subject", "id", "digest",
    "form", "detail", "reason", "salt", "words",
)  # fmt: skip


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


@dataclass(frozen=True)
class Seal:
    """A seal as it is written down outside the database."""

    number: int
    root: str


@dataclass
class _End:
    """Where the walk through one chain ended."""

    length: int = 0
    digest: bytes = b""
    is_broken: bool = False


def verify() -> Verification:
    """Recompute every digest, head and seal; name the first broken entry of each chain.

    Reads while others write: what was entered after the walk began is not
    taken for a fault.
    """
    heads = _heads()
    seals = list(LedgerSeal.objects.order_by("id"))
    ends: dict[str, _End] = {}
    erasures = _Erasures()
    broken: list[str] = []
    entries = 0
    walk = LedgerEntry.objects.order_by("chain", "number").values_list(*_FIELDS)
    for row in bulk.fetch_rows(walk):
        entries += 1
        end = ends.get(row[0])
        if end is None:
            end = ends[row[0]] = _End()
        fault = "" if end.is_broken else _fault(row, end, erasures)
        if fault:
            end.is_broken = True
            broken.append(fault)
        end.length, end.digest = row[1], bytes(row[8])
    broken.extend(_head_faults(heads, ends))
    broken.extend(_seal_faults(seals))
    return Verification(
        entries=entries, chains=len(ends), seals=len(seals), broken=_shortened(broken)
    )


def _heads(names: list[str] | None = None) -> dict[str, tuple[int, bytes]]:
    rows = LedgerChain.objects.all() if names is None else LedgerChain.objects.filter(pk__in=names)
    found = rows.values_list("name", "length", "head")
    return {name: (length, bytes(head)) for name, length, head in bulk.fetch_rows(found)}


def _fault(row: tuple, end: _End, erasures: "_Erasures") -> str:
    facts, (entry_id, digest, *kept) = rules.EntryFacts(*row[:7]), row[7:]
    where = f"（编号{entry_id}，{facts.event}，{_when(facts.at)}）"
    if facts.number != end.length + 1:
        return f"链“{facts.chain}”缺少第{end.length + 1}条：其后现存的是第{facts.number}条{where}"
    if not _is_as_written(facts, bytes(digest), end.digest, *kept):
        return f"链“{facts.chain}”第{facts.number}条被改动{where}"
    if kept[-1] and not erasures.name(facts.chain, facts.number):
        return f"链“{facts.chain}”第{facts.number}条的内容被擅自抹去{where}"
    return ""


def _is_as_written(facts: rules.EntryFacts, digest: bytes, previous: bytes, *kept: Any) -> bool:
    form, detail, reason, salt, erased = kept
    if erased and (detail != "{}" or reason or salt):
        return False
    if form == EntryForm.WORDS_APART:
        words = bytes(erased) or rules.words_digest(detail, reason, salt=bytes(salt))
        return cipher.chain_digest(previous, rules.entry_body(facts, words=words)) == digest
    if erased:
        # The next entry vouches for the digest, the digest's own mark for what is left.
        return cipher.chain_digest(digest, rules.remains_body(facts)) == bytes(erased)
    body = rules.entry_body_within(facts, detail=detail, reason=reason)
    return cipher.chain_digest(previous, body) == digest


class _Erasures:
    """Which words were erased by the program, as the ledger's own entries tell."""

    def __init__(self) -> None:
        self._numbers: dict[str, set[int]] = {}
        self._read_to = 0

    def name(self, chain: str, number: int) -> bool:
        """Tell whether an entry names these words as erased; one may have come since the walk began."""
        if number not in self._numbers.get(chain, ()):
            self._read_on()
        return number in self._numbers.get(chain, ())

    def _read_on(self) -> None:
        rows = LedgerEntry.objects.filter(event=ERASED, id__gt=self._read_to).order_by("id")
        for entry_id, detail in rows.values_list("id", "detail"):
            self._read_to = entry_id
            for text in _erased(detail):
                chain, numbers = rules.numbers_in(text)
                self._numbers.setdefault(chain, set()).update(numbers)


def _erased(detail: str) -> list[str]:
    """Return what an entry names as erased; nothing where somebody rewrote it, which its own digest tells."""
    try:
        told = json.loads(detail)["erased"]
        return [text for text in told if rules.numbers_in(text)]
    except (ValueError, TypeError, KeyError, AttributeError):
        return []


def _head_faults(heads: dict[str, tuple[int, bytes]], ends: dict[str, _End]) -> Iterator[str]:
    # A writer may have been faster than the walk: ask again before accusing.
    doubtful = [n for n, end in ends.items() if n not in heads or heads[n][0] < end.length]
    for start in range(0, len(doubtful), 500):
        heads.update(_heads(doubtful[start : start + 500]))
    for name, (length, head) in heads.items():
        end = ends.get(name, _End())
        if end.is_broken:
            continue
        if length > end.length:
            if not _written_since(name, end.length):
                yield f"链“{name}”缺少第{end.length + 1}条至第{length}条：链尾已被删除"
        elif length < end.length or head != cipher.chain_head(
            name, length=end.length, digest=end.digest
        ):
            yield f"链“{name}”的链首记录被改动：记为{length}条，实有{end.length}条"
    for name in doubtful:
        if name not in heads:
            yield f"链“{name}”的链首记录已被删除（实有{ends[name].length}条）"


def _written_since(chain: str, length: int) -> bool:
    """Tell whether the walk merely came before the writer: the next entry is there now."""
    return LedgerEntry.objects.filter(chain=chain, number=length + 1).exists()


def _seal_faults(seals: list[LedgerSeal]) -> Iterator[str]:
    if not seals:
        return
    rows = bulk.fetch_rows(
        LedgerEntry.objects.filter(id__lte=seals[-1].last_entry_id)
        .order_by("id")
        .values_list("id", "digest")
    )
    entry = next(rows, None)
    root, start = b"", 0
    for seal in seals:
        count = 0
        while entry is not None and entry[0] <= seal.last_entry_id:
            root = cipher.chain_digest(root, entry[0].to_bytes(8, "big") + bytes(entry[1]))
            count += 1
            entry = next(rows, None)
        where = (
            f"第{seal.pk}号封签（{_when(seal.sealed_at)}，编号{start + 1}至{seal.last_entry_id}）"
        )
        if count != seal.entries:
            yield f"{where}范围内应有{seal.entries}条，现有{count}条"
        elif root != bytes(seal.root):
            yield f"{where}与现存内容不符"
        # Go on from the seal itself, so that the next one is judged on its own entries.
        root, start = bytes(seal.root), seal.last_entry_id


def _when(at: datetime) -> str:
    return at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S")


def _shortened(broken: list[str]) -> tuple[str, ...]:
    if len(broken) <= MOST_SENTENCES:
        return tuple(broken)
    left = len(broken) - MOST_SENTENCES
    return (*broken[:MOST_SENTENCES], f"另有{left}处，未列出")


def last_seal() -> Seal | None:
    """Return the newest seal, if there is one."""
    seal = LedgerSeal.objects.order_by("-id").first()
    return Seal(seal.pk, bytes(seal.root).hex()) if seal else None
