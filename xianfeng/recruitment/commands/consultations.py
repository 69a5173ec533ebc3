"""The joint examination before a pre-review: asking units, entering what they answer.

Answers are sealed; the ledger tells that one was entered, never what it says.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from xianfeng.casework.queries import dockets
from xianfeng.casework.vocab import CaseState
from xianfeng.kernel import clock
from xianfeng.kernel.checks import reason
from xianfeng.kernel.errors import Conflict, NotAllowed, Refused
from xianfeng.kernel.verdict import Reason, Verdict
from xianfeng.kernel.words import visible
from xianfeng.procedure.gates import shown
from xianfeng.recruitment.models import Consultation
from xianfeng.recruitment.models.consultations import UNIT
from xianfeng.recruitment.queries import consultations as reads
from xianfeng.recruitment.vocab.consultations import Reply
from xianfeng.trust import cipher
from xianfeng.trust.commands import ledger
from xianfeng.trust.vocab import Actor

MOST_UNITS, LONGEST_WORDS, SHORTEST_WORDS = 12, 1_000, 4


@transaction.atomic
def ask(
    *, actor: Actor, case_id: int, units: Sequence[str], asked_on: date | None, at: datetime
) -> int:
    """Enter that units were asked on a day; return how many.

    :raises Case.DoesNotExist: the case is out of sight, or its edition examines nothing jointly.
    :raises NotAllowed: the step is not the actor's to sign (D-61).
    :raises Refused: the case is closed or the step signed (D-65), no unit, no day (D-64), a day
        ahead (D-60).
    :raises Conflict: a unit has been asked already (D-62).
    """
    case = _open_case(actor, case_id)
    wanted = tuple(dict.fromkeys(name for unit in units if (name := visible(unit))))
    found = _wrong_day(asked_on, clock.day_of(at), title="发函日期", field="asked_on")
    if not wanted:
        found.append(reason("D-64", 项目="单位", field="units"))
    elif len(wanted) > MOST_UNITS or any(len(name) > UNIT for name in wanted):
        words = f"单位名称不超过{UNIT}字，一次不超过{MOST_UNITS}个"
        found.append(reason("D-64", message=words, field="units"))
    if found:
        raise Refused(Verdict.of(found))
    rows = [
        Consultation(case=case, unit=name, asked_on=asked_on, asked_by=actor.name, asked_at=at)
        for name in wanted
    ]
    try:
        with transaction.atomic():
            Consultation.objects.bulk_create(rows)
    except IntegrityError as error:
        raise _changed("其中有单位已经发过函") from error
    _record(case.pk, "asked", actor=actor, at=at, units=list(wanted))
    return len(rows)


@transaction.atomic
def answer(
    *,
    actor: Actor,
    consultation_id: int,
    reply: str,
    words: str,
    answered_on: date | None,
    at: datetime,
) -> None:
    """Enter what a unit answered.

    :raises Consultation.DoesNotExist: out of sight.
    :raises NotAllowed: the step is not the actor's to sign (D-61).
    :raises Refused: no reply, an objection without words (D-64), an impossible day (D-60, D-51),
        the case is closed or the step signed (D-65).
    :raises Conflict: it has been answered or withdrawn (D-62).
    """
    row = _locked(actor, consultation_id)
    said = visible(words)
    found = _wrong_day(answered_on, clock.day_of(at), title="答复日期", field="answered_on")
    if answered_on is not None and answered_on < row.asked_on:
        order = {"后一环节": "答复", "前一环节": "发函"}
        fact = f"{shown(row.asked_on)}发函"
        found.append(reason("D-51", fact=fact, field="answered_on", **order))
    if reply not in set(Reply):
        found.append(reason("D-64", 项目="答复", field="reply"))
    elif reply == Reply.OBJECTS and len(said) < SHORTEST_WORDS:
        found.append(reason("D-64", message="有异议的请写明内容，不少于4个字", field="words"))
    if len(said) > LONGEST_WORDS:
        found.append(reason("D-64", message=f"内容不能超过{LONGEST_WORDS}字", field="words"))
    if found:
        raise Refused(Verdict.of(found))
    row.reply, row.answered_on = reply, answered_on
    row.words = cipher.seal(said, column=reads.COLUMN)
    row.entered_by, row.entered_at = actor.name, at
    row.save()
    _record(row.case_id, "answered", actor=actor, at=at, consultation=row.pk)


@transaction.atomic
def withdraw(*, actor: Actor, consultation_id: int, why: str, at: datetime) -> None:
    """Take back a question that nobody has answered, such as one to the wrong unit.

    :raises Consultation.DoesNotExist: out of sight.
    :raises NotAllowed: the step is not the actor's to sign (D-61).
    :raises Refused: no reason (D-64), the case is closed or the step signed (D-65).
    :raises Conflict: it has been answered or withdrawn (D-62).
    """
    row = _locked(actor, consultation_id)
    note = visible(why)
    if not SHORTEST_WORDS <= len(note) <= 200:
        words = "请写明撤回原因，4至200个字"
        raise Refused(Verdict((reason("D-64", message=words, field="why"),)))
    row.withdrawn_at = at
    row.save(update_fields=["withdrawn_at"])
    _record(row.case_id, "withdrawn", actor=actor, at=at, why=note, consultation=row.pk)


def _open_case(actor: Actor, case_id: int) -> Any:
    """Lock a case whose jointly examined step is still to be signed."""
    case = dockets.locked(actor, case_id)
    docket = dockets.of(case)
    step = reads.step_of(docket.edition)
    if step is None:
        raise type(case).DoesNotExist(case_id)
    if not reads.may_act(actor, case.org_path, step):
        raise NotAllowed.because(step.actor)
    state = CaseState(case.state)
    if state.is_closed:
        raise Refused(Verdict((reason("D-65", 状态=state.after_already),)))
    if step.key in docket.standing.signed:
        raise Refused(Verdict((reason("D-65", message=f"“{step.title}”已经办理"),)))
    return case


def _locked(actor: Actor, consultation_id: int) -> Consultation:
    """Lock the case first, then the question: the order in which everybody locks."""
    seen = Consultation.objects.filter(dockets.viewed(actor, field="case__org_path"))
    case_id = seen.values_list("case_id", flat=True).get(pk=consultation_id)
    _open_case(actor, case_id)
    row = Consultation.objects.select_for_update().get(pk=consultation_id)
    if row.reply or row.withdrawn_at is not None:
        raise _changed("这个单位的答复已经登记或撤回")
    return row


def _wrong_day(day: date | None, today: date, *, title: str, field: str) -> list[Reason]:
    if day is None:
        return [reason("D-64", 项目=title, field=field)]
    return [reason("D-60", 日期=shown(day), field=field)] if day > today else []


def _changed(message: str) -> Conflict:
    return Conflict(Verdict((reason("D-62", message=message, remedy="请查看最新情况"),)))


def _record(
    case_id: int, what: str, *, actor: Actor, at: datetime, why: str = "", **detail: object
) -> None:
    ledger.record(
        actor=actor,
        at=at,
        chain=f"case:{case_id}",
        event=f"recruitment.consultation.{what}",
        subject=f"case:{case_id}",
        detail=detail,
        reason=why,
    )
