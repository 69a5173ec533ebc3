"""How many people many filters name at once: each figure is the length of a list that it can open."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date

from django.db.models import Count

from xianfeng.registry.queries import people
from xianfeng.registry.queries.filters import PeopleFilter, facts_condition
from xianfeng.registry.queries.people import Span
from xianfeng.trust.vocab import Actor


def counts(
    actor: Actor,
    shared: PeopleFilter,
    parts: Mapping[str, PeopleFilter],
    *,
    today: date,
    only: Collection[int] | None = None,
    area: Span | None = None,
) -> dict[str, int]:
    """Count, in one reading, the people of ``shared`` who also meet each part's conditions.

    :param parts: conditions on people's own facts; an empty filter counts them all.
    :param only: of these people only, by id.
    :param area: what :func:`people.span` told of the organisation, where that was asked already.
    :raises Organisation.DoesNotExist: the organisation is out of sight.
    """
    paths = area.paths if area else people.roots(actor, shared.organisation_id)
    if only is not None:
        # A few people are read by their ids: how many the place holds need not be asked.
        area = Span(paths=paths, held=len(only))
    found = people.selected(shared, today=today, area=area or people.span(paths))
    if only is not None:
        found = found.filter(pk__in=only)
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
