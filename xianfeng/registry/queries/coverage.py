"""Which organisations hold members, and young ones: what tells a blank unit from one with members."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from xianfeng.kernel.dates import add_months
from xianfeng.registry.models import Membership, Organisation, Person, Unit
from xianfeng.registry.queries.naming import in_sight
from xianfeng.registry.vocab import MEMBERS, OrganisationKind, UnitKind
from xianfeng.trust import access
from xianfeng.trust.vocab import Action, Actor


@dataclass(frozen=True, kw_only=True)
class Holding:
    """An organisation's own members: all, young ones, those who will last."""

    members: int = 0
    young: int = 0
    lasting: int = 0


@dataclass(frozen=True, kw_only=True)
class Subject:
    """A unit or branch that a programme is about, and the organisation whose members it has."""

    id: int
    name: str
    path: str
    organisation_id: int | None
    organisation: str


def holdings(
    actor: Actor,
    *,
    today: date,
    young_age: int,
    horizon_years: int,
    lasting_age: int,
    leaving: QuerySet[Any] | None = None,
) -> Mapping[int, Holding]:
    """Count the members of every organisation in reach, by organisation id: one query.

    :param lasting_age: who is not older than this ``horizon_years`` from now, and has not
        gone away to work, is expected to be there still.
    :param leaving: ids of people on their way elsewhere: they are not expected to be there.
    """
    young_from = add_months(today, -12 * (young_age + 1))
    lasting_from = add_months(today, 12 * (horizon_years - lasting_age - 1))
    lasting = Q(born_on__gt=lasting_from, is_floating=False)
    if leaving is not None:
        lasting &= ~Q(pk__in=leaving)
    rows = (
        access.scoped(Person.objects.all(), actor, Action.VIEW_PEOPLE)
        .filter(left_on__isnull=True, category__in=MEMBERS)
        .values_list("organisation_id")
        .annotate(
            members=Count("id"),
            young=Count("id", filter=Q(born_on__gt=young_from)),
            lasting=Count("id", filter=lasting),
        )
        .order_by("organisation_id")
    )
    return {
        key: Holding(members=members, young=young, lasting=staying)
        for key, members, young, staying in rows
    }


def held_on(
    actor: Actor, days: Sequence[date], *, young_age: int
) -> Mapping[int, tuple[tuple[int, int], ...]]:
    """Count members and young members of every organisation on past days, by its id: one query."""
    counted = {}
    for nth, day in enumerate(days):
        there = Q(starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gt=day))
        young = Q(person__born_on__gt=add_months(day, -12 * (young_age + 1)))
        counted[f"members_{nth}"] = Count("id", filter=there)
        counted[f"young_{nth}"] = Count("id", filter=there & young)
    rows = (
        access.scoped(
            Membership.objects.all(), actor, Action.VIEW_PEOPLE, field="organisation__path"
        )
        .filter(category__in=MEMBERS)
        .values_list("organisation_id")
        .annotate(**counted)
        .order_by("organisation_id")
    )
    return {key: tuple(zip(counts[::2], counts[1::2], strict=True)) for key, *counts in rows}


_UNIT = ("id", "name", "org_path", "organisation_id", "organisation__short_name")
_BRANCH = ("id", "short_name", "path")


def _units(actor: Actor) -> QuerySet[Unit]:
    return access.scoped(Unit.objects.all(), actor, Action.VIEW_ORGANISATIONS)


def _branches(actor: Actor) -> QuerySet[Organisation]:
    return in_sight(actor).filter(kind=OrganisationKind.BRANCH)


def units(
    actor: Actor, kinds: Iterable[UnitKind], *, day: date
) -> Mapping[UnitKind, tuple[Subject, ...]]:
    """Return the units of these kinds that exist on a day, in the tree's order: one query."""
    found: dict[UnitKind, list[Subject]] = {kind: [] for kind in kinds}
    valid = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
    valid &= Q(valid_to__isnull=True) | Q(valid_to__gt=day)
    rows = _units(actor).filter(valid, kind__in=found).order_by("org_path", "name")
    for kind, *row in rows.values_list("kind", *_UNIT):
        found[UnitKind(kind)].append(_unit(row))
    return {kind: tuple(subjects) for kind, subjects in found.items()}


def unit(actor: Actor, kind: UnitKind, unit_id: int) -> Subject:
    """Return one unit of a kind in sight.

    :raises Unit.DoesNotExist: there is none.
    """
    return _unit(_units(actor).values_list(*_UNIT).get(pk=unit_id, kind=kind))


def _unit(row: Sequence[Any]) -> Subject:
    key, name, path, place, words = row
    return Subject(id=key, name=name, path=path, organisation_id=place, organisation=words or "")


def branches(actor: Actor) -> tuple[Subject, ...]:
    """Return the branches in reach, in the tree's order."""
    rows = _branches(actor).order_by("path")
    return tuple(_branch(row) for row in rows.values_list(*_BRANCH))


def branch(actor: Actor, organisation_id: int) -> Subject:
    """Return one branch in sight.

    :raises Organisation.DoesNotExist: there is none.
    """
    return _branch(_branches(actor).values_list(*_BRANCH).get(pk=organisation_id))


def branches_without_young(actor: Actor, *, today: date, young_age: int) -> frozenset[str]:
    """Return the short names of branches in reach that have no young member: one query."""
    young = Person.objects.filter(
        organisation_id=OuterRef("pk"),
        left_on__isnull=True,
        category__in=MEMBERS,
        born_on__gt=add_months(today, -12 * (young_age + 1)),
    )
    return frozenset(_branches(actor).exclude(Exists(young)).values_list("short_name", flat=True))


def _branch(row: tuple[Any, ...]) -> Subject:
    key, name, path = row
    return Subject(id=key, name=name, path=path, organisation_id=key, organisation=name)
