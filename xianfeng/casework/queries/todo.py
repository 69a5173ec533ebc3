"""What waits for somebody: the duties in an actor's hands, and those in others'."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet

from xianfeng.casework.models import Duty
from xianfeng.casework.queries import cases, hands, keyset
from xianfeng.casework.rules import duties
from xianfeng.casework.vocab import CaseState, Lateness
from xianfeng.procedure import board
from xianfeng.trust import access
from xianfeng.trust.vocab import Action, Actor

WEEK = timedelta(days=7)


class Side(StrEnum):
    """Whose turn it is."""

    MINE = "mine"
    OTHERS = "others"


class When(StrEnum):
    """Which duties by time; the empty word is what can be done now."""

    READY = ""
    LATE = "late"
    WEEK = "week"
    EARLY = "early"

    @property
    def label(self) -> str:
        """The word on the page."""
        return {"": "现在可办", "late": "只看逾期", "week": "七日内到期", "early": "未到时间"}[
            self.value
        ]


@dataclass(frozen=True, kw_only=True)
class TodoFilter:
    """Which duties to list."""

    side: Side = Side.MINE
    when: When = When.READY
    stage: str = ""
    step: str = ""
    signer: str = ""
    organisation_id: int | None = None


class DutyRow(NamedTuple):
    """One duty: who, what, whose turn, from when, until when."""

    case_id: int
    person: str
    organisation: str
    number: int
    steps: int
    title: str
    actor_words: str
    earliest_on: date
    due_on: date | None
    lateness: Lateness
    repeated: str
    is_open: bool
    days: int
    people: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TodoList:
    """One page of duties."""

    rows: tuple[DutyRow, ...]
    previous: str
    next: str


@dataclass(frozen=True, kw_only=True)
class Tally:
    """How many duties of one side are ready, late, due within days (both with the late ones), not yet due."""

    ready: int = 0
    late: int = 0
    week: int = 0
    early: int = 0

    def of(self, when: When) -> int:
        """Return the number for one choice of the page."""
        return int(getattr(self, when.name.lower()))


def in_sight(actor: Actor, side: Side) -> QuerySet[Duty]:
    """Return the duties of one side."""
    rows = access.scoped(Duty.objects.all(), actor, Action.VIEW_CASES, own="case__person_id")
    return rows.filter(hands.mine(actor)) if side is Side.MINE else rows.exclude(hands.mine(actor))


def _by_time(when: When, today: date) -> Q:
    if when is When.LATE:
        return Q(due_on__lt=today)
    if when is When.WEEK:
        return Q(due_on__lte=today + WEEK)
    late_or_begun = Q(earliest_on__lte=today) | Q(due_on__lt=today)
    return late_or_begun if when is When.READY else ~late_or_begun


def tallies(actor: Actor, *, today: date, within: Q | None = None) -> Mapping[Side, Tally]:
    """Count the duties in sight by side, all in one query."""
    early = Q(earliest_on__gt=today) & (Q(due_on__isnull=True) | Q(due_on__gte=today))
    times = {
        "ready": _by_time(When.READY, today),
        "late": _by_time(When.LATE, today),
        "week": _by_time(When.WEEK, today),
        "early": early,
    }
    mine = hands.mine(actor)
    seen = access.scoped(Duty.objects.all(), actor, Action.VIEW_CASES, own="case__person_id")
    found = seen.filter(within or Q()).aggregate(
        **{f"all_{name}": Count("id", filter=time) for name, time in times.items()},
        **{f"mine_{name}": Count("id", filter=time & mine) for name, time in times.items()},
    )
    return {
        Side.MINE: Tally(**{name: found[f"mine_{name}"] for name in times}),
        Side.OTHERS: Tally(
            **{name: found[f"all_{name}"] - found[f"mine_{name}"] for name in times}
        ),
    }


def narrowed(actor: Actor, wanted: TodoFilter) -> Q:
    """Return the filter's place, stage, step and signer as a condition.

    :raises Organisation.DoesNotExist: the organisation is out of sight.
    """
    given = {"case__stage": wanted.stage, "step": wanted.step, "signer": wanted.signer}
    chosen = {field: value for field, value in given.items() if value}
    return cases.place(actor, wanted.organisation_id) & Q(**chosen)


_COLUMNS = (
    "case_id", "case__person__name", "case__organisation__short_name", "case__family",
    "case__edition", "case__state", "number", "title", "actor_words", "earliest_on", "due_on",
    "step", "is_repeat", "remind_on", "person__name", "other_person__name",
)  # fmt: skip


def page(
    actor: Actor,
    wanted: TodoFilter,
    *,
    at: keyset.Position,
    today: date,
    size: int = keyset.PAGE_SIZE,
) -> TodoList:
    """Return one page: late first, then by latest date, what has none last.

    :raises Organisation.DoesNotExist: the organisation is out of sight.
    """
    rows = in_sight(actor, wanted.side).filter(
        narrowed(actor, wanted), _by_time(wanted.when, today)
    )
    cut = keyset.cut(rows, at, _COLUMNS, day="sort_on", size=size)
    return TodoList(
        rows=tuple(_row(raw[2:], today) for raw in cut.rows), previous=cut.previous, next=cut.next
    )


def _row(raw: tuple[Any, ...], today: date) -> DutyRow:
    (case_id, person, organisation, family, edition_id, state, number, title, actor_words,
     earliest_on, due_on, step, is_repeat, remind_on, *people) = raw  # fmt: skip
    edition = board.family(family).edition(edition_id)
    lateness = duties.lateness(today, earliest_on, due_on, remind_on)
    return DutyRow(
        case_id=case_id,
        person=person,
        organisation=organisation,
        number=number,
        steps=len(edition.steps),
        title=title,
        actor_words=actor_words,
        earliest_on=earliest_on,
        due_on=due_on,
        lateness=lateness,
        repeated=edition.step(step).repeated if is_repeat else "",
        is_open=state == CaseState.OPEN,
        days=abs((due_on - today).days) if due_on else 0,
        people=tuple(filter(None, people)),
    )


def entrusted(person_id: int, *, today: date) -> tuple[DutyRow, ...]:
    """Return what is a person's own by name, such as a mentor's review, the first due first.

    Asked for oneself only: whoever is named knows whom they look after; nothing of the case is shown.
    """
    mine = Q(person=person_id) | Q(other_person=person_id)
    rows = Duty.objects.filter(mine, case__state=CaseState.OPEN)
    cut = keyset.cut(rows, keyset.Position(), _COLUMNS, day="sort_on")
    return tuple(_row(raw[2:], today) for raw in cut.rows)
