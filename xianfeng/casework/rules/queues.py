"""How much of its time a decision has taken: from the day that its rule counts from to its limits."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from xianfeng.kernel.dates import WorkCalendar
from xianfeng.kernel.verdict import Level
from xianfeng.procedure.gates import shifted
from xianfeng.procedure.schema import Condition, Gate, Step


@dataclass(frozen=True, kw_only=True)
class Term:
    """Since when a decision waits, until when it should fall, and after when it no longer may.

    ``is_counted_from_report`` is false where the day that the rule counts from is not known yet
    and the step before stands in for it.
    """

    since_on: date
    due_on: date | None = None
    never_after: date | None = None
    is_counted_from_report: bool = True

    def days(self, today: date) -> int:
        """Return the days used so far."""
        return max((today - self.since_on).days, 0)

    @property
    def limit(self) -> int | None:
        """Return the days that there are."""
        return (self.due_on - self.since_on).days if self.due_on else None


def limiting(gates: Iterable[Gate], step: Step) -> tuple[tuple[Level, Condition], ...]:
    """Return the latest dates that the gates set for the step's own day, as far as nothing narrows them."""
    own = tuple(f"{record}." for record in step.records)
    return tuple(
        (gate.level, condition)
        for gate in gates
        if not gate.remind and not gate.when and gate.unless is None
        for condition in gate.any_of
        if condition.op == "on_or_before"
        and condition.other
        and condition.fact.startswith(own)
        and condition.fact.endswith(".on")
    )


def term(
    limits: Iterable[tuple[Level, Condition]],
    facts: Mapping[str, Any],
    *,
    since_on: date,
    calendar: WorkCalendar,
) -> Term:
    """Return the time of one decision.

    :param facts: what the case's signed records say, by name.
    :param since_on: the day of the step before.
    """
    found: list[tuple[date, Level, date, bool]] = []
    for level, condition in limits:
        start = facts.get(condition.other)
        base = start if isinstance(start, date) else since_on
        found.append((shifted(condition, base, calendar), level, base, start is not None))
    if not found:
        return Term(since_on=since_on)
    due_on, _level, base, is_known = min(found, key=lambda one: one[0])
    blocked = [day for day, level, *_rest in found if level is Level.BLOCK]
    return Term(
        since_on=base,
        due_on=due_on,
        never_after=min(blocked, default=None),
        is_counted_from_report=is_known,
    )
