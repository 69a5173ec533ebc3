"""Opening a case and steering it beside its steps: return, resubmit, postpone, resume, end."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from xianfeng.casework.commands import blanks, publications, upkeep
from xianfeng.casework.models import Case, Review
from xianfeng.casework.queries import dockets, hands
from xianfeng.casework.rules import history
from xianfeng.casework.vocab import CaseState, EntryKind
from xianfeng.casework.vocab.reviews import ReviewState
from xianfeng.kernel import clock
from xianfeng.kernel.checks import reason
from xianfeng.kernel.errors import NotAllowed, Refused
from xianfeng.kernel.verdict import Verdict
from xianfeng.procedure import board
from xianfeng.procedure.schema import Step
from xianfeng.registry.commands import standing as registry_standing
from xianfeng.registry.queries import standing as registry_reads
from xianfeng.registry.vocab import Category
from xianfeng.trust import access
from xianfeng.trust.commands import ledger
from xianfeng.trust.vocab import Action, Actor


@transaction.atomic
def open_case(*, actor: Actor, family: str, edition: str, person_id: int, at: datetime) -> int:
    """Open a case for a person in the person's own organisation; return its id.

    :raises Person.DoesNotExist: the person is out of the actor's sight.
    :raises NotAllowed: the actor may not open cases there.
    :raises Refused: the person is a member already, has left, or has an open case.
    """
    person = registry_reads.subject_for(actor, person_id)
    access.require(actor, Action.OPEN_CASE, path=person.org_path)
    if Category(person.category).is_member:
        words = {"姓名": person.name, "类别": Category(person.category).label}
        raise Refused(Verdict((reason("D-67", **words),)))
    document = board.family(family).edition(edition)
    try:
        with transaction.atomic():
            case = Case.objects.create(
                family=family,
                edition=edition,
                person_id=person.id,
                organisation_id=person.organisation_id,
                org_path=person.org_path,
                stage=document.steps[0].stage,
                opened_at=at,
                opened_by=actor.name,
            )
    except IntegrityError as error:
        refusal = reason("D-66", 姓名=person.name, remedy="请在原件上继续办理")
        raise Refused(Verdict((refusal,))) from error
    ledger.record(
        actor=actor,
        at=at,
        chain=f"case:{case.pk}",
        event="casework.case.opened",
        subject=f"case:{case.pk}",
        detail={"person": person.id, "organisation": person.organisation_id, "edition": edition},
    )
    upkeep.settle(case)
    return case.pk


@transaction.atomic
def return_for_more(
    *, actor: Actor, case_id: int, why: str, at: datetime, version: int | None = None
) -> None:
    """Send the case back to the branch for more papers; it rests until they are handed in.

    :raises NotAllowed: no open step is for the actor to sign at a higher organisation.
    """
    case, docket = _held(actor, case_id, version)
    _must_be(case, CaseState.OPEN)
    step = _waiting_for(actor, docket, above_branch=True)
    case.state = CaseState.RETURNED
    # What lies before a reviewer is no longer what was submitted.
    Review.objects.filter(case=case, state=ReviewState.ASKED).update(state=ReviewState.RECALLED)
    _note(case, EntryKind.RETURNED, step, actor=actor, at=at, why=why)


@transaction.atomic
def resubmit(
    *, actor: Actor, case_id: int, why: str, at: datetime, version: int | None = None
) -> None:
    """Hand the case in again after what was missing has been added."""
    case, docket = _held(actor, case_id, version)
    access.require(actor, Action.SIGN_AS_BRANCH, path=case.org_path)
    _must_be(case, CaseState.RETURNED)
    case.state = CaseState.OPEN
    step = history.open_steps(docket.edition, docket.standing.signed)[0]
    _note(case, EntryKind.RESUBMITTED, step, actor=actor, at=at, why=why)


@transaction.atomic
def postpone(
    *,
    actor: Actor,
    case_id: int,
    until: date,
    why: str,
    at: datetime,
    version: int | None = None,
) -> None:
    """Let the case rest until a day (暂缓).

    :raises Refused: the day is not in the future.
    """
    case, docket = _held(actor, case_id, version)
    _must_be(case, CaseState.OPEN)
    step = _waiting_for(actor, docket)
    if until <= clock.day_of(at):
        message = "暂缓截止日期应晚于今天"
        raise Refused(Verdict((reason("D-65", message=message, field="until"),)))
    case.state, case.resume_on = CaseState.POSTPONED, until
    _note(case, EntryKind.POSTPONED, step, actor=actor, at=at, why=why)


@transaction.atomic
def resume(
    *, actor: Actor, case_id: int, why: str, at: datetime, version: int | None = None
) -> None:
    """Go on with a postponed case, on its day or earlier."""
    case, docket = _held(actor, case_id, version)
    _must_be(case, CaseState.POSTPONED)
    step = _waiting_for(actor, docket)
    case.state, case.resume_on = CaseState.OPEN, None
    _note(case, EntryKind.RESUMED, step, actor=actor, at=at, why=why)


@transaction.atomic
def end(*, actor: Actor, case_id: int, why: str, at: datetime, version: int | None = None) -> None:
    """End a case before admission (终止); the subject is no longer on the way.

    :raises Refused: the subject is a member already, so only the branch meeting and
        the committee can decide.
    """
    case, docket = _held(actor, case_id, version)
    if CaseState(case.state).is_closed:
        _must_be(case, CaseState.OPEN)
    step = _waiting_for(actor, docket)
    if docket.edition.ends_before in docket.standing.signed:
        message = "已批准为预备党员，不能终止；不合格的应经支部大会讨论取消预备党员资格"
        raise Refused(Verdict((reason("D-65", message=message),)))
    standing = docket.edition.ended_standing
    if standing and case.person.category != standing:
        registry_standing.change(
            actor=actor,
            person_id=case.person_id,
            category=Category(standing),
            since=clock.day_of(at),
            at=at,
        )
    upkeep.close(case, CaseState.ENDED, clock.day_of(at))
    # The form stays with the file: whoever applies again needs another one.
    blanks.file(case)
    publications.lapse(case, actor=actor, at=at)
    ended = _note(case, EntryKind.ENDED, step, actor=actor, at=at, why=why)
    upkeep.tell([ended], actor=actor, at=at)


def _held(actor: Actor, case_id: int, version: int | None) -> tuple[Case, dockets.Docket]:
    case = dockets.locked(actor, case_id)
    upkeep.expect(case, version)
    return case, dockets.of(case)


def _must_be(case: Case, state: CaseState) -> None:
    if case.state != state:
        raise Refused(Verdict((reason("D-65", 状态=CaseState(case.state).after_already),)))


def _waiting_for(actor: Actor, docket: dockets.Docket, *, above_branch: bool = False) -> Step:
    """Return the open step that the actor may sign, by which they hold the case in their hands."""
    steps = history.open_steps(docket.edition, docket.standing.signed)
    for step in steps:
        if above_branch and step.signed_by == ("branch",):
            continue
        try:
            signed_as, _path = upkeep.signer(actor, step, docket.case.org_path)
        except NotAllowed:
            continue
        if not (above_branch and signed_as == "branch"):
            return step
    raise hands.not_yours(steps, docket.state)


def _note(
    case: Case, kind: EntryKind, step: Step, *, actor: Actor, at: datetime, why: str
) -> dockets.Docket:
    note = upkeep.words(why, message="请写明原因，不少于4个字")
    upkeep.entered(
        case,
        actor=actor,
        kind=kind,
        step=step.key,
        happened_on=clock.day_of(at),
        at=at,
        note=note,
        detail={"until": case.resume_on} if case.resume_on else None,
    )
    return upkeep.settle(case)
