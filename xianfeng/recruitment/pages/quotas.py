"""What the pages of places show."""

from dataclasses import dataclass
from typing import ClassVar

from django.forms import Form

from xianfeng.kernel.verdict import Verdict
from xianfeng.recruitment.queries.quotas import Level
from xianfeng.recruitment.queries.splits import ShareRow, SplitFile
from xianfeng.recruitment.queries.statements import Statement

# Values by the names of their criteria.
Named = tuple[tuple[str, int], ...]


@dataclass(frozen=True, kw_only=True)
class QuotaPage:
    """One level of the quota tree; None where nothing was published to the reader."""

    template: ClassVar[str] = "recruitment/quota.html"
    level: Level | None


@dataclass(frozen=True, kw_only=True)
class StatementPage:
    """What an organisation's numbers are made of."""

    template: ClassVar[str] = "recruitment/quota_entries.html"
    statement: Statement


@dataclass(frozen=True, kw_only=True)
class SplitNewPage:
    """Criteria and method of a split to be proposed."""

    template: ClassVar[str] = "recruitment/split_new.html"
    form: Form
    level: Level


@dataclass(frozen=True, kw_only=True)
class SplitPage:
    """The workshop: what was proposed, what people decide; each row with what was typed for it."""

    template: ClassVar[str] = "recruitment/split.html"
    split: SplitFile
    verdict: Verdict
    rows: tuple[tuple[ShareRow, int, Named], ...]
    totals: Named
    why: str
