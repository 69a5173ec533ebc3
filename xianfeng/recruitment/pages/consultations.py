"""What the pages of the joint examination show."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.forms import Form

from xianfeng.kernel.verdict import Verdict
from xianfeng.recruitment.queries.consultations import ConsultationDesk, ConsultationRow


@dataclass(frozen=True, kw_only=True)
class ConsultationsPage:
    """Whom was asked about a case, each with the form for its answer while there is none."""

    template: ClassVar[str] = "recruitment/consultations.html"
    desk: ConsultationDesk
    rows: tuple[tuple[ConsultationRow, Form | None], ...]
    ask: Form
    verdict: Verdict
    # The question whose form was refused.
    sent: int | None


@dataclass(frozen=True, kw_only=True)
class LettersPage:
    """The letters of one case on one sheet."""

    template: ClassVar[str] = "recruitment/consultation_letters.html"
    desk: ConsultationDesk
    today: date
