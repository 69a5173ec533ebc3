"""What the pages of a sitting show: what waits for one, one in the making, one on paper."""

from dataclasses import dataclass
from typing import ClassVar

from xianfeng.casework.commands.batches import NotSigned, Outcome
from xianfeng.casework.deliberationsheets import DeliberationSheet
from xianfeng.casework.queries.batches import Offer
from xianfeng.casework.queries.deliberations import Decided, Desk, HeldRow
from xianfeng.kernel.verdict import Verdict


@dataclass(frozen=True, kw_only=True)
class DeliberationsPage:
    """The steps for which cases wait for a sitting, and the latest sittings held."""

    template: ClassVar[str] = "casework/deliberations.html"
    offers: tuple[Offer, ...]
    held: tuple[HeldRow, ...]


@dataclass(frozen=True, kw_only=True)
class DeliberationPage:
    """One sitting in the making; ``gone`` are cases that are no longer on the list."""

    template: ClassVar[str] = "casework/deliberation.html"
    desk: Desk
    sheet: DeliberationSheet
    verdict: Verdict
    outcome: Outcome | None
    gone: tuple[NotSigned, ...]
    result_url: str
    lost_files: bool


@dataclass(frozen=True, kw_only=True)
class DeliberationPrintPage:
    """A sitting's list of matters and its sheet of votes, for A4; a draft shows what was typed."""

    template: ClassVar[str] = "casework/print_deliberation.html"
    decided: Decided
    back_url: str
