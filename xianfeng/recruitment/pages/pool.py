"""What the page of applicants and activists in training shows."""

from dataclasses import dataclass
from typing import ClassVar

from django.forms import Form

from xianfeng.recruitment.queries.pool import Pool


@dataclass(frozen=True, kw_only=True)
class PoolPage:
    """One page of the pool with its filter."""

    template: ClassVar[str] = "recruitment/pool.html"
    pool: Pool
    form: Form
    is_filtered: bool
    may_review: bool
    query: str
    export_form: Form | None
    previous_url: str
    next_url: str
