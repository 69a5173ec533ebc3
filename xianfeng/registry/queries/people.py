"""Lists of people: scoped, sorted by pinyin, paged by key so that the deepest page costs the first's.

Two ways lead to a page and the size of the organisation decides: a small one
is read by its own index and sorted, a large one is read in the order of the
page. Left alone, SQLite sorts 300,000 rows to show fifty.
"""

import base64
import binascii
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from django.db.models import F, Func, IntegerField, Q, QuerySet

from xianfeng.kernel.dates import years_between
from xianfeng.registry import codes
from xianfeng.registry.models import HeadCount, Organisation, Person
from xianfeng.registry.queries import matching
from xianfeng.registry.queries.filters import PeopleFilter, facts_condition
from xianfeng.registry.queries.matching import Kind
from xianfeng.registry.vocab import Category, Sex
from xianfeng.tenancy import ranges
from xianfeng.tenancy.compiled import Compiled, Given, places
from xianfeng.tenancy.hints import Unindexed
from xianfeng.trust import access
from xianfeng.trust.vocab import Action, Actor

COUNT_CAP = 10_000
# Below this many people the organisation's index and a sort are faster than the sorted index.
SMALL = 3_000
FEW_IDS = 2_000


class PersonRow(NamedTuple):
    """One person of a list; holds no number and no phone."""

    id: int
    name: str
    sex: str
    age: int
    ethnicity: str
    education: str
    occupation: str
    category: str
    organisation: str
    joined_on: date | None
    is_floating: bool


@dataclass(frozen=True, kw_only=True)
class Cursor:
    """Where a page begins: after or before this person, or at an end of the list."""

    key: str = ""
    id: int = 0
    backwards: bool = False

    @property
    def is_end(self) -> bool:
        """Tell whether the cursor names no person: first page, or last when backwards."""
        return not self.id

    def token(self) -> str:
        """Write the position as text for an address."""
        text = json.dumps([self.key, self.id], ensure_ascii=False, separators=(",", ":"))
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def cursor(*, after: str = "", before: str = "", last: bool = False) -> Cursor:
    """Read a position back; a broken one means the first page."""
    token = after or before
    if not token:
        return Cursor(backwards=last)
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        key, number = json.loads(raw)
        # No database takes a lone surrogate or a NUL, and no name holds one.
        if b"\0" in str(key).encode():
            return Cursor()
        return Cursor(key=str(key), id=int(number), backwards=bool(before))
    except (ValueError, TypeError, OverflowError, RecursionError, binascii.Error):
        return Cursor()


@dataclass(frozen=True, kw_only=True)
class PeopleList:
    """One page of people. ``total`` is None where more than :data:`COUNT_CAP` answer."""

    rows: tuple[PersonRow, ...]
    total: int | None
    previous: str
    next: str


@dataclass(frozen=True, kw_only=True)
class Span:
    """The subtrees to read, and whether few people stand in them."""

    paths: tuple[str, ...]
    held: int

    @property
    def is_small(self) -> bool:
        """Whether reading the subtrees by their index beats walking the list's order."""
        return self.held <= SMALL

    def condition(self, field: str = "org_path") -> Q:
        """Return the condition "``field`` lies in the subtrees"."""
        return ranges.any_of(self.paths, field=field)


def roots(actor: Actor, organisation_id: int | None) -> tuple[str, ...]:
    """Return the paths to read: the chosen organisation inside the actor's reach, or all of it.

    :raises Organisation.DoesNotExist: the organisation is out of sight.
    """
    reach = access.reach(actor, Action.VIEW_PEOPLE)
    if organisation_id is None:
        return reach
    if not reach:
        raise Organisation.DoesNotExist
    asked = _path_in_reach(len(reach)).rows(organisation=organisation_id, **ranges.ends(reach))
    if not asked:
        raise Organisation.DoesNotExist
    return asked[0]


@cache
def _path_in_reach(places: int) -> Compiled:
    seen = Organisation.objects.filter(access.given_scope(places, field="path"))
    return Compiled(lambda: seen.filter(pk=Given("organisation")).values_list("path"))


def span(paths: tuple[str, ...]) -> Span:
    """Measure subtrees by the kept head counts."""
    return Span(paths=paths, held=_held(paths))


