"""Worklists of cases that wait for a decision, gone through one by one, each by its own signature (D-37).

Knows no step: a record kind says in ``records.toml`` in which worklist its step
waits, the edition who signs it and by when. The order is the tree's, then the
oldest first: no case is preferred.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.urls import reverse

from xianfeng.casework.models import Duty, Entry, Review
from xianfeng.casework.queries import editions as county
from xianfeng.casework.queries import hands
from xianfeng.casework.rules import duties, queues, values
from xianfeng.casework.vocab import SIGNING, CaseState, EntryKind, Lateness
from xianfeng.casework.vocab.reviews import Queue, ReviewState
from xianfeng.kernel.dates import WorkCalendar
from xianfeng.kernel.errors import NotAllowed
from xianfeng.procedure import board
from xianfeng.procedure.schema import Edition, RecordKind, Step
from xianfeng.registry.queries import calendar as calendars
from xianfeng.tenancy import ranges
from xianfeng.trust import access
from xianfeng.trust.vocab import Action, Actor

PAGE_SIZE = 50
ORDER = ("org_path", "since_on", "id")


class QueueRow(NamedTuple):
    """One case of a worklist: who, where, what, and how much of the time is used."""

    case_id: int
    person: str
    organisation: str
    number: int
    title: str
    term: queues.Term
    days: int
    lateness: Lateness
    review: ReviewState | None
    url: str


@dataclass(frozen=True, kw_only=True)
class QueueList:
    """One page of a worklist, and how many wait in all."""

    rows: tuple[QueueRow, ...]
    total: int
    page: int
    pages: int
    is_collective: bool


@dataclass(frozen=True, kw_only=True)
class Trail:
    """Where a case stands in a worklist, and its neighbours; an empty address is none."""

    queue: Queue
    position: int
    total: int
    previous_url: str
    next_url: str


@dataclass(frozen=True, kw_only=True)
class _Place:
    """One step of one edition that waits in a worklist, and the record by which it does."""

    edition: Edition
    step: Step
    kind: RecordKind
    family: str


_Places = tuple[_Place, ...]


def counts(actor: Actor) -> dict[Queue, int]:
    """Return how many cases wait in each worklist that the actor has; one query each."""
    known = _places()
    return {
        queue: _waiting(actor, queue, known[queue]).count()
        for queue in Queue
        if _has(actor, queue, known[queue])
    }


def waiting(actor: Actor, queue: Queue) -> int:
    """Return how many cases wait in one worklist; two queries, none for whoever has it not by any shipped edition."""
    if not any(actor.roots(SIGNING[role]) for role in _shipped_signers(queue)):
        return 0
    return _waiting(actor, queue, _places()[queue]).count()


def page(actor: Actor, queue: Queue, *, number: int, today: date) -> QueueList:
    """Return one page of a worklist.

    :raises NotAllowed: the actor decides nothing of the kind anywhere (D-61).
    """
    places = _places()[queue]
    if not _has(actor, queue, places):
        raise NotAllowed.because(
            hands.in_words(r for r in SIGNING if any(r in p.step.signed_by for p in places))
        )
    rows = _waiting(actor, queue, places)
    total = rows.count()
    pages = max(-(-total // PAGE_SIZE), 1)
    at = min(max(number, 1), pages)
    columns = (
        "case_id", "case__person__name", "case__organisation__short_name", "case__edition", "step",
        "number", "title", "since_on", "earliest_on", "remind_on",
    )  # fmt: skip
    raw = list(rows.values_list(*columns)[(at - 1) * PAGE_SIZE : at * PAGE_SIZE])
    found = tuple(_rows(queue, _by_step(places), raw, today))
    together = any(place.edition.is_collective(place.step) for place in places)
    return QueueList(rows=found, total=total, page=at, pages=pages, is_collective=together)


def trail(actor: Actor, queue: Queue, case_id: int) -> Trail | None:
    """Return a case's place in a worklist, None when it is not in it.

    One query: the step's form has little to spare. Whoever signs is read off the shipped
    editions, for no county may change it (D-00); editions of its own are read when met.
    """
    mine = Q(pk__in=())
    for role in _shipped_signers(queue):
        # Of a list that several roles fulfil, each sees what waits for itself.
        own = Q() if queue is Queue.REVIEW else Q(signer=role)
        mine |= own & ranges.any_of(actor.roots(SIGNING[role]), field="org_path")
    rows = _open(actor, queue).filter(mine)
    columns = ("case_id", "case__family", "case__edition", "step", "number")
    found = [
        (case, number, place)
        for case, family, edition, step, number in rows.order_by(*ORDER).values_list(*columns)
        for place in _waits_in(board.family(family).edition(edition), family, queue)
        if place.step.key == step
    ]
    ids = [case for case, _number, _place in found]
    if case_id not in ids:
        return None
    at = ids.index(case_id)
    near = found[max(at - 1, 0) : at + 2]
    urls = [_url(queue, place, case, number) for case, number, place in near]
    return Trail(
        queue=queue,
        position=at + 1,
        total=len(ids),
        previous_url=urls[0] if at else "",
        next_url=urls[-1] if at + 1 < len(ids) else "",
    )


def _places() -> dict[Queue, _Places]:
    """Return which steps of which editions wait in each worklist; one query, for the county's own."""
    known = [(e, family.key) for family in board.families() for e in county.all_of(family)]
    return {
        queue: tuple(place for e, family in known for place in _waits_in(e, family, queue))
        for queue in Queue
    }


def _waits_in(edition: Edition, family: str, queue: Queue) -> Iterator[_Place]:
    for step in edition.steps:
        for kind in edition.kinds_of(step):
            if kind.reviewer if queue is Queue.REVIEW else kind.queue == queue:
                yield _Place(edition=edition, step=step, kind=kind, family=family)


