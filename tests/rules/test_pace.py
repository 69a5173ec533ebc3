"""The pace of admissions: counted by branch, asked about from the county's counts on, nobody told twice."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xianfeng.recruitment.rules import pace
from xianfeng.recruitment.rules.pace import Admitted, Crammed, Limit, Limits

DAY = date(2024, 3, 1)
LIMITS = Limits(
    rush=Limit(count=5, days=30, source="a"),
    before_election=Limit(count=3, days=90, source="b"),
    quiet_members=Limit(years=2, source="c"),
    quiet_activists=Limit(years=1, source="d"),
    crammed=Limit(count=5, days=14, source="e"),
)


def admitted(*offsets: int) -> list[Admitted]:
    return [
        Admitted(on=DAY + timedelta(days=days), row=row, name=f"第{row}人")
        for row, days in enumerate(offsets, 2)
    ]


def rows(found: list[pace.Rush]) -> list[tuple[list[int], date | None]]:
    return [([one.row for one in rush.admitted], rush.ends_on) for rush in found]


@pytest.mark.parametrize(
    ("offsets", "told"),
    [
        ((0, 7, 14, 21, 30), [([2, 3, 4, 5, 6], None)]),
        ((0, 7, 14, 21, 31), []),
        ((0, 0, 0, 0), []),
        ((30, 0, 14, 7, 21, 200), [([3, 5, 4, 6, 2], None)]),
        ((0, 40, 41, 42, 43, 44), [([3, 4, 5, 6, 7], None)]),
    ],
)
def test_asks_about_five_within_thirty_days(offsets, told) -> None:
    assert rows(pace.rushes(admitted(*offsets), (), LIMITS)) == told


def test_asks_about_three_before_an_election_and_not_after_it() -> None:
    end = DAY + timedelta(days=90)

    assert rows(pace.rushes(admitted(0, 45, 90), [end], LIMITS)) == [([2, 3, 4], end)]
    assert pace.rushes(admitted(0, 45, 91), [end], LIMITS) == []
    assert pace.rushes(admitted(-1, 45, 90), [end], LIMITS) == []


def test_tells_nobody_twice_where_a_rush_lies_before_an_election() -> None:
    end = DAY + timedelta(days=10)
    assert rows(pace.rushes(admitted(0, 1, 2, 3, 4), [end, end], LIMITS)) == [
        ([2, 3, 4, 5, 6], None)
    ]


@given(offsets=st.lists(st.integers(0, 400), max_size=30))
def test_finds_a_rush_exactly_where_five_fit_into_thirty_days(offsets) -> None:
    found = pace.rushes(admitted(*offsets), (), LIMITS)

    days = sorted(offsets)
    there_is = any(later - first <= 30 for first, later in zip(days, days[4:], strict=False))
    assert bool(found) is there_is
    told = [one for rush in found for one in rush.admitted]
    assert len(told) == len(set(told))


def quiet(days: list[date], *, known_from: date = date(2020, 1, 1)) -> date | None:
    return pace.quiet_since(
        days, known_from=known_from, known_to=date(2026, 1, 1), limit=LIMITS.quiet_members
    )


@pytest.mark.parametrize(
    ("days", "since"),
    [
        ([date(2024, 1, 1)], None),
        ([date(2023, 12, 31)], date(2023, 12, 31)),
        ([date(2020, 5, 5), date(2025, 5, 5)], None),
        ([], date(2020, 1, 1)),
        ([date(2026, 6, 1), date(2022, 1, 1)], date(2022, 1, 1)),
    ],
)
def test_asks_about_more_than_two_years_without_a_member(days, since) -> None:
    assert quiet(days) == since


def test_asks_nothing_of_a_time_that_the_files_do_not_cover() -> None:
    assert quiet([], known_from=date(2025, 1, 1)) is None


def test_asks_about_five_steps_entered_on_one_day_and_done_over_two_weeks() -> None:
    entered = date(2024, 6, 1)
    done = [(DAY + timedelta(days=days), entered) for days in (0, 2, 4, 6, 14)]

    assert pace.crammed(done, LIMITS.crammed) == [
        Crammed(entered_on=entered, steps=5, first=DAY, last=DAY + timedelta(days=14))
    ]
    assert pace.crammed(done[:4], LIMITS.crammed) == []
    assert pace.crammed([(DAY, entered)] * 5, LIMITS.crammed) == []
    assert pace.crammed([(day, day) for day, _ in done], LIMITS.crammed) == []