def _held(paths: tuple[str, ...], categories: Sequence[Category] = ()) -> int:
    if not paths:
        return 0
    counts = _head_counts(len(paths), len(categories))
    [(held,)] = counts.rows(**ranges.ends(paths), **_categories(categories))
    return held or 0


@cache
def _head_counts(roots: int, categories: int) -> Compiled:
    """Add up the heads below so many roots, of so many categories or of all."""
    counts = HeadCount.objects.filter(ranges.given(roots, field="org_path"))
    if categories:
        counts = counts.filter(category__in=_given_categories(categories))
    total = Func(F("people"), function="SUM", output_field=IntegerField())
    return Compiled(lambda: counts.order_by().values_list(total))


def _categories(categories: Sequence[Category]) -> dict[str, str]:
    return places("category", [category.value for category in categories])


def _given_categories(number: int) -> list[Given]:
    return [Given(name) for name in places("category", range(number))]


def within(people: QuerySet[Person], area: Span) -> QuerySet[Person]:
    """Keep those in the subtrees; a large one is not read by its index."""
    return _read(people, area.condition, is_small=area.is_small)


def within_given(people: QuerySet[Person], *, roots: int, is_small: bool) -> QuerySet[Person]:
    """Keep those in so many subtrees whose ends come with each call (:func:`ranges.ends`)."""
    return _read(people, lambda field: ranges.given(roots, field=field), is_small=is_small)


def _read(
    people: QuerySet[Person], condition: Callable[[str], Q], *, is_small: bool
) -> QuerySet[Person]:
    if is_small:
        return people.filter(condition("org_path"))
    return people.alias(read_path=Unindexed("org_path")).filter(condition("read_path"))


def selected(wanted: PeopleFilter, *, today: date, area: Span) -> QuerySet[Person]:
    """Return the people that the filter names, in no order."""
    people = within(Person.objects.filter(left_on__isnull=True), area)
    if wanted.categories:
        people = people.filter(category__in=wanted.categories)
    people = people.filter(facts_condition(wanted, today=today))
    return _named(people, wanted.text, area) if wanted.text else people


def _named(people: QuerySet[Person], text: str, area: Span) -> QuerySet[Person]:
    typed = matching.read(text)
    if area.is_small and typed.kind in {Kind.NAME, Kind.LETTERS}:
        return matching.name_condition(people, typed, within=area.condition("person__org_path"))
    sources = matching.people_ids(typed)
    if not sources:
        return people.none()
    ids = [source.order_by().values("id") for source in sources]
    return people.filter(id__in=ids[0].union(*ids[1:]) if ids[1:] else ids[0])


def _counted(wanted: PeopleFilter, area: Span) -> int:
    if not wanted.categories:
        return area.held
    return _held(area.paths, wanted.categories)


def _measured(people: QuerySet[Person]) -> tuple[int | None, QuerySet[Person]]:
    """Count up to the cap; few found are then read by their ids, without a second scan."""
    found = people.values_list("id", flat=True)[: COUNT_CAP + 1]
    if len(found) > COUNT_CAP:
        return None, people
    if len(found) <= FEW_IDS:
        return len(found), Person.objects.filter(id__in=list(found))
    return len(found), people


def page(
    actor: Actor,
    wanted: PeopleFilter,
    *,
    at: Cursor,
    size: int,
    today: date,
    area: Span | None = None,
) -> PeopleList:
    """Return one page of the list.

    :param area: what :func:`span` told of the filter's organisation, where that was asked already.
    :raises Organisation.DoesNotExist: the organisation is out of sight.
    """
    area = area or span(roots(actor, wanted.organisation_id))
    total: int | None
    if wanted.is_counted:
        total = _counted(wanted, area)
        raw, has_more = _plain(wanted, area, at, size)
    else:
        total, people = _measured(selected(wanted, today=today, area=area))
        raw, has_more = _keyed(people, at, size)
    before = Cursor(key=raw[0][1], id=raw[0][0]) if raw else None
    after = Cursor(key=raw[-1][1], id=raw[-1][0]) if raw else None
    has_previous = has_more if at.backwards else not at.is_end
    has_next = (not at.is_end) if at.backwards else has_more
    return PeopleList(
        rows=_rows(raw, today),
        total=total,
        previous=before.token() if before and has_previous else "",
        next=after.token() if after and has_next else "",
    )


