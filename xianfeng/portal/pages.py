"""What the portal shows: one frozen value for each template."""

from dataclasses import dataclass
from typing import ClassVar

from django.forms import Form

from xianfeng.casework.queries.notice_board import PublicList, PublicNotice, Township
from xianfeng.casework.queries.objections import Progress
from xianfeng.kernel.verdict import Verdict


@dataclass(frozen=True, kw_only=True)
class BoardPage:
    """The notices that run today, of the county or of one township; addresses are relative."""

    template: ClassVar[str] = "portal/board.html"
    notices: PublicList
    townships: tuple[Township, ...]
    township: str
    total: int
    previous_url: str
    next_url: str


@dataclass(frozen=True, kw_only=True)
class PublicNoticePage:
    """One notice."""

    template: ClassVar[str] = "portal/notice.html"
    notice: PublicNotice


@dataclass(frozen=True, kw_only=True)
class ObjectionFormPage:
    """The form in which a visitor objects; ``token`` makes a form that is sent twice count once."""

    template: ClassVar[str] = "portal/objection.html"
    notice: PublicNotice
    form: Form
    verdict: Verdict
    token: str


@dataclass(frozen=True, kw_only=True)
class ThanksPage:
    """The receipt number, shown once."""

    template: ClassVar[str] = "portal/thanks.html"
    notice: PublicNotice
    receipt: str


@dataclass(frozen=True, kw_only=True)
class ProgressPage:
    """How far an objection is, for whoever has its number."""

    template: ClassVar[str] = "portal/progress.html"
    form: Form
    progress: Progress | None
    is_unknown: bool
    verdict: Verdict
