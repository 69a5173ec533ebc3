"""Calendar arithmetic against counting by hand."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.lawful import is_workday, months_later, nth_workday, workdays_after
from xianfeng.kernel.dates import WorkCalendar, add_months, months_between, years_between

DAY = timedelta(days=1)
days = st.dates(date(1950, 1, 1), date(2100, 12, 31))
FIRST, LAST = date(2004, 1, 1), date(2026, 12, 31)
OFFICIAL = WorkCalendar.of(
    (FIRST + DAY * n for n in range((LAST - FIRST).days + 1) if is_workday(FIRST + DAY * n)),
    known_from=FIRST,
    known_until=LAST,
)


@given(days, st.integers(0, 40))
def test_adds_calendar_months_clipped_to_the_end(day: date, months: int) -> None:
    assert add_months(day, months) == months_later(day, months)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2014, 3, 10), 12, date(2015, 3, 10)),
        (date(2024, 8, 31), 6, date(2025, 2, 28)),
    ],
)
def test_adds_months_as_the_rules_say(start: date, months: int, end: date) -> None:
    assert add_months(start, months) == end


@given(days, days)
def test_counts_full_years(start: date, end: date) -> None:
    if start > end:
        start, end = end, start
    years = years_between(start, end)
    reached = (end.month, end.day) >= (start.month, start.day)
    assert years == end.year - start.year - 1 + reached


def test_turns_eighteen_on_the_birthday_and_not_before() -> None:
    assert years_between(date(2000, 5, 4), date(2018, 5, 3)) == 17
    assert years_between(date(2000, 5, 4), date(2018, 5, 4)) == 18
    assert years_between(date(2000, 2, 29), date(2018, 2, 28)) == 17
    assert years_between(date(2000, 2, 29), date(2018, 3, 1)) == 18


worked = st.sets(st.integers(0, 120), min_size=1, max_size=80)


@given(worked, st.integers(-5, 130), st.integers(1, 12))
def test_adds_working_days_as_counted_one_by_one(offsets: set[int], start: int, count: int) -> None:
    origin = date(2025, 12, 1)
    chosen = {origin + DAY * n for n in offsets}
    book = WorkCalendar.of(chosen, known_from=origin, known_until=max(chosen))
    day = origin + DAY * start
    left, expected = count, day
    while left:
        expected += DAY
        left -= expected in chosen if expected <= max(chosen) else expected.weekday() < 5
    assert book.add(day, count) == expected
    if expected >= day:
        assert book.count(day, expected) == count


def test_ends_a_notice_of_five_days_rightly_from_every_day_since_2004() -> None:
    day = FIRST
    while day < date(2026, 12, 10):
        end = OFFICIAL.add(day, 5)
        assert end == nth_workday(day, 5)
        assert workdays_after(day, end) == 5 == OFFICIAL.count(day, end)
        assert workdays_after(day, end - DAY) == 4
        day += DAY


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (date(2024, 9, 27), date(2024, 10, 10)),
        (date(2024, 9, 30), date(2024, 10, 12)),
        (date(2025, 9, 30), date(2025, 10, 14)),
        (date(2024, 2, 8), date(2024, 2, 21)),
    ],
)
def test_knows_the_long_holidays(start: date, end: date) -> None:
    assert OFFICIAL.add(start, 5) == end


def test_marks_what_no_notice_covers() -> None:
    assert not OFFICIAL.is_provisional(FIRST, LAST)
    assert OFFICIAL.is_provisional(LAST, LAST + DAY)
    assert OFFICIAL.is_provisional(FIRST - DAY, LAST)


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        (date(2023, 7, 10), date(2024, 7, 9), 11),
        (date(2023, 7, 10), date(2024, 7, 10), 12),
        (date(2024, 1, 31), date(2024, 2, 29), 1),
        (date(2024, 1, 31), date(2024, 2, 28), 0),
        (date(2024, 5, 1), date(2024, 4, 1), 0),
    ],
)
def test_full_months_are_counted_as_months_are_added(start: date, end: date, months: int) -> None:
    assert months_between(start, end) == months
