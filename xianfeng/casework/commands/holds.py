"""Holding a file back from disposal: with a reason until it is let go, or while something comes to rest on it."""

from collections.abc import Collection
from datetime import datetime

from django.db import IntegrityError, transaction

from xianfeng.casework.commands import upkeep
from xianfeng.casework.models import Case, Hold
from xianfeng.casework.queries import dockets
from xianfeng.casework.rules import retention
from xianfeng.casework.vocab import CaseState
from xianfeng.kernel.checks import reason
from xianfeng.kernel.errors import Conflict, Refused
from xianfeng.kernel.verdict import Verdict
from xianfeng.trust import access
from xianfeng.trust.commands import ledger
from xianfeng.trust.vocab import Action, Actor


@transaction.atomic
def hold(*, actor: Actor, case_id: int, why: str, at: datetime) -> int:
    """Hold a case back from disposal until it is let go; return the hold's id.

    :raises Case.DoesNotExist: out of sight, or disposed of.
    :raises NotAllowed: the actor does not act for the county.
    :raises Refused: no reason (D-64), or the file is kept for good (D-65).
    :raises Conflict: it is held already (D-62).
    """
    case = _locked(actor, case_id)
    why = upkeep.words(why, message="请写明暂缓销毁的原因，不少于4个字")
    try:
        with transaction.atomic():
            made = Hold.objects.create(
                case=case, why=why, set_ref=actor.account_id, set_by=actor.name, set_at=at
            )
    except IntegrityError as error:
        raise Conflict(Verdict((reason("D-62", message="已经暂缓销毁"),))) from error
    _record(case, "set", why, actor=actor, at=at)
    return made.pk


@transaction.atomic
def lift(*, actor: Actor, case_id: int, why: str, at: datetime) -> None:
    """Let a case go that was held back.

    :raises Case.DoesNotExist: out of sight.
    :raises Hold.DoesNotExist: it is not held.
    :raises NotAllowed: the actor does not act for the county.
    :raises Refused: no reason (D-64), or the file is kept for good (D-65).
    """
    case = _locked(actor, case_id)
    held = Hold.objects.select_for_update().get(case=case, lifted_at__isnull=True)
    held.lifted_why = upkeep.words(why, message="请写明解除的原因，不少于4个字")
    held.lifted_by, held.lifted_at = actor.name, at
    held.save(update_fields=["lifted_why", "lifted_by", "lifted_at"])
    _record(case, "lifted", held.lifted_why, actor=actor, at=at)


def pin(case_ids: Collection[int]) -> None:
    """Lock files on which something new is about to rest; whoever disposes of them comes before or finds it.

    Called inside the transaction that writes what rests on them, by a caller who has checked that
    they are in sight.

    :raises Case.DoesNotExist: one was disposed of meanwhile.
    """
    rows = Case.objects.kept().filter(pk__in=case_ids).select_for_update().order_by("pk")
    if len(rows.values_list("pk")) != len(set(case_ids)):
        raise Case.DoesNotExist("disposed of meanwhile")


def _locked(actor: Actor, case_id: int) -> Case:
    case = dockets.locked(actor, case_id)
    access.require(actor, Action.SIGN_AS_COUNTY, path=case.org_path)
    state = CaseState(case.state)
    term = retention.terms().get(state)
    if term is not None and term.months is None:
        # Kept for good: nothing to hold back from.
        raise Refused(Verdict((reason("D-65", 状态=state.after_already, fact=term.words),)))
    return case


def _record(case: Case, act: str, why: str, *, actor: Actor, at: datetime) -> None:
    ledger.record(
        actor=actor,
        at=at,
        chain=f"case:{case.pk}",
        event=f"casework.hold.{act}",
        subject=f"case:{case.pk}",
        reason=why,
    )
