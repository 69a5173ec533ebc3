"""Dates of one person that cannot be, whoever brings them."""

from datetime import date

import pytest

from xianfeng.registry.rules import persons
from xianfeng.registry.vocab import Category

TODAY = date(2026, 11, 23)
BORN = date(1990, 6, 15)


def found(
    category: Category, joined_on: date | None, full_on: date | None
) -> list[tuple[str, str]]:
    return [
        (one.check, one.field)
        for one in persons.disagreements(
            category=category, born_on=BORN, joined_on=joined_on, full_on=full_on, today=TODAY
        )
    ]


@pytest.mark.parametrize(
    ("category", "joined_on", "full_on", "checks"),
    [
        (Category.FULL, date(2010, 7, 1), date(2011, 7, 1), []),
        (Category.FULL, date(2026, 11, 24), None, [("I-07", "joined_on")]),
        (Category.FULL, date(2007, 7, 1), date(2008, 7, 1), [("I-04", "joined_on")]),
        (Category.FULL, date(2008, 1, 1), date(2009, 1, 1), []),
        (Category.FULL, date(2010, 7, 1), date(2010, 6, 30), [("I-11", "full_on")]),
        (Category.FULL, date(2010, 7, 1), date(2027, 7, 1), [("I-07", "full_on")]),
        (Category.PROBATIONARY, date(2026, 7, 1), date(2027, 7, 1), []),
        (Category.OUTSIDER, None, None, []),
    ],
)
def test_names_every_date_that_cannot_be(
    category: Category,
    joined_on: date | None,
    full_on: date | None,
    checks: list[tuple[str, str]],
) -> None:
    assert found(category, joined_on, full_on) == checks


def test_names_all_of_them_at_once() -> None:
    assert found(Category.FULL, date(2027, 7, 1), date(2026, 12, 1)) == [
        ("I-07", "joined_on"),
        ("I-07", "full_on"),
        ("I-11", "full_on"),
    ]


@pytest.mark.parametrize(
    ("joined_on", "young"), [(date(2008, 6, 14), True), (date(2008, 6, 15), False), (None, False)]
)
def test_calls_young_who_joined_before_the_eighteenth_birthday(
    joined_on: date | None, young: bool
) -> None:
    assert persons.is_young(born_on=BORN, joined_on=joined_on) is young
