"""What a body deliberates on in one sitting: the cases that wait, line by line, and sittings held (D-37).

Knows no step: a record kind says which of its fields are decided on each case
alone; whatever else it holds is said once for all lines.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet

from xianfeng.casework.models import Case, Duty, Entry
from xianfeng.casework.queries import batches, casefacts, hands, queues, wording
from xianfeng.casework.queries import editions as county
from xianfeng.casework.queries.batches import Offer, StepDesk, Waiting
from xianfeng.casework.rules import values
from xianfeng.casework.vocab import DAY, EntryKind
from xianfeng.kernel import clock
from xianfeng.procedure import board
from xianfeng.procedure.schema import Edition, Field, RecordKind, Step
from xianfeng.registry.queries import naming
from xianfeng.trust import access
from xianfeng.trust.vocab import Action, Actor

# As many as one sitting goes through with care; the others come with the next.
MOST = 40
RECENT = 20
# A sitting whose results are entered later than this is history; what was turned down since is another's.
ENTERED_WITHIN = timedelta(days=30)
# What a sitting turns down is entered on the case's own page. A return for more papers needs no sitting.
NOT_APPROVED = (EntryKind.POSTPONED, EntryKind.ENDED)


@dataclass(frozen=True, kw_only=True)
class LineRow:
    """One case on the list; ``proposed`` is what the rules will compare its own fields with."""

    case: Waiting
    org_path: str
    proposed: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Desk(StepDesk):
    """One step and the cases that wait for it, in the order of the tree."""

    lines: tuple[LineRow, ...]


def offers(actor: Actor) -> tuple[Offer, ...]:
    """Return the steps that a sitting can decide on and for which cases wait on the actor."""
    return batches.offered(actor, _collective())


def desk(actor: Actor, edition_id: str, number: int, *, today: date) -> Desk:
    """Return what waits for a sitting: the tree's order, then the oldest first; no case is preferred.

    :raises Case.DoesNotExist: there is no such step, or it is not decided in sittings.
    :raises NotAllowed: no role of the actor signs this step anywhere.
    """
    edition, step = collective_step(edition_id, number)
    hands.require_any(actor, step)
    found = list(batches.duties(actor, edition, step).order_by(*queues.ORDER)[: MOST + 1])
    proposed = _proposed(edition, step, found[:MOST], today)
    return Desk(
        **batches.told(edition, step),
        lines=tuple(
            LineRow(
                case=batches.waiting(duty, today),
                org_path=duty.org_path,
                proposed=proposed.get(duty.case_id, {}),
            )
            for duty in found[:MOST]
        ),
        is_cut=len(found) > MOST,
    )


def collective_step(edition_id: str, number: int) -> tuple[Edition, Step]:
    """Return a step that one sitting can decide on for several cases.

    :raises Case.DoesNotExist: there is none of that number in that edition.
    """
    for edition, step in _collective():
        if (edition.id, step.number) == (edition_id, number):
            return edition, step
    raise Case.DoesNotExist(f"{edition_id} {number}")


def _collective() -> Iterator[tuple[Edition, Step]]:
    for family in board.families():
        for edition in county.all_of(family):
            for step in edition.steps:
                if edition.is_collective(step):
                    yield edition, step


def own(kind: RecordKind) -> tuple[Field, ...]:
    """Return the fields that are decided on each case alone."""
    return tuple(spec for spec in kind.fields if spec.is_per_case)


def _proposed(
    edition: Edition, step: Step, duties: Sequence[Duty], today: date
) -> dict[int, dict[str, Any]]:
    """Return by case what a line's field must equal, as an earlier record says it, such as a branch's decision."""
    if not duties:
        return {}
    names = {f"{kind.key}.{spec.name}" for kind in edition.kinds_of(step) for spec in own(kind)}
    shelf = board.family(duties[0].case.family).shelf
    sources = {
        condition.fact: condition.other
        for gate in shelf.gates(edition, step, today)
        for condition in gate.any_of
        if len(gate.any_of) == 1 and condition.op == "equals" and condition.other
    }
    wanted = {name: other for name, other in sources.items() if name in names}
    if not wanted:
        return {}
    dockets = casefacts.dockets_of([duty.case_id for duty in duties])
    return {
        case_id: {
            name: docket.standing.facts[other]
            for name, other in wanted.items()
            if other in docket.standing.facts
        }
        for case_id, docket in dockets.items()
    }


class HeldRow(NamedTuple):
    """One day on which a step was decided, and on how many cases."""

    edition_id: str
    number: int
    title: str
    on: date
    cases: int


def held(actor: Actor) -> tuple[HeldRow, ...]:
    """Return the latest days on which steps of sittings were signed in reach; one query beside the editions'."""
    known = {(edition.id, step.key): step for edition, step in _collective()}
    condition = Q(pk__in=())
    for edition_id, key in known:
        condition |= Q(case__edition=edition_id, step=key)
    rows = (
        _signed(actor)
        .filter(condition)
        .values_list("case__edition", "step", "happened_on")
        .annotate(cases=Count("id"))
        .order_by("-happened_on", "step")[:RECENT]
    )
    return tuple(
        HeldRow(edition, known[edition, key].number, known[edition, key].title, on, number)
        for edition, key, on, number in rows
    )


@dataclass(frozen=True, kw_only=True)
class DecidedLine:
    """One case as the sitting left it: in words, field by field."""

    number: int
    person: str
    organisation: str
    cells: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class HeldBackLine:
    """One case that was not approved: what became of it and why; its votes stand on paper alone."""

    number: int
    person: str
    organisation: str
    outcome: str
    until: date | None
    why: str


