"""What somebody needs who is about to sign a step or enter a repeated record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from xianfeng.casework.models import Case
from xianfeng.casework.queries import (
    blanks,
    casefiles,
    dockets,
    hands,
    notice_records,
    prepared,
    ties,
    wording,
)
from xianfeng.casework.queries.prepared import Prepared
from xianfeng.casework.queries.wording import Fact
from xianfeng.casework.rules import history, judging, values
from xianfeng.casework.vocab import GRADES, CaseState, Turn
from xianfeng.kernel.errors import NotAllowed
from xianfeng.kernel.verdict import Verdict
from xianfeng.procedure.deadlines import Window
from xianfeng.procedure.schema import FieldKind, RecordKind, Step
from xianfeng.registry.queries import standing as registry_reads
from xianfeng.trust.vocab import Actor

# What hardly changes from one meeting to the next is offered again; all else is only recalled.
CARRIED = frozenset({"members", "receiver", "keeper"})
# Numbers that the branch's roll explains; the roll is shown, never filled in (V-04).
FROM_ROLL = frozenset({"entitled"})


@dataclass(frozen=True, kw_only=True)
class Instrument:
    """A notice or ballot from which a record is signed: what it says, and where it lies."""

    kind: str
    title: str
    url: str
    facts: tuple[Fact, ...]
    settled: frozenset[str]
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Desk:
    """One case's step as it lies on the desk; ``waits`` says why it cannot be done yet."""

    case_id: int
    version: int
    person: str
    organisation: str
    step: str
    number: int
    total: int
    title: str
    actor_words: str
    cite: str
    grade: str
    limit: str
    window: Window
    kinds: tuple[RecordKind, ...]
    members: tuple[tuple[int, str], ...]
    carried: Mapping[str, Any]
    hints: Mapping[str, str]
    waits: Verdict
    is_signed: bool
    since_on: date
    instruments: tuple[Instrument, ...] = ()
    beside: tuple[Prepared, ...] = ()


def step(actor: Actor, case_id: int, number: int) -> Desk:
    """Return the desk of one step.

    :raises Case.DoesNotExist: out of sight, or the edition has no step of that number.
    :raises NotAllowed: the step is not the actor's to sign (D-61).
    """
    case, docket = _case(actor, case_id)
    try:
        wanted = docket.edition.numbered(number)
    except KeyError:
        raise Case.DoesNotExist(f"no step {number}") from None
    kinds = docket.edition.kinds_of(wanted)
    desk = _desk(actor, case, docket, wanted, kinds)
    return desk if desk.is_signed else _equipped(actor, desk, case, docket)


def repeat(actor: Actor, case_id: int, kind: str) -> Desk:
    """Return the desk of a repeated record.

    :raises Case.DoesNotExist: out of sight, or no step repeats this record.
    :raises NotAllowed: the step is not the actor's to sign (D-61).
    """
    case, docket = _case(actor, case_id)
    maker = docket.edition.maker_of(kind)
    if maker is None or maker.repeated != kind:
        raise Case.DoesNotExist(f"no record {kind}")
    desk = _desk(actor, case, docket, maker, (docket.edition.records[kind],))
    return replace(desk, carried={**desk.carried, **_reviewers(docket, kind)})


def _reviewers(docket: dockets.Docket, kind: str) -> dict[str, str]:
    """Return those whose record it is by name, for the place where the form asks who it was."""
    people = docket.standing.facts.get(docket.edition.records[kind].by, ())
    names = registry_reads.names(people) if people else {}
    return {f"{kind}.reviewer": "、".join(names[one] for one in people if one in names)}


def _case(actor: Actor, case_id: int) -> tuple[Case, dockets.Docket]:
    case = dockets.visible(actor).select_related("person", "organisation").get(pk=case_id)
    return case, dockets.of(case)


def _desk(
    actor: Actor,
    case: Case,
    docket: dockets.Docket,
    wanted: Step,
    kinds: Sequence[RecordKind],
) -> Desk:
    if not hands.may_sign(actor, wanted, case.org_path):
        raise NotAllowed.because(hands.in_words(wanted.signed_by))
    dockets.require_other(actor, case.person_id)
    standing = docket.standing
    members = _members(case, kinds)
    carried, hints = _recalled(docket, kinds)
    carried |= blanks.offered(case, tuple(kinds))
    hints |= _from_roll(kinds, len(members))
    return Desk(
        case_id=case.pk,
        version=case.version,
        person=case.person.name,
        organisation=case.organisation.name,
        step=wanted.key,
        number=wanted.number,
        total=len(docket.edition.steps),
        title=wanted.title,
        actor_words=wanted.actor,
        cite=wanted.cite,
        grade=GRADES.get(wanted.grade, wanted.grade),
        limit=wanted.limit,
        window=docket.windows()[wanted.key],
        kinds=tuple(kinds),
        members=members,
        carried=carried,
        hints=hints,
        waits=Verdict.of(judging.in_order(docket.edition, wanted, standing, docket.state)),
        is_signed=wanted.key in standing.signed,
        since_on=max(
            (standing.signed[k] for k in wanted.after if k in standing.signed),
            default=docket.opened_on,
        ),
    )


def _equipped(actor: Actor, desk: Desk, case: Case, docket: dockets.Docket) -> Desk:
    """Lay what notices and ballots have prepared beside the form."""
    kinds = desk.kinds
    ready = prepared.of(case, kinds)
    records, _reasons = values.typed(kinds, prepared.filled({}, ready))
    named = values.people(kinds, records)
    names = registry_reads.names(named) if named else {}
    instruments = tuple(
        Instrument(
            kind=key,
            title=one.title,
            url=one.url,
            facts=tuple(wording.facts(docket.edition, key, records[key], names)),
            settled=frozenset(one.values),
            answers=tuple(one.answers.values()),
        )
        for key, one in ready.items()
    )
    own = hands.against_own_check(actor, prepared.others(ready))
    unmet = [*own, *prepared.waits(ready), *notice_records.against(case, values.flat(records))]
    waits = desk.waits + Verdict.of(judging.once(unmet))
    beside = prepared.beside(case, kinds)
    return replace(desk, instruments=instruments, waits=waits, beside=beside)


