"""The earliest lawful and the latest date of every step, from the first day on.

Read off the same date gates that judge, so that the calendar on the page and
the refusal can never disagree. What is not signed yet is assumed to happen on
its earliest lawful day: also on one that has passed, where a paper history is
judged, but not before today where people look ahead.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from xianfeng.kernel.dates import WorkCalendar
from xianfeng.kernel.verdict import Level
from xianfeng.procedure import gates as judging
from xianfeng.procedure.schema import Edition, FieldKind, Gate, Step
from xianfeng.procedure.shelf import Shelf


@dataclass(frozen=True, kw_only=True)
class Window:
    """When a step may happen: not before ``earliest``, without reason not after ``latest``."""

    step: str
    earliest: date
    latest: date | None
    is_forecast: bool
    is_provisional: bool = False
    # From this day on the step is pressed.
    remind_on: date | None = None
    reminders: tuple["Reminder", ...] = ()


@dataclass(frozen=True, kw_only=True)
class Reminder:
    """One gate that reminds before a limit: since when it counts, from when it speaks."""

    gate: Gate
    since: date
    on: date

    def worded(self, today: date) -> str:
        """Return its words as they read today."""
        return judging.reminded(self.gate, {self.gate.any_of[0].other: self.since}, today)


def windows(
    shelf: Shelf,
    edition: Edition,
    facts: Mapping[str, Any],
    signed: Mapping[str, date],
    *,
    start: date,
    calendar: WorkCalendar,
    still_to_come: date = date.min,
) -> dict[str, Window]:
    """Return the window of every step.

    :param facts: dated facts known so far, "record.field" by name.
    :param signed: the day of every step signed so far.
    :param start: the day before which nothing of the case can lie.
    :param still_to_come: the day before which nothing unsigned is assumed to happen.
    """
    known = dict(facts)
    result: dict[str, Window] = {}
    reached: dict[str, date] = {}
    for step in edition.steps:
        before = [reached[key] for key in step.after if key in reached]
        base = max(before, default=start)
        window = _window(shelf, edition, step, known, base, signed, calendar)
        result[step.key] = window
        reached[step.key] = signed.get(step.key, max(window.earliest, still_to_come))
        _assume(edition, step, known, reached[step.key])
    return result


def _window(
    shelf: Shelf,
    edition: Edition,
    step: Step,
    known: Mapping[str, Any],
    base: date,
    signed: Mapping[str, date],
    calendar: WorkCalendar,
) -> Window:
    rules = shelf.gates(edition, step, signed.get(step.key, base))
    facts = {**dict.fromkeys(_dates_of(edition, step), base), **known}
    earliest, provisional = base, False
    for gate in rules:
        for condition in gate.any_of:
            other = facts.get(condition.other)
            if condition.op != "on_or_after" or not isinstance(other, date):
                continue
            if not _binds(gate, step, condition.fact, facts, calendar):
                continue
            if gate.level is Level.HINT:
                continue
            limit = judging.shifted(condition, other, calendar)
            if condition.workdays and calendar.is_provisional(other, limit):
                provisional = True
            if condition.fact not in known:
                facts[condition.fact] = max(facts.get(condition.fact, base), limit)
            earliest = max(earliest, limit)
    reminders = _reminders(rules, step, facts, calendar)
    return Window(
        step=step.key,
        remind_on=min((one.on for one in reminders), default=None),
        reminders=reminders,
        earliest=earliest,
        latest=_latest(rules, step, facts, calendar),
        is_forecast=step.key not in signed,
        is_provisional=provisional,
    )


def _latest(
    rules: tuple[Gate, ...], step: Step, facts: Mapping[str, Any], calendar: WorkCalendar
) -> date | None:
    limits = [
        judging.shifted(condition, facts[condition.other], calendar)
        for gate in rules
        for condition in gate.any_of
        if condition.op == "on_or_before"
        and not gate.remind
        and _binds(gate, step, condition.fact, facts, calendar)
        and condition.fact.endswith(".on")
        and isinstance(facts.get(condition.other), date)
        and not condition.other.startswith(tuple(f"{r}." for r in step.records))
    ]
    return min(limits, default=None)


def _reminders(
    rules: tuple[Gate, ...], step: Step, facts: Mapping[str, Any], calendar: WorkCalendar
) -> tuple[Reminder, ...]:
    found = []
    for gate in rules:
        condition = gate.any_of[0]
        since = facts.get(condition.other)
        if gate.remind and isinstance(since, date) and _binds(gate, step, condition.fact, facts, calendar):  # fmt: skip
            on = judging.shifted(condition, since, calendar) + timedelta(days=1)
            found.append(Reminder(gate=gate, since=since, on=on))
    return tuple(found)


def _binds(
    gate: Gate, step: Step, fact: str, facts: Mapping[str, Any], calendar: WorkCalendar
) -> bool:
    return fact.split(".", 1)[0] in step.records and judging.applies(gate, facts, calendar)


def _dates_of(edition: Edition, step: Step) -> list[str]:
    names = []
    for kind in edition.kinds_of(step):
        names.append(f"{kind.key}.on")
        # An optional date, such as leaving the unit, is not assumed to have happened.
        names += [
            f"{kind.key}.{f.name}"
            for f in kind.fields
            if f.kind is FieldKind.DATE and f.is_required
        ]
    return names


def _assume(edition: Edition, step: Step, known: dict[str, Any], day: date) -> None:
    for kind in edition.kinds_of(step):
        known.setdefault(f"{kind.key}.on", day)
        for spec in kind.fields:
            if spec.kind is FieldKind.DATE and spec.is_required:
                known.setdefault(f"{kind.key}.{spec.name}", day)
