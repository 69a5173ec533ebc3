"""How a wrong step is written down: as a change to a story that is right."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.lawful import DAY, months_later

Changes = Mapping[str, Any]
Record = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Story:
    """The records of a right story by kind, and the people in it."""

    of: Mapping[str, Record]
    subject: int
    probationary: int
    sanctioned: int
    members: tuple[int, ...]


Made = Callable[[Story], Changes]


@dataclass(frozen=True)
class Wrong:
    """One wrong change to a step; ``but`` is the nearest change that is lawful."""

    step: str
    check: str
    change: Made
    but: Made | None = None
    level: str = "block"
    only: frozenset[str] = frozenset({"1990", "2014", "2026"})

    @property
    def name(self) -> str:
        """Name the row in a failure."""
        return f"{self.check}@{self.step}"


def fixed(**changes: Any) -> Made:
    """Change facts to the same values in every story."""
    return lambda _story: changes


def on(kind: str, name: str, base: str, months: int = 0, days: int = 0) -> Made:
    """Change a date to another record's date, offset."""

    def change(story: Story) -> Changes:
        record, field = base.split(".")
        return {kind: {name: months_later(story.of[record][field], months) + DAY * days}}

    return change


def both(*parts: Made) -> Made:
    """Join changes of the same or of different records."""

    def change(story: Story) -> Changes:
        joined: dict[str, Any] = {}
        for part in parts:
            for kind, row in part(story).items():
                joined[kind] = {**joined.get(kind, {}), **row} if isinstance(row, dict) else row
        return joined

    return change


def without(kind: str, *papers: str) -> Made:
    """Leave papers out."""
    return lambda _story: {"papers_left_out": frozenset(papers), kind: {}}


def late(step: str, check: str, kind: str, name: str, base: str, months: int, **more: Any) -> Wrong:
    """Build the row of a latest day: one day after it is wrong, on it is right."""
    days = more.pop("days", 0)
    return Wrong(
        step, check, on(kind, name, base, months, days + 1), on(kind, name, base, months, days), **more
    )  # fmt: skip
