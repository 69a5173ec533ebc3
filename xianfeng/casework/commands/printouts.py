"""Entering in the ledger that forms were printed, before the first byte leaves."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from xianfeng.casework.commands import upkeep
from xianfeng.casework.queries import dockets
from xianfeng.kernel.checks import reason as reason_of
from xianfeng.kernel.errors import Refused
from xianfeng.kernel.verdict import Verdict
from xianfeng.registry.commands import unmasking
from xianfeng.registry.vocab import PersonalNumber
from xianfeng.tenancy import ranges
from xianfeng.trust import access
from xianfeng.trust.commands import ledger
from xianfeng.trust.vocab import Action, Actor

# An archive of so many cases is some thousand files; a roll is one.
MOST_CASES, MOST_LISTED = 200, 1_000


@transaction.atomic
def record(*, actor: Actor, case_id: int, forms: Sequence[str], at: datetime) -> None:
    """Enter that forms of one case were printed; numbers on them are masked, so no reason is asked.

    :raises Case.DoesNotExist: out of sight.
    :raises NotAllowed: the actor may not take papers of this case along.
    """
    _enter(actor, case_id, forms, at=at, why="")


@transaction.atomic
def reveal(
    *, actor: Actor, case_id: int, forms: Sequence[str], why: str, at: datetime
) -> dict[str, str]:
    """Enter the same with a reason and return the subject's whole numbers, each shown by its own rule.

    :raises Refused: no reason of at least four characters (X-19).
    """
    person_id = _enter(actor, case_id, forms, at=at, why=why)
    return {
        field.value: unmasking.reveal(
            actor=actor, person_id=person_id, field=field, reason=why, at=at
        )
        for field in PersonalNumber
    }


def _enter(actor: Actor, case_id: int, forms: Sequence[str], *, at: datetime, why: str) -> int:
    case = dockets.visible(actor).get(pk=case_id)
    access.require(actor, Action.VIEW_CASES, path=case.org_path)
    access.require(actor, Action.EXPORT, path=case.org_path)
    ledger.record(
        actor=actor,
        at=at,
        chain=f"case:{case_id}",
        event="casework.forms.printed",
        subject=f"case:{case_id}",
        detail={"forms": list(forms)},
        reason=why,
    )
    return case.person_id


@transaction.atomic
def record_many(
    *,
    actor: Actor,
    case_ids: Iterable[int],
    forms: str,
    filters: str,
    why: str,
    at: datetime,
    most: int = MOST_CASES,
) -> None:
    """Enter that forms of many cases leave in one file: whose, which, why.

    :param filters: how the cases were chosen, in words.
    :raises NotAllowed: the actor may not export.
    :raises Refused: no reason (X-19), or too many cases at once (X-33).
    """
    access.require(actor, Action.VIEW_CASES)
    access.require(actor, Action.EXPORT)
    kept = sorted(case_ids)
    reasons = []
    if len(kept) > most:
        reasons.append(
            reason_of(
                "X-33", 最多=most, 人数=f"{most}以上", remedy="请按党组织或阶段缩小范围后再打印"
            )
        )
    if reasons:
        raise Refused(Verdict(tuple(reasons)))
    why = upkeep.words(why, message="请写明打印的用途，不少于4个字", check="X-19")
    reach = ranges.outermost(actor.roots(Action.EXPORT))
    ledger.record(
        actor=actor,
        at=at,
        chain=f"org:{reach[0]}",
        event="casework.forms.exported",
        subject=f"account:{actor.account_id}",
        detail={"forms": forms, "filters": filters, "cases": kept, "reach": reach},
        reason=why,
    )
