"""What the first page shows, by the roles of who opens it."""

from dataclasses import dataclass
from datetime import date

from xianfeng.casework.queries import cases, hands, keyset, stages, todo
from xianfeng.casework.queries.cases import PersonCase
from xianfeng.casework.queries.stages import Census, StageCount
from xianfeng.casework.queries.todo import DutyRow, Side, Tally, TodoFilter
from xianfeng.kernel import paths
from xianfeng.registry.queries import naming
from xianfeng.tenancy import ranges
from xianfeng.trust.vocab import Action, Actor

FIRST = 5
PLACES = 30


@dataclass(frozen=True, kw_only=True)
class PlaceCount:
    """Open cases under one organisation, and how many of them are late."""

    id: int
    name: str
    cases: int
    late: int


@dataclass(frozen=True, kw_only=True)
class Start:
    """The first page; what a role has no use for is empty."""

    duties: tuple[DutyRow, ...] = ()
    mine: Tally = Tally()
    others: Tally = Tally()
    stages: tuple[StageCount, ...] = ()
    places: tuple[PlaceCount, ...] = ()
    own: tuple[PersonCase, ...] = ()
    entrusted: tuple[DutyRow, ...] = ()
    signs: bool = False
    may_open: bool = False

    @property
    def cases(self) -> int:
        """All open cases."""
        return sum(stage.cases for stage in self.stages)

    @property
    def late(self) -> int:
        """Open cases with a late duty."""
        return sum(stage.late for stage in self.stages)


def of(actor: Actor, *, today: date) -> Start:
    """Read the first page: at most seven queries."""
    person = actor.person_id
    own = cases.of_person(actor, person) if person is not None else ()
    entrusted = todo.entrusted(person, today=today) if person is not None else ()
    if not actor.may(Action.VIEW_CASES):
        return Start(own=own, entrusted=entrusted)
    counted = stages.census(actor, today=today, width=_width(actor))
    tallies = todo.tallies(actor, today=today)
    first = todo.page(actor, TodoFilter(), at=keyset.Position(), today=today, size=FIRST)
    return Start(
        duties=first.rows,
        mine=tallies[Side.MINE],
        others=tallies[Side.OTHERS],
        stages=stages.by_stage(counted),
        places=_places(actor, counted),
        own=own,
        entrusted=entrusted,
        signs=hands.has_any(actor),
        may_open=actor.may(Action.OPEN_CASE),
    )


def _width(actor: Actor) -> int:
    """Return how much of a path names an organisation directly under the actor's."""
    roots = ranges.outermost(actor.roots(Action.VIEW_CASES))
    return min(len(root) for root in roots) + paths.WIDTH


def _places(actor: Actor, counted: Census) -> tuple[PlaceCount, ...]:
    """Tell the numbers of each organisation, in the order of the tree: nobody is ranked."""
    if all(actor.may(Action.OPEN_CASE, path=root) for root in actor.roots(Action.VIEW_CASES)):
        return ()
    found, late = counted.summed(counted.cases, 1), counted.summed(counted.late, 1)
    named = naming.named(found)
    return tuple(
        PlaceCount(
            id=named[path].id,
            name=named[path].short_name,
            cases=found[path],
            late=late.get(path, 0),
        )
        for path in sorted(found)[:PLACES]
        if path in named
    )
