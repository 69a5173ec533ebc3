"""Many people who are no members entered at once, under the checks of the import.

They stand in the registry before their development files are entered, as
when a county brings its old paper files in.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from xianfeng.kernel import clock
from xianfeng.kernel.checks import reason
from xianfeng.kernel.errors import Refused
from xianfeng.kernel.verdict import Reason, Verdict
from xianfeng.registry.commands import counts, newcomers, roster_loads
from xianfeng.registry.commands.newcomers import Newcomer
from xianfeng.registry.importing import sealing
from xianfeng.registry.models import Membership, NameReading, Organisation, Person
from xianfeng.registry.rules import identity, spelling
from xianfeng.registry.vocab import Category
from xianfeng.tenancy import bulk
from xianfeng.trust import access
from xianfeng.trust.commands import ledger
from xianfeng.trust.vocab import Action, Actor


@transaction.atomic
def register_many(*, actor: Actor, rows: Sequence[Newcomer], at: datetime) -> list[int]:
    """Enter all of them and return their ids in the same order; one wrong row refuses all.

    :raises Organisation.DoesNotExist: an organisation lies outside the actor's sight.
    :raises NotAllowed: the actor's role does not edit the registry there.
    :raises Refused: an ID number is wrong or known (I-01, I-02), or a date lies ahead (I-07).
    """
    places = _places(actor, {row.organisation_id for row in rows})
    roster_loads.lock()
    today = clock.day_of(at)
    numbers = [identity.normalise(row.id_number) for row in rows]
    unmet = [r for row, n in zip(rows, numbers, strict=True) for r in _unmet(row, n, today)]
    if unmet or len(set(numbers)) < len(numbers):
        raise Refused(Verdict(tuple(unmet) or (reason("I-02", 支部="本次登记的另一行"),)))
    sealed = sealing.seal(
        [(spelling.name(r.name), n, r.phone) for r, n in zip(rows, numbers, strict=True)]
    )
    newcomers.refuse_known(actor, [one.id_index for one in sealed])
    first = bulk.next_id(Person)
    people = [
        newcomers.person(
            row,
            one,
            places[row.organisation_id],
            category=Category.OUTSIDER,
            at=at,
            person_id=first + n,
        )
        for n, (row, one) in enumerate(zip(rows, sealed, strict=True))
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
