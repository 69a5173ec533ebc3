"""Many people who are no members entered at once, under the checks of the import.

They stand in the registry before their development files are entered, as
when a county brings its old paper files in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from xianfeng.kernel.checks import reason
from xianfeng.kernel.clock import CHINA
from xianfeng.kernel.errors import Refused
from xianfeng.kernel.verdict import Reason, Verdict
from xianfeng.registry.commands import counts, roster_loads
from xianfeng.registry.importing import sealing
from xianfeng.registry.models import Membership, NameReading, Organisation, Person
from xianfeng.registry.queries import naming
from xianfeng.registry.rules import identity, spelling
from xianfeng.registry.vocab import Category
from xianfeng.tenancy import bulk
from xianfeng.trust import access
from xianfeng.trust.commands import ledger
from xianfeng.trust.vocab import Action, Actor

_LOOKUP = 500


@dataclass(frozen=True, kw_only=True)
class Newcomer:
    """Somebody to be entered as 群众 of an organisation from ``since`` on."""

    name: str
    id_number: str
    organisation_id: int
    since: date
    phone: str = ""
    ethnicity: str = "01"
    education: str = ""
    occupation: str = ""
    address: str = ""


@transaction.atomic
def register_many(*, actor: Actor, rows: Sequence[Newcomer], at: datetime) -> list[int]:
    """Enter all of them and return their ids in the same order; one wrong row refuses all.

    :raises Organisation.DoesNotExist: an organisation lies outside the actor's sight.
    :raises NotAllowed: the actor's role does not edit the registry there.
    :raises Refused: an ID number is wrong or known (I-01, I-02), or a date lies ahead (I-07).
    """
    places = _places(actor, {row.organisation_id for row in rows})
    roster_loads.lock()
    today = at.astimezone(CHINA).date()
    numbers = [identity.normalise(row.id_number) for row in rows]
    unmet = [r for row, n in zip(rows, numbers, strict=True) for r in _unmet(row, n, today)]
    if unmet or len(set(numbers)) < len(numbers):
        raise Refused(Verdict(tuple(unmet) or (reason("I-02", 支部="本次登记的另一行"),)))
    sealed = sealing.seal(
        [(spelling.name(r.name), n, r.phone) for r, n in zip(rows, numbers, strict=True)]
    )
    _refuse_known(actor, [one.id_index for one in sealed])
    first = bulk.next_id(Person)
    people = [
        _person(row, number, one, places[row.organisation_id], person_id=first + n, at=at)
        for n, (row, number, one) in enumerate(zip(rows, numbers, sealed, strict=True))
    ]
    _load(people, rows, sealed)
    counts.recount(places)
    ledger.record_many(_happenings(people, places), actor=actor, at=at)
    return [person.pk for person in people]


def _places(actor: Actor, wanted: set[int]) -> dict[int, Organisation]:
    seen = access.scoped(Organisation.objects.all(), actor, Action.VIEW_ORGANISATIONS, field="path")
    places = seen.in_bulk(wanted)
    if len(places) < len(wanted):
        raise Organisation.DoesNotExist(f"{len(wanted) - len(places)} are out of sight")
    for place in places.values():
        access.require(actor, Action.EDIT_REGISTRY, path=place.path)
    return places


def _unmet(row: Newcomer, number: str, today: date) -> list[Reason]:
    found = []
    if wrong := identity.check_id(number):
        found.append(reason("I-01", field="id_number", 原因=wrong))
    if row.since > today:
        found.append(reason("I-07", field="since", 字段="日期", 日期=row.since))
    return found


def _refuse_known(actor: Actor, indexes: list[bytes]) -> None:
    for start in range(0, len(indexes), _LOOKUP):
        known = Person.objects.filter(id_index__in=indexes[start : start + _LOOKUP])
        for path, name in known.values_list("org_path", "organisation__short_name")[:1]:
            place = naming.told(actor, path, name)
            raise Refused(Verdict((reason("I-02", field="id_number", 支部=place),)))


def _person(
    row: Newcomer,
    number: str,
    sealed: sealing.Sealed,
    place: Organisation,
    *,
    person_id: int,
    at: datetime,
) -> Person:
    keys = sealed.keys
    return Person(
        id=person_id,
        name=spelling.name(row.name),
        sex=identity.sex(number),
        born_on=identity.birth_date(number),
        ethnicity=row.ethnicity,
        education=row.education,
        occupation=row.occupation,
        id_number=sealed.id_number,
        id_index=sealed.id_index,
        id_tail_index=sealed.id_tail_index,
        phone=sealed.phone,
        address=row.address,
        organisation=place,
        org_path=place.path,
        category=Category.OUTSIDER,
        sort_key=keys.sort_key,
        pinyin=keys.pinyin,
        initials=keys.initials,
        given_name=keys.given_name,
        created_at=at,
    )


def _load(people: list[Person], rows: Sequence[Newcomer], sealed: Sequence[sealing.Sealed]) -> None:
    columns = [field.attname for field in Person._meta.concrete_fields]
    bulk.bulk_load(
        Person,
        [field.column for field in Person._meta.concrete_fields],
        (
            [
                str(v) if isinstance(v, Category) else v
                for v in map(person.__getattribute__, columns)
            ]
            for person in people
        ),
    )
    bulk.bulk_load(
        Membership,
        ("person_id", "organisation_id", "category", "starts_on", "ends_on"),
        [
            (person.pk, person.organisation_id, Category.OUTSIDER.value, row.since, None)
            for person, row in zip(people, rows, strict=True)
        ],
    )
    bulk.bulk_load(
        NameReading,
        ("person_id", "pinyin", "initials"),
        [
            (person.pk, pinyin, initials)
            for person, one in zip(people, sealed, strict=True)
            for pinyin, initials in one.keys.other_readings
        ],
    )


def _happenings(people: list[Person], places: dict[int, Organisation]) -> list[ledger.Happening]:
    return [
        ledger.Happening(
            chain=f"org:{places[person.organisation_id].path}",
            event="registry.person.registered",
            subject=f"person:{person.pk}",
            detail={"organisation": person.organisation_id, "category": Category.OUTSIDER},
        )
        for person in people
    ]
