"""Head counts of organisations, counted again from the people they hold.

Called inside the transaction that moved people; it never guesses by adding.
"""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Count

from xianfeng.registry.models import HeadCount, Organisation, Person
from xianfeng.tenancy import bulk

_CHUNK = 2_000


@transaction.atomic
def recount(organisation_ids: Iterable[int]) -> None:
    """Replace the head counts of these organisations; an empty category has no row."""
    wanted = sorted(set(organisation_ids))
    for start in range(0, len(wanted), _CHUNK):
        _recount_some(wanted[start : start + _CHUNK])


def _recount_some(wanted: list[int]) -> None:
    # Two who count one organisation at once would both insert; the second waits and sees the first's people.
    # Without the key: a foreign key to the organisation must not wait for this.
    locked = Organisation.objects.filter(pk__in=wanted).order_by("pk")
    list(locked.select_for_update(no_key=True).values_list("pk", flat=True))
    HeadCount.objects.filter(organisation_id__in=wanted).delete()
    rows = (
        Person.objects.filter(organisation_id__in=wanted, left_on__isnull=True)
        .values_list("organisation_id", "org_path", "category")
        .annotate(people=Count("id"))
        .order_by("organisation_id", "category")
    )
    bulk.bulk_load(HeadCount, ("organisation_id", "org_path", "category", "people"), list(rows))
