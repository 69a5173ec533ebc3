"""How many people many filters name at once: each figure is the length of a list that it can open."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from django.db.models import Count

from xianfeng.registry.queries import people
from xianfeng.registry.queries.filters import PeopleFilter, facts_condition
from xianfeng.trust.vocab import Actor


def counts(
    actor: Actor, shared: PeopleFilter, parts: Mapping[str, PeopleFilter], *, today: date
) -> dict[str, int]:
    """Count, in one reading, the people of ``shared`` who also meet each part's conditions.

    :param parts: conditions on people's own facts; "" counts nothing further.
    :raises Organisation.DoesNotExist: the organisation is out of sight.
    """
    area = people.span(people.roots(actor, shared.organisation_id))
    found = people.selected(shared, today=today, area=area)
    ages = shared.age_on or today
    # Named by position: a part's own name may be any word.
    counted = {
        f"part_{n}": Count("id", filter=facts_condition(part, today=ages))
        for n, part in enumerate(parts.values())
    }
    row = found.aggregate(**counted)
    return dict(zip(parts, row.values(), strict=True))


def together(shared: PeopleFilter, part: PeopleFilter) -> PeopleFilter:
    """Return the filter of the list behind one figure: the part's conditions within the shared ones."""
    blank = PeopleFilter()
    own = {name: value for name, value in vars(part).items() if value != getattr(blank, name)}
    return replace(shared, **own)
