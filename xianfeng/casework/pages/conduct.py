"""What the pages around a case show: paper histories, handing over, who serves whom."""

from dataclasses import dataclass
from typing import ClassVar

from django.forms import Form

from xianfeng.casework.gridsheets import GridSheet
from xianfeng.casework.queries.backentries import BackEntryRow, GridDesk, ReadRow
from xianfeng.casework.queries.ties import Serving
from xianfeng.casework.queries.transfers import SendDesk, TransferDesk, TransferRow
from xianfeng.kernel.verdict import Verdict


@dataclass(frozen=True, kw_only=True)
class BackEntriesPage:
    """The paper histories that are being brought in."""

    template: ClassVar[str] = "casework/back_entries.html"
    rows: tuple[BackEntryRow, ...]


@dataclass(frozen=True, kw_only=True)
class GridPage:
    """One paper history: its grid for whoever types, its rows in words for whoever confirms."""

    template: ClassVar[str] = "casework/back_entry.html"
    desk: GridDesk
    sheet: GridSheet | None
    read: tuple[ReadRow, ...]
    whole: Verdict
    bad: int
    was_refused: bool
    form: Form


@dataclass(frozen=True, kw_only=True)
class TransfersPage:
    """Cases on their way between branches, and those that went."""

    template: ClassVar[str] = "casework/transfers.html"
    rows: tuple[TransferRow, ...]


@dataclass(frozen=True, kw_only=True)
class SendPage:
    """Handing a case over: find the branch, then send."""

    template: ClassVar[str] = "casework/transfer_send.html"
    desk: SendDesk
    form: Form
    wanted: str
    is_outside: bool
    verdict: Verdict


@dataclass(frozen=True, kw_only=True)
class TransferPage:
    """One handing over: what goes, from where, to where; for the receiver the questions."""

    template: ClassVar[str] = "casework/transfer.html"
    desk: TransferDesk
    accept: Form
    refuse: Form
    verdict: Verdict


@dataclass(frozen=True, kw_only=True)
class ServingPage:
    """Who mentors or introduces whom now; the form chooses the organisation."""

    template: ClassVar[str] = "casework/serving.html"
    rows: tuple[Serving, ...]
    form: Form
    is_cut: bool
    previous_url: str = ""
    next_url: str = ""
