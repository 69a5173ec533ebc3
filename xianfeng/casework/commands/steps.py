"""Signing a step and taking a signature back."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction

from xianfeng.casework.commands import blanks, signing, upkeep
from xianfeng.casework.commands.signing import HandedIn, Submission
from xianfeng.casework.models import Case, Claim, Entry, Paper
from xianfeng.casework.queries import dockets, hands, notice_records, prepared
from xianfeng.casework.rules import history, values
from xianfeng.casework.vocab import CaseState, EntryKind
from xianfeng.kernel import clock
from xianfeng.kernel.checks import reason
from xianfeng.kernel.errors import Conflict, NotAllowed, Refused
from xianfeng.kernel.verdict import Reason, Verdict
from xianfeng.procedure.schema import Edition, Outcome, Step
from xianfeng.registry.commands import standing as registry_standing
from xianfeng.registry.queries import standing as registry_reads
from xianfeng.registry.vocab import Category
from xianfeng.trust.vocab import Actor

__all__ = ["HandedIn", "Submission", "reverse", "sign_off"]


@transaction.atomic
def sign_off(
    *,
    actor: Actor,
    case_id: int,
    step: str,
    submission: Submission,
    at: datetime,
    version: int | None = None,
) -> int:
    """Sign one step of a case and return the entry's id.

    :param version: the case's version on the page that was filled in.
    :raises Case.DoesNotExist: the case is out of the actor's sight.
    :raises NotAllowed: the step is not the actor's to sign, or they passed the review it rests on (D-61).
    :raises Conflict: somebody else was faster (D-62).
    :raises Refused: with every unmet gate, and every warning without a written reason.
    """
    case = dockets.locked(actor, case_id)
    docket = dockets.of(case)
    wanted = _step(docket.edition, step)
    signed_as, signing_path = upkeep.signer(actor, wanted, case.org_path)
    upkeep.expect(case, version)
    instruments = prepared.of(case, docket.edition.kinds_of(wanted))
    if own := hands.against_own_check(actor, prepared.others(instruments)):
        raise NotAllowed(Verdict.of(own))
    done = signing.passed(
        docket,
        wanted,
        submission,
        signing_path=signing_path,
        today=clock.day_of(at),
        lookups=signing.lookups(case.family),
        instruments=instruments,
        strangers=partial(registry_reads.out_of_sight, actor),
        against=partial(_against, case, wanted, docket.edition),
    )
    outcome = history.outcome_of(wanted, done.facts)
    moved = signing.moves(case.person.category, outcome)
    entry = _enter(
        case, done, dict(done.answers), signed_as=signed_as, moved=moved, actor=actor, at=at
    )
    _file(case, docket.edition, done, actor=actor, at=at)
    _take_effect(case, outcome, done.facts, moved=moved, actor=actor, at=at, day=done.on)
    upkeep.tell([upkeep.settle(case)], actor=actor, at=at)
    return entry.pk


def _against(case: Case, step: Step, edition: Edition, facts: Mapping[str, Any]) -> list[Reason]:
    """Return what the case's notices have against these facts, and what lies open beside the form."""
    open_beside = prepared.beside(case, edition.kinds_of(step))
    return notice_records.against(case, facts) + [r for one in open_beside for r in one.waits]


def _step(edition: Edition, key: str) -> Step:
    try:
        return edition.step(key)
    except KeyError:
        raise Case.DoesNotExist(f"no step {key}") from None


def _enter(
    case: Case,
    done: signing.Passed,
    answers: dict[str, str],
    *,
    signed_as: str,
    moved: bool,
    actor: Actor,
    at: datetime,
) -> Entry:
    records = values.plain(done.records)
    try:
        with transaction.atomic():
            return upkeep.entered(
                case,
                actor=actor,
                kind=EntryKind.SIGNED,
                step=done.step.key,
                happened_on=done.on,
                at=at,
                records=records,
                rules=done.rules,
                reasons=answers,
                signed_as=signed_as,
                moved_standing=moved,
                detail={
                    "records": records,
                    "rules": done.rules,
                    "reasons": answers,
                    "papers": sorted(paper.kind for paper in done.papers),
                },
            )
    except IntegrityError as error:
        raise Conflict(Verdict((reason("D-62", 办理人="他人"),))) from error


def _file(
    case: Case, edition: Edition, done: signing.Passed, *, actor: Actor, at: datetime
) -> None:
    rows = signing.paper_rows(done, round_=case.round, actor=actor, at=at)
    for row in rows:
        row.case = case
    Paper.objects.bulk_create(rows)
    for spec, claim in signing.claimed(edition, done):
        claim.case = case
        _claim(claim, title=spec.title)
        blanks.use(claim, case, on=clock.day_of(at))


