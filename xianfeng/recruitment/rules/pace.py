"""The pace of admissions: too many at once (D-54), none for too long (D-56), many steps entered on one day (D-53).

What comes out asks for an explanation and accuses nobody. The counts are the
county's (``accountability/pace.toml``), each with its source; a branch is
compared with them, never with another branch.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from xianfeng.kernel.dates import add_months


@dataclass(frozen=True, kw_only=True)
class Limit:
    """From how many on within how many days somebody asks, or after how many years; and who says so."""

    count: int = 0
    days: int = 0
    years: int = 0
    source: str


@dataclass(frozen=True, kw_only=True)
class Limits:
    """The county's counts."""

    rush: Limit
    before_election: Limit
    quiet_members: Limit
    quiet_activists: Limit
    crammed: Limit


@dataclass(frozen=True, kw_only=True, order=True)
class Admitted:
    """One admission by a branch's meeting: the day, the file's row, whose it is."""

    on: date
    row: int
    name: str


@dataclass(frozen=True, kw_only=True)
class Rush:
    """Admissions close to each other, or close before a term's last day ``ends_on``."""

    admitted: tuple[Admitted, ...]
    limit: Limit
    ends_on: date | None = None

    @property
    def first(self) -> date:
        """The day of the first."""
        return self.admitted[0].on

    @property
    def last(self) -> date:
        """The day of the last."""
        return self.admitted[-1].on


def rushes(admitted: Iterable[Admitted], ends: Iterable[date], limits: Limits) -> list[Rush]:
    """Return every stretch with too many admissions, each admission in one stretch at most (D-54).

    :param ends: days on which the branch elected, or its term ran out. What is told as
        one stretch is not told again before such a day.
    """
    days = sorted(admitted)
    found = _close(days, limits.rush)
    told = {one for rush in found for one in rush.admitted}
    for end in sorted(set(ends)):
        since = end - timedelta(days=limits.before_election.days)
        near = tuple(one for one in days if since <= one.on <= end)
        if len(near) >= limits.before_election.count and not told.issuperset(near):
            found.append(Rush(admitted=near, limit=limits.before_election, ends_on=end))
            told.update(near)
    return sorted(found, key=lambda rush: rush.first)


def _close(days: Sequence[Admitted], limit: Limit) -> list[Rush]:
    found: list[Rush] = []
    first = 0
    while first < len(days):
        until = days[first].on + timedelta(days=limit.days)
        near = tuple(one for one in days[first:] if one.on <= until)
        if len(near) >= limit.count:
            found.append(Rush(admitted=near, limit=limit))
            first += len(near)
        else:
            first += 1
    return found


def quiet_since(
    days: Iterable[date], *, known_from: date, known_to: date, limit: Limit
) -> date | None:
    """Return since when nothing has happened for so many years at the end of what is known (D-56).

    :param known_from: before this day the files tell nothing, so silence counts from it at the earliest.
    :returns: the last day, or ``known_from`` if there is none; nothing if it is not so long ago.
    """
    since = max((day for day in days if day <= known_to), default=known_from)
    return since if add_months(since, 12 * limit.years) < known_to else None


@dataclass(frozen=True, kw_only=True)
class Crammed:
    """Steps of one case that were entered on one day though they were done over a longer time."""

    entered_on: date
    steps: int
    first: date
    last: date


def crammed(entered: Iterable[tuple[date, date]], limit: Limit) -> list[Crammed]:
    """Return the days on which too many steps of one case were entered (D-53).

    :param entered: of every step that no written reason explains, when it was done and when entered.
    """
    by_day: dict[date, list[date]] = defaultdict(list)
    for done_on, entered_on in entered:
        by_day[entered_on].append(done_on)
    return [
        Crammed(entered_on=day, steps=len(done), first=min(done), last=max(done))
        for day, done in sorted(by_day.items())
        if len(done) >= limit.count and (max(done) - min(done)).days >= limit.days
    ]
