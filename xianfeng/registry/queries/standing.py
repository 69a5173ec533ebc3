"""Who was what on a day, for rules that judge by it; caches what one judgement has read.

A branch's history is read once and answers every day, so that judging
thousands of old files costs one query a branch.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from xianfeng.kernel import paths
from xianfeng.registry.models import Membership, Organisation, Person, Sanction
from xianfeng.registry.vocab import Category, OrganisationKind
from xianfeng.trust import access
from xianfeng.trust.vocab import Action, Actor


@dataclass(frozen=True, kw_only=True)
class Spell:
    """A stretch of one person's membership; the last day is not included."""

    person_id: int
    organisation_id: int
    category: Category
    starts_on: date
    ends_on: date | None

    def covers(self, day: date) -> bool:
        """Tell whether the spell holds on that day."""
        return self.starts_on <= day and (self.ends_on is None or day < self.ends_on)


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What rules may know of a case's subject."""

    name: str
    born_on: date
    category: Category


class Register:
    """Reads memberships and sanctions as they stood; one object a transaction."""

    def __init__(self) -> None:
        """Start with nothing read."""
        self._branches: dict[int, list[Spell]] = {}
        self._people: dict[int, list[Spell]] = {}
        self._sanctions: dict[int, list[tuple[date, date | None]]] = {}
        self._subjects: dict[int, Subject] = {}
        self._organisations: dict[str, tuple[OrganisationKind, int]] = {}

    def subject(self, person_id: int) -> Subject:
        """Return a person's name, birth and present category.

        :raises Person.DoesNotExist: there is no such person.
        """
        if person_id not in self._subjects:
            row = Person.objects.values("name", "born_on", "category").get(pk=person_id)
            self._subjects[person_id] = Subject(
                name=row["name"], born_on=row["born_on"], category=Category(row["category"])
            )
        return self._subjects[person_id]

    def entitled(self, organisation_id: int, day: date) -> int:
        """Count full members in rights of a branch on that day (V-04, V-05)."""
        return len(self.in_rights(organisation_id, day))

    def know(self, subjects: Mapping[int, Subject]) -> None:
        """Take over what the caller has read of people already."""
        self._subjects.update(subjects)

    def know_places(self, places: "Places") -> None:
        """Take over what the caller has read of organisations already."""
        known = ((path, (kind, paths.level(path))) for path, kind in places.kinds.items())
        self._organisations.update(known)

    def read_subjects(self, person_ids: Iterable[int]) -> None:
        """Read many people's names, births and present categories at once."""
        wanted = set(person_ids) - self._subjects.keys()
        rows = Person.objects.filter(pk__in=wanted)
        for pk, name, born_on, category in rows.values_list("id", "name", "born_on", "category"):
            self._subjects[pk] = Subject(name=name, born_on=born_on, category=Category(category))

    def in_rights(self, organisation_id: int, day: date) -> tuple[int, ...]:
        """Return the full members in rights of a branch on that day, by id."""
        return tuple(
            sorted(
                spell.person_id
                for spell in self._branch(organisation_id)
                if spell.category is Category.FULL
                and spell.covers(day)
                and not self._is_sanctioned(spell.person_id, day)
            )
        )

    def is_full_in_rights(self, person_id: int, day: date) -> bool:
        """Tell whether a person is a full member, not on 留党察看, on that day (D-09, D-19)."""
        return any(
            spell.category is Category.FULL and spell.covers(day)
            for spell in self._person(person_id)
        ) and not self._is_sanctioned(person_id, day)

    def may_approve(self, path: str) -> bool:
        """Tell whether the organisation may approve admissions: a 党委 directly under the county (D-36)."""
        if path not in self._organisations:
            kind = Organisation.objects.values_list("kind", flat=True).get(path=path)
            self._organisations[path] = (OrganisationKind(kind), paths.level(path))
        kind, level = self._organisations[path]
        return kind.may_approve and level <= 2

    def _branch(self, organisation_id: int) -> list[Spell]:
        if organisation_id not in self._branches:
            rows = Membership.objects.filter(organisation_id=organisation_id)
            self._branches[organisation_id] = _spells(rows)
            people = {spell.person_id for spell in self._branches[organisation_id]}
            self._read_sanctions(people)
        return self._branches[organisation_id]

    def _person(self, person_id: int) -> list[Spell]:
        if person_id not in self._people:
            self.read_people([person_id])
        return self._people[person_id]

    def read_people(self, person_ids: Iterable[int], *, branch: int | None = None) -> None:
        """Read many people's memberships and sanctions at once, and the whole of a branch with them."""
        wanted = set(person_ids) - self._people.keys()
        found: dict[int, list[Spell]] = defaultdict(list)
        inside: list[Spell] = []
        condition = Q(person_id__in=wanted)
        if branch is not None:
            condition |= Q(organisation_id=branch)
        for spell in _spells(Membership.objects.filter(condition)):
            if spell.person_id in wanted:
                found[spell.person_id].append(spell)
            if spell.organisation_id == branch:
                inside.append(spell)
        self._people |= {person_id: found.get(person_id, []) for person_id in wanted}
        if branch is not None:
            self._branches[branch] = inside
        self._read_sanctions(wanted | {spell.person_id for spell in inside})

    def _read_sanctions(self, person_ids: Iterable[int]) -> None:
        wanted = set(person_ids) - self._sanctions.keys()
        for person_id in wanted:
            self._sanctions[person_id] = []
        rows = Sanction.objects.filter(person_id__in=wanted)
        for person_id, starts_on, ends_on in rows.values_list("person_id", "starts_on", "ends_on"):
            self._sanctions[person_id].append((starts_on, ends_on))

    def _is_sanctioned(self, person_id: int, day: date) -> bool:
        return any(
            starts <= day and (ends is None or day <= ends)
            for starts, ends in self._sanctions.get(person_id, ())
        )


