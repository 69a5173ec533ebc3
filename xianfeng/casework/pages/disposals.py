"""What the pages of files whose time of keeping is over show."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.forms import Form

from xianfeng.casework.queries.disposals import HoldDesk, ListRow, ListView
from xianfeng.casework.queries.retention import DueList
from xianfeng.kernel.verdict import Verdict


@dataclass(frozen=True, kw_only=True)
class RetentionPage:
    """Closed cases whose time of keeping is over, to choose from; addresses are relative."""

    template: ClassVar[str] = "casework/retention.html"
    found: DueList
    lists: tuple[ListRow, ...]
    form: Form
    chosen: frozenset[int]
    verdict: Verdict
    previous_url: str
    next_url: str


@dataclass(frozen=True, kw_only=True)
class DisposalPage:
    """One list, and what the actor may do to it now."""

    template: ClassVar[str] = "casework/disposal.html"
    listed: ListView
    form: Form
    verdict: Verdict


@dataclass(frozen=True, kw_only=True)
class DisposalSheetPage:
    """One list on paper, with a place for two signatures."""

    template: ClassVar[str] = "casework/print_disposal.html"
    listed: ListView
    today: date


@dataclass(frozen=True, kw_only=True)
class HoldPage:
    """One closed case that is held back from disposal or let go, with the question why."""

    template: ClassVar[str] = "casework/hold.html"
    desk: HoldDesk
    form: Form
    verdict: Verdict
