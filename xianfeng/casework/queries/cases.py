"""Lists of cases: scoped, filtered, paged by (most pressing date, id)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from xianfeng.casework.models import Case, Duty
from xianfeng.casework.queries import dockets, keyset, stages
from xianfeng.casework.queries import editions as county
from xianfeng.casework.rules import duties
from xianfeng.casework.vocab import OPEN_STATES, CaseState, Lateness
from xianfeng.kernel import clock
from xianfeng.procedure import board
from xianfeng.registry.queries import matching, people
from xianfeng.tenancy import ranges
from xianfeng.trust.vocab import Actor

ALL_STATES = "all"


@dataclass(frozen=True, kw_only=True)
class CaseFilter:
    """Which cases to list; what is empty filters nothing, an empty state means the open ones."""

    text: str = ""
    stage: str = ""
    state: str = ""
    edition: str = ""
    organisation_id: int | None = None
    is_late: bool = False


class CaseRow(NamedTuple):
    """One case of a list: who, where, how far, what it waits for."""

    id: int
    person: str
    organisation: str
    state: CaseState
    stage: str
    opened_on: date
    waits_for: str
    actor_words: str
    due_on: date | None
    lateness: Lateness | None


@dataclass(frozen=True, kw_only=True)
class CaseList:
    """One page of cases."""

    rows: tuple[CaseRow, ...]
    previous: str
    next: str


def selected(actor: Actor, wanted: CaseFilter, *, today: date) -> QuerySet[Case]:
    """Return the cases in sight that the filter names, in no order.

    :raises Organisation.DoesNotExist: the organisation is out of sight.
    """
    rows = dockets.visible(actor)
    if wanted.state == "":
        rows = rows.filter(state__in=OPEN_STATES)
    elif wanted.state != ALL_STATES:
        rows = rows.filter(state=wanted.state)
    if wanted.stage:
        rows = rows.filter(stage=wanted.stage)
    if wanted.edition:
        rows = rows.filter(edition=wanted.edition)
    if wanted.organisation_id is not None:
        rows = rows.filter(place(actor, wanted.organisation_id))
    if wanted.is_late:
        late = stages.late_duties(actor, today=today)
        rows = rows.filter(pk__in=late.values("case_id"))
    if wanted.text:
        rows = rows.filter(named(wanted.text))
    return rows


def place(actor: Actor, organisation_id: int | None, *, field: str = "org_path") -> Q:
    """Return the condition that keeps what lies under an organisation in the actor's reach.

    :raises Organisation.DoesNotExist: the organisation is out of sight.
    """
    if organisation_id is None:
        return Q()
    return ranges.any_of(people.roots(actor, organisation_id), field=field)


def named(text: str, *, field: str = "person_id") -> Q:
    """Return the condition that keeps the rows of people whom the text names.

    A whole ID number names nobody here: it must not stand in an address.
    """
    typed = matching.read(text)
    condition = Q(pk__in=())
    if typed.kind is not matching.Kind.NUMBER:
        for source in matching.people_ids(typed):
            condition |= Q(**{f"{field}__in": source.order_by().values("id")})
    return condition


def page(actor: Actor, wanted: CaseFilter, *, at: keyset.Position, today: date) -> CaseList:
    """Return one page, the most pressing cases first.

    :raises Organisation.DoesNotExist: the organisation is out of sight.
    """
    cut = keyset.cut(selected(actor, wanted, today=today), at, _COLUMNS, day="pressing_on")
    return CaseList(rows=_rows(cut.rows, today), previous=cut.previous, next=cut.next)


def every_row(
    actor: Actor, wanted: CaseFilter, *, today: date, chunk: int = 2_000
) -> Iterator[CaseRow]:
    """Yield the whole list, a chunk at a time."""
    rows = selected(actor, wanted, today=today)
    at = keyset.Position()
    while True:
        cut = keyset.cut(rows, at, _COLUMNS, day="pressing_on", size=chunk)
        yield from _rows(cut.rows, today)
        if not cut.next:
            return
        at = keyset.position(after=cut.next)


_NOTHING = (0, "", "", None, None, None)
_COLUMNS = ("person__name", "organisation__short_name", "state", "stage", "opened_at")


def _rows(raw: list[tuple[Any, ...]], today: date) -> tuple[CaseRow, ...]:
    waiting: dict[int, tuple[Any, ...]] = {}
    found = Duty.objects.filter(case_id__in=[row[0] for row in raw]).order_by("-sort_on", "-number")
    columns = ("case_id", "number", "title", "actor_words", "earliest_on", "due_on", "remind_on")
    for case_id, *duty in found.values_list(*columns):
        waiting[case_id] = tuple(duty)
    titles = stages.titles()
    rows = []
    for key, _day, person, organisation, state, stage, opened_at in raw:
        number, title, actor_words, earliest_on, due_on, remind_on = waiting.get(key, _NOTHING)
        late = duties.lateness(today, earliest_on, due_on, remind_on) if earliest_on else None
        rows.append(
            CaseRow(
                id=key,
                person=person,
                organisation=organisation,
                state=CaseState(state),
                stage=titles.get(stage, stage),
                opened_on=clock.day_of(opened_at),
                waits_for=f"{number}. {title}" if number else "",
                actor_words=actor_words,
                due_on=due_on,
                lateness=late,
            )
        )
    return tuple(rows)


def editions() -> tuple[tuple[str, str], ...]:
    """Return every edition's id and name, those of the county's own included."""
    found: list[tuple[str, str]] = []
    for family in board.families():
        found += [(edition.id, edition.name) for edition in family.shipped.editions]
        found += [(row.code, row.name) for row in county.published(family.key)]
    return tuple(found)


@dataclass(frozen=True, kw_only=True)
class PersonCase:
    """A person's case, as their own page names it."""

    id: int
    title: str
    state: CaseState


def of_person(actor: Actor, person_id: int) -> tuple[PersonCase, ...]:
    """Return a person's cases in sight, the newest first."""
    rows = dockets.visible(actor).filter(person_id=person_id).order_by("-id")
    return tuple(
        PersonCase(id=key, title=board.family(family).title, state=CaseState(state))
        for key, family, state in rows.values_list("id", "family", "state")[:5]
    )
