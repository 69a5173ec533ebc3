"""One search box over people and organisations: every answer comes from an index.

People are found by name, part of the given name, full pinyin, initials, other
readings, the end of the ID number or the whole number; organisations by name,
pinyin, initials and code.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from xianfeng.kernel.dates import years_between
from xianfeng.registry.models import Person
from xianfeng.registry.queries import matching, people
from xianfeng.registry.queries.matching import Kind, Typed, starting
from xianfeng.registry.queries.naming import in_sight
from xianfeng.registry.vocab import Category, OrganisationKind, PersonalNumber, Sex
from xianfeng.tenancy import ranges
from xianfeng.trust import cipher
from xianfeng.trust.vocab import Action, Actor

LIMIT = 20
# A tail of four is shared by some dozens in a large county; longer tails are told apart here.
TAILS = 500


@dataclass(frozen=True, kw_only=True)
class FoundPerson:
    """One person that answers; enough to tell two of one name apart."""

    id: int
    name: str
    sex: str
    age: int
    category: str
    organisation: str


@dataclass(frozen=True, kw_only=True)
class FoundOrganisation:
    """One organisation that answers."""

    id: int
    name: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class Found:
    """At most :data:`LIMIT` of each; ``has_more`` tells that the text should be longer."""

    people: tuple[FoundPerson, ...] = ()
    organisations: tuple[FoundOrganisation, ...] = ()
    has_more: bool = False


def find(actor: Actor, text: str, *, today: date) -> Found:
    """Return whom and what the text names, within the actor's reach."""
    typed = matching.read(text)
    if typed.kind is Kind.NOTHING:
        return Found()
    persons = _people(actor, typed)
    organisations = _organisations(actor, typed)
    return Found(
        people=_person_rows(persons[:LIMIT], today),
        organisations=tuple(
            FoundOrganisation(id=key, name=name, kind=OrganisationKind(kind).label)
            for key, name, kind in organisations[:LIMIT]
        ),
        has_more=len(persons) > LIMIT or len(organisations) > LIMIT,
    )


_COLUMNS = (
    "sort_key", "id", "name", "sex", "born_on", "category", "organisation_id", "id_number",
)  # fmt: skip
_Raw = tuple[str, int, str, str, date, str, int, bytes]


def _people(actor: Actor, typed: Typed) -> list[_Raw]:
    paths = ranges.outermost(actor.roots(Action.VIEW_PEOPLE))
    if not paths:
        return []
    area = people.span(paths)
    if typed.kind in {Kind.NAME, Kind.LETTERS} and area.is_small:
        here = people.within(Person.objects.filter(left_on__isnull=True), area)
        beside = area.condition("person__org_path")
        named = matching.name_condition(here, typed, within=beside).order_by("sort_key", "id")
        return list(named.values_list(*_COLUMNS)[: LIMIT + 1])
    found: dict[int, _Raw] = {}
    for source in matching.people_ids(typed):
        most = TAILS if typed.kind is Kind.TAIL else LIMIT + 1
        here = people.within(source.filter(left_on__isnull=True), area)
        for row in here.values_list(*_COLUMNS)[:most]:
            if typed.kind is not Kind.TAIL or _ends(row, typed.text):
                found[row[1]] = row
    return sorted(found.values(), key=lambda row: row[:2])


def _ends(row: _Raw, tail: str) -> bool:
    """Tell whether the whole number ends so; the index holds only the last four."""
    return len(tail) <= 4 or cipher.unseal(row[7], column=PersonalNumber.ID_NUMBER.column).endswith(
        tail
    )


def _person_rows(raw: list[_Raw], today: date) -> tuple[FoundPerson, ...]:
    names = people.organisation_names({row[6] for row in raw})
    return tuple(
        FoundPerson(
            id=key,
            name=name,
            sex=Sex(sex).label,
            age=years_between(born_on, today),
            category=Category(category).label,
            organisation=names[organisation],
        )
        for _, key, name, sex, born_on, category, organisation, _ in raw
    )


def _organisations(actor: Actor, typed: Typed) -> list[tuple[int, str, str]]:
    condition = _organisation_condition(typed)
    if condition is None:
        return []
    rows = in_sight(actor).filter(condition).order_by("path").values_list("id", "name", "kind")
    return list(rows[: LIMIT + 1])


def _organisation_condition(typed: Typed) -> Q | None:
    if typed.kind is Kind.NAME:
        # A county has some hundreds of organisations: a name may be met anywhere in it.
        return Q(name__contains=typed.text)
    if typed.kind is Kind.LETTERS:
        return starting("pinyin", typed.text) | starting("initials", typed.text)
    if typed.kind in {Kind.OTHER, Kind.TAIL}:
        return starting("code", typed.text.upper())
    return None
