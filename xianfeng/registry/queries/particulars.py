"""What official forms say of people: particulars of many at once, their numbers masked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from xianfeng.registry import codes
from xianfeng.registry.models import Person
from xianfeng.registry.rules import identity
from xianfeng.registry.vocab import Category, PersonalNumber, Sex
from xianfeng.trust import cipher


@dataclass(frozen=True, kw_only=True)
class Particulars:
    """One person as a form names them; number and phone are masked."""

    id: int
    name: str
    sex: str
    born_on: date
    ethnicity: str
    education: str
    occupation: str
    address: str
    category: str
    joined_on: date | None
    full_on: date | None
    id_number: str
    phone: str


def of(person_ids: Iterable[int]) -> dict[int, Particulars]:
    """Return the particulars of people whom cases that the caller may see name, by id."""
    rows = Person.objects.filter(pk__in=set(person_ids))
    return {person.pk: _particulars(person) for person in rows}


def _particulars(person: Person) -> Particulars:
    number = cipher.unseal(person.id_number, column=PersonalNumber.ID_NUMBER.column)
    phone = cipher.unseal(person.phone, column=PersonalNumber.PHONE.column)
    return Particulars(
        id=person.pk,
        name=person.name,
        sex=Sex(person.sex).label,
        born_on=person.born_on,
        ethnicity=codes.ETHNICITIES.get(person.ethnicity, person.ethnicity),
        education=codes.EDUCATION.get(person.education, person.education),
        occupation=person.occupation,
        address=person.address,
        category=Category(person.category).label,
        joined_on=person.joined_on,
        full_on=person.full_on,
        id_number=identity.mask(number),
        phone=identity.mask_phone(phone),
    )
