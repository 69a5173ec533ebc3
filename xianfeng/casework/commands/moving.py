"""Moving an open case to another edition; finished steps are neither judged again nor rewritten."""

from datetime import datetime

from django.db import transaction

from xianfeng.casework.commands import upkeep
from xianfeng.casework.models import Case
from xianfeng.casework.queries import dockets, moving
from xianfeng.casework.rules import history
from xianfeng.casework.vocab import EntryKind
from xianfeng.kernel import clock
from xianfeng.kernel.errors import Refused
from xianfeng.procedure import board
from xianfeng.trust import access
from xianfeng.trust.vocab import Action, Actor


@transaction.atomic
def move(
    *,
    actor: Actor,
    case_id: int,
    edition: str,
    why: str,
    at: datetime,
    version: int | None = None,
) -> None:
    """Let a case go on under another edition, with an entry of its own.

    Steps that the new edition puts before something signed are not asked for
    (ADR 17); duties, stage and version follow from the new edition.

    :raises Case.DoesNotExist: the case is out of sight, or there is no such edition.
    :raises NotAllowed: the actor's role does not move cases there.
    :raises Conflict: somebody changed the case since it was tried (D-62).
    :raises Refused: with every reason why it cannot move (D-65), or no reason was given (D-64).
    """
    case = dockets.locked(actor, case_id)
    access.require(actor, Action.MOVE_CASES, path=case.org_path)
    upkeep.expect(case, version)
    docket = dockets.of(case)
    try:
        target = board.family(case.family).edition(edition)
    except KeyError as missing:
        raise Case.DoesNotExist(edition) from missing
    plan = moving.planned(docket, target, clock.day_of(at))
    if not plan.verdict:
        raise Refused(plan.verdict)
    note = upkeep.words(why, message="请写明改用规程的原因，不少于4个字")
    left = case.edition
    case.edition, case.waived = target.id, moving.waived(plan, case.round)
    after = dockets.refolded(docket, case)
    waiting = history.open_steps(target, after.standing.signed)
    upkeep.entered(
        case,
        actor=actor,
        kind=EntryKind.MOVED,
        step=(waiting[0] if waiting else target.steps[-1]).key,
        happened_on=clock.day_of(at),
        at=at,
        note=note,
        detail={"from": left, "edition": target.id, "waived": sorted(case.waived)},
    )
    upkeep.settle(case)
