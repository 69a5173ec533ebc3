"""What the pages of recruitment show."""

from dataclasses import dataclass
from typing import ClassVar

from django.forms import Form

from xianfeng.casework.sheets import StepSheet
from xianfeng.kernel.verdict import Verdict
from xianfeng.recruitment.queries.checks import CheckGroup
from xianfeng.recruitment.queries.procedures import EditionRow, EditionText


@dataclass(frozen=True, kw_only=True)
class NewCasePage:
    """Taking an application: the applicant and the first step on one page."""

    template: ClassVar[str] = "recruitment/new.html"
    form: Form
    sheet: StepSheet
    verdict: Verdict
    step_title: str
    edition: str
    lost_files: bool


@dataclass(frozen=True, kw_only=True)
class ProceduresPage:
    """All editions."""

    template: ClassVar[str] = "recruitment/procedures.html"
    editions: tuple[EditionRow, ...]


@dataclass(frozen=True, kw_only=True)
class ProcedurePage:
    """One edition as text."""

    template: ClassVar[str] = "recruitment/procedure.html"
    edition: EditionText


@dataclass(frozen=True, kw_only=True)
class ChecksPage:
    """The catalogue of checks."""

    template: ClassVar[str] = "recruitment/checks.html"
    groups: tuple[CheckGroup, ...]
    checks: int
    applied: int
