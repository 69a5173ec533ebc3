"""Whether the time of cultivation runs on when somebody moves (细则第12条)."""

from datetime import date

import pytest

from xianfeng.casework.rules import continuity


@pytest.mark.parametrize(
    ("left", "resumed", "days"),
    [
        (date(2024, 3, 1), date(2024, 3, 1), 0),
        (date(2024, 2, 28), date(2024, 3, 1), 2),
        (date(2024, 3, 2), date(2024, 3, 1), 0),
    ],
)
def test_counts_the_days_between_two_branches(left: date, resumed: date, days: int) -> None:
    assert continuity.break_days(left, resumed) == days


def test_names_the_papers_that_did_not_arrive() -> None:
    sent = [{"key": "a", "title": "甲"}, {"key": "b", "title": "乙"}]

    assert continuity.missing(sent, ["b", "stranger"]) == [{"key": "a", "title": "甲"}]
    assert continuity.missing(sent, ["a", "b"]) == []
