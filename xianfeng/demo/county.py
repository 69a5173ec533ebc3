"""Building the demo county, from nothing to a day like today, through public commands only."""

import csv
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, cached_property
from pathlib import Path
from random import Random

from django.db import transaction

from xianfeng.demo import (
    accounts,
    caseload,
    classes,
    consulted,
    figures,
    meetings,
    numbers,
    oversight,
    people,
    planning,
    postings,
    programmes,
    register,
    reviews,
    sources,
    tables,
    timeline,
)
from xianfeng.demo.accounts import Seat
from xianfeng.demo.caseload import Entered, Plan
from xianfeng.demo.hands import Hands
from xianfeng.demo.people import Maker, Somebody
from xianfeng.demo.sources import Place
from xianfeng.demo.stories import Cast, Frame
from xianfeng.demo.vocab import BUILT, CHAIN
from xianfeng.kernel import clock, paths
from xianfeng.procedure import board
from xianfeng.recruitment.vocab import DEFAULT_EDITION, FAMILY
from xianfeng.registry.commands import calendar, imports, sanctions, terms, units
from xianfeng.registry.commands import places as place_commands
from xianfeng.registry.queries import calendar as calendars
from xianfeng.registry.queries import naming, standing
from xianfeng.registry.queries import places as place_queries
from xianfeng.registry.queries.naming import OrganisationName
from xianfeng.registry.queries.standing import Register
from xianfeng.registry.vocab import BatchKind, PlaceKind, SanctionKind
from xianfeng.trust.commands import ledger
from xianfeng.trust.queries import milestones
from xianfeng.trust.vocab import Actor, Held, Role, system_actor

ROOT = paths.segment(1)
SHOWN_TOWNSHIP, SHOWN_VILLAGE = "山丹镇", "周庄村"
_LIMIT = 50_000_000


@dataclass(frozen=True, kw_only=True)
class Scale:
    """How large the county is; ``members`` counts those whom open files have made members too."""

    members: int
    open_files: int
    archived: int
    sanctions: int
    branches: int = 0


SCALES = {
    "county": Scale(members=17_000, open_files=2_400, archived=150, sanctions=14),
    "small": Scale(members=300, open_files=40, archived=3, sanctions=2, branches=8),
}
Say = Callable[[str], None]


def is_built() -> bool:
    """Tell whether this database holds a demo county."""
    return milestones.has_happened(BUILT, chain=CHAIN)


def is_empty() -> bool:
    """Tell whether this database holds no county at all."""
    return not naming.in_tree(system_actor("演示县"))


@transaction.atomic
def build(*, scale: Scale, seed: int, at: datetime, say: Say) -> list[Seat]:
    """Build the county, all or nothing; return its accounts.

    :param seed: the same seed on the same day makes the same county.
    :param at: the present; all dates are counted back from it.
    :param say: told of each part in one line when it is done.
    """
    return _Builder(scale=scale, seed=seed, at=at, say=say).build()


