"""The tree of organisations and one organisation, with how many people each holds."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Substr

from xianfeng.kernel import paths
from xianfeng.kernel.verdict import Verdict
from xianfeng.registry.models import HeadCount, Organisation, Term, Unit
from xianfeng.registry.queries.naming import OrganisationName, in_sight
from xianfeng.registry.rules import ground
from xianfeng.registry.vocab import MEMBERS, Category, OrganisationKind, UnitKind
from xianfeng.tenancy import ranges
from xianfeng.tenancy.compiled import Compiled, Given, places
from xianfeng.trust import access
from xianfeng.trust.vocab import Action, Actor


@dataclass(frozen=True, kw_only=True)
class Counts:
    """How many people of each category, and organisations of each kind, a subtree holds."""

    people: Mapping[Category, int] = field(default_factory=dict)
    organisations: Mapping[OrganisationKind, int] = field(default_factory=dict)

    def of(self, category: Category) -> int:
        """Return the number of people of one category."""
        return self.people.get(category, 0)

    @property
    def members(self) -> int:
        """Full and probationary members together."""
        return sum(people for category, people in self.people.items() if category in MEMBERS)

    @property
    def probationary(self) -> int:
        """Probationary members."""
        return self.of(Category.PROBATIONARY)

    @property
    def candidates(self) -> int:
        """Candidates for membership (发展对象)."""
        return self.of(Category.CANDIDATE)

    @property
    def activists(self) -> int:
        """Activists (入党积极分子)."""
        return self.of(Category.ACTIVIST)

    @property
    def applicants(self) -> int:
        """Applicants who are nothing further yet."""
        return self.of(Category.APPLICANT)

    @property
    def by_kind(self) -> tuple[tuple[str, int], ...]:
        """Organisations of each kind that occurs, with the kind's word, from committee to group."""
        return tuple(
            (kind.label, self.organisations[kind])
            for kind in OrganisationKind
            if kind in self.organisations
        )

    @property
    def branches(self) -> int:
        """Branches in the subtree."""
        return self.organisations.get(OrganisationKind.BRANCH, 0)


@dataclass(frozen=True, kw_only=True)
class Node:
    """One organisation of the tree with the counts of its subtree."""

    id: int
    path: str
    name: str
    short_name: str
    kind: OrganisationKind
    counts: Counts
    has_children: bool


@dataclass(frozen=True, kw_only=True)
class Tree:
    """One level of the tree: the way down to an organisation, itself, its children."""

    ancestors: tuple[Node, ...]
    node: Node | None
    children: tuple[Node, ...]


def tree(actor: Actor, *, organisation_id: int | None = None) -> Tree:
    """Return one level of the tree, by default the top of the actor's reach.

    An actor who holds roles at several organisations gets them side by side.

    :raises Organisation.DoesNotExist: the organisation is out of sight.
    """
    if organisation_id is not None:
        return _level(actor, in_sight(actor).get(pk=organisation_id))
    tops = ranges.outermost(actor.roots(Action.VIEW_ORGANISATIONS))
    # The operator's root is the empty path: the tree's top is then the organisation without parent.
    tops = tuple(top or paths.segment(1) for top in tops)
    rows = list(in_sight(actor).filter(path__in=tops).order_by("path"))
    if len(rows) == 1:
        return _level(actor, rows[0])
    nodes = tuple(_node(row, _counts(row.path, len(row.path)).get(row.path)) for row in rows[:20])
    return Tree(ancestors=(), node=None, children=nodes)


def _level(actor: Actor, top: Organisation) -> Tree:
    width = len(top.path) + paths.WIDTH
    counts = _counts(top.path, width)
    above = in_sight(actor).filter(path__in=paths.ancestors(top.path)[:-1]).order_by("path")
    children = in_sight(actor).filter(parent_id=top.pk).order_by("path")
    return Tree(
        ancestors=tuple(_node(row, None) for row in above),
        node=_node(top, _sum(counts.values())),
        children=tuple(_node(row, counts.get(row.path)) for row in children),
    )


def _node(row: Organisation, counts: Counts | None) -> Node:
    counts = counts or Counts()
    return Node(
        id=row.pk,
        path=row.path,
        name=row.name,
        short_name=row.short_name,
        kind=OrganisationKind(row.kind),
        counts=counts,
        has_children=sum(counts.organisations.values()) > 1,
    )


def _counts(root: str, width: int) -> dict[str, Counts]:
    """Return the counts inside ``root`` by the first ``width`` characters of the path."""
    people: dict[str, dict[Category, int]] = defaultdict(dict)
    held = (
        HeadCount.objects.filter(ranges.under(root))
        .annotate(place=Substr("org_path", 1, width))
        .values_list("place", "category")
        .annotate(people_sum=Sum("people"))
        .order_by("place", "category")
    )
    for place, category, number in held:
        people[place][Category(category)] = number
    kinds: dict[str, dict[OrganisationKind, int]] = defaultdict(dict)
    organised = (
        Organisation.objects.filter(ranges.under(root, field="path"), valid_to__isnull=True)
        .annotate(place=Substr("path", 1, width))
        .values_list("place", "kind")
        .annotate(number=Count("id"))
        .order_by("place", "kind")
    )
    for place, kind, number in organised:
        kinds[place][OrganisationKind(kind)] = number
    return {
        place: Counts(people=people.get(place, {}), organisations=kinds.get(place, {}))
        for place in people.keys() | kinds.keys()
    }


