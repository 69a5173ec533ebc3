"""What a case owes in each state, and how that stands on a day."""

from datetime import date, timedelta

import pytest

from xianfeng.casework.rules import duties
from xianfeng.casework.rules.history import Standing
from xianfeng.casework.vocab import CaseState, Lateness
from xianfeng.procedure.deadlines import Window
from xianfeng.recruitment.catalogue import shelf

EDITION = shelf().edition("CPC-DEV-2014")
FIRST = EDITION.steps[0]
REPEATING = next(step for step in EDITION.steps if step.repeated)
OPENED = date(2024, 1, 2)
WINDOWS = {
    step.key: Window(
        step=step.key, earliest=date(2024, 2, 1), latest=date(2024, 3, 1), is_forecast=True
    )
    for step in EDITION.steps
}


def owed(
    state: CaseState,
    *,
    upto: int = 1,
    reviews: tuple[date, ...] = (),
    resume_on: date | None = None,
) -> list[tuple[str, date, date | None, bool]]:
    signed = {step.key: OPENED for step in EDITION.steps if step.number < upto}
    found = duties.owed(
        EDITION,
        Standing(signed=signed, facts={}),
        WINDOWS,
        {REPEATING.repeated: reviews},
        state=state,
        opened_on=OPENED,
        resume_on=resume_on,
    )
    return [(one.step, one.earliest_on, one.due_on, one.is_repeat) for one in found]


@pytest.mark.parametrize("state", [state for state in CaseState if state.is_closed])
def test_owes_nothing_once_closed(state: CaseState) -> None:
    assert owed(state) == []


def test_owes_the_open_step_within_its_window() -> None:
    assert owed(CaseState.OPEN) == [(FIRST.key, date(2024, 2, 1), date(2024, 3, 1), False)]


def test_owes_the_supplement_of_a_returned_case_without_a_latest_day() -> None:
    assert owed(CaseState.RETURNED) == [(FIRST.key, OPENED, None, False)]


def test_owes_the_resumption_of_a_postponed_case_on_its_day() -> None:
    until = date(2024, 5, 6)
    assert owed(CaseState.POSTPONED, resume_on=until) == [(FIRST.key, until, None, False)]


@pytest.mark.parametrize(
    ("reviews", "last"),
    [((), OPENED), ((date(2023, 12, 31),), OPENED), ((date(2024, 6, 5),), date(2024, 6, 5))],
)
def test_owes_the_next_review_by_its_rhythm_from_the_last_one(
    reviews: tuple[date, ...], last: date
) -> None:
    (repeat,) = [
        row for row in owed(CaseState.OPEN, upto=REPEATING.number, reviews=reviews) if row[3]
    ]
    months = REPEATING.repeat_months
    assert repeat == (REPEATING.key, last, last.replace(month=last.month + months), True)


@pytest.mark.parametrize(
    ("days", "lateness"),
    [
        (-1, Lateness.EARLY),
        (0, Lateness.DUE),
        (84, Lateness.DUE),
        (85, Lateness.SOON),
        (100, Lateness.SOON),
        (101, Lateness.LATE),
    ],
)
def test_is_late_only_after_the_latest_day(days: int, lateness: Lateness) -> None:
    due_on = OPENED + timedelta(days=100)
    assert duties.lateness(OPENED + timedelta(days=days), OPENED, due_on) is lateness


def test_is_never_late_without_a_latest_day() -> None:
    assert duties.lateness(date(2099, 1, 1), OPENED, None) is Lateness.DUE


def test_a_repeated_record_is_owed_by_those_whom_the_case_names() -> None:
    repeats = {s.repeated: EDITION.records[s.repeated].by for s in EDITION.steps if s.repeated}
    assert repeats == {"review": "mentors.people", "probation_review": "introducers.people"}
