"""Decisions and canonical forms of trust, as pure functions."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from xianfeng.kernel.checks import reason
from xianfeng.kernel.verdict import Verdict
from xianfeng.trust.vocab import ADMINISTRATORS, Role

_BETWEEN = "\x1f"
_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}")


def may_hold_together(roles: frozenset[Role]) -> bool:
    """Tell whether one person may hold all these roles (check X-04, 三员分设)."""
    return not roles & ADMINISTRATORS or len(roles) == 1


def roles_separate(held: frozenset[Role], wanted: Role) -> Verdict:
    """Test whether the role may be added to those held in the same days (check X-04)."""
    if may_hold_together(held | {wanted}):
        return Verdict()
    words = "、".join(role.label for role in sorted(held))
    return Verdict(
        (
            reason(
                "X-04",
                fact=f"现任：{words}；拟任：{wanted.label}",
                remedy="先终止原有授权，或另设账号由他人担任",
            ),
        )
    )


def is_username(text: str) -> bool:
    """Tell whether the text can be a user name (check X-10)."""
    return bool(_USERNAME.fullmatch(text))


def canonical(detail: Mapping[str, Any]) -> str:
    """Write the detail as the one JSON text that the digest covers."""
    return json.dumps(
        detail, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain
    )


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, set | frozenset | tuple):
        return sorted(value)
    raise TypeError(f"the ledger cannot keep {type(value).__name__}")


def part(text: str, *, longest: int) -> str:
    """Fit a text that people write into its column, without the sign that parts an entry's body.

    With that sign inside, words could move from one column to the next under the same digest.
    """
    return text.replace(_BETWEEN, " ")[:longest]


SALT_BYTES = 16


def words_digest(detail: str, reason: str, *, salt: bytes) -> bytes:
    """Return the digest that stands for an entry's words in its chain, and alone once they are erased."""
    return hashlib.sha256(salt + _BETWEEN.join((detail, reason)).encode()).digest()


# Stands before every entry whose words are apart, where one of the first form has its chain's name.
_APART = "words-apart"
_ERASED = "erased"


class EntryFacts(NamedTuple):
    """What an entry tells beside its words: who did what to what, when. Never erased."""

    chain: str
    number: int
    at: datetime
    account_ref: int | None
    actor_name: str
    event: str
    subject: str

    def parts(self) -> tuple[str, ...]:
        """Return the facts as the digest covers them."""
        stamp = self.at.astimezone(UTC).isoformat(timespec="microseconds")
        return (self.chain, str(self.number), stamp, str(self.account_ref), *self[4:])


def entry_body(facts: EntryFacts, *, words: bytes) -> bytes:
    """Return the bytes of an entry that its digest covers: the facts, and the digest of the words."""
    return _BETWEEN.join((_APART, *facts.parts(), words.hex())).encode()


def entry_body_within(facts: EntryFacts, *, detail: str, reason: str) -> bytes:
    """Return what the digest of an entry of the first form covers: its words themselves."""
    return _BETWEEN.join((*facts.parts(), detail, reason)).encode()


def remains_body(facts: EntryFacts) -> bytes:
    """Return what is left of an entry of the first form when its words are erased."""
    return _BETWEEN.join((_ERASED, *facts.parts())).encode()


def spans(chain: str, numbers: Iterable[int]) -> str:
    """Name entries of a chain briefly: case:12#1-14,16."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    words = (str(first) if first == last else f"{first}-{last}" for first, last in runs)
    return f"{chain}#{','.join(words)}"


def numbers_in(text: str) -> tuple[str, frozenset[int]]:
    """Return chain and numbers that :func:`spans` named."""
    chain, _, words = text.rpartition("#")
    numbers: set[int] = set()
    for run in words.split(","):
        first, _, last = run.partition("-")
        numbers.update(range(int(first), int(last or first) + 1))
    return chain, frozenset(numbers)
