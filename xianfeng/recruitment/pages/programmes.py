"""What the pages of programmes show."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.forms import Form

from xianfeng.kernel.verdict import Verdict
from xianfeng.recruitment.queries import subjects
from xianfeng.recruitment.queries.activists import ActivistBoard, Share
from xianfeng.recruitment.queries.programmes import Board, Card, SubjectView


@dataclass(frozen=True, kw_only=True)
class ProgrammesPage:
    """All programmes at a glance."""

    template: ClassVar[str] = "recruitment/programmes.html"
    cards: tuple[Card, ...]
    activists: Share
    today: date


@dataclass(frozen=True, kw_only=True)
class ProgrammePage:
    """One programme: by committee, over the years, and its subjects."""

    template: ClassVar[str] = "recruitment/programme.html"
    board: Board
    form: Form
    committee_id: int | None
    query: str
    previous_url: str
    next_url: str
    today: date
    may_export: bool
    # The assumptions of the forecast stand on the page.
    horizon_years: int = subjects.HORIZON_YEARS
    lasting_age: int = subjects.LASTING_AGE


@dataclass(frozen=True, kw_only=True)
class SubjectPage:
    """One subject: where it stands, who answers, what was done, what can be done now."""

    template: ClassVar[str] = "recruitment/subject.html"
    view: SubjectView
    verdict: Verdict
    assign_form: Form | None
    report_form: Form | None
    exempt_form: Form | None
    restore_form: Form | None
    asked: str


@dataclass(frozen=True, kw_only=True)
class ActivistsPage:
    """The thousand activists: aim and fact by organisation, the quarters, who they are."""

    template: ClassVar[str] = "recruitment/activists.html"
    board: ActivistBoard
    organisation_id: int | None
    verdict: Verdict
    aim_form: Form | None
    previous_url: str
    next_url: str
    may_export: bool
