"""What the pages of public notices show."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.forms import Form

from xianfeng.casework.pages import Tab
from xianfeng.casework.queries.notice_lists import NoticeList, Shelf
from xianfeng.casework.queries.notices import DraftDesk, NoticeFile
from xianfeng.casework.queries.objections import ObjectionFile
from xianfeng.kernel.verdict import Verdict


@dataclass(frozen=True, kw_only=True)
class NoticesPage:
    """The list of public notices by what is to be done about them; addresses are relative."""

    template: ClassVar[str] = "casework/notices.html"
    notices: NoticeList
    shelf: Shelf
    tabs: tuple[Tab, ...]
    form: Form
    previous_url: str
    next_url: str


@dataclass(frozen=True, kw_only=True)
class NoticePage:
    """One notice from draft to its end; ``public_url`` is where the public reads it while it runs."""

    template: ClassVar[str] = "casework/notice.html"
    notice: NoticeFile
    photo_form: Form
    public_url: str
    shows_photo: bool


@dataclass(frozen=True, kw_only=True)
class NoticeTextPage:
    """The form in which a notice is worded."""

    template: ClassVar[str] = "casework/notice_text.html"
    desk: DraftDesk
    form: Form
    verdict: Verdict
    title: str
    back_url: str


@dataclass(frozen=True, kw_only=True)
class NoticeActPage:
    """A question before something is done to a notice; ``token`` makes a form that is sent twice count once."""

    template: ClassVar[str] = "casework/notice_act.html"
    notice: NoticeFile
    form: Form
    verdict: Verdict
    title: str
    meaning: str
    label: str
    tone: str
    token: str = ""


@dataclass(frozen=True, kw_only=True)
class NoticePrintPage:
    """The sheet that is posted on the board; days are counted from ``starts_on``."""

    template: ClassVar[str] = "casework/notice_print.html"
    notice: NoticeFile
    starts_on: date
    ends_on: date


@dataclass(frozen=True, kw_only=True)
class ObjectionPage:
    """One objection, and what an overseer may do about it; ``source`` only when just asked for."""

    template: ClassVar[str] = "casework/objection.html"
    file: ObjectionFile
    take_up: Form
    decide: Form
    why: Form
    verdict: Verdict
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class ReceiptPage:
    """The receipt number to hand to whoever called or wrote; shown once."""

    template: ClassVar[str] = "casework/receipt.html"
    notice_id: int
    title: str
    receipt: str
