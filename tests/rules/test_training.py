"""Classes and their results: what cannot be is named, passed once is passed, days follow from hours."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xianfeng.recruitment.rules import training
from xianfeng.recruitment.rules.training import Length, Mark
from xianfeng.recruitment.vocab.training import ClassKind, ClassOutcome

TODAY = date(2026, 11, 23)
PASSED, FAILED, ABSENT = ClassOutcome


def length(**changes: object) -> Length:
    right = {"starts_on": date(2026, 9, 7), "ends_on": date(2026, 9, 10), "days": 4, "hours": 28}
    return Length(**{**right, **changes})  # type: ignore[arg-type]


def fields(found: list) -> list[str]:
    return [f"{one.check} {one.field}" for one in found]


def test_a_class_of_four_days_is_right() -> None:
    assert training.length_problems(length(), today=TODAY) == []


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"starts_on": None}, ["D-64 starts_on"]),
        ({"ends_on": date(2026, 11, 24)}, ["D-60 ends_on"]),
        ({"ends_on": date(2026, 9, 6)}, ["D-64 ends_on"]),
        ({"days": 5}, ["D-64 days"]),
        ({"days": None, "hours": 0}, ["D-64 days", "D-64 hours"]),
        ({"hours": 49}, ["D-64 hours"]),
    ],
)
def test_a_class_that_cannot_be_is_named_at_its_field(changes: dict, found: list[str]) -> None:
    assert fields(training.length_problems(length(**changes), today=TODAY)) == found


@pytest.mark.parametrize(
    ("mark", "found"),
    [
        (Mark(outcome=PASSED), []),
        (Mark(outcome=PASSED, hours=28, exam=100), []),
        (Mark(outcome=FAILED, hours=1, exam=0), []),
        (Mark(outcome=ABSENT), []),
        (Mark(outcome=ABSENT, hours=0), []),
        (Mark(outcome=None, hours=4), ["D-64 7.outcome"]),
        (Mark(outcome=ABSENT, exam=60), ["D-64 7.outcome"]),
        (Mark(outcome=PASSED, hours=29), ["D-64 7.hours"]),
        (Mark(outcome=PASSED, hours=0), ["D-64 7.hours"]),
        (Mark(outcome=PASSED, exam=101), ["D-64 7.exam"]),
        (Mark(outcome=PASSED, exam=-1), ["D-64 7.exam"]),
    ],
)
def test_a_mark_that_cannot_be_is_named_at_its_cell(mark: Mark, found: list[str]) -> None:
    assert fields(training.mark_problems(mark, hours=28, field="7")) == found


def test_hours_left_out_are_all_of_them_and_none_for_who_stayed_away() -> None:
    assert Mark(outcome=PASSED).hours_of(28) == 28
    assert Mark(outcome=PASSED, hours=14).hours_of(28) == 14
    assert Mark(outcome=ABSENT).hours_of(28) == 0


@pytest.mark.parametrize(
    ("said", "amounts"),
    [
        ([], None),
        (["absent"], ABSENT),
        (["absent", "failed"], FAILED),
        (["failed", "passed", "absent"], PASSED),
    ],
)
def test_passed_once_is_passed(said: list[str], amounts: ClassOutcome | None) -> None:
    assert training.best(said) is amounts


@given(st.integers(1, 30), st.integers(1, 300), st.integers(0, 300))
def test_nobody_attended_more_days_than_the_class_had(days: int, hours: int, more: int) -> None:
    attended = min(more, hours)
    assert 0 <= training.days_attended(days, hours, attended) <= days
    assert training.days_attended(days, hours, hours) == days


def test_half_the_hours_of_four_days_are_two_days() -> None:
    assert training.days_attended(4, 28, 14) == 2
    assert training.days_attended(4, 28, 13) == 1


@pytest.mark.parametrize(
    ("changed", "agrees"),
    [
        ({}, True),
        ({"hours": 16}, False),
        ({"starts_on": "2024-09-10"}, False),
        ({"result": "failed"}, False),
    ],
)
def test_a_candidates_record_agrees_in_days_hours_and_result(
    changed: dict[str, object], *, agrees: bool
) -> None:
    held = length(starts_on=date(2024, 9, 9), ends_on=date(2024, 9, 12))
    record = {
        "on": "2024-09-12", "starts_on": "2024-09-09", "days": 2, "hours": 14, "result": "passed",
    }  # fmt: skip
    mark = Mark(outcome=PASSED, hours=14)
    said = training.agrees(ClassKind.CANDIDATES, held, mark, record | changed)
    assert said is agrees


@pytest.mark.parametrize(("on", "agrees"), [("2024-05-08", True), ("2024-05-07", False)])
def test_an_activists_record_agrees_once_the_class_is_over(on: str, *, agrees: bool) -> None:
    held = length(starts_on=date(2024, 5, 6), ends_on=date(2024, 5, 8), days=3, hours=24)
    record = {"on": on, "class_result": "passed"}
    mark = Mark(outcome=PASSED)
    assert training.agrees(ClassKind.ACTIVISTS, held, mark, record) is agrees
