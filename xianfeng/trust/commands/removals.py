"""Giving up kept papers that nothing refers to any more: first the row, after the transaction the file."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import ProtectedError

from xianfeng.tenancy import locks
from xianfeng.trust.models import EvidenceFile, EvidenceRemoval
from xianfeng.trust.queries.evidence import location


@transaction.atomic
def give_up(file_ids: Iterable[int]) -> list[int]:
    """Delete the rows of those papers that no other row refers to; return their ids.

    Their content stays on the disk until :func:`sweep`, so that a transaction that fails loses nothing.
    """
    gone = []
    for kept in EvidenceFile.objects.select_for_update().filter(pk__in=file_ids).order_by("pk"):
        pk = kept.pk
        try:
            with transaction.atomic():
                kept.delete()
        except ProtectedError:
            continue
        EvidenceRemoval.objects.get_or_create(sha256=kept.sha256)
        gone.append(pk)
    return gone


@transaction.atomic
def sweep() -> int:
    """Remove the content of given-up papers from the disk; return how many files went.

    What was handed in again meanwhile stays. Run again, it goes on where it was stopped.
    """
    waiting = list(EvidenceRemoval.objects.order_by("pk"))
    if not waiting:
        return 0
    # A paper that is being handed in now must have its row before this looks, or its file after.
    locks.hold_writers(EvidenceFile)
    removed = 0
    for one in waiting:
        if not EvidenceFile.objects.filter(sha256=one.sha256).exists():
            path = location(one.sha256)
            removed += path.is_file()
            path.unlink(missing_ok=True)
        one.delete()
    return removed
