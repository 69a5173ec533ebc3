"""A decision's answer: allowed, or refused with every reason at once.

A rule never returns a bare ``False``: whoever is refused must be told which
check, which fact and what to do.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

COLON = "："


class Level(StrEnum):
    """How strongly a check speaks: 阻断, 预警, 提示."""

    BLOCK = "block"
    WARN = "warn"
    HINT = "hint"

    @property
    def label(self) -> str:
        """The word that the pages show."""
        return {"block": "阻断", "warn": "预警", "hint": "提示"}[self.value]

    @property
    def mark(self) -> str:
        """The one-character mark that reports carry."""
        return {"block": "阻", "warn": "警", "hint": "提"}[self.value]


@dataclass(frozen=True, kw_only=True)
class Reason:
    """One unmet check, in words that a branch secretary can act on."""

    check: str
    level: Level
    message: str
    fact: str = ""
    remedy: str = ""
    clause: str = ""
    field: str = ""


@dataclass(frozen=True)
class Verdict:
    """All reasons that a decision found; empty means yes."""

    reasons: tuple[Reason, ...] = ()

    @classmethod
    def of(cls, reasons: Iterable[Reason]) -> "Verdict":
        """Collect the reasons of any iterable."""
        return cls(tuple(reasons))

    def __bool__(self) -> bool:
        """Tell whether nothing at all speaks against it."""
        return not self.reasons

    def __iter__(self) -> Iterator[Reason]:
        """Walk through the reasons in the order in which they were found."""
        return iter(self.reasons)

    def __add__(self, other: "Verdict") -> "Verdict":
        """Join two verdicts; either's reasons refuse."""
        return Verdict(self.reasons + other.reasons)

    @property
    def blocks(self) -> tuple[Reason, ...]:
        """Reasons that nothing can override."""
        return tuple(r for r in self.reasons if r.level is Level.BLOCK)

    @property
    def warnings(self) -> tuple[Reason, ...]:
        """Reasons that a person may override in writing."""
        return tuple(r for r in self.reasons if r.level is Level.WARN)

    @property
    def hints(self) -> tuple[Reason, ...]:
        """Reasons that are only shown."""
        return tuple(r for r in self.reasons if r.level is Level.HINT)

    def without_hints(self) -> "Verdict":
        """Keep only what can stop a person."""
        return Verdict(tuple(r for r in self.reasons if r.level is not Level.HINT))

    def condensed(self) -> "Verdict":
        """Tell reasons at fields that differ only behind the colon as one, such as all fields left empty.

        Every one of them also stands at its field; on a phone thirty boxes in a row
        would hide what matters.
        """
        alike: dict[tuple[str, ...], list[Reason]] = {}
        for nth, reason in enumerate(self.reasons):
            head, colon, _rest = reason.message.partition(COLON)
            is_one_of_many = bool(colon and reason.field and not reason.fact)
            key = (head, reason.check, reason.level, reason.remedy)
            alike.setdefault(key if is_one_of_many else (str(nth),), []).append(reason)
        return Verdict.of(_joined(reasons) for reasons in alike.values())

    def checks(self) -> tuple[str, ...]:
        """Name the checks, each once, in order."""
        return tuple(dict.fromkeys(r.check for r in self.reasons))


def _joined(reasons: Sequence[Reason]) -> Reason:
    first, *others = reasons
    rest = (one.message.partition(COLON)[2] for one in others)
    return replace(first, message="、".join((first.message, *rest)))
