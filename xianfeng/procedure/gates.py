"""Judging: a closed list of operators over facts. No expressions, no eval.

A fact that is missing satisfies nothing but ``absent``; a rule is never passed
by leaving something out. Conditions become functions once for many files:
the live page, the import and the examination judge by the same ones.
"""

import operator
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any

from xianfeng.kernel.checks import reason
from xianfeng.kernel.dates import WorkCalendar, add_months
from xianfeng.kernel.verdict import Reason
from xianfeng.procedure.schema import Condition, Gate

Facts = Mapping[str, Any]
Test = Callable[[Facts], bool]
Judge = Callable[[Facts], list[Reason]]

_PERSONAL = re.compile(r"\d{17}[\dXx]|(?<!\d)1\d{10}(?!\d)|(?:组|号|单元|室)\d+|\d+号楼")


def _filled(value: Any) -> bool:
    return value is not None and value != "" and value != [] and value != ()


_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "equals": operator.eq,
    "differs": lambda have, want: _filled(have) and bool(have != want),
    "one_of": lambda have, want: have in want,
    "at_least": operator.ge,
    "at_most": operator.le,
    "more_than": operator.gt,
    "more_than_half_of": lambda have, want: bool(2 * have > want),
    "on_or_after": operator.ge,
    "on_or_before": operator.le,
    "has_no_personal_number": lambda have, _want: not _PERSONAL.search(str(have)),
}
OPERATORS = frozenset({*_OPERATORS, "present", "absent"})


def shifted(condition: Condition, base: date, calendar: WorkCalendar) -> date:
    """Return the date that a date condition compares with."""
    day = add_months(base, condition.months) if condition.months else base
    if condition.days:
        day += timedelta(days=condition.days)
    if condition.workdays:
        day = calendar.add(day, condition.workdays)
    return day


def bound(condition: Condition, facts: Facts, calendar: WorkCalendar) -> Any:
    """Return what the fact is compared with: the value, the other fact, or that date with its offset."""
    return _limit(condition, calendar)(facts) if condition.other else condition.value


def _limit(condition: Condition, calendar: WorkCalendar) -> Callable[[Facts], Any]:
    other = condition.other
    if not (condition.months or condition.days or condition.workdays):
        return lambda facts: facts.get(other)
    # Files of one county share their days: each is counted on from once.
    later = cache(lambda base: shifted(condition, base, calendar))

    def limit(facts: Facts) -> Any:
        base = facts.get(other)
        return later(base) if isinstance(base, date) else base

    return limit


def test_of(condition: Condition, calendar: WorkCalendar) -> Test:
    """Return the condition as a function of the facts, for asking it of many files."""
    name, other = condition.fact, condition.other
    if condition.op == "present":
        return lambda facts: _filled(have := facts.get(name)) and have is not False
    if condition.op == "absent":
        return lambda facts: not _filled(facts.get(name))
    compare, value = _OPERATORS[condition.op], condition.value
    limit = _limit(condition, calendar)

    def against_value(facts: Facts) -> bool:
        have = facts.get(name)
        return have is not None and compare(have, value)

    def against_other(facts: Facts) -> bool:
        have = facts.get(name)
        if have is None:
            return False
        want = limit(facts)
        return want is not None and compare(have, want)

    return against_other if other else against_value


def holds(condition: Condition, facts: Facts, calendar: WorkCalendar) -> bool:
    """Tell whether a condition holds over these facts."""
    return test_of(condition, calendar)(facts)


def applies(gate: Gate, facts: Facts, calendar: WorkCalendar) -> bool:
    """Tell whether the gate speaks about these facts at all."""
    if not all(holds(condition, facts, calendar) for condition in gate.when):
        return False
    return gate.unless is None or not holds(gate.unless, facts, calendar)


