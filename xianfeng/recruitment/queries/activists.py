"""The county's thousand activists in training: aim and fact by organisation, past quarters, who they are.

Who is an activist is what the registry says of people's standing, and the
signed steps put it there: nothing is counted by hand or stored for a trend.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from xianfeng.casework.queries import pools
from xianfeng.kernel import paths
from xianfeng.kernel.dates import months_between
from xianfeng.recruitment.models import ActivistAim
from xianfeng.recruitment.queries import classes
from xianfeng.recruitment.rules import programmes as rules
from xianfeng.recruitment.rules import training
from xianfeng.recruitment.rules.programmes import AIMING_LEVEL, Aim
from xianfeng.recruitment.vocab import FAMILY
from xianfeng.recruitment.vocab.training import ClassKind, ClassOutcome
from xianfeng.registry.queries import naming, stocks
from xianfeng.registry.queries.filters import PeopleFilter, address
from xianfeng.registry.queries.naming import OrganisationName
from xianfeng.registry.queries.stocks import Holder
from xianfeng.registry.vocab import Category
from xianfeng.trust import access
from xianfeng.trust.vocab import Action, Actor

PAGE, QUARTERS = 50, 8


@dataclass(frozen=True, kw_only=True)
class Share:
    """One organisation with its subtree: how many it aims at, how many are in training."""

    id: int | None
    name: str
    path: str
    people: int
    aim: int | None

    @property
    def lacking(self) -> int | None:
        """How many are missing; None where no number is set."""
        return rules.lacking(self.aim, self.people)

    @property
    def may_aim(self) -> bool:
        """Whether a number can be set for it: for the county and the committees right below."""
        return self.id is not None and paths.level(self.path) <= AIMING_LEVEL


@dataclass(frozen=True, kw_only=True)
class Glance:
    """Everything in the actor's reach together, and the organisations right below, in the tree's order."""

    whole: Share
    below: tuple[Share, ...]

    @property
    def passed_on(self) -> int:
        """What the numbers of those below add up to."""
        return sum(one.aim or 0 for one in self.below)


@dataclass(frozen=True, kw_only=True)
class Point:
    """How many were in training on a day, what was aimed at then, and the list behind the number."""

    day: date
    people: int
    aim: int | None
    query: str


@dataclass(frozen=True, kw_only=True)
class ActivistRow:
    """One activist: since when, where the file is, what came of the classes."""

    person_id: int
    case_id: int | None
    name: str
    organisation: str
    since_on: date | None
    months: int | None
    outcome: ClassOutcome | None


@dataclass(frozen=True, kw_only=True)
class AimRow:
    """One number that was set."""

    organisation: str
    people: int | None
    document: str
    set_on: date
    actor: str


@dataclass(frozen=True, kw_only=True)
class ActivistBoard:
    """The programme's page: at a glance, over the quarters, one page of the people asked for."""

    glance: Glance
    chosen: Share
    trend: tuple[Point, ...]
    rows: tuple[ActivistRow, ...]
    found: int
    page: int
    pages: int
    aims: tuple[AimRow, ...]


@dataclass(frozen=True, kw_only=True)
class SheetRow:
    """One organisation in the workbook, with its number of each day."""

    share: Share
    counts: tuple[int, ...]


@dataclass(frozen=True)
class _Read:
    """What one page reads: the numbers that were set, and the counts of every day, the last being today."""

    aims: Mapping[str, Sequence[ActivistAim]]
    days: tuple[date, ...]
    counted: Mapping[str, tuple[int, ...]]

    def counts(self, path: str) -> tuple[int, ...]:
        """Return a subtree's number of each day."""
        inside = [row for place, row in self.counted.items() if paths.contains(path, place)]
        return tuple(map(sum, zip(*inside, strict=True))) or (0,) * len(self.days)

    def aim(self, path: str, day: date) -> int | None:
        """Return what was aimed at on a day."""
        own = (Aim(people=row.people, set_on=row.set_on) for row in self.aims.get(path, ()))
        return rules.aimed_at(own, level=paths.level(path), day=day)

    def share(self, place: OrganisationName) -> Share:
        """Return an organisation as it stands today."""
        people, aim = self.counts(place.path)[-1], self.aim(place.path, self.days[-1])
        return Share(id=place.id, name=place.name, path=place.path, people=people, aim=aim)


def _read(actor: Actor, days: tuple[date, ...]) -> _Read:
    aims: dict[str, list[ActivistAim]] = defaultdict(list)
    rows = access.scoped(ActivistAim.objects.all(), actor, Action.VIEW_ORGANISATIONS)
    for row in rows.select_related("organisation").order_by("id"):
        aims[row.org_path].append(row)
    return _Read(aims, days, stocks.counts_on(actor, Category.ACTIVIST, days))


