"""The filter of the people list, as a value and as a condition; and the filters that people keep."""

from dataclasses import dataclass, fields
from datetime import date
from functools import reduce
from operator import or_
from urllib.parse import urlencode

from django.db.models import Q

from xianfeng.kernel.dates import add_months
from xianfeng.registry.models import SavedFilter
from xianfeng.registry.queries.matching import starting
from xianfeng.registry.vocab import Category
from xianfeng.tenancy.compiled import Compiled, Given
from xianfeng.trust.vocab import Actor

MINORITY = "minority"
HAN = "01"


@dataclass(frozen=True, kw_only=True)
class PeopleFilter:
    """Which people to list; what is empty filters nothing.

    Ages are full years, ``joined_from`` and ``joined_to`` calendar years, the
    educations the first digit of GB/T 4658, where a smaller digit is a higher
    education. ``occupation`` may hold several beginnings, parted by "、". ``on`` asks
    who was what, where, on that day; ``age_on`` the day on which ages are taken.
    """

    text: str = ""
    organisation_id: int | None = None
    categories: tuple[Category, ...] = ()
    sex: str = ""
    age_from: int | None = None
    age_to: int | None = None
    education_least: str = ""
    education_most: str = ""
    ethnicity: str = ""
    joined_from: int | None = None
    joined_to: int | None = None
    is_floating: bool | None = None
    occupation: str = ""
    on: date | None = None
    age_on: date | None = None

    @property
    def is_counted(self) -> bool:
        """Tell whether the kept head counts answer how many there are."""
        return self == PeopleFilter(
            organisation_id=self.organisation_id, categories=self.categories
        )


def facts_condition(wanted: PeopleFilter, *, today: date, prefix: str = "") -> Q:
    """Return the condition on a person's own facts, without organisation, category and text.

    :param prefix: the join that leads to the person, with its underscores.
    """
    found: dict[str, object] = {}
    today = wanted.age_on or today
    if wanted.sex:
        found["sex"] = wanted.sex
    if wanted.age_from is not None:
        found["born_on__lte"] = add_months(today, -12 * wanted.age_from)
    if wanted.age_to is not None:
        found["born_on__gt"] = add_months(today, -12 * (wanted.age_to + 1))
    if wanted.education_least:
        found["education__gte"] = "10"
        found["education__lte"] = f"{wanted.education_least}9"
    if wanted.joined_from is not None:
        found["joined_on__gte"] = date(wanted.joined_from, 1, 1)
    if wanted.joined_to is not None:
        found["joined_on__lte"] = date(wanted.joined_to, 12, 31)
    if wanted.is_floating is not None:
        found["is_floating"] = wanted.is_floating
    condition = Q(**{prefix + key: value for key, value in found.items()})
    if wanted.education_most:
        condition &= Q(**{f"{prefix}education__gte": f"{wanted.education_most}0"})
    if wanted.ethnicity == MINORITY:
        condition &= ~Q(**{f"{prefix}ethnicity": HAN})
    elif wanted.ethnicity:
        condition &= Q(**{f"{prefix}ethnicity": wanted.ethnicity})
    if wanted.occupation:
        condition &= _any_beginning(f"{prefix}occupation", wanted.occupation)
    return condition


def _any_beginning(field: str, words: str) -> Q:
    whole = starting(field, words)
    return reduce(or_, (starting(field, word) for word in words.split("、") if word), whole)


_ADDRESSED = {
    "text": "q", "organisation_id": "organisation", "categories": "category", "is_floating": "floating",
}  # fmt: skip


def address(wanted: PeopleFilter) -> str:
    """Write a filter as the query of the people list's address, which reads it back."""
    pairs: list[tuple[str, object]] = []
    for spec in fields(wanted):
        value, name = getattr(wanted, spec.name), _ADDRESSED.get(spec.name, spec.name)
        if isinstance(value, bool):
            pairs.append((name, "yes" if value else "no"))
        elif isinstance(value, tuple):
            pairs += [(name, item.value) for item in value]
        elif value not in (None, ""):
            pairs.append((name, value))
    return urlencode(pairs)


@dataclass(frozen=True, kw_only=True)
class SavedRow:
    """One kept filter: its name and the address's query."""

    id: int
    name: str
    query: str


_SAVED = Compiled(
    lambda: (
        SavedFilter.objects.filter(account_id=Given("account"), page=Given("page"))
        .order_by("name")
        .values_list("id", "name", "query")
    )
)


def saved(actor: Actor, *, page: str) -> tuple[SavedRow, ...]:
    """Return the actor's own kept filters of a page, by name."""
    rows = _SAVED.rows(account=actor.account_id, page=page)
    return tuple(SavedRow(id=key, name=name, query=query) for key, name, query in rows)
