"""What the page of the list before a pre-review shows."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from xianfeng.recruitment.queries.prereviews import Checklist


@dataclass(frozen=True, kw_only=True)
class ChecklistPage:
    """The list of one case, to be looked through and printed."""

    template: ClassVar[str] = "recruitment/checklist.html"
    checklist: Checklist
    today: date
