"""What must agree between a person's dates, whoever brings them."""

from datetime import date
from typing import NamedTuple

from xianfeng.kernel.dates import years_between
from xianfeng.registry.vocab import Category

ADULT_YEARS = 18


class Found(NamedTuple):
    """One disagreement: the check, the field it is shown at, and the facts of its message."""

    check: str
    field: str
    facts: dict[str, str]


def disagreements(
    *,
    category: Category | None,
    born_on: date | None,
    joined_on: date | None,
    full_on: date | None,
    today: date,
) -> list[Found]:
    """Name every date that cannot be (I-04, I-07, I-11).

    :param born_on: from the ID number; without one the age is not judged.

    Joining in the year of the eighteenth birthday but before the day is left to
    :func:`is_young`: check I-04 is a warning, and old rosters are often out by
    some months; before that year no reading of the dates can be right.

    The 转正日期 of a probationary member is the day it falls due, so it may
    lie ahead.
    """
    found = []
    if joined_on is not None:
        if joined_on > today:
            found.append(Found("I-07", "joined_on", {"字段": "入党日期", "日期": str(joined_on)}))
        if born_on is not None and joined_on.year - born_on.year < ADULT_YEARS:
            facts = {"出生": str(born_on), "入党": str(joined_on)}
            found.append(Found("I-04", "joined_on", facts))
    if full_on is not None:
        if full_on > today and category is not Category.PROBATIONARY:
            found.append(Found("I-07", "full_on", {"字段": "转正日期", "日期": str(full_on)}))
        if joined_on is not None and full_on < joined_on:
            facts = {"转正": str(full_on), "入党": str(joined_on)}
            found.append(Found("I-11", "full_on", facts))
    return found


def is_young(*, born_on: date, joined_on: date | None) -> bool:
    """Tell whether somebody joined before the eighteenth birthday (the warning I-04)."""
    return joined_on is not None and years_between(born_on, joined_on) < ADULT_YEARS
