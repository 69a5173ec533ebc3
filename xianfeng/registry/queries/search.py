"""One search box over people and organisations: every answer comes from an index.

People are found by name, part of the given name, full pinyin, initials, other
readings, the end of the ID number or the whole number; organisations by name,
pinyin, initials and code.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet, Sum

from xianfeng.kernel.dates import years_between
from xianfeng.registry.models import HeadCount, Organisation, Person
from xianfeng.registry.queries import matching
from xianfeng.registry.queries.matching import Kind, Typed, starting
from xianfeng.registry.queries.people import SMALL, organisation_names
from xianfeng.registry.vocab import Category, OrganisationKind, PersonalNumber, Sex
from xianfeng.tenancy import ranges
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
    people = _people(actor, typed)
    organisations = _organisations(actor, typed)
    return Found(
        people=_person_rows(people[:LIMIT], today),
        organisations=tuple(
            FoundOrganisation(id=key, name=name, kind=OrganisationKind(kind).label)
            for key, name, kind in organisations[:LIMIT]
        ),
        has_more=len(people) > LIMIT or len(organisations) > LIMIT,
    )


_COLUMNS = (
    "sort_key", "id", "name", "sex", "born_on", "category", "organisation_id", "id_number",
)  # fmt: skip
_Raw = tuple[str, int, str, str, date, str, int, bytes]


def _people(actor: Actor, typed: Typed) -> list[_Raw]:
    paths = ranges.outermost(actor.roots(Action.VIEW_PEOPLE))
    if not paths:
        return []
    if typed.kind in {Kind.NAME, Kind.LETTERS} and _is_small(paths):
        here = Person.objects.filter(ranges.any_of(paths, field="org_path"), left_on__isnull=True)
        named = matching.name_condition(here, typed).order_by("sort_key", "id")
        return list(named.values_list(*_COLUMNS)[: LIMIT + 1])
    found: dict[int, _Raw] = {}
    for source in matching.people_ids(typed):
        most = TAILS if typed.kind is Kind.TAIL else LIMIT + 1
        for row in _within(source, paths).values_list(*_COLUMNS)[:most]:
            if typed.kind is not Kind.TAIL or _ends(row, typed.text):
                found[row[1]] = row
    return sorted(found.values(), key=lambda row: row[:2])


def _is_small(paths: tuple[str, ...]) -> bool:
    people = HeadCount.objects.filter(ranges.any_of(paths, field="org_path"))
    return (people.aggregate(people=Sum("people"))["people"] or 0) <= SMALL


def _within(source: QuerySet[Person], paths: tuple[str, ...]) -> QuerySet[Person]:
    return source.alias(read_path=matching.unindexed("org_path")).filter(
        ranges.any_of(paths, field="read_path"), left_on__isnull=True
    )


def _ends(row: _Raw, tail: str) -> bool:
    """Tell whether the whole number ends so; the index holds only the last four."""
    return len(tail) <= 4 or cipher.unseal(row[7], column=PersonalNumber.ID_NUMBER.column).endswith(
        tail
    )


def _person_rows(raw: list[_Raw], today: date) -> tuple[FoundPerson, ...]:
    names = organisation_names({row[6] for row in raw})
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
    seen = access.scoped(
        Organisation.objects.filter(valid_to__isnull=True),
        actor,
        Action.VIEW_ORGANISATIONS,
        field="path",
    )
    rows = seen.filter(condition).order_by("path").values_list("id", "name", "kind")
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
