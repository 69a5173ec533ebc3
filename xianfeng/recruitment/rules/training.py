"""Decisions about collective training: what a class may say, what its results amount to.

Source: the county's four gates (article A2, check D-13), Art 17 (check D-25).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from xianfeng.kernel.checks import reason
from xianfeng.kernel.verdict import Reason
from xianfeng.recruitment.vocab.training import ClassKind, ClassOutcome

SHORTEST, LONGEST_TITLE = 4, 120
MOST_HOURS_A_DAY, MOST_HOURS, FULL_MARKS = 12, 999, 100


@dataclass(frozen=True, kw_only=True)
class Length:
    """When a class was, in days, and in class hours."""

    starts_on: date | None
    ends_on: date | None
    days: int | None
    hours: int | None


@dataclass(frozen=True, kw_only=True)
class Mark:
    """What is said of one person: hours left out mean all of them, for who was there."""

    outcome: ClassOutcome | None
    hours: int | None = None
    exam: int | None = None

    def hours_of(self, whole: int) -> int:
        """Return the hours attended of a class of so many."""
        if self.outcome is ClassOutcome.ABSENT:
            return 0
        return whole if self.hours is None else self.hours


def length_problems(length: Length, *, today: date) -> list[Reason]:
    """Name what cannot be: a day ahead or missing, an end before the beginning, too many days or hours."""
    found = []
    for name, words in (("starts_on", "开班日期"), ("ends_on", "结业日期")):
        day = getattr(length, name)
        if day is None:
            found.append(_wrong(name, f"请填写{words}"))
        elif day > today:
            found.append(reason("D-60", 日期=f"{day}", remedy="结业以后再登记", field=name))
    for name, words in (("days", "天数"), ("hours", "学时")):
        if not 1 <= (getattr(length, name) or 0) <= MOST_HOURS:
            found.append(_wrong(name, f"请填写{words}，1至{MOST_HOURS}"))
    return found or _span_problems(length)


def _span_problems(length: Length) -> list[Reason]:
    assert length.starts_on and length.ends_on and length.days and length.hours
    span = (length.ends_on - length.starts_on).days + 1
    if span < 1:
        return [_wrong("ends_on", "结业日期不能早于开班日期")]
    if length.days > span:
        return [_wrong("days", f"从开班到结业共{span}天，天数不能超过")]
    if length.hours > length.days * MOST_HOURS_A_DAY:
        return [_wrong("hours", f"每天不超过{MOST_HOURS_A_DAY}学时，请核对")]
    return []


def mark_problems(mark: Mark, *, hours: int, field: str) -> list[Reason]:
    """Name what cannot be said of one person in a class of so many hours.

    :param field: how the places of the form begin, such as "12".
    """
    found = []
    is_absent = mark.outcome is ClassOutcome.ABSENT
    if mark.outcome is None:
        found.append(_wrong(f"{field}.outcome", "请选择培训结果"))
    elif is_absent and (mark.hours or mark.exam is not None):
        found.append(_wrong(f"{field}.outcome", "未参加的，学时和成绩不填"))
    elif not is_absent and not 1 <= mark.hours_of(hours) <= hours:
        found.append(_wrong(f"{field}.hours", f"学时应在1至{hours}之间"))
    if mark.exam is not None and not 0 <= mark.exam <= FULL_MARKS:
        found.append(_wrong(f"{field}.exam", f"成绩应在0至{FULL_MARKS}之间"))
    return found


def days_attended(days: int, hours: int, attended: int) -> int:
    """Return the whole days that the attended hours of a class make up (D-25)."""
    return days * attended // hours


def record_of(kind: ClassKind, length: Length, mark: Mark) -> dict[str, Any]:
    """Return what the record of a step says of somebody who was in such a class."""
    if kind is ClassKind.ACTIVISTS:
        return {"class_result": mark.outcome}
    assert length.days and length.hours
    attended = mark.hours_of(length.hours)
    return {
        "on": length.ends_on,
        "starts_on": length.starts_on,
        "days": days_attended(length.days, length.hours, attended),
        "hours": attended,
        "result": mark.outcome,
    }


def agrees(kind: ClassKind, length: Length, mark: Mark, record: Mapping[str, Any]) -> bool:
    """Tell whether a signed record, its dates as ISO text, says the same as the class.

    The class must have ended by the day of the record.
    """
    said = record_of(kind, length, mark)
    told = {name: f"{one}" if isinstance(one, date) else one for name, one in said.items()}
    is_same = all(record.get(name) == one for name, one in told.items())
    return is_same and f"{length.ends_on}" <= record["on"]


def best(outcomes: Iterable[str]) -> ClassOutcome | None:
    """Return what several classes amount to: passed once is passed; None without any."""
    said = set(outcomes)
    return next((outcome for outcome in ClassOutcome if outcome in said), None)


def _wrong(field: str, message: str) -> Reason:
    return reason("D-64", message=message, field=field)
