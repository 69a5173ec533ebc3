"""Repeated records of a long step: entering one, withdrawing one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from xianfeng.casework.commands import signing, upkeep
from xianfeng.casework.models import Evidence
from xianfeng.casework.queries import dockets
from xianfeng.casework.rules import values
from xianfeng.casework.vocab import CaseState
from xianfeng.kernel import clock
from xianfeng.kernel.checks import reason
from xianfeng.kernel.errors import Refused
from xianfeng.kernel.verdict import Verdict
from xianfeng.trust.commands import ledger
from xianfeng.trust.vocab import Actor


@transaction.atomic
def add(
    *,
    actor: Actor,
    case_id: int,
    kind: str,
    facts: Mapping[str, Any],
    at: datetime,
    version: int | None = None,
) -> int:
    """Enter a repeated record, such as a half-yearly review, while its step is open; return its id.

    :raises Case.DoesNotExist: out of sight.
    :raises NotAllowed: the step is not the actor's.
    :raises Refused: the step is not open (D-52), the day lies in the future (D-60),
        before the step began (D-51), or has a record already.
    """
    case = dockets.locked(actor, case_id)
    docket = dockets.of(case)
    step = docket.edition.maker_of(kind)
    if step is None or step.repeated != kind:
        raise case.DoesNotExist(kind)
    upkeep.signer(actor, step, case.org_path)
    upkeep.expect(case, version)
    row = signing.observed(docket, step, facts, today=clock.day_of(at))
    kept = values.plain({kind: row})[kind]
    evidence = Evidence.objects.create(
        case=case,
        kind=kind,
        round=case.round,
        happened_on=row[values.DAY],
        facts=kept,
        account_ref=actor.account_id,
        actor_name=actor.name,
        entered_at=at,
    )
    ledger.record(
        actor=actor,
        at=at,
        chain=f"case:{case.pk}",
        event="casework.evidence.added",
        subject=f"case:{case.pk}",
        detail={"evidence": evidence.pk, "kind": kind, "facts": kept},
    )
    upkeep.settle(case)
    return evidence.pk


@transaction.atomic
def withdraw(
    *,
    actor: Actor,
    case_id: int,
    evidence_id: int,
    why: str,
    at: datetime,
    version: int | None = None,
) -> None:
    """Withdraw a repeated record while its step is open; it stays in the history, marked.

    :raises Refused: no reason was given, the case rests or is closed (D-65), or the step
        that rests on it is signed.
    """
    case = dockets.locked(actor, case_id)
    docket = dockets.of(case)
    evidence = Evidence.objects.get(pk=evidence_id, case=case, withdrawn_at__isnull=True)
    step = docket.edition.maker_of(evidence.kind)
    if step is None:
        raise Evidence.DoesNotExist(evidence_id)
    upkeep.signer(actor, step, case.org_path)
    upkeep.expect(case, version)
    if docket.state is not CaseState.OPEN:
        raise Refused(Verdict((reason("D-65", 状态=docket.state.after_already),)))
    if step.key in docket.standing.signed:
        message = f"“{step.title}”已办结，先撤销该环节"
        raise Refused(Verdict((reason("D-65", message=message),)))
    note = upkeep.words(why, message="请写明撤回原因，不少于4个字")
    evidence.withdrawn_at, evidence.withdrawn_reason = at, note
    evidence.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    ledger.record(
        actor=actor,
        at=at,
        chain=f"case:{case.pk}",
        event="casework.evidence.withdrawn",
        subject=f"case:{case.pk}",
        detail={"evidence": evidence.pk, "kind": evidence.kind},
        reason=note,
    )
    upkeep.settle(case)
