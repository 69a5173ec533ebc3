"""Structure: the corps today and with a chosen set of candidates, and this year's admissions beside their targets."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from xianfeng.recruitment.models import Target
from xianfeng.recruitment.queries import groups, subjects
from xianfeng.recruitment.queries.groups import Group
from xianfeng.recruitment.rules import changes, structure
from xianfeng.recruitment.rules.changes import Count
from xianfeng.recruitment.rules.structure import Shift
from xianfeng.recruitment.vocab.plans import PlanKind, PlanState
from xianfeng.registry.queries import coverage, figures, people
from xianfeng.registry.queries.filters import PeopleFilter, address
from xianfeng.registry.queries.people import Cursor, PersonRow
from xianfeng.registry.vocab import MEMBERS, Category
from xianfeng.trust.vocab import Actor

SHOWN = (*groups.TRAITS, groups.WORKERS, groups.LINE)
# More candidates than a committee has before it at once.
MOST = 200
SMALL = 10
NOTHING = "—"
# Parts the year's counts from the corps' in one reading.
YEAR = "year."
_PARTS = {group.key: group.part for group in (groups.ALL, *SHOWN)}


def _told(value: Fraction | None) -> str:
    return NOTHING if value is None else changes.rounded(value)


@dataclass(frozen=True, kw_only=True)
class GroupRow:
    """A group today and with the chosen ones; for admissions also the plan's target.

    ``is_part`` of a group that stands before it.
    """

    title: str
    rule: str
    shift: Shift
    query: str
    per_mille: int | None = None
    is_part: bool = False

    @property
    def today_share(self) -> str:
        """Today's share in per cent."""
        return _told(self.shift.today.share)

    @property
    def after_share(self) -> str:
        """The share with the chosen ones."""
        return _told(self.shift.after.share)

    @property
    def points(self) -> str:
        """The change in percentage points, with its sign."""
        value = self.shift.points
        words = _told(value)
        return f"+{words}" if value is not None and value > 0 and words != "0.0" else words

    @property
    def target(self) -> str:
        """The target in per cent."""
        return "" if self.per_mille is None else changes.rounded(Fraction(self.per_mille, 10))

    @property
    def missing(self) -> str:
        """What is left to the target, with the chosen ones, in points."""
        if self.per_mille is None:
            return ""
        return _told(structure.missing_points(self.shift.after, self.per_mille))

    @property
    def missing_people(self) -> int | None:
        """How many more of the group would reach the target; None of nobody."""
        if self.per_mille is None or not self.shift.after.whole:
            return None
        return structure.missing_people(self.shift.after, self.per_mille)

    @property
    def is_small(self) -> bool:
        """Whether the whole is too small for a share to mean much."""
        return self.shift.after.whole < SMALL


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """One candidate by facts: who decides weighs them, the program does not."""

    row: PersonRow
    is_chosen: bool
    branch_lacks_young: bool


@dataclass(frozen=True, kw_only=True)
class Panel:
    """The corps, this year's admissions, and the candidates to choose from, by pinyin."""

    year: int
    corps: tuple[GroupRow, ...]
    admissions: tuple[GroupRow, ...]
    candidates: tuple[Candidate, ...]
    chosen: int
    has_more: bool
    plan_title: str


def panel(
    actor: Actor, *, organisation_id: int | None, chosen: Collection[int], today: date
) -> Panel:
    """Return the panel for an organisation and a set of candidates: six queries, one more for an organisation.

    Whoever is chosen and is no candidate in reach is left out.

    :raises Organisation.DoesNotExist: the organisation is out of sight.
    """
    members = PeopleFilter(organisation_id=organisation_id, categories=tuple(sorted(MEMBERS)))
    waiting = PeopleFilter(organisation_id=organisation_id, categories=(Category.CANDIDATE,))
    admitted = PeopleFilter(
        joined_from=today.year, joined_to=today.year, age_on=date(today.year, 12, 31)
    )
    area = people.span(people.roots(actor, organisation_id))
    found = people.page(actor, waiting, at=Cursor(), size=MOST, today=today, area=area)
    ids = {row.id for row in found.rows} & set(chosen)
    of_the_year = {f"{YEAR}{key}": figures.together(admitted, part) for key, part in _PARTS.items()}
    held = figures.counts(actor, members, {**_PARTS, **of_the_year}, today=today, area=area)
    # Whoever is chosen was found in the actor's reach already.
    candidates = PeopleFilter(categories=waiting.categories)
    added = figures.counts(actor, candidates, _PARTS, today=today, only=ids)
    title, aims = targets(today.year)
    lacking = coverage.branches_without_young(actor, today=today, young_age=subjects.YOUNG_AGE)
    of_year = {key: held[f"{YEAR}{key}"] for key in _PARTS}
    return Panel(
        year=today.year,
        corps=_rows(members, held, added, {}),
        admissions=_rows(figures.together(members, admitted), of_year, added, aims),
        candidates=tuple(
            Candidate(
                row=row,
                is_chosen=row.id in ids,
                branch_lacks_young=row.organisation in lacking,
            )
            for row in found.rows
        ),
        chosen=len(ids),
        has_more=bool(found.next),
        plan_title=title,
    )


def _rows(
    shared: PeopleFilter,
    today: Mapping[str, int],
    added: Mapping[str, int],
    aims: Mapping[str, int],
) -> tuple[GroupRow, ...]:
    every = groups.ALL.key

    def row(group: Group) -> GroupRow:
        return GroupRow(
            title=group.title,
            rule=group.rule,
            shift=Shift(
                today=Count(number=today[group.key], whole=today[every]),
                added=Count(number=added[group.key], whole=added[every]),
            ),
            query=address(figures.together(shared, group.part)),
            per_mille=aims.get(group.key),
        )

    return tuple(row(group) for group in (groups.ALL, *SHOWN))


def targets(year: int) -> tuple[str, dict[str, int]]:
    """Return the adopted annual plan's title and its targets by group."""
    rows = Target.objects.filter(
        plan__kind=PlanKind.ANNUAL, plan__first_year=year, plan__state=PlanState.ADOPTED
    ).values_list("plan__title", "indicator", "per_mille")
    found = list(rows.order_by("id"))
    # An indicator's code is the key of its group.
    return (found[0][0] if found else ""), {name: per_mille for _, name, per_mille in found}
