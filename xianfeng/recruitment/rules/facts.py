"""Decisions of recruitment as pure functions: values in, values out.

Each becomes a named fact ("recruitment.…") that the editions' gates compare.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from xianfeng.kernel.dates import add_months, years_between

BALLOT_BOXES = ("yes", "no", "abstain", "void")


def age_on(born_on: date, day: date | None) -> int | None:
    """Return full years of age on a day (D-01, D-07)."""
    return years_between(born_on, day) if day else None


def approvals(ballot: Mapping[str, Any]) -> int:
    """Count yes votes, written opinions handed in before the meeting included (Art 21, V-02)."""
    return _number(ballot, "yes") + _number(ballot, "written_yes")


def written(ballot: Mapping[str, Any]) -> int:
    """Count the written opinions of absent members (V-07)."""
    return _number(ballot, "written_yes") + _number(ballot, "written_no")


def counted(ballot: Mapping[str, Any]) -> int:
    """Add up the boxes of the ballots that came back (V-10)."""
    return sum(_number(ballot, box) for box in BALLOT_BOXES)


def taking_part(ballot: Mapping[str, Any]) -> int:
    """Count those present and those who wrote: together never more than 应到 (V-03)."""
    return _number(ballot, "present") + written(ballot)


def unexplained(ballot: Mapping[str, Any], roll: int) -> int:
    """Return how far 应到 and the approved exclusions are from the branch's roll (V-04)."""
    return roll - _number(ballot, "entitled") - _number(ballot, "excluded")


def _number(ballot: Mapping[str, Any], name: str) -> int:
    return int(ballot.get(name) or 0)


def within(days: Sequence[date], start: date, end: date) -> int:
    """Count the days after ``start`` up to and including ``end`` (D-12)."""
    return sum(start < day <= end for day in days)


def widest_gap(
    start: date | None, days: Sequence[date], end: date | None, months: int
) -> tuple[date, date] | None:
    """Find the stretch between reviews that overruns the rhythm the most (D-11, D-41).

    :param months: the rhythm; returns the day a review came and the day it was
        due, or None where a date is missing.
    """
    if start is None or end is None:
        return None
    marks = [start, *(d for d in sorted(days) if start < d <= end), end]
    pairs = [
        (later, add_months(earlier, months))
        for earlier, later in zip(marks, marks[1:], strict=False)
    ]
    return max(pairs, key=lambda pair: (pair[0] - pair[1]).days, default=None)


def full_member_on(admitted_on: date | None, extended_until: date | None) -> date | None:
    """Return the day on which 党龄 begins: the end of the probation, extended or not (D-49)."""
    if extended_until is not None:
        return extended_until
    return add_months(admitted_on, 12) if admitted_on else None
