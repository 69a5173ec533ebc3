"""What recruitment decides about one file: ages, reviews in their rhythm, the day membership begins."""

from datetime import date

import pytest

from xianfeng.recruitment import rules

START, END = date(2024, 1, 10), date(2025, 1, 20)


@pytest.mark.parametrize(
    ("day", "age"), [(date(2014, 2, 28), 17), (date(2014, 3, 1), 18), (None, None)]
)
def test_counts_a_leap_day_birth_from_the_first_of_march(day: date | None, age: int | None) -> None:
    assert rules.age_on(date(1996, 2, 29), day) == age


def test_counts_reviews_after_the_start_up_to_the_end() -> None:
    days = [START, date(2024, 1, 11), END, date(2025, 1, 21)]
    assert rules.within(days, START, END) == 2


def test_finds_the_stretch_that_overruns_the_rhythm_most() -> None:
    days = [date(2024, 7, 5), date(2025, 1, 15)]
    assert rules.widest_gap(START, days, END, 6) == (date(2025, 1, 15), date(2025, 1, 5))


def test_measures_the_whole_stretch_where_nobody_reviewed() -> None:
    assert rules.widest_gap(START, [], END, 6) == (END, date(2024, 7, 10))


@pytest.mark.parametrize(("start", "end"), [(None, END), (START, None)])
def test_finds_no_gap_without_both_ends(start: date | None, end: date | None) -> None:
    assert rules.widest_gap(start, [], end, 6) is None


def test_begins_full_membership_a_year_after_admission_or_at_the_extended_end() -> None:
    assert rules.full_member_on(date(2024, 2, 29), None) == date(2025, 2, 28)
    assert rules.full_member_on(date(2024, 2, 29), date(2025, 8, 28)) == date(2025, 8, 28)
    assert rules.full_member_on(None, None) is None


def test_explains_the_roll_by_those_entitled_and_those_excluded() -> None:
    assert rules.unexplained({"entitled": 20, "excluded": 3}, 23) == 0
    assert rules.unexplained({"entitled": 20}, 23) == 3
