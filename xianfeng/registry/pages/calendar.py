"""The page of the working-day calendar."""

from dataclasses import dataclass
from typing import ClassVar

from django.forms import Form

from xianfeng.registry.queries.calendar import MonthSheet, YearRow


@dataclass(frozen=True, kw_only=True)
class CalendarPage:
    """One year, month by month."""

    template: ClassVar[str] = "registry/calendar.html"
    year: int
    words: str
    row: YearRow | None
    previous_year: int | None
    next_year: int | None
    months: tuple[MonthSheet, ...]
    day_form: Form
    year_form: Form
