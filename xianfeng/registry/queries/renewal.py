"""Of every branch: when it elected or its term ran out, when its last member joined, its last activist was named.

For examining many files; the caller has checked the sight. Branches that were
dissolved are left out.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Max

from xianfeng.registry.models import Membership, Organisation, Person, Term
from xianfeng.registry.vocab import Category, OrganisationKind
from xianfeng.tenancy import ranges


@dataclass(frozen=True, kw_only=True)
class Renewal:
    """One branch's days; what the registry does not know is empty."""

    path: str
    founded_on: date | None
    term_days: tuple[date, ...]
    joined_on: date | None
    activist_on: date | None


def of_branches(path: str) -> dict[str, Renewal]:
    """Return the branches under a place by full name: four queries, whatever its size."""
    rows = Organisation.objects.filter(
        ranges.under(path, field="path"), kind=OrganisationKind.BRANCH, valid_to__isnull=True
    ).order_by("path")
    terms: dict[str, list[date]] = defaultdict(list)
    under = Term.objects.filter(ranges.under(path, field="organisation__path"))
    for place, starts_on, ends_on in under.values_list(
        "organisation__path", "starts_on", "ends_on"
    ):
        terms[place] += (starts_on, ends_on)
    people = Person.objects.filter(ranges.under(path), joined_on__isnull=False)
    joined = dict(people.values_list("org_path").annotate(day=Max("joined_on")).order_by())
    spells = Membership.objects.filter(
        ranges.under(path, field="organisation__path"), category=Category.ACTIVIST
    )
    named = dict(spells.values_list("organisation__path").annotate(day=Max("starts_on")).order_by())
    return {
        name: Renewal(
            path=place,
            founded_on=founded_on,
            term_days=tuple(sorted(terms.get(place, ()))),
            joined_on=joined.get(place),
            activist_on=named.get(place),
        )
        for name, place, founded_on in rows.values_list("name", "path", "valid_from")
    }
