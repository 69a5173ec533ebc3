"""Pages of the file examination."""

from dataclasses import dataclass
from typing import ClassVar

from django.forms import Form

from xianfeng.recruitment.queries.examined import ExaminationRow, ExaminationSheet


@dataclass(frozen=True, kw_only=True)
class ExaminationsPage:
    """The examinations in reach, the newest first."""

    template: ClassVar[str] = "recruitment/examinations.html"
    rows: tuple[ExaminationRow, ...]
    next_url: str


@dataclass(frozen=True, kw_only=True)
class NewExaminationPage:
    """Two ways to begin: a workbook, or the cases kept here."""

    template: ClassVar[str] = "recruitment/examination_new.html"
    form: Form
    cases_form: Form


@dataclass(frozen=True, kw_only=True)
class ExaminationPage:
    """One examination: its progress while it runs, its results afterwards.

    ``branch`` is the one branch whose breaches are shown, and whose own workbook can be taken.
    """

    template: ClassVar[str] = "recruitment/examination.html"
    fragment: ClassVar[str] = "recruitment/_examination.html"
    sheet: ExaminationSheet
    form: Form
    tone: str
    is_filtered: bool
    branch: str
    may_open: bool
    previous_url: str
    next_url: str


@dataclass(frozen=True, kw_only=True)
class DeleteExaminationPage:
    """Why an examination is deleted."""

    template: ClassVar[str] = "recruitment/examination_delete.html"
    examination: ExaminationRow
    form: Form