def _sum(parts: Iterable[Counts]) -> Counts:
    people: dict[Category, int] = defaultdict(int)
    kinds: dict[OrganisationKind, int] = defaultdict(int)
    for part in parts:
        for category, number in part.people.items():
            people[category] += number
        for kind, number in part.organisations.items():
            kinds[kind] += number
    return Counts(people=dict(people), organisations=dict(kinds))


@dataclass(frozen=True, kw_only=True)
class TermRow:
    """One term of office."""

    number: int
    starts_on: date
    ends_on: date


@dataclass(frozen=True, kw_only=True)
class UnitRow:
    """One unit that the organisation answers for."""

    id: int
    name: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class OrganisationFile:
    """One organisation as its page shows it; ``own`` counts it without what lies below."""

    id: int
    path: str
    code: str
    name: str
    short_name: str
    kind: OrganisationKind
    township: str
    village: str
    valid_from: date | None
    valid_to: date | None
    level: Tree
    own: Counts
    terms: tuple[TermRow, ...]
    units: tuple[UnitRow, ...]
    verdict: Verdict
    may_edit: bool


def file_of(actor: Actor, organisation_id: int, *, today: date) -> OrganisationFile:
    """Return one organisation with its terms, units, children and what its size calls for.

    :raises Organisation.DoesNotExist: out of sight.
    """
    seen = access.scoped(Organisation.objects.all(), actor, Action.VIEW_ORGANISATIONS, field="path")
    row = seen.get(pk=organisation_id)
    level = _level(actor, row)
    own = _own(row.pk)
    terms = tuple(
        TermRow(number=number, starts_on=starts_on, ends_on=ends_on)
        for number, starts_on, ends_on in Term.objects.filter(organisation=row)
        .order_by("-starts_on", "-number")
        .values_list("number", "starts_on", "ends_on")
    )
    return OrganisationFile(
        id=row.pk,
        path=row.path,
        code=row.code,
        name=row.name,
        short_name=row.short_name,
        kind=OrganisationKind(row.kind),
        township=row.township,
        village=row.village,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        level=level,
        own=own,
        terms=terms,
        units=_units(row.pk),
        verdict=_verdict(row, own, terms, today),
        may_edit=actor.may(Action.EDIT_REGISTRY, path=row.path),
    )


def _own(organisation_id: int) -> Counts:
    rows = HeadCount.objects.filter(organisation_id=organisation_id)
    return Counts(people={Category(c): n for c, n in rows.values_list("category", "people")})


def _units(organisation_id: int) -> tuple[UnitRow, ...]:
    rows = Unit.objects.filter(organisation_id=organisation_id, valid_to__isnull=True)
    return tuple(
        UnitRow(id=key, name=name, kind=UnitKind(kind).label)
        for key, name, kind in rows.order_by("kind", "name").values_list("id", "name", "kind")
    )


def _verdict(row: Organisation, own: Counts, terms: tuple[TermRow, ...], today: date) -> Verdict:
    verdict = ground.size_fits(
        ground.Size(
            name=row.short_name,
            kind=OrganisationKind(row.kind),
            full_members=own.of(Category.FULL),
            members=own.members,
            has_committee=bool(terms),
        )
    )
    if terms:
        verdict += ground.term_runs(
            organisation=row.short_name, ends_on=terms[0].ends_on, today=today
        )
    return verdict


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One organisation to choose in a filter, with its depth for indenting."""

    id: int
    name: str
    depth: int


@cache
def _two_levels(tops: int) -> Compiled:
    """Ask for so many organisations and what hangs on them: both are in reach as such."""
    given = [Given(name) for name in places("top", range(tops))]

    return Compiled(
        lambda: (
            Organisation.objects.filter(Q(path__in=given) | Q(parent__path__in=given))
            .order_by("path")
            .values_list("id", "short_name", "path")[:200]
        )
    )


def choices(actor: Actor, *, chosen: int | None = None) -> tuple[Choice, ...]:
    """Return the two top levels of the actor's reach and the chosen organisation, by path."""
    tops = ranges.outermost(actor.roots(Action.VIEW_PEOPLE))
    # The operator's root is the empty path: the tree's top is then the organisation without parent.
    tops = tuple(top or paths.segment(1) for top in tops)
    named = _two_levels(len(tops)).rows(**places("top", tops)) if tops else []
    if chosen is not None and all(key != chosen for key, _, _ in named):
        seen = access.scoped(Organisation.objects.all(), actor, Action.VIEW_PEOPLE, field="path")
        named += list(seen.filter(pk=chosen).values_list("id", "short_name", "path"))
    return tuple(
        Choice(id=key, name=name, depth=paths.level(path) - 1) for key, name, path in named
    )


def children_of(path: str) -> tuple[OrganisationName, ...]:
    """Return the organisations directly below a path, dissolved ones left out, in the tree's order."""
    return _named(Organisation.objects.filter(parent__path=path))


def branches_under(path: str) -> tuple[OrganisationName, ...]:
    """Return the branches below a path at any depth, dissolved ones left out, in the tree's order."""
    below = Organisation.objects.filter(ranges.under(path, field="path"))
    return _named(below.filter(kind=OrganisationKind.BRANCH).exclude(path=path))


def _named(rows: QuerySet[Organisation]) -> tuple[OrganisationName, ...]:
    standing = rows.filter(valid_to__isnull=True).order_by("path")
    return tuple(
        OrganisationName(*row) for row in standing.values_list("path", "code", "name", "id")
    )


def place_of(actor: Actor, organisation_id: int) -> OrganisationName:
    """Return an organisation in the actor's sight.

    :raises Organisation.DoesNotExist: it is out of sight.
    """
    row = in_sight(actor).get(pk=organisation_id)
    return OrganisationName(row.path, row.code, row.name, row.pk)