def _claim(claim: Claim, *, title: str) -> None:
    try:
        with transaction.atomic():
            claim.save(force_insert=True)
    except IntegrityError as error:
        refusal = reason("D-31", message=f"{title}{claim.value}已被使用", remedy="核对编号")
        raise Refused(Verdict((refusal,))) from error


def _take_effect(
    case: Case,
    outcome: Outcome,
    facts: Mapping[str, Any],
    *,
    moved: bool,
    actor: Actor,
    at: datetime,
    day: date,
) -> None:
    if moved:
        registry_standing.change(
            actor=actor,
            person_id=case.person_id,
            category=Category(outcome.standing),
            since=facts[outcome.standing_from],
            at=at,
        )
    if outcome.close:
        upkeep.close(case, outcome.close, day)
        blanks.file(case)
    if outcome.restart:
        case.round += 1


@transaction.atomic
def reverse(
    *, actor: Actor, case_id: int, entry_id: int, why: str, at: datetime, version: int | None = None
) -> None:
    """Take the latest signature back by a recorded reversal; nothing is deleted from the history.

    Papers filed with it lose their force, claimed numbers are free again, a
    change of standing is reverted. Taking the archiving back is the only way to
    open an archived case again, and only the committee's or the county's.

    :raises Case.DoesNotExist: the case is out of sight.
    :raises NotAllowed: the step was not the actor's to sign, a higher organisation signed it, or
        the case is archived.
    :raises Refused: it is not the latest signature, or no reason was given.
    """
    case = dockets.locked(actor, case_id)
    docket = dockets.of(case)
    active = Entry.objects.filter(case=case, is_active=True, kind=EntryKind.SIGNED)
    latest = active.order_by("-id").first()
    if latest is None or latest.pk != entry_id:
        raise Refused(_cannot("只能撤销最近一次办理的环节", "从最近的一步起逐步撤销"))
    step = docket.edition.step(latest.step)
    hand = latest.signed_as
    if not hands.may_take_back(actor, step, case.org_path, docket.state, signed_as=hand):
        raise NotAllowed.because(hands.who_takes_back(step, docket.state, signed_as=hand))
    upkeep.expect(case, version)
    if case.state in {CaseState.RETURNED, CaseState.POSTPONED, CaseState.ENDED}:
        raise Refused(Verdict((reason("D-65", 状态=CaseState(case.state).after_already),)))
    note = upkeep.words(why, message="请写明撤销原因，不少于4个字", check="D-65")
    _must_still_stand(case, latest, step)
    _undo(case, latest, step, actor=actor, at=at)
    upkeep.entered(
        case,
        actor=actor,
        kind=EntryKind.REVERSED,
        step=latest.step,
        happened_on=clock.day_of(at),
        at=at,
        note=note,
        reverses=latest,
        detail={"reversed": latest.pk},
    )
    upkeep.tell([upkeep.settle(case)], actor=actor, at=at)


def _must_still_stand(case: Case, latest: Entry, step: Step) -> None:
    """Refuse where life went on after the signature: a later case, or another standing."""
    later = Case.objects.filter(person=case.person_id, family=case.family, pk__gt=case.pk)
    if later.exists():
        raise Refused(_cannot("此人已另立新件，不能再撤销旧件", "在新件上办理"))
    if Entry.objects.filter(case=case, kind=EntryKind.HANDED_OVER, pk__gt=latest.pk).exists():
        raise Refused(_cannot("转接以前办理的环节不能撤销", "如有错误，由县委组织部审查处理"))
    outcome = history.outcome_of(step, values.flat(latest.records))
    if latest.moved_standing and case.person.category != outcome.standing:
        raise Refused(_cannot("此人身份已另有变更，不能撤销", "先撤回后来的身份变更"))


def _undo(case: Case, entry: Entry, step: Step, *, actor: Actor, at: datetime) -> None:
    outcome = history.outcome_of(step, values.flat(entry.records))
    if outcome.restart:
        case.round = entry.round
    if outcome.close:
        case.state, case.closed_on = CaseState.OPEN, None
        blanks.reopen(case)
    if entry.moved_standing:
        registry_standing.revert(actor=actor, person_id=case.person_id, at=at)
    entry.is_active = False
    entry.save(update_fields=["is_active"])
    Paper.objects.filter(case=case, step=entry.step, round=entry.round).update(is_active=False)
    claimed = {
        f"{kind}.{name}": str(value)
        for kind, row in entry.records.items()
        for name, value in row.items()
    }
    for claim in Claim.objects.filter(case=case):
        if claimed.get(claim.kind) == claim.value:
            blanks.free(case, claim, on=clock.day_of(at))
            claim.delete()


def _cannot(message: str, remedy: str) -> Verdict:
    return Verdict((reason("D-65", message=message, remedy=remedy),))
