"""What people object to a notice: received, looked into, decided; every one before the next step (N-03)."""

import json
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from xianfeng.casework.commands import upkeep
from xianfeng.casework.models import Case, Notice, Objection
from xianfeng.casework.queries import dockets, notices
from xianfeng.casework.queries import objections as reads
from xianfeng.casework.rules import objections as rules
from xianfeng.casework.vocab import CaseState
from xianfeng.casework.vocab.notices import ObjectionChannel, ObjectionDecision, ObjectionState
from xianfeng.kernel import clock
from xianfeng.kernel.checks import reason
from xianfeng.kernel.errors import Conflict, NotAllowed, Refused
from xianfeng.kernel.verdict import Verdict
from xianfeng.kernel.words import visible
from xianfeng.trust import access, cipher
from xianfeng.trust.commands import ledger
from xianfeng.trust.vocab import Action, Actor

PUBLIC = Actor(account_id=None, name="群众（网上反映）")
_WRITERS = (Action.SIGN_AS_BRANCH, Action.OVERSEE_NOTICES)


@dataclass(frozen=True, kw_only=True)
class Told:
    """What somebody objects, and who they are if they wish to say."""

    content: str
    source: str = ""


@transaction.atomic
def receive(*, notice_id: int, told: Told, token: str, at: datetime) -> str:
    """Keep an objection that a visitor sent while the notice runs; return its receipt number.

    :param token: the form's own; a form that is sent twice unchanged gives the same receipt.
    :raises Publication.DoesNotExist: no such notice is before the public now.
    :raises Refused: it says nothing or too much (D-64), or too many came today (X-20).
    """
    today = clock.day_of(at)
    reads.published(notice_id, today=today)
    notice = _locked_notice(notice_id)
    # Asked again under the lock: it may have been taken down meanwhile.
    reads.published(notice_id, today=today)
    receipt, index = _receipt(token, notice_id, told)
    if Objection.objects.filter(receipt_index=index).exists():
        return receipt
    clean = _clean(told)
    many = Objection.objects.filter(
        notice=notice, channel=ObjectionChannel.PORTAL, received_on=today
    ).count()
    if many >= rules.MOST_A_DAY:
        remedy = "请打电话或写信向受理单位反映"
        raise Refused(Verdict((reason("X-20", remedy=remedy),)))
    _kept(
        notice, clean, channel=ObjectionChannel.PORTAL, received_on=today, index=index,
        actor=PUBLIC, at=at,
    )  # fmt: skip
    return receipt


@transaction.atomic
def enter(
    *,
    actor: Actor,
    notice_id: int,
    told: Told,
    channel: ObjectionChannel,
    received_on: date,
    token: str,
    at: datetime,
) -> str:
    """Write down what came by telephone, letter or visit; return the receipt number for its sender.

    :raises Notice.DoesNotExist: out of sight.
    :raises NotAllowed: neither the branch nor an overseer here (D-61).
    :raises Refused: the notice was never posted or the case is closed (D-65), it says nothing (D-64), its day is
        impossible (D-60, D-64).
    """
    seen = notices.visible(actor).get(pk=notice_id)
    _require_writer(actor, seen.org_path)
    notice = _locked_notice(notice_id)
    if notice.starts_on is None:
        raise Refused(Verdict((reason("D-65", message="公示尚未张贴，没有可登记的反映"),)))
    state = CaseState(notice.case.state)
    if state.is_closed:
        raise Refused(Verdict((reason("D-65", 状态=state.label),)))
    receipt, index = _receipt(token, notice_id, told)
    if Objection.objects.filter(receipt_index=index).exists():
        return receipt
    late = rules.came_in_time(received_on, starts_on=notice.starts_on, today=clock.day_of(at))
    clean = _clean(told, *late)
    _kept(notice, clean, channel=channel, received_on=received_on, index=index, actor=actor, at=at)
    return receipt


@transaction.atomic
def take_up(
    *,
    actor: Actor,
    objection_id: int,
    investigators: str,
    is_shared: bool,
    at: datetime,
    version: int | None = None,
) -> None:
    """Enter who looks into an objection, and whether the branch may read it to help.

    :raises Objection.DoesNotExist: out of sight.
    :raises NotAllowed: the actor does not oversee notices here (D-61).
    :raises Refused: it is decided (D-65), or nobody is named (D-64).
    :raises Conflict: somebody else was faster (D-62).
    """
    objection = _locked(actor, objection_id, version)
    if objection.state == ObjectionState.CLOSED:
        raise Refused(Verdict((reason("D-65", message="此条反映已办结"),)))
    people = visible(investigators)
    if not 2 <= len(people) <= 200:
        raise Refused(Verdict((reason("D-64", 项目="调查人", field="investigators"),)))
    objection.state = ObjectionState.INVESTIGATING
    objection.investigators, objection.is_shared = people, is_shared
    objection.taken_up_at = objection.taken_up_at or at
    _saved(objection)
    ledger.record(
        actor=actor,
        at=at,
        chain=f"case:{objection.notice.case_id}",
        event="casework.objection.taken_up",
        subject=f"case:{objection.notice.case_id}",
        detail={"notice": objection.notice_id, "objection": objection.pk},
    )


