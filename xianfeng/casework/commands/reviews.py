"""Submitting a record to the organisation that reviews it, and the review in its own hands (D-59).

The step's signer asks, the reviewer answers, neither for the other: whoever holds both roles
uses one of them on a file, and who passed it leaves the step to another hand. A refusal
names its code and why, and sends the case back to the branch; after the branch
has handed it in again the signer submits anew.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from xianfeng.casework.commands import upkeep
from xianfeng.casework.models import Case, Entry, Review
from xianfeng.casework.queries import dockets, reviews
from xianfeng.casework.rules import judging
from xianfeng.casework.vocab import SIGNER_LABELS, SIGNING, CaseState, EntryKind
from xianfeng.casework.vocab.reviews import ReviewState
from xianfeng.kernel import clock
from xianfeng.kernel.checks import reason
from xianfeng.kernel.errors import Conflict, NotAllowed, Refused
from xianfeng.kernel.verdict import Reason, Verdict
from xianfeng.kernel.words import visible
from xianfeng.procedure.gates import shown
from xianfeng.procedure.schema import Edition, RecordKind
from xianfeng.trust.commands import ledger
from xianfeng.trust.vocab import Actor


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the reviewer decides: one of the record's results, the day, why it is refused."""

    result: str
    on: date | None
    why: str = ""


@transaction.atomic
def ask(
    *, actor: Actor, case_id: int, record: str, at: datetime, version: int | None = None
) -> int:
    """Submit a record of the step that is due to its reviewer; return the review's id.

    :raises Case.DoesNotExist: the case is out of sight, or nobody reviews such a record.
    :raises NotAllowed: the step is not the actor's to sign (D-61).
    :raises Conflict: the case changed since the page was made, or it is submitted already (D-62).
    :raises Refused: the step is not due (D-52, D-65), or the review has passed (D-65).
    """
    case = dockets.locked(actor, case_id)
    docket = dockets.of(case)
    kind = reviews.kind_of(docket.edition, record)
    step = docket.edition.maker_of(record)
    assert step is not None
    upkeep.signer(actor, step, case.org_path)
    upkeep.expect(case, version)
    if found := judging.in_order(docket.edition, step, docket.standing, docket.state):
        raise Refused(Verdict.of(found))
    present = reviews.latest(case, record)
    if present is not None and present.state == ReviewState.PASSED:
        raise Refused(Verdict((reason("D-65", message=f"{kind.title}已经通过"),)))
    if present is None:
        # What was asked before the case came back counts no more.
        stale = Review.objects.filter(case=case, record=record, state=ReviewState.ASKED)
        stale.update(state=ReviewState.RECALLED)
    last = Entry.objects.filter(case=case).order_by("-id").values_list("id", flat=True)[:1]
    try:
        with transaction.atomic():
            review = Review.objects.create(
                case=case,
                record=record,
                round=case.round,
                last_entry=next(iter(last), 0),
                asked_on=clock.day_of(at),
                asked_ref=actor.account_id,
                asked_by=actor.name,
                asked_at=at,
            )
    except IntegrityError as error:
        raise Conflict(Verdict((reason("D-62", message="已经报审", remedy="等待答复"),))) from error
    _record(review, actor=actor, at=at)
    return review.pk


@transaction.atomic
def answer(*, actor: Actor, review_id: int, given: Answer, at: datetime) -> None:
    """Pass a submission or refuse it; a refusal returns the case to the branch with code and reason.

    :raises Review.DoesNotExist: out of sight.
    :raises NotAllowed: the actor is not the reviewer here (D-61), submitted it themselves,
            or signed a step of the file for those who are reviewed.
    :raises Conflict: it is answered or recalled, or the case was returned meanwhile (D-62).
    :raises Refused: no result, no day, no reason of a refusal (D-64), a day ahead (D-60) or before
        it was submitted (D-51), the case rests (D-65).
    """
    review, case, edition = _live(actor, review_id)
    kind = reviews.kind_of(edition, review.record)
    if not actor.may(SIGNING[kind.reviewer], path=case.org_path):
        raise NotAllowed.because(SIGNER_LABELS[kind.reviewer])
    if reviews.is_own_work(actor, case, kind, review.asked_ref):
        words = {"message": reviews.OWN_WORK, "remedy": "请同一部门的其他经办人审核"}
        raise NotAllowed(Verdict((reason("D-61", **words),)))
    is_passed = given.result in reviews.passing(edition, kind)
    if found := _unmet(review, case, kind, given, is_passed=is_passed, today=clock.day_of(at)):
        raise Refused(Verdict.of(found))
    assert given.on is not None
    review.why = "" if is_passed else upkeep.words(given.why, message="请写明不通过的具体原因，不少于4个字")  # fmt: skip
    review.state = ReviewState.PASSED if is_passed else ReviewState.REFUSED
    review.result, review.answered_on = given.result, given.on
    review.answered_ref, review.answered_by, review.answered_at = actor.account_id, actor.name, at
    review.save()
    _record(review, actor=actor, at=at)
    if not is_passed:
        _send_back(case, review, edition, kind, actor=actor, at=at)