@dataclass(frozen=True, kw_only=True)
class Decided:
    """One day's decisions on one step, for the sheet that is signed and kept."""

    body: str
    title: str
    on: date | None
    common: tuple[wording.Fact, ...]
    heads: tuple[str, ...]
    lines: tuple[DecidedLine, ...]
    held_back: tuple[HeldBackLine, ...] = ()
    is_draft: bool = False

    @property
    def matters(self) -> tuple[DecidedLine | HeldBackLine, ...]:
        """All that was discussed, in order."""
        return (*self.lines, *self.held_back)


def decided(actor: Actor, edition_id: str, number: int, on: date) -> Decided:
    """Return what was signed for that day, in the order in which it was signed: the order of discussion.

    Cases that the sitting postponed or ended follow. A turn bears the day of its entry, so those count
    that were entered from the sitting's day until its last signature, :data:`ENTERED_WITHIN` at most.

    :raises Case.DoesNotExist: there is no such step, or nothing of that day in reach.
    :raises NotAllowed: no role of the actor signs this step anywhere.
    """
    edition, step = collective_step(edition_id, number)
    hands.require_any(actor, step)
    rows = _signed(actor).filter(case__edition=edition.id, step=step.key, happened_on=on)
    entries = list(rows.select_related("case__person", "case__organisation").order_by("id"))
    if not entries:
        raise Case.DoesNotExist(f"nothing on {on}")
    entered_on = max(clock.day_of(entry.entered_at) for entry in entries)
    until = min(entered_on, on + ENTERED_WITHIN)
    turned = _turned(actor).filter(
        case__edition=edition.id, step=step.key, happened_on__range=(on, until)
    )
    records = [values.restored(edition.records, entry.records) for entry in entries]
    kinds = edition.kinds_of(step)
    return Decided(
        body=body(actor, step, [entry.case.org_path for entry in entries]),
        title=step.title,
        on=on,
        common=_common(edition, kinds, records),
        heads=heads(kinds),
        lines=tuple(
            DecidedLine(
                number=position,
                person=entry.case.person.name,
                organisation=entry.case.organisation.short_name,
                cells=tuple(_cells(edition, kinds, row)),
            )
            for position, (entry, row) in enumerate(zip(entries, records, strict=True), 1)
        ),
        held_back=_held_back(turned, {entry.case_id for entry in entries}),
    )


def _turned(actor: Actor) -> QuerySet[Entry]:
    rows = Entry.objects.filter(kind__in=NOT_APPROVED, is_active=True)
    return access.scoped(rows, actor, Action.VIEW_CASES, field="case__org_path")


def _held_back(turned: QuerySet[Entry], signed: Set[int]) -> tuple[HeldBackLine, ...]:
    """Word the last turn of each case; what was taken up again and signed is not held back."""
    rows = turned.select_related("case__person", "case__organisation").order_by("id")
    last = {entry.case_id: entry for entry in rows if entry.case_id not in signed}
    return tuple(
        HeldBackLine(
            number=position,
            person=entry.case.person.name,
            organisation=entry.case.organisation.short_name,
            outcome=EntryKind(entry.kind).label,
            until=entry.case.resume_on if entry.kind == EntryKind.POSTPONED else None,
            why=entry.note,
        )
        for position, entry in enumerate(last.values(), len(signed) + 1)
    )


def heads(kinds: Iterable[RecordKind]) -> tuple[str, ...]:
    """Return what stands over the columns of the lines."""
    return tuple(spec.title for kind in kinds for spec in own(kind))


def body(actor: Actor, step: Step, org_paths: Iterable[str]) -> str:
    """Return the name of the organisation that decides, empty where several would."""
    seats = {hands.seat(actor, step, path)[1] for path in org_paths}
    named = naming.named(seats) if len(seats) == 1 else {}
    return "".join(one.name for one in named.values())


def seat_of(actor: Actor, desk: Desk, case_ids: Iterable[int]) -> str:
    """Return the name of the organisation that decides on these cases of the desk."""
    _edition, step = collective_step(desk.edition_id, desk.number)
    wanted = set(case_ids)
    return body(actor, step, [line.org_path for line in desk.lines if line.case.case_id in wanted])


def _signed(actor: Actor) -> QuerySet[Entry]:
    rows = Entry.objects.filter(kind=EntryKind.SIGNED, is_active=True)
    return access.scoped(rows, actor, Action.VIEW_CASES, field="case__org_path")


def _common(
    edition: Edition, kinds: Iterable[RecordKind], records: Sequence[Mapping[str, Any]]
) -> tuple[wording.Fact, ...]:
    """Return what all lines share; what differs is told as often as it does."""
    told: dict[str, list[str]] = {}
    for kind in kinds:
        alone = {spec.name for spec in own(kind)} | {s.name for s in kind.fields if s.is_implied}
        for row in records:
            shared = {n: v for n, v in row.get(kind.key, {}).items() if n not in alone and n != DAY}
            for fact in wording.facts(edition, kind.key, shared, {}):
                values_told = told.setdefault(fact.title, [])
                if fact.value not in values_told:
                    values_told.append(fact.value)
    return tuple(wording.Fact(title=title, value="、".join(one)) for title, one in told.items())


def _cells(edition: Edition, kinds: Iterable[RecordKind], row: Mapping[str, Any]) -> Iterator[str]:
    for kind in kinds:
        facts = row.get(kind.key, {})
        for spec in own(kind):
            only = {spec.name: facts[spec.name]} if spec.name in facts else {}
            yield "".join(fact.value for fact in wording.facts(edition, kind.key, only, {}))
