"""The engine's operators, and what a missing fact never does."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xianfeng.kernel.dates import WorkCalendar
from xianfeng.kernel.verdict import Level
from xianfeng.procedure import gates
from xianfeng.procedure.schema import Condition, Gate

WEEK = WorkCalendar.of(
    [date(2026, 1, d) for d in range(5, 31) if date(2026, 1, d).weekday() < 5],
    known_from=date(2026, 1, 1),
    known_until=date(2026, 12, 31),
)


def holds(op: str, have: Any, want: Any = None) -> bool:
    return gates.holds(Condition(fact="a.x", op=op, value=want), {"a.x": have}, WEEK)


@pytest.mark.parametrize(
    ("op", "have", "want", "answer"),
    [
        ("equals", 2, 2, True), ("equals", 2, 3, False), ("equals", True, True, True),
        ("differs", 2, 3, True), ("differs", 2, 2, False), ("differs", "", "a", False),
        ("one_of", "a", ["a", "b"], True), ("one_of", "c", ["a", "b"], False),
        ("at_least", 18, 18, True), ("at_least", 17, 18, False),
        ("at_most", 27, 27, True), ("at_most", 28, 27, False),
        ("more_than", 1, 0, True), ("more_than", 0, 0, False),
        ("more_than_half_of", 8, 15, True), ("more_than_half_of", 8, 16, False),
        ("more_than_half_of", 9, 16, True), ("more_than_half_of", 0, 0, False),
        ("on_or_after", date(2026, 1, 2), date(2026, 1, 2), True),
        ("on_or_after", date(2026, 1, 1), date(2026, 1, 2), False),
        ("on_or_before", date(2026, 1, 2), date(2026, 1, 2), True),
        ("on_or_before", date(2026, 1, 3), date(2026, 1, 2), False),
        ("present", "x", None, True), ("present", 0, None, True), ("present", False, None, False),
        ("present", "", None, False), ("absent", "", None, True), ("absent", [], None, True),
        ("absent", 0, None, False), ("absent", False, None, False),
        ("has_no_personal_number", "男，35岁，周庄村", None, True),
        ("has_no_personal_number", "电话19900001234", None, False),
        ("has_no_personal_number", "99999919900307001X", None, False),
        ("has_no_personal_number", "三组12", None, False),
    ],
)  # fmt: skip
def test_compares(op: str, have: Any, want: Any, answer: bool) -> None:
    assert holds(op, have, want) is answer


@pytest.mark.parametrize("op", sorted(gates.OPERATORS - {"absent"}))
def test_is_satisfied_by_no_missing_fact(op: str) -> None:
    condition = Condition(fact="a.x", op=op, value=None if op == "equals" else [1])
    assert not gates.holds(condition, {}, WEEK)
    assert not gates.holds(condition, {"a.x": None}, WEEK)
    missing_other = Condition(fact="a.x", op=op, other="a.y")
    if op not in {"present"}:
        assert not gates.holds(missing_other, {"a.x": 1}, WEEK)


def test_is_absent_only_when_nothing_is_there() -> None:
    assert gates.holds(Condition(fact="a.x", op="absent"), {}, WEEK)


@pytest.mark.parametrize(
    ("offset", "day"),
    [
        ({}, date(2026, 1, 31)),
        ({"months": 1}, date(2026, 2, 28)),
        ({"months": 25}, date(2028, 2, 29)),
        ({"days": -14}, date(2026, 1, 17)),
        ({"months": 12, "days": 30}, date(2027, 3, 2)),
    ],
)
def test_offsets_the_other_date(offset: dict[str, int], day: date) -> None:
    condition = Condition(fact="a.x", op="on_or_after", other="a.y", **offset)
    assert gates.bound(condition, {"a.y": date(2026, 1, 31)}, WEEK) == day


def test_offsets_by_working_days_without_the_first() -> None:
    condition = Condition(fact="a.x", op="on_or_after", other="a.y", workdays=5)
    assert gates.bound(condition, {"a.y": date(2026, 1, 5)}, WEEK) == date(2026, 1, 12)
    assert gates.bound(condition, {"a.y": date(2026, 1, 10)}, WEEK) == date(2026, 1, 16)


def gate(**more: Any) -> Gate:
    first = Condition(fact="a.x", op="equals", value=1)
    return Gate(**{"check": "D-12", "on": "a", "level": Level.BLOCK, "any_of": (first,), **more})


def test_passes_by_any_of_its_conditions() -> None:
    either = gate(any_of=(gate().any_of[0], Condition(fact="a.y", op="present")))
    assert gates.judge([either], {"a.y": "x"}, WEEK) == []
    assert gates.judge([either], {"a.x": 1}, WEEK) == []
    assert [r.check for r in gates.judge([either], {"a.x": 2}, WEEK)] == ["D-12"]


def test_speaks_only_when_and_unless() -> None:
    asked = Condition(fact="a.w", op="equals", value=True)
    assert gates.judge([gate(when=(asked,))], {"a.w": False}, WEEK) == []
    assert len(gates.judge([gate(when=(asked,))], {"a.w": True}, WEEK)) == 1
    assert gates.judge([gate(unless=asked)], {"a.w": True}, WEEK) == []
    assert len(gates.judge([gate(unless=asked)], {}, WEEK)) == 1


def test_names_every_fact_it_asks_for() -> None:
    asked = gate(
        when=(Condition(fact="a.w", op="present"),),
        unless=Condition(fact="a.u", op="equals", other="a.v"),
        say={"日期": "@bound", "名": "a.s"},
    )
    assert gates.named_facts([asked]) == {"a.x", "a.w", "a.u", "a.v", "a.s"}


@given(st.integers(0, 200), st.integers(0, 200))
def test_needs_more_than_half(have: int, whole: int) -> None:
    assert holds("more_than_half_of", have, whole) is (have > whole / 2)


@given(
    facts=st.fixed_dictionaries(
        {},
        optional={
            "a.x": st.integers(0, 3),
            "a.y": st.sampled_from(["", "x"]),
            "a.w": st.booleans(),
            "a.on": st.dates(date(2026, 1, 1), date(2026, 1, 30)),
            "a.since": st.dates(date(2026, 1, 1), date(2026, 1, 30)),
        },
    )
)
def test_judges_a_file_alike_whether_prepared_once_or_asked_for_it_alone(
    facts: dict[str, Any],
) -> None:
    later = Condition(fact="a.on", op="on_or_after", other="a.since", workdays=5)
    asked = [
        gate(any_of=(later,)),
        gate(any_of=(later, Condition(fact="a.x", op="at_least", value=2))),
        gate(
            when=(Condition(fact="a.w", op="present"),), unless=Condition(fact="a.y", op="absent")
        ),
    ]
    broken = [
        one
        for one in asked
        if gates.applies(one, facts, WEEK)
        and not any(gates.holds(c, facts, WEEK) for c in one.any_of)
    ]
    prepared = gates.judging(asked, WEEK)

    prepared({"a.x": 0, "a.on": date(2026, 1, 9), "a.since": date(2026, 1, 8)})
    assert prepared(facts) == gates.judge(broken, facts, WEEK)
