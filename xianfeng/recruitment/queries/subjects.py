"""The subjects of programmes: branches and units, where they stand, who answers."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from xianfeng.casework.queries import transfers
from xianfeng.kernel import paths
from xianfeng.recruitment.models import Effort
from xianfeng.recruitment.rules import programmes as rules
from xianfeng.recruitment.rules.programmes import NO_ANSWER, Answer, Presence
from xianfeng.recruitment.vocab import Programme, Progress
from xianfeng.registry.queries import coverage, naming
from xianfeng.registry.queries.coverage import Holding, Subject
from xianfeng.registry.queries.naming import OrganisationName
from xianfeng.registry.vocab import UnitKind
from xianfeng.trust import access
from xianfeng.trust.vocab import Action, Actor

__all__ = ["Subject", "column", "one"]

YOUNG_AGE = 35
# A forecast that a county can argue with: in so many years, members up to this age are still active.
HORIZON_YEARS, LASTING_AGE = 5, 70
# The townships and the county's systems lie right below the root.
COMMITTEE_LEVEL = 2
TREND_YEARS = 5

_KINDS = {
    Programme.BLANK_VILLAGE: UnitKind.NATURAL_VILLAGE,
    Programme.BLANK_SCHOOL: UnitKind.SCHOOL,
    Programme.BLANK_FIRM: UnitKind.NON_PUBLIC_FIRM,
}


def column(programme: Programme) -> str:
    """Return the column of an effort that names the programme's subject."""
    return "branch_id" if programme is Programme.YOUNG_MEMBER else "unit_id"


@dataclass(frozen=True, kw_only=True)
class Standing:
    """One subject with where it stands."""

    subject: Subject
    presence: Presence
    answer: Answer
    progress: Progress
    is_ebbing: bool
    committee: OrganisationName


@dataclass(frozen=True, kw_only=True)
class Tally:
    """A committee's subjects of a programme, counted; all together where no committee is named."""

    committee: OrganisationName | None
    total: int
    met: int
    counts: Mapping[Progress, int]
    ebbing: int

    def of(self, progress: Progress) -> int:
        """Return how many stand there."""
        return self.counts.get(progress, 0)

    @property
    def late(self) -> int:
        """Subjects past the day by which somebody answers for them."""
        return self.of(Progress.LATE)

    @property
    def unassigned(self) -> int:
        """Subjects for which nobody answers yet."""
        return self.of(Progress.UNASSIGNED)

    @property
    def under_way(self) -> int:
        """Subjects for which somebody answers and has time left."""
        return self.of(Progress.UNDER_WAY)

    @property
    def exempt(self) -> int:
        """Subjects of which nothing is asked for now."""
        return self.of(Progress.EXEMPT)

    @property
    def unmet(self) -> int:
        """Subjects that the programme misses, exempt ones included."""
        return self.total - self.met


@dataclass(frozen=True, kw_only=True)
class TrendPoint:
    """How many of today's subjects missed the programme on a past day."""

    day: date
    unmet: int


def one(actor: Actor, programme: Programme, subject_id: int) -> Subject:
    """Return one subject of a programme in sight.

    :raises Organisation.DoesNotExist, Unit.DoesNotExist: there is none of that id in reach.
    """
    if programme is Programme.YOUNG_MEMBER:
        return coverage.branch(actor, subject_id)
    return coverage.unit(actor, _KINDS[programme], subject_id)


def standings(actor: Actor, programme: Programme, *, today: date) -> tuple[Standing, ...]:
    """Return every subject of a programme in reach with where it stands, in the tree's order."""
    return all_standings(actor, (programme,), today=today)[programme]


def all_standings(
    actor: Actor, wanted: Iterable[Programme], *, today: date
) -> Mapping[Programme, tuple[Standing, ...]]:
    """Return the standings of several programmes: five queries, whatever their number."""
    found: dict[Programme, tuple[Subject, ...]] = {}
    kinds = {_KINDS[one]: one for one in wanted if one in _KINDS}
    for kind, units in coverage.units(actor, kinds, day=today).items() if kinds else ():
        found[kinds[kind]] = units
    if Programme.YOUNG_MEMBER in wanted:
        found[Programme.YOUNG_MEMBER] = coverage.branches(actor)
    return _standings(actor, found, today)


