"""Who was what, where, on a day that has passed: read from the memberships.

A person is listed only if their file lies in the actor's reach today, so that
the list never shows more than its rows may open.
"""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from xianfeng.kernel.dates import years_between
from xianfeng.registry import codes
from xianfeng.registry.models import Membership
from xianfeng.registry.queries import matching, people
from xianfeng.registry.queries.filters import PeopleFilter, facts_condition
from xianfeng.registry.queries.matching import Kind
from xianfeng.registry.queries.people import COUNT_CAP, Cursor, PeopleList, PersonRow
from xianfeng.registry.vocab import Category, Sex
from xianfeng.tenancy import ranges
from xianfeng.trust import access
from xianfeng.trust.vocab import Action, Actor

_COLUMNS = (
    "person_id", "person__sort_key", "person__name", "person__sex", "person__born_on",
    "person__ethnicity", "person__education", "person__occupation", "category",
    "organisation_id", "person__joined_on", "person__is_floating",
)  # fmt: skip


def page(actor: Actor, wanted: PeopleFilter, *, day: date, at: Cursor, size: int) -> PeopleList:
    """Return one page of those who stood on the roll on ``day``, as they stood then.

    Age is the age on that day; education, occupation and ethnicity are the present ones.

    :raises Organisation.DoesNotExist: the organisation is out of sight.
    """
    rolls = _selected(actor, wanted, day)
    found = rolls.values("id")[: COUNT_CAP + 1].count()
    raw, has_more = _keyed(rolls, at, size)
    has_previous = has_more if at.backwards else not at.is_end
    has_next = (not at.is_end) if at.backwards else has_more
    return PeopleList(
        rows=_rows(raw, day),
        total=found if found <= COUNT_CAP else None,
        previous=Cursor(key=raw[0][1], id=raw[0][0]).token() if raw and has_previous else "",
        next=Cursor(key=raw[-1][1], id=raw[-1][0]).token() if raw and has_next else "",
    )


def _selected(actor: Actor, wanted: PeopleFilter, day: date) -> QuerySet[Membership]:
    paths = people.roots(actor, wanted.organisation_id)
    rolls = Membership.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=day),
        ranges.any_of(paths, field="organisation__path"),
        access.scope(actor, Action.VIEW_PEOPLE, field="person__org_path"),
        facts_condition(wanted, today=day, prefix="person__"),
        starts_on__lte=day,
    ).exclude(category=Category.OUTSIDER)
    if wanted.categories:
        rolls = rolls.filter(category__in=wanted.categories)
    return _named(rolls, wanted.text) if wanted.text else rolls


def _named(rolls: QuerySet[Membership], text: str) -> QuerySet[Membership]:
    typed = matching.read(text)
    if typed.kind is Kind.NAME:
        fields: tuple[str, ...] = ("name", "given_name")
    elif typed.kind is Kind.LETTERS:
        fields = ("pinyin", "initials")
    else:
        return rolls.none()
    condition = Q()
    for field in fields:
        condition |= matching.starting(f"person__{field}", typed.text)
    return rolls.filter(condition)


def _keyed(
    rolls: QuerySet[Membership], at: Cursor, size: int
) -> tuple[list[tuple[Any, ...]], bool]:
    step, strict = ("lte", "lt") if at.backwards else ("gte", "gt")
    if not at.is_end:
        rolls = rolls.filter(
            Q(**{f"person__sort_key__{step}": at.key}),
            Q(**{f"person__sort_key__{strict}": at.key}) | Q(**{f"person_id__{strict}": at.id}),
        )
    order = (
        ("-person__sort_key", "-person_id") if at.backwards else ("person__sort_key", "person_id")
    )
    rows = list(rolls.order_by(*order).values_list(*_COLUMNS)[: size + 1])
    has_more = len(rows) > size
    rows = rows[:size]
    return (rows[::-1] if at.backwards else rows), has_more


def _rows(raw: list[tuple[Any, ...]], day: date) -> tuple[PersonRow, ...]:
    names = people.organisation_names({row[9] for row in raw})
    return tuple(
        PersonRow(
            row[0],
            row[2],
            Sex(row[3]).label,
            years_between(row[4], day),
            codes.ETHNICITIES.get(row[5], row[5]),
            codes.EDUCATION.get(row[6], row[6]),
            row[7],
            Category(row[8]).label,
            names[row[9]],
            row[10],
            row[11],
        )
        for row in raw
    )
