"""What the pages of programmes show: all of them at a glance, one with its list, one subject."""

from dataclasses import dataclass
from datetime import date, datetime

from xianfeng.kernel import paths
from xianfeng.kernel.verdict import Verdict
from xianfeng.recruitment.models import Effort, EffortEntry
from xianfeng.recruitment.queries import subjects
from xianfeng.recruitment.queries.subjects import Standing, Tally, TrendPoint
from xianfeng.recruitment.rules import programmes as rules
from xianfeng.recruitment.vocab import EffortMark, Programme, Progress
from xianfeng.registry.queries import naming
from xianfeng.registry.queries.naming import OrganisationName
from xianfeng.trust.vocab import Action, Actor

PAGE = 50


@dataclass(frozen=True, kw_only=True)
class Card:
    """One programme at a glance."""

    programme: Programme
    tally: Tally


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which subjects to list: where they stand, under which committee, whose they are, which page."""

    progress: Progress | None = None
    is_ebbing: bool = False
    committee_id: int | None = None
    responsible_id: int | None = None
    page: int = 1


@dataclass(frozen=True, kw_only=True)
class Board:
    """One programme: all together, by committee, over the years, and one page of its subjects."""

    programme: Programme
    whole: Tally
    committees: tuple[Tally, ...]
    trend: tuple[TrendPoint, ...]
    rows: tuple[Standing, ...]
    found: int
    page: int
    pages: int


@dataclass(frozen=True, kw_only=True)
class EntryRow:
    """One entry about a subject."""

    mark: EffortMark
    note: str
    day: date
    actor: str
    entered_at: datetime


@dataclass(frozen=True, kw_only=True)
class SubjectView:
    """One subject with who answers, its history and what the actor may do."""

    programme: Programme
    standing: Standing
    hint: Verdict
    measure: str
    person: str
    entries: tuple[EntryRow, ...]
    responsible_choices: tuple[OrganisationName, ...]
    may_run: bool
    may_report: bool


def overview(actor: Actor, *, today: date) -> tuple[Card, ...]:
    """Return every programme at a glance within the actor's reach."""
    standings = subjects.all_standings(actor, tuple(Programme), today=today)
    return tuple(
        Card(programme=programme, tally=subjects.counted(standings[programme]))
        for programme in Programme
    )


def board(actor: Actor, programme: Programme, wanted: Wanted, *, today: date) -> Board:
    """Return one programme with a page of the subjects asked for."""
    every = subjects.standings(actor, programme, today=today)
    found = [row for row in every if _is_wanted(row, wanted)]
    pages = max(1, -(-len(found) // PAGE))
    page = min(max(wanted.page, 1), pages)
    return Board(
        programme=programme,
        whole=subjects.counted(every),
        committees=subjects.by_committee(every),
        trend=subjects.trend(actor, programme, every, today=today),
        rows=tuple(found[(page - 1) * PAGE : page * PAGE]),
        found=len(found),
        page=page,
        pages=pages,
    )


def every_row(
    actor: Actor, programme: Programme, wanted: Wanted, *, today: date
) -> tuple[Standing, ...]:
    """Return all subjects asked for, for the workbook."""
    every = subjects.standings(actor, programme, today=today)
    return tuple(row for row in every if _is_wanted(row, wanted))


def _is_wanted(row: Standing, wanted: Wanted) -> bool:
    if wanted.committee_id is not None and row.committee.id != wanted.committee_id:
        return False
    if wanted.responsible_id not in {None, row.answer.responsible_id}:
        return False
    if wanted.is_ebbing:
        return row.is_ebbing
    if wanted.progress is None:
        return row.progress is not Progress.MET
    return row.progress is wanted.progress


def subject(actor: Actor, programme: Programme, subject_id: int, *, today: date) -> SubjectView:
    """Return one subject with its history.

    :raises Organisation.DoesNotExist, Unit.DoesNotExist: there is none of that id in reach.
    """
    known = subjects.one(actor, programme, subject_id)
    effort = (
        Effort.objects.filter(programme=programme, **{subjects.column(programme): known.id})
        .order_by("id")
        .first()
    )
    above = naming.named(paths.ancestors(known.path))
    standing = subjects.standing(actor, programme, known, today=today)
    hint = rules.unplanned(programme, standing.progress)
    return SubjectView(
        programme=programme,
        standing=standing,
        hint=Verdict((hint,) if hint else ()),
        measure=effort.measure if effort else "",
        person=effort.person if effort else "",
        entries=_entries(effort),
        responsible_choices=tuple(
            above[path] for path in sorted(above) if actor.may(Action.VIEW_ORGANISATIONS, path=path)
        ),
        may_run=actor.may(Action.RUN_PROGRAMMES, path=known.path),
        may_report=actor.may(Action.REPORT_EFFORTS, path=known.path),
    )


def _entries(effort: Effort | None) -> tuple[EntryRow, ...]:
    if effort is None:
        return ()
    rows = EffortEntry.objects.filter(effort=effort).order_by("-id")
    columns = ("kind", "note", "day", "actor_name", "entered_at")
    return tuple(
        EntryRow(mark=EffortMark(kind), note=note, day=day, actor=who, entered_at=at)
        for kind, note, day, who, at in rows.values_list(*columns)
    )
