"""What the first page shows, by the roles of who opens it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.db.models.functions import Substr

from xianfeng.casework.queries import cases, dockets, hands, keyset, stages, todo
from xianfeng.casework.queries.cases import PersonCase
from xianfeng.casework.queries.stages import StageCount
from xianfeng.casework.queries.todo import DutyRow, Side, Tally, TodoFilter
from xianfeng.casework.vocab import OPEN_STATES
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
    """Read the first page: at most eight queries."""
    person = actor.person_id
    own = cases.of_person(actor, person) if person is not None else ()
    entrusted = todo.entrusted(person, today=today) if person is not None else ()
    if not actor.may(Action.VIEW_CASES):
        return Start(own=own, entrusted=entrusted)
    first = todo.page(actor, TodoFilter(), at=keyset.Position(), today=today, size=FIRST)
    return Start(
        duties=first.rows,
        mine=todo.tally(actor, Side.MINE, today=today),
        others=todo.tally(actor, Side.OTHERS, today=today),
        stages=stages.counts(actor, today=today),
        places=_places(actor, today=today),
        own=own,
        entrusted=entrusted,
        signs=hands.has_any(actor),
        may_open=actor.may(Action.OPEN_CASE),
    )


def _places(actor: Actor, *, today: date) -> tuple[PlaceCount, ...]:
    """Count by the organisations directly under the actor's, in the order of the tree: nobody is ranked."""
    roots = ranges.outermost(actor.roots(Action.VIEW_CASES))
    width = min(len(root) for root in roots) + paths.WIDTH
    if all(actor.may(Action.OPEN_CASE, path=root) for root in roots):
        return ()
    at = Substr("org_path", 1, width)
    found = dict(
        dockets.visible(actor)
        .filter(state__in=OPEN_STATES)
        .annotate(place=at)
        .values_list("place")
        .annotate(n=Count("id"))
        .order_by("place")
    )
    late = dict(
        stages.late_duties(actor, today=today)
        .annotate(place=at)
        .values_list("place")
        .annotate(n=Count("case", distinct=True))
        .order_by("place")
    )
    named = naming.named(found)
    ordered = sorted(found)[:PLACES]
    return tuple(
        PlaceCount(
            id=named[path].id,
            name=named[path].name,
            cases=found[path],
            late=late.get(path, 0),
        )
        for path in ordered
        if path in named
    )