def _spells(rows: QuerySet[Membership]) -> list[Spell]:
    values = rows.values_list("person_id", "organisation_id", "category", "starts_on", "ends_on")
    return [
        Spell(
            person_id=person_id,
            organisation_id=organisation_id,
            category=Category(category),
            starts_on=starts_on,
            ends_on=ends_on,
        )
        for person_id, organisation_id, category, starts_on, ends_on in values
    ]


def names(person_ids: Iterable[int]) -> dict[int, str]:
    """Return the names of people whom a case that the caller may see mentions."""
    return dict(Person.objects.filter(pk__in=set(person_ids)).values_list("pk", "name"))


def full_members(organisation_id: int) -> list[tuple[int, str]]:
    """Return the present full members of a branch by pinyin, to choose mentors and tellers from."""
    rows = Person.objects.filter(organisation_id=organisation_id, category=Category.FULL)
    return list(rows.order_by("sort_key", "id").values_list("pk", "name"))


def ever_full_members(organisation_id: int) -> list[tuple[int, str]]:
    """Return whoever is or was a full member of a branch, by pinyin: old papers name those who left."""
    spells = Membership.objects.filter(organisation_id=organisation_id, category=Category.FULL)
    rows = Person.objects.filter(pk__in=spells.values("person_id"))
    return list(rows.order_by("sort_key", "id").values_list("pk", "name"))


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a person stands: what opening a case needs to know."""

    id: int
    name: str
    category: Category
    organisation_id: int
    org_path: str


def known_to(
    actor: Actor, person_ids: Iterable[int]
) -> tuple[dict[int, Place], dict[int, Subject]]:
    """Return those of these people whom the actor may see: where each stands, and what rules may know."""
    people = access.scoped(Person.objects.all(), actor, Action.VIEW_PEOPLE)
    places, subjects = {}, {}
    columns = ("id", "name", "category", "organisation_id", "org_path", "born_on")
    for row in people.filter(pk__in=set(person_ids)).values(*columns):
        category, born_on = Category(row["category"]), row.pop("born_on")
        places[row["id"]] = Place(**{**row, "category": category})
        subjects[row["id"]] = Subject(name=row["name"], born_on=born_on, category=category)
    return places, subjects


def subject_for(actor: Actor, person_id: int) -> Place:
    """Return where a person in the actor's reach stands.

    :raises Person.DoesNotExist: the person is out of sight.
    """
    people = access.scoped(Person.objects.all(), actor, Action.VIEW_PEOPLE)
    row = people.values("id", "name", "category", "organisation_id", "org_path").get(pk=person_id)
    return Place(**{**row, "category": Category(row["category"])})


def out_of_sight(actor: Actor, person_ids: frozenset[int]) -> frozenset[int]:
    """Return which of these are nobody, or nobody whom the actor may see."""
    people = access.scoped(Person.objects.all(), actor, Action.VIEW_PEOPLE)
    return person_ids - set(people.filter(pk__in=person_ids).values_list("pk", flat=True))


def subjects_for(actor: Actor, person_ids: Sequence[int]) -> dict[int, Place]:
    """Return where many people in the actor's reach stand.

    :raises Person.DoesNotExist: one of them is out of sight.
    """
    people = access.scoped(Person.objects.all(), actor, Action.VIEW_PEOPLE)
    rows = people.filter(pk__in=person_ids).values(
        "id", "name", "category", "organisation_id", "org_path"
    )
    found = {row["id"]: Place(**{**row, "category": Category(row["category"])}) for row in rows}
    missing = set(person_ids) - found.keys()
    if missing:
        raise Person.DoesNotExist(f"{len(missing)} people are out of sight")
    return found


def by_category(actor: Actor) -> dict[Category, int]:
    """Count the people in the actor's reach who have not left, one by one."""
    people = access.scoped(Person.objects.filter(left_on__isnull=True), actor, Action.VIEW_PEOPLE)
    rows = people.values_list("category").annotate(people=Count("id")).order_by("category")
    return {Category(category): number for category, number in rows}


class Places:
    """The county's organisations by full name, read once, for examining many files."""

    def __init__(self, *, within: Iterable[str] | None = None) -> None:
        """Read all organisations, or those of these paths only."""
        found = Organisation.objects.all()
        if within is not None:
            found = found.filter(path__in=tuple(within))
        rows = list(found.values_list("name", "kind", "path", "short_name"))
        self._by_name = {name: (OrganisationKind(kind), path) for name, kind, path, _ in rows}
        self._short = {path: short for _name, _kind, path, short in rows}
        self.kinds = {path: OrganisationKind(kind) for _name, kind, path, _short in rows}

    def may_approve(self, name: str) -> bool:
        """Tell whether the organisation of that name may approve admissions (D-36).

        One that the registry does not know has no power that could be shown.
        """
        kind, path = self._by_name.get(name, (OrganisationKind.GROUP, ""))
        return kind.may_approve and paths.level(path) <= 2

    def path_of(self, name: str) -> str:
        """Return the path of the organisation of that name; empty if the registry does not know it."""
        return self._by_name.get(name, (None, ""))[1]

    def committee_of(self, branch: str) -> str:
        """Return the short name of the committee above a branch; the branch's own name if unknown."""
        _kind, path = self._by_name.get(branch, (None, ""))
        above = path[: 2 * paths.WIDTH]
        return self._short.get(above, "未知党组织")
