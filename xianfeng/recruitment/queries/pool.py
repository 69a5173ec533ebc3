"""Applicants and activists in training: since when, by whom, reviewed when, ready or not. Nobody is ranked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from xianfeng.casework.queries import casefacts, pools
from xianfeng.casework.queries.dockets import Docket
from xianfeng.casework.queries.pools import NextReview, PoolFilter
from xianfeng.kernel import paths
from xianfeng.kernel.dates import months_between
from xianfeng.procedure import board, gates
from xianfeng.procedure.board import CaseFile
from xianfeng.procedure.schema import Edition
from xianfeng.recruitment import catalogue
from xianfeng.recruitment.queries import classes
from xianfeng.recruitment.queries.classes import CaseClass
from xianfeng.recruitment.rules import training
from xianfeng.recruitment.vocab import FAMILY
from xianfeng.recruitment.vocab.training import ClassKind, ClassOutcome
from xianfeng.registry.queries import standing as registry_reads
from xianfeng.trust.vocab import Actor

PAGE, CHUNK = 50, 400
# The record that ends the training, the check that says when it may, the record of where one was found.
ENDS, READY, FOUND = "candidate_decision", "D-12", ("nomination", "source")
_NO_REVIEW = NextReview(None, ())


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which people; what is empty filters nothing."""

    organisation_id: int | None = None
    stage: str = ""
    source: str = ""
    is_overdue: bool = False
    is_ready: bool = False


@dataclass(frozen=True, kw_only=True)
class PoolRow:
    """One person in training; ``earliest_on`` is the first lawful day of becoming a candidate."""

    case_id: int
    person: str
    organisation: str
    stage: str
    since_on: date | None
    months: int | None
    mentors: tuple[str, ...]
    last_on: date | None
    due_on: date | None
    is_overdue: bool
    outcome: ClassOutcome | None
    earliest_on: date
    is_ready: bool
    source: str


@dataclass(frozen=True, kw_only=True)
class Pool:
    """One page of the pool."""

    rows: tuple[PoolRow, ...]
    found: int
    page: int
    pages: int


def stages() -> dict[str, str]:
    """Return the stages before the one in which somebody becomes a candidate, with their titles."""
    found: dict[str, str] = {}
    for edition in board.family(FAMILY).shelf.editions:
        step = edition.maker_of(ENDS)
        last = edition.stage_of(step).number if step else 0
        found |= {one.key: one.title for one in edition.stages if one.number < last}
    return found


def sources() -> tuple[tuple[str, str], ...]:
    """Return where somebody may have been found: code and word."""
    kind, name = FOUND
    return next(spec.choices for spec in catalogue.kinds()[kind].fields if spec.name == name)


