"""Calendar arithmetic as the rules count it.

Months are calendar months: the same day number, or the last day where the
month is shorter (domain 1.4). Working days follow the State Council calendar,
the day of the event not counted (domain 2.1).
"""

from bisect import bisect_left, bisect_right
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

_IN_EVERY_MONTH = 28


def add_months(day: date, months: int) -> date:
    """Return the same day ``months`` later (earlier if negative), clipped to the month's end."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    if day.day <= _IN_EVERY_MONTH:
        return date(year, month + 1, day.day)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def months_between(start: date, end: date) -> int:
    """Return full months from ``start`` to ``end``, as :func:`add_months` counts them; never below 0."""
    months = (end.year - start.year) * 12 + end.month - start.month
    return max(months - (add_months(start, months) > end), 0)


def years_between(start: date, end: date) -> int:
    """Return full years from ``start`` to ``end``; a leap-day birth counts from 1 March."""
    return end.year - start.year - ((end.month, end.day) < (start.month, start.day))


@dataclass(frozen=True)
class WorkCalendar:
    """The working days of known years; what lies beyond is marked provisional."""

    days: tuple[date, ...]
    known_until: date
    known_from: date

    @classmethod
    def of(cls, days: Iterable[date], *, known_from: date, known_until: date) -> "WorkCalendar":
        """Build a calendar from its working days, in any order.

        Days after ``known_until`` are provisional: Monday to Friday less
        statutory holidays, until the yearly notice is entered.
        """
        ordered = tuple(sorted(days))
        return cls(ordered, known_until, known_from)

    def is_workday(self, day: date) -> bool:
        """Tell whether people work on that day."""
        at = bisect_left(self.days, day)
        return at < len(self.days) and self.days[at] == day

    def add(self, start: date, workdays: int) -> date:
        """Return the n-th working day after ``start``, which itself does not count.

        Beyond the calendar's last day Monday to Friday count, so that a
        deadline can always be named; :meth:`is_provisional` tells.
        """
        at = bisect_right(self.days, start) + workdays - 1
        if 0 <= at < len(self.days):
            return self.days[at]
        left = at - len(self.days) + 1
        day = self.days[-1] if self.days and self.days[-1] > start else start
        while left > 0:
            day += timedelta(days=1)
            left -= day.weekday() < 5
        return day

    def count(self, start: date, end: date) -> int:
        """Count working days after ``start`` up to and including ``end``."""
        if not self.days or end > self.days[-1]:
            last = self.days[-1] if self.days else start
            inside = bisect_right(self.days, end) - bisect_right(self.days, start)
            first = max(last, start)
            beyond = sum(
                (first + timedelta(days=n)).weekday() < 5 for n in range(1, (end - first).days + 1)
            )
            return max(inside, 0) + beyond
        return bisect_right(self.days, end) - bisect_right(self.days, start)

    def is_provisional(self, start: date, end: date) -> bool:
        """Tell whether the stretch touches days that no official notice covers (check N-05)."""
        return end > self.known_until or start < self.known_from
