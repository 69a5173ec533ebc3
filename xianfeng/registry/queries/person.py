"""One person's file: facts, what they were when, measures, and who touched the file."""

from dataclasses import dataclass
from datetime import date

from xianfeng.kernel.dates import years_between
from xianfeng.registry import codes
from xianfeng.registry.models import Membership, Person, Sanction
from xianfeng.registry.queries import links
from xianfeng.registry.rules import identity
from xianfeng.registry.vocab import Category, PersonalNumber, SanctionKind, Sex
from xianfeng.trust import access, cipher
from xianfeng.trust.queries import ledger
from xianfeng.trust.queries.ledger import EntryRow
from xianfeng.trust.vocab import Action, Actor


@dataclass(frozen=True, kw_only=True)
class StandingRow:
    """What the person was, where, from day to day; the last day is not included."""

    category: str
    organisation_id: int
    organisation: str
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, kw_only=True)
class SanctionRow:
    """One measure; ``ends_on`` is its last day in force."""

    kind: str
    document: str
    starts_on: date
    ends_on: date | None
    is_in_force: bool


@dataclass(frozen=True, kw_only=True)
class PersonFile:
    """Everything the page shows. Number and phone are masked; birth is the month."""

    id: int
    name: str
    sex: str
    age: int
    born: str
    ethnicity: str
    education: str
    occupation: str
    category: str
    organisation_id: int
    organisation: str
    org_path: str
    joined_on: date | None
    full_on: date | None
    left_on: date | None
    is_floating: bool
    floating_to: str
    address: str
    id_number: str
    phone: str
    may_unmask: bool
    standings: tuple[StandingRow, ...]
    sanctions: tuple[SanctionRow, ...]
    entries: tuple[EntryRow, ...]
    links: tuple[links.Link, ...]


def visible(actor: Actor, person_id: int) -> Person:
    """Return the person's row if it lies in the actor's reach, or is the actor's own.

    :raises Person.DoesNotExist: out of sight.
    """
    people = access.scoped(Person.objects.all(), actor, Action.VIEW_PEOPLE, own="id")
    return people.select_related("organisation").get(pk=person_id)


def file_of(actor: Actor, person_id: int, *, today: date) -> PersonFile:
    """Return the file of one person.

    Whoever sees only their own file is not shown the ledger.

    :raises Person.DoesNotExist: out of sight.
    """
    person = visible(actor, person_id)
    works_here = actor.may(Action.VIEW_PEOPLE, path=person.org_path)
    return PersonFile(
        id=person.pk,
        name=person.name,
        sex=Sex(person.sex).label,
        age=years_between(person.born_on, today),
        born=f"{person.born_on.year}年{person.born_on.month}月",
        ethnicity=codes.ETHNICITIES.get(person.ethnicity, person.ethnicity),
        education=codes.EDUCATION.get(person.education, person.education),
        occupation=person.occupation,
        category=Category(person.category).label,
        organisation_id=person.organisation_id,
        organisation=person.organisation.name,
        org_path=person.org_path,
        joined_on=person.joined_on,
        full_on=person.full_on,
        left_on=person.left_on,
        is_floating=person.is_floating,
        floating_to=person.floating_to,
        address=person.address,
        id_number=identity.mask(
            cipher.unseal(person.id_number, column=PersonalNumber.ID_NUMBER.column)
        ),
        phone=identity.mask_phone(cipher.unseal(person.phone, column=PersonalNumber.PHONE.column)),
        may_unmask=actor.may(Action.UNMASK, path=person.org_path),
        standings=_standings(person_id),
        sanctions=_sanctions(person_id, today),
        entries=tuple(ledger.about(f"person:{person_id}")) if works_here else (),
        links=links.for_person(actor, person_id),
    )


def _standings(person_id: int) -> tuple[StandingRow, ...]:
    rows = (
        Membership.objects.filter(person_id=person_id)
        .order_by("-starts_on", "-id")
        .values_list(
            "category", "organisation_id", "organisation__short_name", "starts_on", "ends_on"
        )
    )
    return tuple(
        StandingRow(
            category=Category(category).label,
            organisation_id=organisation_id,
            organisation=name,
            starts_on=starts_on,
            ends_on=ends_on,
        )
        for category, organisation_id, name, starts_on, ends_on in rows
    )


def _sanctions(person_id: int, today: date) -> tuple[SanctionRow, ...]:
    rows = Sanction.objects.filter(person_id=person_id).order_by("-starts_on", "-id")
    return tuple(
        SanctionRow(
            kind=SanctionKind(row.kind).label,
            document=row.document,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            is_in_force=row.starts_on <= today and (row.ends_on is None or row.ends_on >= today),
        )
        for row in rows
    )
