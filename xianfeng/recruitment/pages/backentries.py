"""The question before a paper history is brought in."""

from dataclasses import dataclass
from typing import ClassVar

from xianfeng.kernel.verdict import Verdict


@dataclass(frozen=True, kw_only=True)
class BackEntryPage:
    """The question before a person's paper history is brought in."""

    template: ClassVar[str] = "recruitment/back_entry.html"
    person_id: int
    person: str
    category: str
    edition: str
    verdict: Verdict
