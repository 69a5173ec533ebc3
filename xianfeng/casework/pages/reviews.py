"""What the pages of reviews in a higher organisation's own hands show."""

from dataclasses import dataclass
from typing import ClassVar

from django.forms import Form

from xianfeng.casework.queries.queues import Trail
from xianfeng.casework.queries.refusals import Refusals
from xianfeng.casework.queries.reviews import ReviewDesk
from xianfeng.kernel.verdict import Verdict


@dataclass(frozen=True, kw_only=True)
class ReviewPage:
    """One reviewed record of a case: its submissions, and the question to whoever is to act."""

    template: ClassVar[str] = "casework/review.html"
    desk: ReviewDesk
    answer: Form
    recall: Form
    verdict: Verdict
    trail: Trail | None = None


@dataclass(frozen=True, kw_only=True)
class RefusalsPage:
    """What was submitted in a year, by committee, and what was refused and why."""

    template: ClassVar[str] = "casework/refusals.html"
    found: Refusals
    year: int