def page(actor: Actor, wanted: Wanted, *, today: date, number: int = 1) -> Pool:
    """Return one page, in the order of the tree, then of the names.

    :raises Organisation.DoesNotExist: the organisation is out of sight.
    """
    ids = list(pools.ids(actor, _filter(wanted), today=today))
    known: dict[int, Docket] = {}
    if wanted.is_ready:
        known = {key: one for key, one in _dockets(ids) if is_ready(one, today=today)}
        ids = list(known)
    last = max(1, -(-len(ids) // PAGE))
    number = min(max(number, 1), last)
    shown = ids[(number - 1) * PAGE : number * PAGE]
    rows = _read(shown, known or dict(_dockets(shown)), today)
    return Pool(rows=rows, found=len(ids), page=number, pages=last)


def every_row(actor: Actor, wanted: Wanted, *, today: date) -> Iterator[PoolRow]:
    """Yield the whole pool, some hundred at a time, for the workbook."""
    ids = list(pools.ids(actor, _filter(wanted), today=today))
    for start in range(0, len(ids), CHUNK):
        part = ids[start : start + CHUNK]
        rows = _read(part, dict(_dockets(part)), today)
        yield from (row for row in rows if row.is_ready or not wanted.is_ready)


def _filter(wanted: Wanted) -> PoolFilter:
    known = stages()
    return PoolFilter(
        family=FAMILY,
        stages=[wanted.stage] if wanted.stage in known else list(known),
        organisation_id=wanted.organisation_id,
        is_overdue=wanted.is_overdue,
        made=(*FOUND, wanted.source) if wanted.source else None,
    )


def _dockets(ids: Sequence[int]) -> Iterator[tuple[int, Docket]]:
    for start in range(0, len(ids), CHUNK):
        part = ids[start : start + CHUNK]
        found = casefacts.dockets_of(part)
        yield from ((key, found[key]) for key in part if key in found)


def is_ready(docket: Docket, *, today: date) -> bool:
    """Tell whether a year and its reviews are complete: whether the rules' check would pass today.

    The gates themselves are asked, as if the committee sat today.
    """
    step = docket.edition.maker_of(ENDS)
    if step is None or "activist_decision.on" not in docket.standing.facts:
        return False
    wanted = [
        gate
        for gate in docket.shelf.gates(docket.edition, step, today)
        if gate.check == READY and gate.on == ENDS
    ]
    case = docket.case
    facts = {**docket.standing.facts, f"{ENDS}.on": today}
    file = CaseFile(
        case_id=case.pk,
        subject_id=case.person_id,
        organisation_id=case.organisation_id,
        org_path=case.org_path,
        signing_path=case.org_path[: 2 * paths.WIDTH],
        on=today,
        today=today,
        facts=facts,
    )
    named = board.gather(FAMILY, gates.named_facts(wanted), file, None)
    return not gates.judge(wanted, {**facts, **named}, docket.calendar)


def _read(ids: Sequence[int], found: Mapping[int, Docket], today: date) -> tuple[PoolRow, ...]:
    reviews = pools.reviews(ids)
    results = classes.of_cases(ids)
    mentors = (found[key].standing.facts.get("mentors.people", ()) for key in ids if key in found)
    named = {person for people in mentors for person in people}
    names = registry_reads.names(named) if named else {}
    return tuple(
        _row(found[key], reviews.get(key, _NO_REVIEW), results.get(key, ()), names, today)
        for key in ids
        if key in found
    )


def _row(
    docket: Docket,
    review: NextReview,
    attended: Sequence[CaseClass],
    names: Mapping[int, str],
    today: date,
) -> PoolRow:
    facts, case = docket.standing.facts, docket.case
    since = facts.get("activist_decision.on")
    stage = {one.key: one.title for one in docket.edition.stages}
    return PoolRow(
        case_id=case.pk,
        person=case.person.name,
        organisation=case.organisation.short_name,
        stage=stage.get(case.stage, case.stage),
        since_on=since or facts.get("application.on"),
        months=months_between(since, today) if since else None,
        mentors=tuple(names[one] for one in facts.get("mentors.people", ()) if one in names),
        last_on=max(facts.get("review.dates", ()), default=None),
        due_on=review.due_on,
        is_overdue=review.due_on is not None and review.due_on < today,
        outcome=_outcome(facts, attended),
        earliest_on=_earliest(docket),
        is_ready=is_ready(docket, today=today),
        source=_source(docket.edition, facts),
    )


def _outcome(facts: Mapping[str, Any], attended: Sequence[CaseClass]) -> ClassOutcome | None:
    said = facts.get(f"{ClassKind.ACTIVISTS.record}.class_result")
    if said:
        return ClassOutcome(said)
    return training.best(one.outcome for one in attended if one.kind is ClassKind.ACTIVISTS)


def _earliest(docket: Docket) -> date:
    step = docket.edition.maker_of(ENDS)
    assert step is not None
    return docket.windows()[step.key].earliest


def _source(edition: Edition, facts: Mapping[str, Any]) -> str:
    kind, name = FOUND
    code = facts.get(f"{kind}.{name}", "")
    record = edition.records.get(kind)
    choices = next((s.choices for s in record.fields if s.name == name), ()) if record else ()
    return dict(choices).get(code, "")
