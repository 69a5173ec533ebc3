"""Dates as a lawyer counts them, written apart from the program; and the story moved to other years."""

import calendar
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import xianfeng.registry
from tests.county import County
from tests.walk import Right, story

DAY = timedelta(days=1)


def months_later(day: date, months: int) -> date:
    """Return the same day number so many months later, or that month's last day."""
    year, month = day.year, day.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


@cache
def _changed() -> dict[date, bool]:
    path = Path(xianfeng.registry.__file__).parent / "data" / "workdays.json"
    days = {}
    for year, row in json.loads(path.read_text("utf-8")).items():
        days |= {date.fromisoformat(f"{year}-{day}"): False for day in row["off"]}
        days |= {date.fromisoformat(f"{year}-{day}"): True for day in row["on"]}
    return days


def is_workday(day: date) -> bool:
    """Tell whether people work on that day."""
    return _changed().get(day, day.weekday() < 5)


def nth_workday(start: date, count: int) -> date:
    """Return the n-th working day after a day, counted one by one."""
    day = start
    while count:
        day += DAY
        count -= is_workday(day)
    return day


def workdays_after(start: date, end: date) -> int:
    """Count working days after ``start`` up to ``end``, one by one."""
    return sum(is_workday(start + DAY * n) for n in range(1, (end - start).days + 1))


def moved(value: Any, weeks: int) -> Any:
    """Return a date moved by whole weeks; anything else as it is."""
    return value + timedelta(weeks=weeks) if isinstance(value, date) else value


def story_moved(county: County, weeks: int, **changes: Mapping[str, Any]) -> tuple[Right, ...]:
    """Return the right story so many weeks later; ``changes`` replace facts of a record."""
    return tuple(
        replace(
            right,
            records={
                kind: {n: moved(v, weeks) for n, v in row.items()} | changes.get(kind, {})
                for kind, row in right.records.items()
            },
        )
        for right in story(county)
    )
