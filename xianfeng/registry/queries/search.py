"""One search box over people and organisations: every answer comes from an index.

People are found by name, part of the given name, full pinyin, initials, other
readings, the end of the ID number or the whole number; organisations by name,
pinyin, initials and code.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db.models import Q

from xianfeng.kernel.dates import years_between
from xianfeng.registry.models import Organisation, Person
from xianfeng.registry.queries import matching, people
from xianfeng.registry.queries.matching import Kind, Typed
from xianfeng.registry.vocab import Category, OrganisationKind, PersonalNumber, Sex
from xianfeng.tenancy import ranges
from xianfeng.tenancy.compiled import Compiled, Given
from xianfeng.trust import access, cipher
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
    "sort_key", "id", "name", "sex", "born_on", "category", "organisation__short_name", "id_number",
)  # fmt: skip


def _people(actor: Actor, typed: Typed) -> list[tuple[Any, ...]]:
    paths = access.reach(actor, Action.VIEW_PEOPLE)
    if not paths:
        return []
    area = people.span(paths)
    if typed.kind in {Kind.NAME, Kind.LETTERS} and area.is_small:
        here = people.within(Person.objects.filter(left_on__isnull=True), area)
        beside = area.condition("person__org_path")
        named = matching.name_condition(here, typed, within=beside).order_by("sort_key", "id")
        return list(named.values_list(*_COLUMNS)[: LIMIT + 1])
    found: dict[int, tuple[Any, ...]] = {}
    given = {**matching.values(typed), **ranges.ends(paths)}
    for source in _sources(typed.kind, len(paths), is_small=area.is_small):
        for row in source.rows(**given):
            if typed.kind is not Kind.TAIL or _ends(row, typed.text):
                found[row[1]] = row
    return sorted(found.values(), key=lambda row: row[:2])


@cache
def _sources(kind: Kind, roots: int, *, is_small: bool) -> tuple[Compiled, ...]:
    """Return one query a column that may answer, within so many subtrees."""
    most = TAILS if kind is Kind.TAIL else LIMIT + 1
    written = []
    for source in matching.given_people_ids(kind):
        here = people.within_given(
            source.filter(left_on__isnull=True), roots=roots, is_small=is_small
        )
        rows = here.values_list(*_COLUMNS)[:most]
        written.append(Compiled(lambda rows=rows: rows))
    return tuple(written)


def _ends(row: tuple[Any, ...], tail: str) -> bool:
    """Tell whether the whole number ends so; the index holds only the last four."""
    return len(tail) <= 4 or cipher.unseal(row[7], column=PersonalNumber.ID_NUMBER.column).endswith(
        tail
    )


def _person_rows(raw: list[tuple[Any, ...]], today: date) -> tuple[FoundPerson, ...]:
    return tuple(
        FoundPerson(
            id=key,
            name=name,
            sex=Sex(sex).label,
            age=years_between(born_on, today),
            category=Category(category).label,
            organisation=organisation,
        )
        for _, key, name, sex, born_on, category, organisation, _ in raw
    )


# From so many letters on they are looked for anywhere; fewer stand in too many names.
_ANYWHERE = 3
# What these look like may be the beginning of an organisation's code.
_CODES = {Kind.OTHER, Kind.TAIL}


def _organisations(actor: Actor, typed: Typed) -> list[tuple[Any, ...]]:
    places = access.reach(actor, Action.VIEW_ORGANISATIONS)
    if not places or typed.kind is Kind.NUMBER:
        return []
    if typed.kind in _CODES:
        typed = Typed(typed.kind, typed.text.upper())
    is_long = len(typed.text) >= _ANYWHERE
    asked = _organisation_rows(typed.kind, len(places), is_long=is_long)
    return asked.rows(**matching.values(typed), **ranges.ends(places))


@cache
def _organisation_rows(kind: Kind, places: int, *, is_long: bool) -> Compiled:
    """Ask for standing organisations by what was typed, within a reach of so many places."""
    standing = Organisation.objects.filter(valid_to__isnull=True)
    within = access.given_scope(places, field="path")
    rows = standing.filter(within, _organisation_condition(kind, is_long=is_long))
    named = rows.order_by("path").values_list("id", "name", "kind")[: LIMIT + 1]
    return Compiled(lambda: named)


def _organisation_condition(kind: Kind, *, is_long: bool) -> Q:
    if kind is Kind.NAME:
        # A county has some hundreds of organisations: a name may be met anywhere in it.
        return Q(name__contains=Given("text")) | Q(short_name__contains=Given("text"))
    if kind is Kind.LETTERS and is_long:
        # People type the village; the name begins with the township.
        return Q(pinyin__contains=Given("text")) | Q(initials__contains=Given("text"))
    if kind is Kind.LETTERS:
        return matching.given_starting("pinyin") | matching.given_starting("initials")
    return matching.given_starting("code")