_COLUMNS = (
    "id", "sort_key", "name", "sex", "born_on", "ethnicity", "education", "occupation",
    "category", "organisation__short_name", "joined_on", "is_floating",
)  # fmt: skip


def _keyed(people: QuerySet[Person], at: Cursor, size: int) -> tuple[list[tuple[Any, ...]], bool]:
    """Return ``size`` raw rows in the list's order and whether more lie beyond."""
    key, number = (None, None) if at.is_end else (at.key, at.id)
    return _cut(list(_turned(people, key, number, backwards=at.backwards)[: size + 1]), at, size)


def _turned(people: QuerySet[Person], key: Any, number: Any, *, backwards: bool) -> QuerySet[Any]:
    """Order people from behind, or back from before, this key; from an end where it is None."""
    if backwards:
        if key is not None:
            people = people.filter(Q(sort_key__lte=key), Q(sort_key__lt=key) | Q(id__lt=number))
        people = people.order_by("-sort_key", "-id")
    else:
        if key is not None:
            people = people.filter(Q(sort_key__gte=key), Q(sort_key__gt=key) | Q(id__gt=number))
        people = people.order_by("sort_key", "id")
    return people.values_list(*_COLUMNS)


def _cut(rows: list[tuple[Any, ...]], at: Cursor, size: int) -> tuple[list[tuple[Any, ...]], bool]:
    has_more = len(rows) > size
    rows = rows[:size]
    return (rows[::-1] if at.backwards else rows), has_more


class _Shape(NamedTuple):
    """All that makes the SQL of the plain list differ but its values."""

    roots: int
    is_small: bool
    categories: int
    is_end: bool
    backwards: bool
    size: int


def _plain(
    wanted: PeopleFilter, area: Span, at: Cursor, size: int
) -> tuple[list[tuple[Any, ...]], bool]:
    """Return what :func:`_keyed` does, of a list with no other filter than places and categories."""
    if not area.paths:
        return [], False
    categories = wanted.categories
    shape = _Shape(len(area.paths), area.is_small, len(categories), at.is_end, at.backwards, size)
    rows = _plain_rows(shape).rows(
        **ranges.ends(area.paths), **_categories(categories), key=at.key, id=at.id
    )
    return _cut(rows, at, size)


@cache
def _plain_rows(shape: _Shape) -> Compiled:
    people = within_given(
        Person.objects.filter(left_on__isnull=True), roots=shape.roots, is_small=shape.is_small
    )
    if shape.categories:
        people = people.filter(category__in=_given_categories(shape.categories))
    key, number = (None, None) if shape.is_end else (Given("key"), Given("id"))
    turned = _turned(people, key, number, backwards=shape.backwards)
    return Compiled(lambda: turned[: shape.size + 1])


def organisation_names(ids: set[int]) -> dict[int, str]:
    """Return the short names of these organisations."""
    return dict(Organisation.objects.filter(id__in=ids).values_list("id", "short_name"))


def _rows(raw: list[tuple[Any, ...]], today: date) -> tuple[PersonRow, ...]:
    return tuple(
        PersonRow(
            key,
            name,
            _SEXES[sex],
            years_between(born_on, today),
            codes.ETHNICITIES.get(ethnicity, ethnicity),
            codes.EDUCATION.get(education, education),
            occupation,
            _CATEGORIES[category],
            organisation,
            joined_on,
            is_floating,
        )
        for (
            key, _, name, sex, born_on, ethnicity, education, occupation,
            category, organisation, joined_on, is_floating,
        ) in raw
    )  # fmt: skip


_SEXES = {sex.value: sex.label for sex in Sex}
_CATEGORIES = {category.value: category.label for category in Category}


def every_row(
    actor: Actor, wanted: PeopleFilter, *, today: date, chunk: int = 5_000
) -> Iterator[PersonRow]:
    """Yield the whole list in its order, a chunk at a time so that memory stays flat.

    :raises Organisation.DoesNotExist: the organisation is out of sight.
    """
    people = selected(wanted, today=today, area=span(roots(actor, wanted.organisation_id)))
    at = Cursor()
    while True:
        raw, has_more = _keyed(people, at, chunk)
        yield from _rows(raw, today)
        if not has_more:
            return
        at = Cursor(key=raw[-1][1], id=raw[-1][0])
