"""How many people stood in a category on given days, by organisation; and who stands there now, since when."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from xianfeng.registry.models import Membership, Person
from xianfeng.registry.vocab import Category
from xianfeng.tenancy import ranges
from xianfeng.trust import access
from xianfeng.trust.vocab import Action, Actor


@dataclass(frozen=True, kw_only=True)
class Holder:
    """Somebody who stands in the category, and since when without a break."""

    person_id: int
    name: str
    organisation: str
    since_on: date | None


def counts_on(
    actor: Actor, category: Category, days: Sequence[date]
) -> Mapping[str, tuple[int, ...]]:
    """Count who stood in the category on each day, by organisation path: one query.

    Each count is the length of the people list of that day, which shows only
    whose file lies in the actor's reach today.
    """
    counted = {
        f"on_{nth}": Count(
            "id", filter=Q(starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gt=day))
        )
        for nth, day in enumerate(days)
    }
    rows = (
        Membership.objects.filter(
            access.scope(actor, Action.VIEW_PEOPLE, field="organisation__path"),
            access.scope(actor, Action.VIEW_PEOPLE, field="person__org_path"),
            category=category,
        )
        .values_list("organisation__path")
        .annotate(**counted)
        .order_by("organisation__path")
    )
    return {path: tuple(numbers) for path, *numbers in rows}


def holders(
    actor: Actor, category: Category, *, path: str, start: int, stop: int
) -> tuple[Holder, ...]:
    """Return some of those who stand in the category now, by the tree, then by name: two queries.

    :param path: of the organisation with whose subtree it is about; empty for all in reach.
    """
    inside = access.scope(actor, Action.VIEW_PEOPLE) & ranges.under(path)
    rows = Person.objects.filter(inside, category=category, left_on__isnull=True)
    columns = ("id", "name", "organisation__short_name")
    ordered = rows.order_by("org_path", "sort_key", "id").values_list(*columns)
    found = list(ordered[start:stop])
    since = _since((key for key, *_rest in found), category)
    return tuple(
        Holder(person_id=key, name=name, organisation=place, since_on=since.get(key))
        for key, name, place in found
    )


def _since(person_ids: Iterable[int], category: Category) -> dict[int, date]:
    # A move to another branch ends one spell and begins the next on the same day.
    spells: dict[int, list[tuple[date, date | None]]] = defaultdict(list)
    rows = Membership.objects.filter(person_id__in=list(person_ids), category=category)
    for key, starts_on, ends_on in rows.order_by("-starts_on").values_list(
        "person_id", "starts_on", "ends_on"
    ):
        own = spells[key]
        if (ends_on is None and not own) or (own and ends_on == own[-1][0]):
            own.append((starts_on, ends_on))
    return {key: own[-1][0] for key, own in spells.items() if own}
