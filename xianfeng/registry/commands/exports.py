"""Entering an export in the ledger before its first byte leaves."""

from datetime import datetime

from django.db import transaction

from xianfeng.kernel.checks import reason as reason_of
from xianfeng.kernel.errors import Refused
from xianfeng.kernel.verdict import Verdict
from xianfeng.kernel.words import visible
from xianfeng.tenancy import ranges
from xianfeng.trust import access
from xianfeng.trust.commands import ledger
from xianfeng.trust.vocab import Action, Actor

LEAST_REASON = 4


@transaction.atomic
def record(*, actor: Actor, what: str, filters: str, reason: str, at: datetime) -> None:
    """Allow one export of a list and enter who took it, what it was, why.

    :param filters: the filter in words, as the workbook repeats it.
    :raises NotAllowed: the actor's role may not export.
    :raises Refused: no reason of at least four characters (check X-19).
    """
    access.require(actor, Action.EXPORT)
    reason = visible(reason)
    if len(reason) < LEAST_REASON:
        raise Refused(
            Verdict(
                (
                    reason_of(
                        "X-19", 事项="导出名单", fact=f"至少{LEAST_REASON}个字", field="reason"
                    ),
                )
            )
        )
    reach = ranges.outermost(actor.roots(Action.EXPORT))
    ledger.record(
        actor=actor,
        at=at,
        chain=f"org:{reach[0]}",
        event=f"registry.{what}.exported",
        subject=f"account:{actor.account_id}",
        detail={"filters": filters, "reach": reach},
        reason=reason,
    )
