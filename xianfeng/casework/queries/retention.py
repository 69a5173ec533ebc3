"""Closed cases whose time of keeping is over: a list for people to decide over, nothing more."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q

from xianfeng.casework.models import Case, Hold
from xianfeng.casework.queries import keyset
from xianfeng.casework.rules import retention
from xianfeng.casework.vocab import CaseState
from xianfeng.trust import access
from xianfeng.trust.vocab import Action, Actor


@dataclass(frozen=True, kw_only=True)
class TermRow:
    """One state's term, with how many closed cases there are and how many are due."""

    state: CaseState
    words: str
    source: str
    closed: int
    due: int


@dataclass(frozen=True, kw_only=True)
class DueRow:
    """One case whose term is over, with what it holds."""

    case_id: int
    person: str
    organisation: str
    state: CaseState
    closed_on: date
    ended_on: date
    papers: int
    scans: int
    is_held: bool


@dataclass(frozen=True, kw_only=True)
class DueList:
    """The terms, and one page of what is due, the longest due first."""

    terms: tuple[TermRow, ...]
    rows: tuple[DueRow, ...]
    previous: str
    next: str


def due(actor: Actor, *, today: date, at: keyset.Position) -> DueList:
    """Return what is due within reach.

    :raises NotAllowed: the actor does not act for the county.
    """
    access.require(actor, Action.SIGN_AS_COUNTY)
    terms = retention.terms()
    condition = _over(today)
    closed = access.scoped(Case.objects.kept().filter(state__in=terms), actor, Action.VIEW_CASES)
    counts = {
        state: (total, over)
        for state, total, over in closed.order_by()
        .values_list("state")
        .annotate(total=Count("id"), over=Count("id", filter=condition))
    }
    cut = keyset.cut(closed.filter(condition), at, _COLUMNS, day="closed_on")
    held = _held([raw[0] for raw in cut.rows])
    return DueList(
        terms=tuple(_term(state, term, counts) for state, term in terms.items()),
        rows=tuple(_row(raw, held) for raw in cut.rows),
        previous=cut.previous,
        next=cut.next,
    )


_COLUMNS = ("person__name", "organisation__short_name", "state")


def _over(today: date) -> Q:
    condition = Q(pk__in=())
    for state, term in retention.terms().items():
        day = retention.latest_closing(term, today)
        if day is not None:
            condition |= Q(state=state, closed_on__lte=day)
    return condition


def _term(state: CaseState, term: retention.Term, counts: dict[str, tuple[int, int]]) -> TermRow:
    closed, over = counts.get(state, (0, 0))
    return TermRow(state=state, words=term.words, source=term.source, closed=closed, due=over)


def _held(case_ids: list[int]) -> dict[int, tuple[int, int, bool]]:
    in_force = Hold.objects.filter(case=OuterRef("pk"), lifted_at__isnull=True)
    rows = Case.objects.filter(pk__in=case_ids).values_list("pk")
    rows = rows.annotate(
        kept=Count("papers"), scanned=Count("papers__file"), is_held=Exists(in_force)
    )
    return {case_id: counts for case_id, *counts in rows.order_by()}


def _row(raw: tuple, held: dict[int, tuple[int, int, bool]]) -> DueRow:
    case_id, closed_on, person, organisation, state = raw
    papers, scans, is_held = held.get(case_id, (0, 0, False))
    ended_on = retention.terms()[CaseState(state)].ends_on(closed_on)
    return DueRow(
        case_id=case_id,
        person=person,
        organisation=organisation,
        state=CaseState(state),
        closed_on=closed_on,
        ended_on=ended_on or closed_on,
        papers=papers,
        scans=scans,
        is_held=is_held,
    )
