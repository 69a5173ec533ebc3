"""Writing the working-day calendar: the shipped years, the county's own corrections."""

import json
from datetime import date, datetime
from functools import cache
from importlib import resources
from typing import Any

from django.db import transaction

from xianfeng.kernel.checks import reason
from xianfeng.kernel.errors import Refused
from xianfeng.kernel.verdict import Verdict
from xianfeng.kernel.words import visible
from xianfeng.registry.models import CalendarDay, CalendarYear
from xianfeng.registry.queries import calendar as queries
from xianfeng.trust import access
from xianfeng.trust.commands import ledger
from xianfeng.trust.vocab import Action, Actor, system_actor

CHAIN = "calendar"


@cache
def _shipped() -> dict[int, dict[str, Any]]:
    text = resources.files("xianfeng.registry").joinpath("data/workdays.json").read_text("utf-8")
    return {int(year): entry for year, entry in json.loads(text).items()}


@transaction.atomic
def load_known(*, at: datetime) -> int:
    """Bring in the years that the program ships; return how many were new.

    A year that the county has entered or confirmed stays as it is; an official
    year replaces a provisional one. Running it again changes nothing.
    """
    present = dict(CalendarYear.objects.values_list("year", "is_provisional"))
    fresh = {
        year: entry
        for year, entry in _shipped().items()
        if year not in present or (present[year] and not entry["provisional"])
    }
    if not fresh:
        return 0
    CalendarDay.objects.filter(day__year__in=fresh).delete()
    CalendarYear.objects.filter(year__in=fresh).delete()
    CalendarYear.objects.bulk_create(
        [
            CalendarYear(year=year, source=entry["source"], is_provisional=entry["provisional"])
            for year, entry in fresh.items()
        ]
    )
    CalendarDay.objects.bulk_create(
        [day for year, entry in fresh.items() for day in _days(year, entry)]
    )
    ledger.record(
        actor=system_actor("安装程序"),
        at=at,
        chain=CHAIN,
        event="registry.calendar.loaded",
        subject="calendar",
        detail={"years": sorted(fresh)},
    )
    queries.forget()
    return len(fresh)


def _days(year: int, entry: dict[str, Any]) -> list[CalendarDay]:
    return [
        CalendarDay(
            day=date.fromisoformat(f"{year}-{month_day}"),
            is_workday=is_workday,
            source=entry["source"],
            is_provisional=entry["provisional"],
        )
        for key, is_workday in (("off", False), ("on", True))
        for month_day in entry[key]
    ]


@transaction.atomic
def set_day(*, actor: Actor, day: date, is_workday: bool, source: str, at: datetime) -> None:
    """Say whether people work on one day, by the notice ``source``.

    A year that was not in the calendar comes in as provisional.

    :raises NotAllowed: the actor's role does not edit the calendar.
    :raises Refused: no notice is named (check N-05).
    """
    access.require(actor, Action.EDIT_CALENDAR)
    _need_source(source)
    year = CalendarYear.objects.select_for_update().filter(year=day.year).order_by("id").first()
    is_provisional = year.is_provisional if year else True
    before = CalendarDay.objects.filter(day=day).values_list("is_workday", flat=True)
    was = next(iter(before), day.weekday() < 5)
    CalendarDay.objects.filter(day=day).delete()
    if is_workday != (day.weekday() < 5):
        CalendarDay.objects.create(
            day=day, is_workday=is_workday, source=source, is_provisional=is_provisional
        )
    _rewrite_year(day.year, source=year.source if year else source, is_provisional=is_provisional)
    ledger.record(
        actor=actor,
        at=at,
        chain=CHAIN,
        event="registry.calendar.day_set",
        subject=f"calendar:{day.year}",
        detail={"day": day, "is_workday": is_workday, "was_workday": was, "source": source},
    )
    queries.forget()


@transaction.atomic
def confirm_year(*, actor: Actor, year: int, source: str, at: datetime) -> None:
    """Mark a year as official: its days now rest on the notice ``source``.

    :raises NotAllowed: the actor's role does not edit the calendar.
    :raises Refused: no notice is named, or the year is not in the calendar (check N-05).
    """
    access.require(actor, Action.EDIT_CALENDAR)
    _need_source(source)
    if not CalendarYear.objects.select_for_update().filter(year=year).exists():
        raise Refused(
            Verdict(
                (
                    reason(
                        "N-05",
                        message=f"日历中没有{year}年",
                        remedy="先登记该年的放假和调休日期，再标为正式",
                        field="year",
                    ),
                )
            )
        )
    CalendarDay.objects.filter(day__year=year).update(is_provisional=False, source=source)
    _rewrite_year(year, source=source, is_provisional=False)
    ledger.record(
        actor=actor,
        at=at,
        chain=CHAIN,
        event="registry.calendar.year_confirmed",
        subject=f"calendar:{year}",
        detail={"source": source},
    )
    queries.forget()


def _need_source(source: str) -> None:
    if len(visible(source)) < 4:
        raise Refused(
            Verdict(
                (
                    reason(
                        "N-05",
                        message="请写明放假通知的文号",
                        remedy="例如：国办发明电〔2026〕1号",
                        field="source",
                    ),
                )
            )
        )


def _rewrite_year(year: int, *, source: str, is_provisional: bool) -> None:
    """Write the year's row anew: its id is what other processes take as the version."""
    CalendarYear.objects.filter(year=year).delete()
    CalendarYear.objects.create(year=year, source=source, is_provisional=is_provisional)