def _by_step(places: _Places) -> dict[tuple[str, str], _Place]:
    return {(place.edition.id, place.step.key): place for place in places}


def _signers(place: _Place, queue: Queue) -> tuple[str, ...]:
    return (place.kind.reviewer,) if queue is Queue.REVIEW else place.step.signed_by


def _shipped_signers(queue: Queue) -> set[str]:
    """Return who decides in a worklist by the editions that no county may change (D-00)."""
    return {
        role
        for family in board.families()
        for edition in family.shipped.editions
        for place in _waits_in(edition, family.key, queue)
        for role in _signers(place, queue)
    }


def _has(actor: Actor, queue: Queue, places: _Places) -> bool:
    signers = {role for place in places for role in _signers(place, queue)}
    return any(actor.roots(SIGNING[role]) for role in signers)


def _waiting(actor: Actor, queue: Queue, places: _Places) -> QuerySet[Duty]:
    """Return the duties of a worklist in its order, those only that the actor may fulfil."""
    steps: dict[tuple[str, tuple[str, ...]], set[str]] = defaultdict(set)
    for place in places:
        steps[place.edition.id, _signers(place, queue)].add(place.step.key)
    condition = Q(pk__in=())
    for (edition_id, signers), keys in steps.items():
        roots = [root for role in signers for root in actor.roots(SIGNING[role])]
        mine = ranges.any_of(roots, field="org_path")
        condition |= Q(case__edition=edition_id, step__in=sorted(keys)) & mine
    return _open(actor, queue).filter(condition).order_by(*ORDER)


def _open(actor: Actor, queue: Queue) -> QuerySet[Duty]:
    """Return the duties of open cases in sight; for reviews those of cases that were submitted."""
    rows = access.scoped(Duty.objects.all(), actor, Action.VIEW_CASES)
    rows = rows.filter(is_repeat=False, case__state=CaseState.OPEN)
    if queue is Queue.REVIEW:
        asked = Review.objects.filter(state=ReviewState.ASKED)
        rows = rows.filter(case_id__in=asked.values("case_id"))
    return rows


def _rows(
    queue: Queue,
    places: Mapping[tuple[str, str], _Place],
    raw: Sequence[tuple[Any, ...]],
    today: date,
) -> Iterator[QueueRow]:
    cases = [row[0] for row in raw]
    limits = {key: _limits(place, today) for key, place in places.items()}
    needed = {one.other for found in limits.values() for _level, one in found}
    facts = _facts(cases, needed, places)
    reviews = _reviews(cases, places)
    calendar = calendars.work_calendar()
    for case_id, person, organisation, edition, step, number, title, since, earliest, remind in raw:
        place, asked = places[edition, step], reviews.get(case_id)
        if queue is Queue.REVIEW and asked:
            since = asked[1]
        term = _term(queue, limits[edition, step], facts.get(case_id, {}), since, calendar)
        yield QueueRow(
            case_id=case_id,
            person=person,
            organisation=organisation,
            number=number,
            title=place.kind.title if queue is Queue.REVIEW else title,
            term=term,
            days=term.days(today),
            lateness=duties.lateness(today, min(earliest, today), term.due_on, remind),
            review=asked[0] if asked else None,
            url=_url(queue, place, case_id, number),
        )


def _limits(place: _Place, today: date) -> Any:
    shelf = board.family(place.family).shelf
    return queues.limiting(shelf.gates(place.edition, place.step, today), place.step)


def _term(
    queue: Queue, limits: Any, facts: Mapping[str, Any], since: date, calendar: WorkCalendar
) -> queues.Term:
    """A review's time counts from its submission; no rule limits it."""
    if queue is Queue.REVIEW:
        return queues.Term(since_on=since)
    return queues.term(limits, facts, since_on=since, calendar=calendar)


def _facts(
    cases: Sequence[int], needed: set[str], places: Mapping[tuple[str, str], _Place]
) -> dict[int, dict[str, Any]]:
    """Read from the signed records the days that the limits count from; one query."""
    editions = {place.edition.id: place.edition for place in places.values()}
    kinds = {name.split(".", 1)[0] for name in needed}
    makers = {
        maker.key
        for edition in editions.values()
        for kind in kinds
        if (maker := edition.maker_of(kind)) is not None
    }
    rows = Entry.objects.filter(
        case__in=cases, step__in=makers, kind=EntryKind.SIGNED, is_active=True
    )
    found: dict[int, dict[str, Any]] = defaultdict(dict)
    columns = ("case_id", "case__edition", "records")
    for case_id, edition, records in rows.order_by("id").values_list(*columns):
        if edition in editions:
            flat = values.flat(values.restored(editions[edition].records, records))
            found[case_id] |= {name: value for name, value in flat.items() if name in needed}
    return found


def _reviews(
    cases: Sequence[int], places: Mapping[tuple[str, str], _Place]
) -> dict[int, tuple[ReviewState, date]]:
    """Read how the cases' reviews stand where a step has one; one query or none."""
    if not any(
        kind.reviewer for place in places.values() for kind in place.edition.kinds_of(place.step)
    ):
        return {}
    rows = Review.objects.filter(case__in=cases).exclude(state=ReviewState.RECALLED)
    found = rows.order_by("id").values_list("case_id", "state", "asked_on")
    return {case_id: (ReviewState(state), asked_on) for case_id, state, asked_on in found}


def _url(queue: Queue, place: _Place, case_id: int, number: int) -> str:
    if queue is Queue.REVIEW:
        url = reverse("casework:review", args=[case_id, place.kind.key])
    else:
        url = reverse("casework:step", args=[case_id, number])
    return f"{url}?queue={queue}"