@transaction.atomic
def decide(
    *,
    actor: Actor,
    objection_id: int,
    finding: str,
    decision: ObjectionDecision | None,
    at: datetime,
    version: int | None = None,
) -> None:
    """Close an objection by what was found and what follows from it.

    :raises Objection.DoesNotExist: out of sight.
    :raises NotAllowed: the actor does not oversee notices here (D-61).
    :raises Refused: nobody looked into it yet, it is decided already (D-65), or something is missing (D-64).
    :raises Conflict: somebody else was faster (D-62).
    """
    objection = _locked(actor, objection_id, version)
    found = visible(finding)
    former = ObjectionDecision(objection.decision) if objection.decision else None
    state = ObjectionState(objection.state)
    problems = rules.may_be_decided(state, former, finding=found, decision=decision)
    if problems or decision is None:
        raise Refused(Verdict.of(problems))
    objection.state, objection.decision = ObjectionState.CLOSED, decision
    objection.finding = cipher.seal(found, column=reads.FINDING)
    objection.decided_by, objection.decided_at = actor.name, at
    _saved(objection)
    ledger.record(
        actor=actor,
        at=at,
        chain=f"case:{objection.notice.case_id}",
        event="casework.objection.decided",
        subject=f"case:{objection.notice.case_id}",
        detail={
            "notice": objection.notice_id, "objection": objection.pk, "decision": decision.value,
        },
    )  # fmt: skip


@transaction.atomic
def show_source(*, actor: Actor, objection_id: int, why: str, at: datetime) -> str:
    """Return who sent an objection, to an overseer who says why; enter who looked.

    :raises Objection.DoesNotExist: out of sight.
    :raises NotAllowed: the actor does not oversee notices here (D-61).
    :raises Refused: no reason of at least four characters (X-19).
    """
    objection = reads.visible(actor).get(pk=objection_id)
    access.require(actor, Action.OVERSEE_NOTICES, path=objection.notice.org_path)
    dockets.require_other(actor, objection.notice.case.person_id)
    note = upkeep.words(why, message="请写明查看的理由，不少于4个字", check="X-19")
    ledger.record(
        actor=actor,
        at=at,
        chain=f"case:{objection.notice.case_id}",
        event="casework.objection.source_shown",
        subject=f"case:{objection.notice.case_id}",
        detail={"notice": objection.notice_id, "objection": objection.pk},
        reason=note,
    )
    return cipher.unseal(objection.source, column=reads.SOURCE)


def _locked_notice(notice_id: int) -> Notice:
    """Lock the case first, as signing does, so that no objection slips in beside a signature."""
    case_id = Notice.objects.values_list("case_id", flat=True).get(pk=notice_id)
    Case.objects.select_for_update().get(pk=case_id)
    return Notice.objects.select_for_update().get(pk=notice_id)


def _locked(actor: Actor, objection_id: int, version: int | None) -> Objection:
    seen = reads.visible(actor).get(pk=objection_id)
    access.require(actor, Action.OVERSEE_NOTICES, path=seen.notice.org_path)
    notice = _locked_notice(seen.notice_id)
    dockets.require_other(actor, notice.case.person_id)
    objection = Objection.objects.select_for_update().get(pk=objection_id)
    objection.notice = notice
    if version is not None and version != objection.version:
        who = objection.decided_by or "他人"
        told = reason("D-62", 办理人=who, remedy="页面已更新，请核对后再办理")
        raise Conflict(Verdict((told,)))
    return objection


def _require_writer(actor: Actor, path: str) -> None:
    if not any(actor.may(action, path=path) for action in _WRITERS):
        raise NotAllowed.because(access.who_may(Action.OVERSEE_NOTICES))


def _clean(told: Told, *further: object) -> Told:
    clean = Told(content=visible(told.content), source=visible(told.source))
    problems = [*rules.can_be_read(clean.content, clean.source), *further]
    if problems:
        raise Refused(Verdict.of(problems))
    return clean


def _receipt(token: str, notice_id: int, told: Told) -> tuple[str, bytes]:
    """Return the receipt of what was sent: other words from the same form are another objection."""
    sent = json.dumps([token, notice_id, told.content, told.source])
    receipt = rules.receipt_of(cipher.blind_index(sent, purpose="objection.receipt"))
    return receipt, reads.index_of(receipt)


def _kept(
    notice: Notice,
    told: Told,
    *,
    channel: ObjectionChannel,
    received_on: date,
    index: bytes,
    actor: Actor,
    at: datetime,
) -> None:
    objection = Objection.objects.create(
        notice=notice,
        channel=channel,
        content=cipher.seal(told.content, column=reads.CONTENT),
        source=cipher.seal(told.source, column=reads.SOURCE),
        receipt_index=index,
        received_on=received_on,
        received_at=at,
        entered_ref=actor.account_id,
        entered_by=actor.name,
    )
    ledger.record(
        actor=actor,
        at=at,
        chain=f"case:{notice.case_id}",
        event="casework.objection.received",
        subject=f"case:{notice.case_id}",
        detail={"notice": notice.pk, "objection": objection.pk, "channel": channel.value},
    )


def _saved(objection: Objection) -> None:
    objection.version += 1
    objection.save()
