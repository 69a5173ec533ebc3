"""What the pages of yearly figures show."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.forms import Form

from xianfeng.kernel.verdict import Verdict
from xianfeng.recruitment.queries.years import YearFigures, YearRow


@dataclass(frozen=True, kw_only=True)
class YearPage:
    """Members developed in a year, beside the year before."""

    template: ClassVar[str] = "recruitment/year.html"
    figures: YearFigures
    today: date
    years: tuple[int, ...]
    choices: tuple[tuple[int, str], ...]
    organisation_id: int | None
    organisation: str


@dataclass(frozen=True, kw_only=True)
class YearNotePage:
    """The form for the words to one great change; ``back_url`` leads to its row."""

    template: ClassVar[str] = "recruitment/year_note.html"
    year: int
    organisation: str
    row: YearRow
    form: Form
    verdict: Verdict
    back_url: str


@dataclass(frozen=True, kw_only=True)
class ClaimPage:
    """A reported change and what arithmetic says to it; ``verdict`` is None before anything was asked."""

    template: ClassVar[str] = "recruitment/claim.html"
    form: Form
    verdict: Verdict | None
