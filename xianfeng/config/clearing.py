"""What is cleared away day by day, without a list: leftovers of workbooks, each after its own time.

Files of people go by lists of two hands (casework); these rows decide nothing, and nobody needs
them any more when their time is over.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from xianfeng.recruitment.commands import clearing as findings
from xianfeng.registry.commands import clearing as rows
from xianfeng.registry.commands import uploads
from xianfeng.trust.vocab import Actor

# A job takes its file away when it is done; what is older was left by one that was killed.
UPLOADS_KEPT_DAYS = 7


@dataclass(frozen=True, kw_only=True)
class Cleared:
    """How much went."""

    rows: int
    findings: int
    uploads: int


def run(*, actor: Actor, at: datetime) -> Cleared:
    """Clear away whatever is over; may be run again at any time."""
    return Cleared(
        rows=rows.clear(actor=actor, kept_days=settings.ROWS_KEPT_DAYS, at=at),
        findings=findings.clear(actor=actor, kept_days=settings.FINDINGS_KEPT_DAYS, at=at),
        uploads=uploads.sweep(settings.DATA_DIR, before=at - timedelta(days=UPLOADS_KEPT_DAYS)),
    )