class _Builder:
    """Holds what one part of the county must know of the parts before."""

    def __init__(self, *, scale: Scale, seed: int, at: datetime, say: Say) -> None:
        self.scale, self.seed, self.at, self.say = scale, seed, at, say
        self.today = clock.day_of(at)
        self.actor = system_actor("演示县")
        self.maker = Maker(self._chance("people"), today=self.today)
        self.places = _chosen(scale)
        self.branches = [place for place in self.places if place.is_branch]
        self.shown = next(p for p in self.branches if p.village == SHOWN_VILLAGE)
        self.known: dict[str, OrganisationName] = {}
        self.seats: list[Seat] = []
        self.acting: dict[Role, Actor] = {}

    def _chance(self, part: str) -> Random:
        return Random(f"{self.seed}-{self.today}-{part}")

    def build(self) -> list[Seat]:
        """Build part by part."""
        with self._timed("工作日历、区划"):
            calendar.load_known(at=self.at)
            place_commands.load_wushan(actor=self.actor, at=self.at)
        with self._timed(f"党组织{len(self.places)}个"):
            self._bring(BatchKind.ORGANISATIONS, "organisations.csv", tables.tree(self.places))
            self.known = {row.code: row for row in naming.in_tree(self.actor)}
        plans = self._plans()
        members = self._members(plans)
        with self._timed(f"党员名册{len(members)}人"):
            self._bring(BatchKind.ROSTER, "roster.csv", tables.roster(members))
        with self._timed("任期、单位、处分、账号"):
            self._registers()
            self._open_accounts()
        with self._timed(f"发展党员档案{len(plans)}份"):
            entered = self._enter(plans)
        with self._timed("培训班"):
            paths_of = {code: own.path for code, own in self.known.items()}
            learners = classes.learners(entered, paths_of)
            classes.hold(self._hands(), self._committees(), learners, frame=self._frame)
        with self._timed("票决会议"):
            self._vote(plans)
            self._review(plans)
        with self._timed("工作计划、名额分配、任务"):
            planning.make(self._hands(), self._committees(), members=self.scale.members)
        with self._timed("公示、志愿书登记"):
            postings.post(self._hands(), calendars.work_calendar())
            numbers.hand_down(self._hands(), self._committees())
        with self._timed("专项工作、联合审查、体检、抽查和追究"):
            programmes.work_on(self._hands())
            programmes.aim(self._hands())
            oversight.look_over(self._hands())
            consulted.consult(self._hands())
            figures.explain(self._hands())
        with self._timed("台账封签"):
            ledger.record(
                actor=self.actor,
                at=self.at,
                chain=CHAIN,
                event=BUILT,
                subject="county:620524",
                detail={"seed": self.seed, "members": self.scale.members},
            )
            ledger.seal(at=self.at)
        return self.seats

    @contextmanager
    def _timed(self, part: str) -> Iterator[None]:
        begun = time.monotonic()
        yield
        self.say(f"  {part}：{time.monotonic() - begun:.1f}秒")

    def _plans(self) -> list[Plan]:
        is_small = bool(self.scale.branches)
        return caseload.plan(
            self.branches,
            self.shown,
            stages=caseload.SMALL if is_small else caseload.COUNTY,
            open_files=self.scale.open_files,
            archived=self.scale.archived,
            chance=self._chance("plans"),
        )

    def _members(self, plans: Sequence[Plan]) -> list[Somebody]:
        total = self.scale.members - sum(plan.is_member for plan in plans)
        return people.members(
            self.branches, total, maker=self.maker, chance=self._chance("members")
        )

    def _bring(self, kind: BatchKind, name: str, rows: Iterable[Sequence[str]]) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / name
            with path.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows(rows)
            outcome = imports.bring(
                actor=self.actor, kind=kind, path=path, file_name=name, limit=_LIMIT, at=self.at
            )
        if outcome.refused:
            first = outcome.problems[0]
            raise ValueError(f"row {first.row} of {name} was refused: {first.check}")

    def _registers(self) -> None:
        chance = self._chance("register")
        rows = register.terms(self.places, self.known, today=self.today, chance=chance)
        terms.add_many(actor=self.actor, rows=rows, at=self.at)
        codes = _village_codes(self.today)
        units.register_many(
            actor=self.actor,
            rows=register.units(self.places, self.known, codes, chance=chance),
            at=self.at,
        )
        self._sanction(chance)

    def _sanction(self, chance: Random) -> None:
        rolls = Register()
        for place in chance.sample(self.branches, self.scale.sanctions):
            roll = rolls.in_rights(self.known[place.code].id, self.today)
            starts_on = self.today - timedelta(days=chance.randrange(20, 500))
            sanctions.enter(
                actor=self.actor,
                person_id=roll[-1],
                kind=SanctionKind.PROBATION_WITHIN_PARTY,
                starts_on=starts_on,
                ends_on=starts_on + timedelta(days=365 * chance.choice((1, 2))),
                document=f"武纪处〔{starts_on.year}〕{chance.randrange(1, 60)}号",
                at=self.at,
            )

    def _open_accounts(self) -> None:
        branch = self.known[self.shown.code]
        committee = self.known[self.shown.parent_code]
        root = next(name for name in self.known.values() if name.path == ROOT)
        roll = Register().in_rights(branch.id, self.today)
        names = standing.names(roll[:2])
        self.seats = accounts.seats(
            root=(root.path, root.name),
            committee=(committee.path, committee.name),
            branch=(branch.path, branch.name),
            secretary=names[roll[0]],
            member=(roll[1], names[roll[1]]),
        )
        self.acting = accounts.make(self.seats, at=self.at)

    @cached_property
    def _frame(self) -> Frame:
        calendar = calendars.work_calendar()
        return Frame(
            edition=board.family(FAMILY).shelf.edition(DEFAULT_EDITION),
            today=self.today,
            calendar=calendar,
            terms=timeline.terms(self.today, calendar),
            seed=self.seed,
        )

    def _enter(self, plans: Sequence[Plan]) -> list[Entered]:
        return caseload.enter(
            plans,
            actor=self.actor,
            organisation_ids={code: name.id for code, name in self.known.items()},
            casts=self._casts,
            frame=self._frame,
            maker=self.maker,
            at=self.at,
        )

    def _committees(self) -> list[OrganisationName]:
        """Return the committees right below the county, the shown one first."""
        found = [o for o in self.known.values() if len(o.path) == len(ROOT) + paths.WIDTH]
        shown = self.known[self.shown.parent_code]
        return sorted(found, key=lambda o: (o is not shown, o.path))

    def _hands(self) -> Hands:
        return Hands(
            county=self.acting[Role.COUNTY_OFFICE],
            organiser=lambda path: self._signers(path, "")["committee"],
            secretary=self.acting[Role.BRANCH_SECRETARY],
            root=next(name for name in self.known.values() if name.path == ROOT),
            committee=self.known[self.shown.parent_code],
            branch=self.known[self.shown.code],
            at=self.at,
            today=self.today,
        )

    def _casts(self) -> Callable[[Place], Cast]:
        rolls = Register()

        @cache
        def cast_of(place: Place) -> Cast:
            own = self.known[place.code]
            roll = rolls.in_rights(own.id, self.today)
            names = standing.names(p for p in roll)
            return Cast(
                signers=self._signers(own.path, names[roll[0]]),
                names=names,
                veterans=roll[: people.VETERANS],
                roll=lambda day: rolls.in_rights(own.id, day),
                committee_size=5 if len(roll) > 20 else 3,
                short_name=(place.township or "武直")[:1],
            )

        return cast_of

    def _vote(self, plans: Sequence[Plan]) -> None:
        """Let a few branches vote; the shown one is left for whoever looks at the demo."""
        cast_of = self._casts()
        waiting = {
            plan.place.code: plan.place
            for plan in plans
            if plan.wish.done in caseload.VOTING and plan.place is not self.shown
        }
        branches = (
            (self.known[code].id, cast_of(place).signers["branch"])
            for code, place in waiting.items()
        )
        meetings.hold(branches, at=self.at)

    def _review(self, plans: Sequence[Plan]) -> None:
        """Let committees submit pre-reviews to the county's office."""
        cast_of = self._casts()
        waiting = {
            self.known[plan.place.code].path[: 2 * paths.WIDTH]: plan.place
            for plan in plans
            if plan.wish.done == caseload.REVIEWING
        }
        committees = (cast_of(place).signers["committee"] for place in waiting.values())
        reviews.submit(committees, self.acting[Role.COUNTY_OFFICE], at=self.at)

    def _signers(self, path: str, secretary: str) -> dict[str, Actor]:
        above = path[: 2 * paths.WIDTH]
        organiser = self.acting[Role.COMMITTEE_ORGANISER]
        own = self.acting[Role.BRANCH_SECRETARY]
        return {
            "branch": own
            if own.held[0].path == path
            else Actor(None, secretary, (Held(Role.BRANCH_SECRETARY, path),)),
            "committee": organiser
            if organiser.held[0].path == above
            else Actor(None, _organiser(above), (Held(Role.COMMITTEE_ORGANISER, above),)),
            "county": self.acting[Role.COUNTY_OFFICE],
        }


def _organiser(path: str) -> str:
    """Return a name for the organiser of a committee, the same each time."""
    chance = Random(path)
    return sources.surnames().draw(chance) + sources.given_names()[("男", 1980)].draw(chance)


def _chosen(scale: Scale) -> list[Place]:
    """Return the whole county, or the root and one township committee with a few branches."""
    everything = list(sources.organisations())
    if not scale.branches:
        return everything
    root = everything[0]
    committee = next(
        place
        for place in everything
        if place.parent_code == root.code and place.township == SHOWN_TOWNSHIP
    )
    inside = [place for place in everything if place.parent_code == committee.code]
    shown = [place for place in inside if place.village == SHOWN_VILLAGE]
    others = [place for place in inside if place not in shown]
    return [root, committee, *shown, *others[: scale.branches - 2], others[-1]]


def _village_codes(today: date) -> dict[tuple[str, str], str]:
    rows = place_queries.on(today)
    towns = {row.code: row.name for row in rows if row.kind in {PlaceKind.TOWN, PlaceKind.TOWNSHIP}}
    return {
        (towns[row.parent_code], row.name): row.code for row in rows if row.parent_code in towns
    }