def _passed(gate: Gate, calendar: WorkCalendar) -> Test:
    """Return the gate as a function: it does not speak about the facts, or is satisfied by them."""
    asked = tuple(test_of(condition, calendar) for condition in gate.when)
    quiet = (*gate.any_of, *((gate.unless,) if gate.unless else ()))
    first, *others = [test_of(condition, calendar) for condition in quiet]
    if not asked and not others:
        return first

    def passed(facts: Facts) -> bool:
        for asks in asked:
            if not asks(facts):
                return True
        return first(facts) or (bool(others) and any(answers(facts) for answers in others))

    return passed


def judging(
    gates: Iterable[Gate],
    calendar: WorkCalendar,
    *,
    labels: Mapping[str, Mapping[Any, str]] | None = None,
) -> Judge:
    """Prepare the gates for judging; the result tells of any facts what :func:`judge` tells."""
    prepared = [(_passed(gate, calendar), gate) for gate in gates]

    def judged(facts: Facts) -> list[Reason]:
        return [
            _refusal(gate, facts, calendar, labels or {})
            for passed, gate in prepared
            if not passed(facts)
        ]

    return judged


def judge(
    gates: Iterable[Gate],
    facts: Facts,
    calendar: WorkCalendar,
    *,
    labels: Mapping[str, Mapping[Any, str]] | None = None,
) -> list[Reason]:
    """Return a reason for every gate that is not satisfied, in the order of the gates.

    :param labels: by fact, what its coded values are called; for the words only.
    """
    return judging(gates, calendar, labels=labels)(facts)


def _refusal(
    gate: Gate, facts: Facts, calendar: WorkCalendar, labels: Mapping[str, Mapping[Any, str]]
) -> Reason:
    first = gate.any_of[0]
    limit = bound(first, facts, calendar)
    words = {
        name: shown(limit) if source == "@bound" else _said(source, facts)
        for name, source in gate.say.items()
    }
    reminder = {"message": reminded(gate, facts, facts.get(first.fact))} if gate.remind else {}
    return reason(
        gate.check,
        level=gate.level,
        **reminder,
        fact=_fact_in_words(first, facts, limit, labels.get(first.fact, {})),
        remedy=gate.remedy,
        clause=gate.cite,
        field=first.fact,
        **words,
    )


def reminded(gate: Gate, facts: Facts, day: Any) -> str:
    """Return the words of a reminder as they read on a day."""
    since = facts.get(gate.any_of[0].other)
    both = isinstance(since, date) and isinstance(day, date)
    return gate.remind.replace("{天数}", str((day - since).days) if both else "")


def _said(source: str, facts: Facts) -> str:
    # A name with a dot is a fact, known or not; anything else is the word itself.
    return shown(facts.get(source)) if "." in source else source


_COMPARISONS = {
    "at_least": "应不少于",
    "at_most": "应不多于",
    "more_than": "应多于",
    "more_than_half_of": "应超过其半数：",
    "on_or_after": "最早",
    "on_or_before": "最晚",
    "equals": "应为",
}


def _fact_in_words(
    condition: Condition, facts: Facts, limit: Any, labels: Mapping[Any, str]
) -> str:
    have = facts.get(condition.fact)
    now = labels.get(have) if isinstance(have, str) and have in labels else shown(have)
    if condition.op in {"present", "absent", "has_no_personal_number", "one_of", "differs"}:
        return f"现为：{now}"
    wanted = labels.get(limit, "") if isinstance(limit, str) else ""
    return f"现为：{now}，{_COMPARISONS[condition.op]}{wanted or shown(limit)}"


def shown(value: Any) -> str:
    """Write a fact's value as people read it."""
    if value is None or value == "":
        return "未填"
    if value is True:
        return "是"
    if value is False:
        return "否"
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    return str(value)


def named_facts(gates: Iterable[Gate]) -> frozenset[str]:
    """Return every fact that these gates ask for."""
    names = set()
    for gate in gates:
        conditions = (*gate.any_of, *gate.when, *((gate.unless,) if gate.unless else ()))
        for condition in conditions:
            names.add(condition.fact)
            if condition.other:
                names.add(condition.other)
        names.update(source for source in gate.say.values() if not source.startswith("@"))
    return frozenset(names)
