"""Counting the corps by organisation: what places are weighed by."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Q

from xianfeng.kernel.dates import add_months
from xianfeng.registry.models import Membership, Person, Unit
from xianfeng.registry.queries.filters import PeopleFilter, facts_condition
from xianfeng.registry.vocab import MEMBERS, Category, UnitKind
from xianfeng.tenancy import ranges

ELDER_AGE, READY_MONTHS = 60, 12
# Of which a unit without an organisation is a blank one (check D-57).
BLANK_KINDS = (UnitKind.NATURAL_VILLAGE, UnitKind.SCHOOL, UnitKind.NON_PUBLIC_FIRM)


@dataclass(frozen=True, kw_only=True)
class Tally:
    """What one organisation holds by itself, without what lies below."""

    members: int = 0
    elders: int = 0
    front_line: int = 0
    ready_activists: int = 0
    blank_units: int = 0
    joined_year: int | None = None


def by_organisation(root: str, front_line: PeopleFilter, *, today: date) -> Mapping[str, Tally]:
    """Count a subtree by organisation path: three queries, whatever its size.

    :param front_line: whose facts make a member one of the front line.
    """
    members = (
        Person.objects.filter(ranges.under(root), category__in=MEMBERS, left_on__isnull=True)
        .values_list("org_path")
        .annotate(
            members=Count("id"),
            elders=Count("id", filter=Q(born_on__lte=add_months(today, -12 * ELDER_AGE))),
            front=Count("id", filter=facts_condition(front_line, today=today)),
            joined=Max("joined_on"),
        )
        .order_by("org_path")
    )
    ready = (
        Membership.objects.filter(
            ranges.under(root, field="organisation__path"),
            category=Category.ACTIVIST,
            ends_on__isnull=True,
            starts_on__lte=add_months(today, -READY_MONTHS),
        )
        .values_list("organisation__path")
        .annotate(people=Count("id"))
        .order_by("organisation__path")
    )
    blank = (
        Unit.objects.filter(
            ranges.under(root),
            organisation__isnull=True,
            valid_to__isnull=True,
            kind__in=BLANK_KINDS,
        )
        .values_list("org_path")
        .annotate(units=Count("id"))
        .order_by("org_path")
    )
    found: dict[str, dict[str, int | None]] = defaultdict(dict)
    for path, people, elders, front, joined in members:
        found[path] |= {
            "members": people,
            "elders": elders,
            "front_line": front,
            "joined_year": joined.year if joined else None,
        }
    for path, people in ready:
        found[path]["ready_activists"] = people
    for path, units in blank:
        found[path]["blank_units"] = units
    return {path: Tally(**row) for path, row in found.items()}
