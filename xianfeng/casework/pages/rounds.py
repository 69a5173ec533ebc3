"""What the form for the reviews of a whole branch shows."""

from dataclasses import dataclass
from typing import ClassVar

from xianfeng.casework.queries.rounds import RoundDesk
from xianfeng.casework.roundsheets import RoundSheet
from xianfeng.kernel.verdict import Verdict


@dataclass(frozen=True, kw_only=True)
class RoundPage:
    """Who owes one kind of repeated record, in one form; ``refused`` rows stand with their reasons."""

    template: ClassVar[str] = "casework/round.html"
    desk: RoundDesk
    sheet: RoundSheet
    verdict: Verdict
    refused: int
