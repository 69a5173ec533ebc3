"""Examining a file of the past: the live gates over whatever of the file is known.

A workbook tells dates and figures, not papers and talks. Only gates whose
facts the workbook can hold are asked; an empty cell of a column that is there
counts as missing, exactly as on the live page.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property
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
    """An edition read for examination, once for all files: what is known of each step, what judges it.

    ``known`` names every fact that the workbook's columns (or what is derived
    from them) can supply.
    """

    shelf: Shelf
    edition: Edition
    known: frozenset[str]
    calendar: WorkCalendar

    @cached_property
    def parts(self) -> tuple["Part", ...]:
        """Return the steps in their order as this workbook can tell of them."""
        return tuple(Part(self, step) for step in self.edition.steps)

    @cached_property
    def rules_on(self) -> Callable[[date], str]:
        """Return the function that names the edition whose rules judge what was done on a day."""
        return cache(lambda day: self.shelf.rules_on(self.edition, day).id)


@dataclass(frozen=True, eq=False)
class Part:
    """One step of a scheme; ``dated`` names the facts that tell its day, ``days`` all its dates."""

    scheme: Scheme
    step: Step

    @cached_property
    def key(self) -> str:
        """Name the step."""
        return self.step.key

    @cached_property
    def followers(self) -> tuple[str, ...]:
        """Name the steps that rest directly on this one."""
        return tuple(step.key for step in self.scheme.edition.steps if self.key in step.after)

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """Name the step's own facts that the workbook can hold."""
        kinds = (*self.step.records, *((self.step.repeated,) if self.step.repeated else ()))
        return tuple(sorted(n for n in self.scheme.known if n.split(".", 1)[0] in kinds))

    @cached_property
    def dated(self) -> tuple[str, ...]:
        """Name the fact of each record that says on which day it was made: its date, or a notice's last day."""
        known = self.scheme.known
        names = ([f"{kind}.on", f"{kind}.ends_on"] for kind in self.step.records)
        return tuple(next(n for n in pair if n in known) for pair in names if known & {*pair})

    @cached_property
    def days(self) -> tuple[str, ...]:
        """Name every date of the step that the workbook can hold."""
        names = (f"{kind}.{name}" for kind in self.step.records for name in DATE_FIELDS)
        return tuple(name for name in names if name in self.scheme.known)

    @cached_property
    def judge(self) -> Callable[[str], judging.Judge]:
        """Return the function that prepares the gates of an edition for this step."""
        return cache(
            lambda rules_id: judging.judging(self._askable(rules_id), self.scheme.calendar)
        )

    def _askable(self, rules_id: str) -> list[Gate]:
        shelf, known = self.scheme.shelf, self.scheme.known
        day = shelf.edition(rules_id).valid_from
        kept = []
        for gate in shelf.gates(self.scheme.edition, self.step, day):
            any_of = tuple(c for c in gate.any_of if _is_known(c, known))
            if any_of and all(_is_known(c, known) for c in gate.when):
                kept.append(_only_with_both_dates(replace(gate, any_of=any_of)))
        return kept


def _is_known(condition: Condition, known: frozenset[str]) -> bool:
    # "previous.…" speaks of an extended probation, which such a workbook has no column for.
    return all(
        name in known or name.startswith("previous.")
        for name in (condition.fact, condition.other)
        if name
    )


def _only_with_both_dates(gate: Gate) -> Gate:
    """Ask a gate that only puts two dates in order when both are there: a missing one is D-52's to say."""
    if gate.check != "D-51":
        return gate
    first = gate.any_of[0]
    both = tuple(Condition(fact=name, op="present") for name in (first.fact, first.other))
    return replace(gate, when=(*gate.when, *both))


def days(scheme: Scheme, facts: Mapping[str, Any]) -> dict[str, date]:
    """Return the day of every step that the file says was done.

    A step is done when its own date is told; one that has no date in such a
    workbook (who the mentors were) when anything of it is told, and then on
    the latest day of the steps before it.
    """
    found: dict[str, date] = {}
    for part in scheme.parts:
        if part.dated:
            for name in part.dated:
                if isinstance(day := facts.get(name), date):
                    found[part.key] = day
            continue
        before = [found[key] for key in part.step.after if key in found]
        if before and any(facts.get(name) for name in part.facts):
            found[part.key] = max(before)
    return found


def examine(scheme: Scheme, facts: Mapping[str, Any], *, today: date) -> list[Found]:
    """Return every breach of a file, in the order of its steps.

    :param facts: "record.field" values; what is empty is left out.
    """
    done = days(scheme, facts)
    needed = _needed(scheme, done)
    found: list[Found] = []
    rules_on = scheme.rules_on
    for part in scheme.parts:
        day = done.get(part.key)
        if day is None:
            if part.key in needed and part.facts:
                found.append(_skipped(scheme, part.step, needed[part.key]))
            continue
        rules = rules_on(day)
        reasons = _dates(part, facts, done, today=today) + part.judge(rules)(facts)
        if reasons:
            found += [Found(reason=r, step=part.key, edition=rules, on=day) for r in once(reasons)]
    return found


def _needed(scheme: Scheme, done: Mapping[str, date]) -> dict[str, date]:
    """Return the steps left out that some step done rests on, with the first day on which they were missed."""
    needed: dict[str, date] = {}
    for part in reversed(scheme.parts):
        if part.key in done:
            continue
        missed = [
            day for key in part.followers if (day := done.get(key) or needed.get(key)) is not None
        ]
        if missed:
            needed[part.key] = min(missed)
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
        edition=scheme.rules_on(day),
        on=day,
    )


def _dates(
    part: Part, facts: Mapping[str, Any], done: Mapping[str, date], *, today: date
) -> list[Reason]:
    own = [day for name in part.days if isinstance(day := facts.get(name), date)]
    if not own:
        return []
    reasons = []
    if max(own) > today:
        ahead = (day for day in own if day > today)
        reasons += [reason("D-60", 日期=judging.shown(day), remedy="核对日期") for day in ahead]
    first = min(own)
    for key in part.step.after:
        if done.get(key, first) > first:
            reasons.append(_out_of_order(part, first, done))
            break
    return reasons


def _out_of_order(part: Part, first: date, done: Mapping[str, date]) -> Reason:
    floor, key = max((done[key], key) for key in part.step.after if key in done)
    before = part.scheme.edition.step(key)
    return reason(
        "D-51",
        后一环节=f"“{part.step.title}”",
        前一环节=f"“{before.title}”",
        fact=f"{judging.shown(first)}早于{judging.shown(floor)}",
        remedy="核对原始材料上的日期",
    )
