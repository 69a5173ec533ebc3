"""Examining a file of the past: the live gates over whatever of the file is known.

A workbook tells dates and figures, not papers and talks. Only gates whose
facts the workbook can hold are asked; an empty cell of a column that is there
counts as missing, exactly as on the live page.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from xianfeng.casework.rules.judging import once
from xianfeng.kernel.checks import reason
from xianfeng.kernel.dates import WorkCalendar
from xianfeng.kernel.verdict import Reason
from xianfeng.procedure import gates as judging
from xianfeng.procedure.schema import Condition, Edition, Gate, Step
from xianfeng.procedure.shelf import Shelf

DATE_FIELDS = ("on", "ends_on", "starts_on", "reported_on")


@dataclass(frozen=True, kw_only=True)
class Found:
    """One breach: the reason, the step it concerns, the edition that says so, the day."""

    reason: Reason
    step: str
    edition: str
    on: date


# Compared by identity, so that what is worked out for it is kept with it.
@dataclass(frozen=True, eq=False)
class Scheme:
    """An edition read for examination: what each step's facts are, which gates can be asked.

    ``known`` names every fact that the workbook's columns (or what is derived
    from them) can supply.
    """

    shelf: Shelf
    edition: Edition
    known: frozenset[str]

    def facts_of(self, step: Step) -> tuple[str, ...]:
        """Return the step's own facts that the workbook can hold."""
        return _facts_of(self, step.key)

    def gates(self, step: Step, day: date) -> tuple[Gate, ...]:
        """Return the gates of the step on that day that can be asked."""
        return _askable(self, step.key, self.shelf.rules_on(self.edition, day).id)


@lru_cache(maxsize=512)
def _facts_of(scheme: Scheme, step_key: str) -> tuple[str, ...]:
    step = scheme.edition.step(step_key)
    kinds = (*step.records, *((step.repeated,) if step.repeated else ()))
    return tuple(sorted(name for name in scheme.known if name.split(".", 1)[0] in kinds))


@lru_cache(maxsize=512)
def _askable(scheme: Scheme, step_key: str, rules_id: str) -> tuple[Gate, ...]:
    step = scheme.edition.step(step_key)
    day = scheme.shelf.edition(rules_id).valid_from
    kept = []
    for gate in scheme.shelf.gates(scheme.edition, step, day):
        any_of = tuple(c for c in gate.any_of if _is_known(c, scheme.known))
        if any_of and all(_is_known(c, scheme.known) for c in gate.when):
            kept.append(replace(gate, any_of=any_of))
    return tuple(kept)


def _is_known(condition: Condition, known: frozenset[str]) -> bool:
    # "previous.…" speaks of an extended probation, which such a workbook has no column for.
    return all(
        name in known or name.startswith("previous.")
        for name in (condition.fact, condition.other)
        if name
    )


def days(scheme: Scheme, facts: Mapping[str, Any]) -> dict[str, date]:
    """Return the day of every step that the file says was done.

    A step is done when its own date is told; one that has no date in such a
    workbook (who the mentors were) when anything of it is told, and then on
    the latest day of the steps before it.
    """
    found: dict[str, date] = {}
    for step in scheme.edition.steps:
        dated = _dated(scheme, step.key)
        if dated:
            told = [facts[name] for name in dated if isinstance(facts.get(name), date)]
            if told:
                found[step.key] = told[-1]
            continue
        before = [found[key] for key in step.after if key in found]
        if before and any(facts.get(name) for name in scheme.facts_of(step)):
            found[step.key] = max(before)
    return found


@lru_cache(maxsize=512)
def _dated(scheme: Scheme, step_key: str) -> tuple[str, ...]:
    """Name the fact of each record that says on which day it was made: its date, or a notice's last day."""
    names = []
    for kind in scheme.edition.step(step_key).records:
        for name in (f"{kind}.on", f"{kind}.ends_on"):
            if name in scheme.known:
                names.append(name)
                break
    return tuple(names)


def examine(
    scheme: Scheme, facts: Mapping[str, Any], *, calendar: WorkCalendar, today: date
) -> list[Found]:
    """Return every breach of a file, in the order of its steps.

    :param facts: "record.field" values; what is empty is left out.
    """
    done = days(scheme, facts)
    needed = _needed(scheme.edition, done)
    found: list[Found] = []
    for step in scheme.edition.steps:
        if step.key not in done:
            if step.key in needed and scheme.facts_of(step):
                found.append(_skipped(scheme, step, needed[step.key]))
            continue
        day = done[step.key]
        rules = scheme.shelf.rules_on(scheme.edition, day).id
        reasons = [
            *_dates(scheme, step, facts, done, today=today),
            *judging.judge(_asked(scheme.gates(step, day), facts), facts, calendar),
        ]
        found += [Found(reason=r, step=step.key, edition=rules, on=day) for r in once(reasons)]
    return found


def _asked(gates: tuple[Gate, ...], facts: Mapping[str, Any]) -> list[Gate]:
    """Leave out gates that only put two dates in order when one is missing: that is D-52's to say."""
    return [
        gate
        for gate in gates
        if gate.check != "D-51"
        or (facts.get(gate.any_of[0].fact) and facts.get(gate.any_of[0].other))
    ]


@lru_cache(maxsize=512)
def _day_names(scheme: Scheme, step_key: str) -> tuple[str, ...]:
    return tuple(
        f"{kind}.{name}"
        for kind in scheme.edition.step(step_key).records
        for name in DATE_FIELDS
        if f"{kind}.{name}" in scheme.known
    )


def _needed(edition: Edition, done: Mapping[str, date]) -> dict[str, date]:
    """Return the steps that some step done rests on, with the first day on which they were missed."""
    needed: dict[str, date] = {}
    for step in reversed(edition.steps):
        day = done.get(step.key) or needed.get(step.key)
        if day is None:
            continue
        for key in step.after:
            needed[key] = min(day, needed.get(key, day))
    return needed


def _skipped(scheme: Scheme, step: Step, day: date) -> Found:
    return Found(
        reason=reason(
            "D-52",
            名称=step.title,
            fact=f"没有“{step.title}”的记录",
            remedy=f"查找原始材料；确未办理的，由{step.actor}说明",
            clause=step.cite,
        ),
        step=step.key,
        edition=scheme.shelf.rules_on(scheme.edition, day).id,
        on=day,
    )


def _dates(
    scheme: Scheme, step: Step, facts: Mapping[str, Any], done: Mapping[str, date], *, today: date
) -> list[Reason]:
    own = [v for n in _day_names(scheme, step.key) if isinstance(v := facts.get(n), date)]
    reasons = [
        reason("D-60", 日期=judging.shown(day), remedy="核对日期") for day in own if day > today
    ]
    floor = max(((done[key], key) for key in step.after if key in done), default=None)
    first = min(own, default=None)
    if floor and first and first < floor[0]:
        before = scheme.edition.step(floor[1])
        reasons.append(
            reason(
                "D-51",
                后一环节=f"“{step.title}”",
                前一环节=f"“{before.title}”",
                fact=f"{judging.shown(first)}早于{judging.shown(floor[0])}",
                remedy="核对原始材料上的日期",
            )
        )
    return reasons
