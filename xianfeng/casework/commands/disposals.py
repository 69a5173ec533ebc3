"""Disposing of files whose time of keeping is over: a list, another hand's approval, the carrying out.

Each file is judged when the list is drawn up and once more, under its lock, when it is
carried out. One transaction a file: whatever stops the run, no file is half gone, and
running it again goes on.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from xianfeng.casework.commands import disposing, upkeep
from xianfeng.casework.models import Case, Disposal, DisposalItem
from xianfeng.casework.queries import disposals as reads
from xianfeng.casework.rules import retention
from xianfeng.casework.vocab import CaseState
from xianfeng.casework.vocab.disposals import DisposalState, ItemState
from xianfeng.kernel import clock
from xianfeng.kernel.checks import reason
from xianfeng.kernel.errors import Conflict, NotAllowed, Refused
from xianfeng.kernel.verdict import Reason, Verdict
from xianfeng.registry.commands import effacing
from xianfeng.trust import access
from xianfeng.trust.commands import ledger, removals
from xianfeng.trust.vocab import Action, Actor

MOST = 200


@dataclass(frozen=True, kw_only=True)
class Carried:
    """What became of a list: files gone, files kept with a reason, scans removed from the disk."""

    disposed: int
    refused: int
    scans: int


@transaction.atomic
def draw_up(*, actor: Actor, case_ids: Collection[int], basis: str, at: datetime) -> int:
    """Draw up a list of the chosen files; return its id.

    :raises Case.DoesNotExist: one is out of sight.
    :raises NotAllowed: the actor does not act for the county.
    :raises Refused: nothing or too much chosen, no basis (D-64), or files that may not go (X-21, X-22).
    :raises Conflict: one stands on another list already (D-62).
    """
    roots = actor.roots(Action.SIGN_AS_COUNTY)
    access.require(actor, Action.SIGN_AS_COUNTY)
    basis = upkeep.words(basis, message="请写明销毁的依据，不少于4个字")
    wanted = sorted(set(case_ids))
    if not 0 < len(wanted) <= MOST:
        message = f"请逐件选定要销毁的档案，一份清册最多{MOST}件"
        raise Refused(Verdict((reason("D-64", message=message, field="cases"),)))
    cases = _locked(actor, wanted)
    if len(cases) != len(wanted):
        raise Case.DoesNotExist("a chosen case is out of sight")
    verdicts = reads.against(cases, today=clock.day_of(at))
    if unmet := [_whose(case, one) for case in cases for one in verdicts[case.pk]]:
        raise Refused(Verdict.of(unmet))
    made = Disposal.objects.create(
        basis=basis,
        org_path=min(roots, key=len),
        drawn_ref=actor.account_id,
        drawn_by=actor.name,
        drawn_at=at,
    )
    try:
        with transaction.atomic():
            DisposalItem.objects.bulk_create([_item(made, case) for case in cases])
    except IntegrityError as error:
        message = "选定的档案已在另一份清册上"
        raise Conflict(Verdict((reason("D-62", message=message),))) from error
    _record(made, "drawn_up", actor=actor, at=at, reason=basis, cases=wanted)
    return made.pk


@transaction.atomic
def approve(*, actor: Actor, disposal_id: int, at: datetime) -> None:
    """Approve a list; never the hand that drew it up.

    :raises Disposal.DoesNotExist: out of sight.
    :raises NotAllowed: the actor does not act for the county, or drew it up.
    :raises Conflict: it waits for no approval any more (D-62).
    """
    found = _list(actor, disposal_id)
    _must_be(found, DisposalState.DRAWN_UP)
    # No account is no other hand: the command line carries out, it approves nothing.
    if actor.account_id is None or actor.account_id == found.drawn_ref:
        raise NotAllowed.because("开列清册以外的人")
    found.state = DisposalState.APPROVED
    found.approved_ref, found.approved_by, found.approved_at = actor.account_id, actor.name, at
    found.save(update_fields=["state", "approved_ref", "approved_by", "approved_at"])
    _record(found, "approved", actor=actor, at=at)


@transaction.atomic
def withdraw(*, actor: Actor, disposal_id: int, why: str, at: datetime) -> None:
    """Take a list back that has not been carried out; its files can stand on another one.

    :raises Disposal.DoesNotExist: out of sight.
    :raises NotAllowed: the actor does not act for the county.
    :raises Refused: no reason (D-64).
    :raises Conflict: it was carried out or taken back (D-62).
    """
    found = _list(actor, disposal_id)
    _must_be(found, DisposalState.DRAWN_UP, DisposalState.APPROVED)
    why = upkeep.words(why, message="请写明撤回的原因，不少于4个字")
    waiting = DisposalItem.objects.filter(disposal=found, state=ItemState.WAITING)
    waiting.update(state=ItemState.DROPPED)
    found.state = DisposalState.WITHDRAWN
    found.save(update_fields=["state"])
    _record(found, "withdrawn", actor=actor, at=at, reason=why)


def carry_out(*, actor: Actor, disposal_id: int, at: datetime) -> Carried:
    """Dispose of what an approved list names, file by file; a file that may not go stays, with the reason.

    :raises Disposal.DoesNotExist: out of sight.
    :raises NotAllowed: the actor does not act for the county.
    :raises Refused: the list is not approved (X-23).
    """
    with transaction.atomic():
        found = _list(actor, disposal_id)
        if found.state not in {DisposalState.APPROVED, DisposalState.CARRIED}:
            raise Refused(Verdict((reason("X-23", fact=DisposalState(found.state).label),)))
        waiting = DisposalItem.objects.filter(disposal=found, state=ItemState.WAITING)
        rows = list(waiting.order_by("case_id").values_list("pk", "case__person_id"))
    # Reads every record of the county: once a list, before any lock is held.
    named = effacing.named({person for _pk, person in rows}) if rows else set()
    for item_id, _person in rows:
        _carry_one(item_id, named, actor=actor, at=at)
    _finish(disposal_id, actor=actor, at=at)
    scans = removals.sweep()
    items = DisposalItem.objects.filter(disposal=disposal_id)
    return Carried(
        disposed=items.filter(state=ItemState.DISPOSED).count(),
        refused=items.filter(state=ItemState.REFUSED).count(),
        scans=scans,
    )


@transaction.atomic
def _carry_one(item_id: int, named: set[int], *, actor: Actor, at: datetime) -> None:
    row = DisposalItem.objects.select_related("disposal").get(pk=item_id)
    case = Case.objects.select_for_update().get(pk=row.case_id)
    item = DisposalItem.objects.select_for_update().get(pk=item_id)
    if item.state != ItemState.WAITING:
        return
    today = clock.day_of(at)
    verdict = reads.against([case], today=today)[case.pk]
    item.settled_at = at
    if verdict.reasons:
        item.state = ItemState.REFUSED
        item.refusal = "；".join(one.fact or one.message for one in verdict)[:400]
        item.save(update_fields=["state", "refusal", "settled_at"])
        return
    gone = disposing.remove(case, row.disposal, named=named, actor=actor, at=at)
    item.state, item.is_person_gone = ItemState.DISPOSED, gone.is_person_gone
    item.entries, item.papers, item.scans = gone.entries, gone.papers, gone.scans
    item.words = gone.words
    item.save()


@transaction.atomic
def _finish(disposal_id: int, *, actor: Actor, at: datetime) -> None:
    found = Disposal.objects.select_for_update().get(pk=disposal_id)
    items = DisposalItem.objects.filter(disposal=found)
    if found.state == DisposalState.APPROVED and not items.filter(state=ItemState.WAITING).exists():
        found.state, found.carried_by, found.carried_at = DisposalState.CARRIED, actor.name, at
        found.save(update_fields=["state", "carried_by", "carried_at"])
        counts = {
            state.value: items.filter(state=state).count()
            for state in (ItemState.DISPOSED, ItemState.REFUSED)
        }
        _record(found, "carried", actor=actor, at=at, **counts)


def _locked(actor: Actor, wanted: list[int]) -> list[Case]:
    seen = access.scoped(Case.objects.kept(), actor, Action.SIGN_AS_COUNTY).filter(pk__in=wanted)
    return list(seen.select_for_update().order_by("pk"))


def _list(actor: Actor, disposal_id: int) -> Disposal:
    found = reads.visible(actor).select_for_update().get(pk=disposal_id)
    access.require(actor, Action.SIGN_AS_COUNTY, path=found.org_path)
    return found


def _must_be(found: Disposal, *states: DisposalState) -> None:
    if found.state not in states:
        message = f"销毁清册{DisposalState(found.state).label}"
        raise Conflict(Verdict((reason("D-62", message=message, remedy="请核对后再办理"),)))


def _whose(case: Case, one: Reason) -> Reason:
    return reason(one.check, fact=f"{case.person.name}：{one.fact}", remedy="请从清册中去掉此件")


def _item(made: Disposal, case: Case) -> DisposalItem:
    assert case.closed_on is not None
    ended_on = retention.terms()[CaseState(case.state)].ends_on(case.closed_on)
    assert ended_on is not None
    return DisposalItem(
        disposal=made,
        case=case,
        opened_on=clock.day_of(case.opened_at),
        closed_on=case.closed_on,
        ended_on=ended_on,
        entries=case.entries.count(),
        papers=case.papers.count(),
        scans=case.papers.filter(file__isnull=False).count(),
    )


def _record(
    found: Disposal, act: str, *, actor: Actor, at: datetime, reason: str = "", **detail: object
) -> None:
    ledger.record(
        actor=actor,
        at=at,
        chain=f"disposal:{found.pk}",
        event=f"casework.disposal.{act}",
        subject=f"disposal:{found.pk}",
        detail=detail,
        reason=reason,
    )
