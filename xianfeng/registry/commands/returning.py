"""Giving the refused rows back as a workbook: an export of personal numbers, so it is entered."""

from datetime import datetime

from django.db import transaction

from xianfeng.registry.importing import returned
from xianfeng.registry.models import ImportBatch
from xianfeng.registry.queries import imports
from xianfeng.trust import access
from xianfeng.trust.commands import ledger
from xianfeng.trust.vocab import Action, Actor


@transaction.atomic
def hand_back(*, actor: Actor, batch_id: int, at: datetime) -> tuple[str, bytes]:
    """Return file name and content of the workbook of only the bad rows.

    :raises ImportBatch.DoesNotExist: the batch lies outside the actor's reach.
    """
    batch = access.scoped(ImportBatch.objects.all(), actor, Action.IMPORT).get(pk=batch_id)
    titles, rows = imports.returned_rows(batch.pk)
    ledger.record(
        actor=actor,
        at=at,
        chain=f"org:{batch.org_path}",
        event="registry.batch.returned",
        subject=f"batch:{batch.pk}",
        detail={"rows": len(rows)},
    )
    stem = batch.file_name.rsplit(".", 1)[0]
    return f"{stem}-未导入.xlsx", returned.workbook(titles, rows)
