"""Many people's changes of standing at once, as when paper histories are entered."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from xianfeng.registry.commands import counts, standing
from xianfeng.registry.models import Membership, Person
from xianfeng.registry.vocab import Category
from xianfeng.tenancy import bulk
from xianfeng.trust.commands import ledger
from xianfeng.trust.vocab import Actor

Change = tuple[Category, date]


@transaction.atomic
def enter(*, actor: Actor, changes: Mapping[int, Sequence[Change]], at: datetime) -> None:
    """Give each person a chain of standings in their own organisation, oldest first.

    The open membership ends where the chain begins. The calling command has
    judged the changes; dates must not run backwards.

    :raises ValueError: a chain runs backwards or begins before the open membership.
    """
    people = Person.objects.select_for_update().in_bulk(list(changes))
    opened = {
        m.person_id: m
        for m in Membership.objects.select_for_update().filter(
            person_id__in=list(changes), ends_on__isnull=True
        )
    }
    earlier = Membership.objects.filter(person_id__in=list(changes), ends_on__isnull=False)
    before = set(earlier.values_list("person_id", flat=True))
    rows, happenings = [], []
    for person_id, chain in changes.items():
        if not chain:
            continue
        person, membership = people[person_id], opened[person_id]
        _follow(person, membership, chain, is_first=person_id not in before)
        rows += _spells(person, chain)
        happenings.append(_happening(person, chain))
    changed = [(m.starts_on, m.ends_on, m.pk) for m in opened.values()]
    bulk.bulk_change(Membership, ("starts_on", "ends_on"), changed)
    bulk.bulk_load(
        Membership, ("person_id", "organisation_id", "category", "starts_on", "ends_on"), rows
    )
    bulk.bulk_change(
        Person,
        ("category", "joined_on", "full_on", "left_on"),
        [(str(p.category), p.joined_on, p.full_on, p.left_on, p.pk) for p in people.values()],
    )
    counts.recount({person.organisation_id for person in people.values()})
    ledger.record_many(happenings, actor=actor, at=at)


def _follow(
    person: Person, membership: Membership, chain: Sequence[Change], *, is_first: bool
) -> None:
    if is_first and not Category(membership.category).is_member:
        membership.starts_on = min(membership.starts_on, chain[0][1])
    days = [membership.starts_on, *(since for _category, since in chain)]
    if days != sorted(days):
        raise ValueError(f"standings of person {person.pk} run backwards")
    membership.ends_on = chain[0][1]
    person.category = chain[-1][0]
    for category, since in chain:
        standing.date_by(person, category, since)


def _spells(
    person: Person, chain: Sequence[Change]
) -> list[tuple[int, int, str, date, date | None]]:
    ends: list[date | None] = [since for _category, since in chain[1:]]
    return [
        (person.pk, person.organisation_id, category.value, since, end)
        for (category, since), end in zip(chain, [*ends, None], strict=True)
    ]


def _happening(person: Person, chain: Sequence[Change]) -> ledger.Happening:
    return ledger.Happening(
        chain=f"org:{person.org_path}",
        event="registry.standing.entered",
        subject=f"person:{person.pk}",
        detail={"standings": [[category.value, since.isoformat()] for category, since in chain]},
    )
