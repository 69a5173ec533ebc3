"""What may be told of a person in public: never a number, an address or a day of birth.

Who asks has found the person through a case in reach; which of these facts a
notice tells, its kind decides.
"""

from dataclasses import dataclass
from datetime import date

from xianfeng.kernel import paths
from xianfeng.kernel.dates import years_between
from xianfeng.registry import codes
from xianfeng.registry.models import Organisation, Person
from xianfeng.registry.vocab import Sex

_COMMITTEE_LEVEL = 2


@dataclass(frozen=True, kw_only=True)
class Introduction:
    """A person in the words of a notice; what is not known is empty."""

    name: str
    sex: str
    ethnicity: str
    born: str
    age: str
    education: str
    occupation: str
    unit: str


def of(person_id: int, *, today: date) -> Introduction:
    """Introduce a person.

    :raises Person.DoesNotExist: there is no such person.
    """
    person = Person.objects.select_related("organisation").get(pk=person_id)
    place = person.organisation
    return Introduction(
        name=person.name,
        sex=Sex(person.sex).label,
        ethnicity=codes.ETHNICITIES.get(person.ethnicity, ""),
        born=f"{person.born_on.year}年{person.born_on.month}月",
        age=str(years_between(person.born_on, today)),
        education=codes.EDUCATION.get(person.education, ""),
        occupation=person.occupation,
        unit=f"{place.township}{place.village}",
    )


def township_of(path: str) -> str:
    """Name under which township or committee an organisation's notices are listed."""
    rows = {o.path: o for o in Organisation.objects.filter(path__in=paths.ancestors(path))}
    above = rows.get(path[: _COMMITTEE_LEVEL * paths.WIDTH], rows[path])
    return rows[path].township or above.short_name
