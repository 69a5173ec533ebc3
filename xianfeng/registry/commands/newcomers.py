"""Somebody new in the register: one typed by hand, or many of a county's paper files. Not called from outside."""

from dataclasses import dataclass
from datetime import date, datetime

from xianfeng.kernel.checks import reason
from xianfeng.kernel.errors import Refused
from xianfeng.kernel.verdict import Verdict
from xianfeng.registry.importing import sealing
from xianfeng.registry.models import Organisation, Person
from xianfeng.registry.queries import naming
from xianfeng.registry.rules import identity, spelling
from xianfeng.registry.vocab import Category
from xianfeng.trust.vocab import Actor

_LOOKUP = 500


@dataclass(frozen=True, kw_only=True)
class Newcomer:
    """Somebody to be entered in an organisation from ``since`` on."""

    name: str
    id_number: str
    organisation_id: int
    since: date
    phone: str = ""
    ethnicity: str = "01"
    education: str = ""
    occupation: str = ""
    address: str = ""


def person(
    newcomer: Newcomer,
    sealed: sealing.Sealed,
    place: Organisation,
    *,
    category: Category,
    at: datetime,
    person_id: int | None = None,
) -> Person:
    """Write somebody as a row, unsaved; sex and birth come from the ID number, which was checked."""
    keys, number = sealed.keys, identity.normalise(newcomer.id_number)
    return Person(
        id=person_id,
        name=spelling.name(newcomer.name),
        sex=identity.sex(number),
        born_on=identity.birth_date(number),
        ethnicity=newcomer.ethnicity,
        education=newcomer.education,
        occupation=newcomer.occupation.strip()[:30],
        id_number=sealed.id_number,
        id_index=sealed.id_index,
        id_tail_index=sealed.id_tail_index,
        phone=sealed.phone,
        address=newcomer.address.strip()[:120],
        organisation=place,
        org_path=place.path,
        category=category,
        joined_on=newcomer.since if category is Category.PROBATIONARY else None,
        sort_key=keys.sort_key,
        pinyin=keys.pinyin,
        initials=keys.initials,
        given_name=keys.given_name,
        created_at=at,
    )


def refuse_known(actor: Actor, indexes: list[bytes]) -> None:
    """Refuse numbers that the register holds already (check I-02); the place is told only in reach."""
    for start in range(0, len(indexes), _LOOKUP):
        known = Person.objects.filter(id_index__in=indexes[start : start + _LOOKUP])
        for path, name in known.values_list("org_path", "organisation__short_name")[:1]:
            place = naming.told(actor, path, name)
            raise Refused(Verdict((reason("I-02", field="id_number", 支部=place),)))
