"""Taking away what imports keep of people once its purpose is over (个人信息保护法第十九条).

Refused rows are kept so that they can be mended, former values so that an import can be undone.
After that they hold personal numbers for nothing, of people whose own file may be long gone.
"""

from datetime import datetime, timedelta

from django.db import transaction

from xianfeng.kernel import clock
from xianfeng.registry.models import ImportBatch, ImportRow
from xianfeng.trust import access
from xianfeng.trust.commands import ledger
from xianfeng.trust.vocab import Action, Actor


def clear(*, actor: Actor, kept_days: int, at: datetime) -> int:
    """Delete the kept rows of imports that ended more than so many days ago; return how many rows went.

    One transaction an import; run again, it goes on where it was stopped.

    :raises NotAllowed: the actor does not act for the county.
    """
    access.require(actor, Action.IMPORT, path="")
    over = ImportBatch.objects.filter(
        cleared_on__isnull=True, finished_at__lt=at - timedelta(days=kept_days)
    )
    due = list(over.order_by("pk").values_list("pk", flat=True))
    return sum(_clear_one(pk, actor=actor, at=at) for pk in due)


@transaction.atomic
def _clear_one(batch_id: int, *, actor: Actor, at: datetime) -> int:
    # The row is the lock that undoing takes too.
    batch = ImportBatch.objects.select_for_update().get(pk=batch_id)
    if batch.cleared_on is not None:
        return 0
    gone, _ = ImportRow.objects.filter(batch=batch).delete()
    batch.cleared_on = clock.day_of(at)
    batch.save(update_fields=["cleared_on"])
    ledger.record(
        actor=actor,
        at=at,
        chain=f"org:{batch.org_path}",
        event="registry.batch.cleared",
        subject=f"batch:{batch.pk}",
        detail={"rows": gone},
    )
    return gone
