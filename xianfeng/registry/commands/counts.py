"""Head counts of organisations, counted again from the people they hold.

Called inside the transaction that moved people; it never guesses by adding.
"""

from collections.abc import Iterable

from django.db.models import Count

from xianfeng.registry.models import HeadCount, Person
from xianfeng.tenancy import bulk

_CHUNK = 400


def recount(organisation_ids: Iterable[int]) -> None:
    """Replace the head counts of these organisations; an empty category has no row."""
    wanted = sorted(set(organisation_ids))
    for start in range(0, len(wanted), _CHUNK):
        _recount_some(wanted[start : start + _CHUNK])


def _recount_some(wanted: list[int]) -> None:
    HeadCount.objects.filter(organisation_id__in=wanted).delete()
    rows = (
        Person.objects.filter(organisation_id__in=wanted, left_on__isnull=True)
        .values_list("organisation_id", "org_path", "category")
        .annotate(people=Count("id"))
        .order_by("organisation_id", "category")
    )
    bulk.bulk_load(HeadCount, ("organisation_id", "org_path", "category", "people"), list(rows))