def glance(actor: Actor, *, today: date) -> Glance:
    """Return aim and fact within the actor's reach."""
    return _glance(actor, _read(actor, (today,)))


def board(
    actor: Actor, *, organisation_id: int | None = None, page: int = 1, today: date
) -> ActivistBoard:
    """Return the programme; the trend and the people are those of the organisation, or of all in reach.

    :raises Organisation.DoesNotExist: the organisation is out of sight.
    """
    read = _read(actor, (*quarter_ends(today), today))
    seen = _glance(actor, read)
    chosen = _chosen(actor, seen, read, organisation_id)
    pages = max(1, -(-chosen.people // PAGE))
    page = min(max(page, 1), pages)
    start = (page - 1) * PAGE
    found = stocks.holders(
        actor, Category.ACTIVIST, path=chosen.path, start=start, stop=start + PAGE
    )
    return ActivistBoard(
        glance=seen,
        chosen=chosen,
        trend=_trend(chosen, read, organisation_id),
        rows=_rows(actor, found, today),
        found=chosen.people,
        page=page,
        pages=pages,
        aims=_told(read.aims) if actor.may(Action.MAKE_PLANS) else (),
    )


def sheet(actor: Actor, *, today: date) -> tuple[tuple[date, ...], tuple[SheetRow, ...]]:
    """Return the quarters and every organisation at a glance with its number of each, all together first."""
    read = _read(actor, (*quarter_ends(today), today))
    seen = _glance(actor, read)
    shares = (seen.whole, *(one for one in seen.below if one.path != seen.whole.path))
    rows = tuple(SheetRow(share=one, counts=read.counts(one.path)[:-1]) for one in shares)
    return read.days[:-1], rows


def quarter_ends(today: date) -> tuple[date, ...]:
    """Return the last days of the past quarters, the earliest first."""
    found = []
    day = date(today.year, (today.month - 1) // 3 * 3 + 1, 1) - timedelta(days=1)
    for _nth in range(QUARTERS):
        found.append(day)
        day = date(day.year, day.month - 2, 1) - timedelta(days=1)
    return tuple(reversed(found))


def _glance(actor: Actor, read: _Read) -> Glance:
    tops, below = naming.tops_and_below(actor)
    if len(tops) == 1:
        rows = tuple(read.share(one) for one in below or tops)
        return Glance(whole=read.share(tops[0]), below=rows)
    # Roles at several places: they stand side by side and have no number in common.
    whole = Share(id=None, name="", path="", people=read.counts("")[-1], aim=None)
    return Glance(whole=whole, below=tuple(read.share(one) for one in tops))


def _chosen(actor: Actor, seen: Glance, read: _Read, organisation_id: int | None) -> Share:
    if organisation_id is None:
        return seen.whole
    for one in (seen.whole, *seen.below):
        if one.id == organisation_id:
            return one
    return read.share(naming.one(actor, organisation_id))


def _trend(chosen: Share, read: _Read, organisation_id: int | None) -> tuple[Point, ...]:
    shared = PeopleFilter(organisation_id=organisation_id, categories=(Category.ACTIVIST,))
    today = read.days[-1]
    return tuple(
        Point(
            day=day,
            people=number,
            aim=read.aim(chosen.path, day) if chosen.path else None,
            query=address(shared if day == today else replace(shared, on=day)),
        )
        for day, number in zip(read.days, read.counts(chosen.path), strict=True)
    )


def _rows(actor: Actor, found: Sequence[Holder], today: date) -> tuple[ActivistRow, ...]:
    cases = pools.of_people(actor, FAMILY, (one.person_id for one in found))
    attended = classes.of_cases(cases.values())

    def outcome(person_id: int) -> ClassOutcome | None:
        own = attended.get(cases.get(person_id, 0), ())
        return training.best(one.outcome for one in own if one.kind is ClassKind.ACTIVISTS)

    return tuple(
        ActivistRow(
            person_id=one.person_id,
            case_id=cases.get(one.person_id),
            name=one.name,
            organisation=one.organisation,
            since_on=one.since_on,
            months=months_between(one.since_on, today) if one.since_on else None,
            outcome=outcome(one.person_id),
        )
        for one in found
    )


def _told(aims: Mapping[str, Sequence[ActivistAim]]) -> tuple[AimRow, ...]:
    rows = sorted((row for own in aims.values() for row in own), key=lambda row: -row.pk)
    return tuple(
        AimRow(
            organisation=row.organisation.short_name,
            people=row.people,
            document=row.document,
            set_on=row.set_on,
            actor=row.actor_name,
        )
        for row in rows
    )
