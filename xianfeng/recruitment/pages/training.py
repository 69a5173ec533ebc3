"""What the pages of collective training show."""

from dataclasses import dataclass
from typing import ClassVar

from django.forms import Form

from xianfeng.kernel.verdict import Verdict
from xianfeng.recruitment.queries.classes import ClassDesk, ClassRow, ResultDesk
from xianfeng.recruitment.queries.exceptions import ExceptionList
from xianfeng.recruitment.queries.trained import TrainingFile


@dataclass(frozen=True, kw_only=True)
class ClassesPage:
    """The classes of a reach, the latest first."""

    template: ClassVar[str] = "recruitment/classes.html"
    rows: tuple[ClassRow, ...]
    may_hold: bool
    previous_url: str
    next_url: str


@dataclass(frozen=True, kw_only=True)
class NewClassPage:
    """Registering a class."""

    template: ClassVar[str] = "recruitment/class_new.html"
    form: Form
    verdict: Verdict


@dataclass(frozen=True, kw_only=True)
class ClassPage:
    """One class: its results, and the form for those who have none yet."""

    template: ClassVar[str] = "recruitment/class.html"
    desk: ClassDesk
    form: Form | None
    verdict: Verdict
    choices: tuple[tuple[int, str], ...]
    organisation_id: int | None


@dataclass(frozen=True, kw_only=True)
class CorrectionPage:
    """Correcting one result."""

    template: ClassVar[str] = "recruitment/class_correct.html"
    desk: ResultDesk
    form: Form
    verdict: Verdict


@dataclass(frozen=True, kw_only=True)
class TrainingFilePage:
    """One case's classes and its exception; the forms are the county's."""

    template: ClassVar[str] = "recruitment/case_training.html"
    file: TrainingFile
    grant_form: Form | None
    withdraw_form: Form | None
    verdict: Verdict


@dataclass(frozen=True, kw_only=True)
class ExceptionsPage:
    """The exceptions of a reach, counted by committee and listed."""

    template: ClassVar[str] = "recruitment/exceptions.html"
    found: ExceptionList