def _members(case: Case, kinds: Sequence[RecordKind]) -> tuple[tuple[int, str], ...]:
    """Return the branch's full members where the form asks for people or for the roll."""
    if any(spec.kind is FieldKind.PEOPLE for kind in kinds for spec in kind.fields):
        members = tuple(registry_reads.full_members(case.organisation_id))
        serving = [kind.key for kind in kinds for spec in kind.fields if spec.until]
        return _with_loads(case, serving[0], members) if serving else members
    return ()


def _with_loads(
    case: Case, kind: str, members: Sequence[tuple[int, str]]
) -> tuple[tuple[int, str], ...]:
    """Say beside each name how many other people they serve now; the order stays that of the roll."""
    loads = ties.loads(case.family, kind, case.organisation_id, case.pk)
    return tuple(
        (pk, f"{name}（现{loads[pk]}人）" if loads.get(pk) else name) for pk, name in members
    )


def _from_roll(kinds: Sequence[RecordKind], members: int) -> dict[str, str]:
    words = f"名册现有正式党员{members}人，以会议当日为准"
    return {
        f"{kind.key}.{spec.name}": words
        for kind in kinds
        for spec in kind.fields
        if spec.name in FROM_ROLL and members
    }


def _recalled(
    docket: dockets.Docket, kinds: Sequence[RecordKind]
) -> tuple[dict[str, Any], dict[str, str]]:
    """Find what an earlier step of the case was told under the same name and title."""
    carried: dict[str, Any] = {}
    hints: dict[str, str] = {}
    earlier = {
        (spec.name, spec.title): docket.standing.facts[f"{kind.key}.{spec.name}"]
        for step in docket.edition.steps
        if step.key in docket.standing.signed
        for kind in docket.edition.kinds_of(step)
        for spec in kind.fields
        if spec.kind in {FieldKind.NUMBER, FieldKind.TEXT}
        and not spec.is_unique
        and f"{kind.key}.{spec.name}" in docket.standing.facts
    }
    for kind in kinds:
        for spec in kind.fields:
            value = earlier.get((spec.name, spec.title))
            if value is None:
                continue
            if spec.name in CARRIED:
                carried[f"{kind.key}.{spec.name}"] = value
            elif spec.kind is FieldKind.NUMBER and spec.name == "present":
                hints[f"{kind.key}.{spec.name}"] = f"上次填写：{value}{spec.unit}"
    return carried, hints


@dataclass(frozen=True, kw_only=True)
class TurnDesk:
    """A case about to be returned, postponed, ended, or whose last signature is taken back."""

    case_id: int
    version: int
    person: str
    organisation: str
    state: CaseState
    step_title: str


def turn(actor: Actor, case_id: int, wanted: Turn) -> TurnDesk:
    """Return the desk of a turn.

    :raises Case.DoesNotExist: out of sight.
    :raises NotAllowed: it is not the actor's to do, or the case is not in that state.
    """
    case, docket = _case(actor, case_id)
    steps = history.open_steps(docket.edition, docket.standing.signed)
    if wanted not in casefiles.turns(actor, docket):
        raise hands.not_yours(steps, docket.state)
    return _turn_desk(case, docket, steps[0].title if steps else "")


def reversal(actor: Actor, case_id: int, entry_id: int) -> TurnDesk:
    """Return the desk of taking one signature back.

    :raises Case.DoesNotExist: out of sight, or the case has no such signature.
    :raises NotAllowed: the step is not the actor's to sign.
    """
    case, docket = _case(actor, case_id)
    entry = case.entries.filter(pk=entry_id, kind="signed", is_active=True).order_by("id").first()
    if entry is None:
        raise Case.DoesNotExist(f"no entry {entry_id}")
    step = docket.edition.step(entry.step)
    hand = entry.signed_as
    if not hands.may_take_back(actor, step, case.org_path, docket.state, signed_as=hand):
        raise NotAllowed.because(hands.who_takes_back(step, docket.state, signed_as=hand))
    return _turn_desk(case, docket, f"第{step.number}环节“{step.title}”")


def withdrawal(actor: Actor, case_id: int, evidence_id: int) -> TurnDesk:
    """Return the desk of withdrawing one repeated record.

    :raises Case.DoesNotExist: out of sight, or the case has no such record.
    :raises NotAllowed: the step is not the actor's to sign.
    """
    case, docket = _case(actor, case_id)
    row = case.evidence.filter(pk=evidence_id, withdrawn_at__isnull=True).order_by("id").first()
    step = docket.edition.maker_of(row.kind) if row else None
    if row is None or step is None:
        raise Case.DoesNotExist(f"no evidence {evidence_id}")
    if not hands.may_sign(actor, step, case.org_path):
        raise NotAllowed.because(hands.in_words(step.signed_by))
    title = docket.edition.records[row.kind].title
    return _turn_desk(case, docket, f"{row.happened_on.isoformat()} {title}")


def _turn_desk(case: Case, docket: dockets.Docket, title: str) -> TurnDesk:
    return TurnDesk(
        case_id=case.pk,
        version=case.version,
        person=case.person.name,
        organisation=case.organisation.name,
        state=docket.state,
        step_title=title,
    )