@transaction.atomic
def recall(*, actor: Actor, review_id: int, why: str, at: datetime) -> None:
    """Take a submission back that nobody has answered yet.

    :raises Review.DoesNotExist: out of sight.
    :raises NotAllowed: the step is not the actor's to sign (D-61).
    :raises Conflict: it is answered already (D-62).
    """
    review, case, edition = _live(actor, review_id)
    step = edition.maker_of(review.record)
    assert step is not None
    upkeep.signer(actor, step, case.org_path)
    note = upkeep.words(why, message="请写明撤回原因，不少于4个字")
    review.state = ReviewState.RECALLED
    review.save(update_fields=["state"])
    _record(review, actor=actor, at=at, why=note)


def _live(actor: Actor, review_id: int) -> tuple[Review, Case, Edition]:
    """Lock the case first, then the review: the order in which everybody locks."""
    seen = Review.objects.filter(dockets.viewed(actor, field="case__org_path"))
    case_id = seen.values_list("case_id", flat=True).get(pk=review_id)
    case = dockets.locked(actor, case_id)
    review = Review.objects.select_for_update().get(pk=review_id)
    present = reviews.latest(case, review.record)
    if review.state != ReviewState.ASKED or present is None or present.pk != review.pk:
        words = {"message": "这次报审已经不在审核中", "remedy": "请查看最新情况"}
        raise Conflict(Verdict((reason("D-62", **words),)))
    return review, case, dockets.edition_of(case)


def _unmet(
    review: Review, case: Case, kind: RecordKind, given: Answer, *, is_passed: bool, today: date
) -> list[Reason]:
    found = []
    choice = kind.verdict_field
    if case.state != CaseState.OPEN:
        found.append(reason("D-65", 状态=CaseState(case.state).after_already))
    if choice is None or given.result not in dict(choice.choices):
        found.append(reason("D-64", 项目=choice.title if choice else kind.title, field="result"))
    elif not is_passed and len(visible(given.why)) < judging.SHORTEST_REASON:
        words = "请写明不通过的具体原因，不少于4个字"
        found.append(reason("D-64", message=words, field="why"))
    if given.on is None:
        found.append(reason("D-64", 项目=kind.date_title, field="on"))
    elif given.on > today:
        found.append(reason("D-60", 日期=shown(given.on), field="on"))
    elif given.on < review.asked_on:
        order = {"后一环节": "审核", "前一环节": "报审"}
        fact = f"{shown(review.asked_on)}报审"
        found.append(reason("D-51", fact=fact, field="on", **order))
    return found


def _send_back(
    case: Case, review: Review, edition: Edition, kind: RecordKind, *, actor: Actor, at: datetime
) -> None:
    step = edition.maker_of(review.record)
    assert step is not None
    note = f"{kind.title}不通过：{reviews.label_of(kind, review.result)}。{review.why}"
    case.state = CaseState.RETURNED
    upkeep.entered(
        case,
        actor=actor,
        kind=EntryKind.RETURNED,
        step=step.key,
        happened_on=review.answered_on or clock.day_of(at),
        at=at,
        note=note[: upkeep.LONGEST_WORDS],
        detail={"review": review.pk, "result": review.result},
    )
    upkeep.settle(case)


def _record(review: Review, *, actor: Actor, at: datetime, why: str = "") -> None:
    ledger.record(
        actor=actor,
        at=at,
        chain=f"case:{review.case_id}",
        event=f"casework.review.{review.state}",
        subject=f"case:{review.case_id}",
        detail={"review": review.pk, "record": review.record, "result": review.result},
        reason=why or review.why,
    )
