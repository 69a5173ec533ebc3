"""Which days people work: the county's calendar, built from its rows and kept in the process."""

from calendar import Calendar
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Max

from xianfeng.kernel.dates import WorkCalendar
from xianfeng.registry.models import CalendarDay, CalendarYear


@dataclass(frozen=True, kw_only=True)
class YearRow:
    """One year of the calendar and where its days come from."""

    year: int
    source: str
    is_provisional: bool


@dataclass(frozen=True, kw_only=True)
class DayCell:
    """One day of a month's sheet; ``day`` is None where the week belongs to another month."""

    day: date | None
    is_workday: bool = False
    is_changed: bool = False
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class MonthSheet:
    """One month as weeks of seven cells, Monday first."""

    number: int
    workdays: int
    weeks: tuple[tuple[DayCell, ...], ...]


# Every change writes its year's row anew, so the greatest id tells whether anything changed.
_Version = tuple[int | None, int]
_kept: dict[str, tuple[_Version, WorkCalendar]] = {}


def forget() -> None:
    """Drop the calendar kept in this process; the commands that change it call this."""
    _kept.clear()


def work_calendar() -> WorkCalendar:
    """Return the working days of all known years; asks the database only for its version.

    An empty table yields a calendar that counts Monday to Friday and calls
    every stretch provisional.
    """
    seen = CalendarYear.objects.aggregate(last=Max("id"), years=Count("id"))
    version = (seen["last"], seen["years"])
    kept = _kept.get("calendar")
    if kept and kept[0] == version:
        return kept[1]
    built = _build()
    _kept["calendar"] = (version, built)
    return built


def _build() -> WorkCalendar:
    years = dict(CalendarYear.objects.order_by("year").values_list("year", "is_provisional"))
    changed = dict(CalendarDay.objects.values_list("day", "is_workday"))
    days = []
    for year in years:
        day = date(year, 1, 1)
        while day.year == year:
            if changed.get(day, day.weekday() < 5):
                days.append(day)
            day += timedelta(days=1)
    known_from, known_until = _official_stretch(years)
    return WorkCalendar.of(days, known_from=known_from, known_until=known_until)


def _official_stretch(years: dict[int, bool]) -> tuple[date, date]:
    """Return the first and last day of the unbroken run of official years."""
    official = [year for year, is_provisional in years.items() if not is_provisional]
    if not official:
        return date.max, date.min
    last = official[0]
    while last + 1 in official:
        last += 1
    return date(official[0], 1, 1), date(last, 12, 31)


def years() -> tuple[YearRow, ...]:
    """Return every year of the calendar, the newest first."""
    rows = CalendarYear.objects.order_by("-year").values_list("year", "source", "is_provisional")
    return tuple(YearRow(year=y, source=s, is_provisional=p) for y, s, p in rows)


def months(year: int) -> tuple[MonthSheet, ...]:
    """Return the twelve sheets of a year; days that differ from Monday to Friday are marked."""
    rows = CalendarDay.objects.filter(day__year=year).values_list("day", "is_workday", "source")
    changed = {day: (is_workday, source) for day, is_workday, source in rows}
    return tuple(_sheet(year, number, changed) for number in range(1, 13))


def _sheet(year: int, number: int, changed: dict[date, tuple[bool, str]]) -> MonthSheet:
    weeks = tuple(
        tuple(_cell(day, number, changed) for day in week)
        for week in Calendar().monthdatescalendar(year, number)
    )
    workdays = sum(cell.is_workday for week in weeks for cell in week)
    return MonthSheet(number=number, workdays=workdays, weeks=weeks)


def _cell(day: date, month: int, changed: dict[date, tuple[bool, str]]) -> DayCell:
    if day.month != month:
        return DayCell(day=None)
    is_workday, source = changed.get(day, (day.weekday() < 5, ""))
    return DayCell(day=day, is_workday=is_workday, is_changed=day in changed, source=source)