def standing(actor: Actor, programme: Programme, subject: Subject, *, today: date) -> Standing:
    """Return where one subject stands."""
    return _standings(actor, {programme: (subject,)}, today)[programme][0]


def _standings(
    actor: Actor, found: Mapping[Programme, Sequence[Subject]], today: date
) -> dict[Programme, tuple[Standing, ...]]:
    held = coverage.holdings(
        actor,
        today=today,
        young_age=YOUNG_AGE,
        horizon_years=HORIZON_YEARS,
        lasting_age=LASTING_AGE,
        leaving=transfers.leaving(),
    )
    answers = _answers(actor, tuple(found))
    paths_ = {_committee(subject.path) for subjects in found.values() for subject in subjects}
    names = naming.named(paths_)
    return {
        programme: tuple(
            _standing(programme, subject, held, answers, names, today) for subject in subjects
        )
        for programme, subjects in found.items()
    }


def _standing(
    programme: Programme,
    subject: Subject,
    held: Mapping[int, Holding],
    answers: Mapping[tuple[str, int], Answer],
    names: Mapping[str, OrganisationName],
    today: date,
) -> Standing:
    holding = held.get(subject.organisation_id or 0, Holding())
    presence = Presence(members=holding.members, young=holding.young, lasting=holding.lasting)
    answer = answers.get((programme.value, subject.id), NO_ANSWER)
    return Standing(
        subject=subject,
        presence=presence,
        answer=answer,
        progress=rules.progress(programme, presence, answer, today=today),
        is_ebbing=rules.is_ebbing(programme, presence),
        committee=names[_committee(subject.path)],
    )


def _answers(actor: Actor, wanted: Sequence[Programme]) -> dict[tuple[str, int], Answer]:
    rows = access.scoped(
        Effort.objects.filter(programme__in=wanted), actor, Action.VIEW_ORGANISATIONS
    ).values_list(
        "programme", "unit_id", "branch_id", "responsible__short_name", "responsible_id",
        "responsible__path", "due_on", "is_exempt", "exempt_until",
    )  # fmt: skip
    return {
        (programme, unit or branch): Answer(
            responsible=name or "",
            responsible_id=key or 0,
            path=path or "",
            due_on=due_on,
            is_exempt=is_exempt,
            exempt_until=until,
        )  # fmt: skip
        for programme, unit, branch, name, key, path, due_on, is_exempt, until in rows
    }


def _committee(path: str) -> str:
    return path[: COMMITTEE_LEVEL * paths.WIDTH]


def by_committee(rows: Sequence[Standing]) -> tuple[Tally, ...]:
    """Count standings by committee, in the order of the tree."""
    tallies: dict[str, list[Standing]] = {}
    for row in rows:
        tallies.setdefault(_committee(row.subject.path), []).append(row)
    return tuple(counted(own, committee=own[0].committee) for _path, own in sorted(tallies.items()))


def counted(rows: Sequence[Standing], *, committee: OrganisationName | None = None) -> Tally:
    """Count standings together."""
    counts = Counter(row.progress for row in rows)
    return Tally(
        committee=committee,
        total=len(rows),
        met=counts[Progress.MET],
        counts=counts,
        ebbing=sum(row.is_ebbing for row in rows),
    )


def trend(
    actor: Actor, programme: Programme, rows: Sequence[Standing], *, today: date
) -> tuple[TrendPoint, ...]:
    """Count, from membership history, how many of today's subjects were missed at past year-ends."""
    days = [date(today.year - back, 12, 31) for back in range(TREND_YEARS, 0, -1)]
    held = coverage.held_on(actor, days, young_age=YOUNG_AGE)
    nobody = ((0, 0),) * len(days)

    def unmet(nth: int) -> int:
        there = (held.get(row.subject.organisation_id or 0, nobody)[nth] for row in rows)
        return sum(
            not rules.is_met(programme, Presence(members=members, young=young))
            for members, young in there
        )

    past = [TrendPoint(day=day, unmet=unmet(nth)) for nth, day in enumerate(days)]
    now = sum(row.progress is not Progress.MET for row in rows)
    return (*past, TrendPoint(day=today, unmet=now))
