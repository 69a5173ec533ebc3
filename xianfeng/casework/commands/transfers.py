"""Handing a case over to another branch: sent, accepted or refused, recalled; or gone from the county.

The case stays where it is until the receiving branch accepts: then person,
case and duties move in one transaction, the history stays with them. Whoever
accepts takes what was sent: a step signed on the way makes it void (D-62).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from xianfeng.casework.commands import blanks, upkeep
from xianfeng.casework.models import BackEntry, Case, Notice, Paper, Transfer
from xianfeng.casework.queries import dockets, hands, notice_records, reviews, votes
from xianfeng.casework.rules import continuity, history
from xianfeng.casework.vocab import CaseState, EntryKind, TransferState
from xianfeng.kernel import clock
from xianfeng.kernel.checks import reason
from xianfeng.kernel.errors import Conflict, NotAllowed, Refused
from xianfeng.kernel.verdict import Reason, Verdict
from xianfeng.procedure.gates import shown
from xianfeng.registry.commands import standing as registry_standing
from xianfeng.registry.queries import naming
from xianfeng.registry.vocab import Category
from xianfeng.trust.commands import ledger
from xianfeng.trust.vocab import Actor

LONGEST_PLACE = 100


@dataclass(frozen=True, kw_only=True)
class Going:
    """Where a case goes: an organisation of this county, or the name of a place outside it."""

    left_on: date | None
    organisation_id: int | None = None
    outside: str = ""


@transaction.atomic
def send(
    *, actor: Actor, case_id: int, going: Going, why: str, at: datetime, version: int | None = None
) -> int:
    """Hand a case over and return the transfer's id; out of the county it ends at once.

    :raises Case.DoesNotExist: the case is out of sight.
    :raises NotAllowed: it is neither the actor's branch nor under the actor's committee.
    :raises Refused: with every reason: no destination, the day ahead or before the last
        step (D-60, D-51), the case closed or on its way already, its notice or its vote
        not done with (D-65).
    """
    case = dockets.locked(actor, case_id)
    _require(actor, case.org_path)
    upkeep.expect(case, version)
    docket = dockets.of(case)
    place = naming.branch(going.organisation_id) if going.organisation_id else None
    found = _unmet(case, docket, going, at=at, has_place=place is not None)
    if found:
        raise Refused(Verdict.of(found))
    assert going.left_on is not None
    note = upkeep.words(why, message="请写明转接原因，不少于4个字")
    titles = {
        p.key: p.title for step in docket.edition.steps for p in docket.edition.papers_of(step)
    }
    kinds = (
        Paper.objects.filter(case=case, is_active=True)
        .order_by("id")
        .values_list("kind", flat=True)
    )
    transfer = Transfer(
        case=case,
        state=TransferState.SENT if place else TransferState.GONE,
        from_organisation_id=case.organisation_id,
        from_path=case.org_path,
        to_organisation_id=place.id if place else None,
        to_path=place.path if place else "",
        to_name=place.name if place else going.outside.strip(),
        case_version=case.version,
        papers=[{"key": k, "title": titles.get(k, k)} for k in dict.fromkeys(kinds)],
        why=note,
        left_on=going.left_on,
        sent_ref=actor.account_id,
        sent_by=actor.name,
        sent_at=at,
    )
    transfer.save(force_insert=True)
    _record(transfer, transfer.state, actor=actor, at=at, why=note, left=going.left_on)
    if not place:
        _leave(case, docket, transfer, actor=actor, at=at)
    return transfer.pk


@transaction.atomic
def accept(
    *, actor: Actor, transfer_id: int, resumed_on: date | None, arrived: Sequence[str], at: datetime
) -> int:
    """Take a case over; return its id. Person, case and duties now stand in the receiving branch.

    :param arrived: the keys of the papers that came with it.
    :raises Transfer.DoesNotExist: nothing of that number was sent into the actor's sight.
    :raises NotAllowed: it was not sent to the actor's branch or under the actor's committee.
    :raises Conflict: the case changed on the way.
    :raises Refused: the day is missing, ahead (D-60), or before the case left (D-51); a notice
        or a vote was begun on the way (D-65); the branch has no place for a candidate (D-27).
    """
    transfer, case = _on_the_way(actor, transfer_id, side="to_path")
    _require(actor, transfer.to_path)
    wrong_day = _wrong_day(transfer, resumed_on, clock.day_of(at))
    if found := [*([wrong_day] if wrong_day else []), *_tied(case, dockets.of(case))]:
        raise Refused(Verdict.of(found))
    assert resumed_on is not None
    if case.version != transfer.case_version:
        remedy = "请原支部撤回后重新转出"
        message = "档案在转接途中又有办理，转出时的材料已不是最新"
        raise Conflict(Verdict((reason("D-62", message=message, remedy=remedy),)))
    _move_person(case, transfer, actor=actor, since=resumed_on, at=at)
    transfer.state, transfer.resumed_on = TransferState.ACCEPTED, resumed_on
    transfer.break_days = continuity.break_days(transfer.left_on, resumed_on)
    transfer.missing = continuity.missing(transfer.papers, arrived)
    _answer(transfer, actor=actor, at=at)
    case.organisation_id, case.org_path = transfer.to_organisation_id, transfer.to_path
    case.moved_on = resumed_on
    case.break_days += transfer.break_days
    case.papers_passed = case.papers_passed and not transfer.missing
    case.save(update_fields=["organisation", "org_path", "moved_on", "break_days", "papers_passed"])
    Notice.objects.filter(case=case).update(org_path=case.org_path)
    BackEntry.objects.filter(case=case).update(
        organisation_id=case.organisation_id, org_path=case.org_path
    )
    blanks.follow(case)
    _note(case, transfer, actor=actor, at=at)
    _record(
        transfer, "accepted", actor=actor, at=at, resumed=resumed_on,
        missing=[paper["key"] for paper in transfer.missing], **{"break": transfer.break_days},
    )  # fmt: skip
    upkeep.tell([upkeep.settle(case)], actor=actor, at=at)
    return case.pk


@transaction.atomic
def refuse(*, actor: Actor, transfer_id: int, why: str, at: datetime) -> None:
    """Send a case back unaccepted, with the reason; it never left its branch."""
    transfer, _case = _on_the_way(actor, transfer_id, side="to_path")
    _require(actor, transfer.to_path)
    _close(transfer, TransferState.REFUSED, why, actor=actor, at=at)


@transaction.atomic
def recall(*, actor: Actor, transfer_id: int, why: str, at: datetime) -> None:
    """Take back a case that nobody has accepted yet."""
    transfer, _case = _on_the_way(actor, transfer_id, side="from_path")
    _require(actor, transfer.from_path)
    _close(transfer, TransferState.RECALLED, why, actor=actor, at=at)


def _require(actor: Actor, path: str) -> None:
    if not hands.may_move(actor, path):
        raise NotAllowed.because("党支部或其基层党委")


def _on_the_way(actor: Actor, transfer_id: int, *, side: str) -> tuple[Transfer, Case]:
    """Lock the case first, then its transfer: the order in which everybody locks."""
    seen = Transfer.objects.filter(dockets.viewed(actor, field="from_path") | dockets.viewed(actor, field="to_path"))  # fmt: skip
    case_id = seen.values_list("case_id", flat=True).get(pk=transfer_id)
    case = Case.objects.select_for_update().get(pk=case_id)
    dockets.require_other(actor, case.person_id)
    transfer = Transfer.objects.select_for_update().get(pk=transfer_id)
    _require(actor, getattr(transfer, side))
    if transfer.state != TransferState.SENT:
        words = TransferState(transfer.state).label
        raise Conflict(
            Verdict((reason("D-62", message=f"这次转接{words}", remedy="请查看最新情况"),))
        )
    return transfer, case


def _unmet(
    case: Case, docket: dockets.Docket, going: Going, *, at: datetime, has_place: bool
) -> list[Reason]:
    found = []
    if CaseState(case.state).is_closed:
        found.append(reason("D-65", 状态=CaseState(case.state).after_already))
    if Transfer.objects.filter(case=case, state=TransferState.SENT).exists():
        found.append(reason("D-65", message="已经转出，正在等对方接收", remedy="要改去向的先撤回"))
    if not has_place and not going.outside.strip():
        found.append(reason("D-64", message="请选择接收的党支部，或写明县外的去向", field="place"))
    if len(going.outside.strip()) > LONGEST_PLACE:
        found.append(reason("D-64", message=f"去向不能超过{LONGEST_PLACE}字", field="outside"))
    last = max(docket.standing.signed.values(), default=None)
    if going.left_on is None:
        found.append(reason("D-64", 项目="停止培养日期", field="left_on"))
    elif going.left_on > clock.day_of(at):
        found.append(reason("D-60", 日期=shown(going.left_on), field="left_on"))
    elif last and going.left_on < last:
        words = {"后一环节": "停止培养", "前一环节": "最近办理的环节"}
        found.append(
            reason("D-51", fact=f"最近办理的环节在{shown(last)}", field="left_on", **words)
        )
    if has_place and going.organisation_id == case.organisation_id:
        found.append(reason("D-64", message="此人已在这个支部", field="place"))
    return found + _tied(case, docket)


def _tied(case: Case, docket: dockets.Docket) -> list[Reason]:
    """Name what this branch has begun and must end: what it hung out and voted is no other branch's."""
    found = []
    if notice_records.is_under_way(case, docket.edition, docket.standing.signed):
        remedy = "先办结公示环节，或撤下公示"
        found.append(reason("D-65", message="公示还没有办结", remedy=remedy))
    for item in votes.binding(case, docket.standing.signed):
        message = f"已列入{shown(item.meeting.held_on)}的票决会议，还没有办结"
        remedy = "先按表决结果办理环节，或移出议程"
        found.append(reason("D-65", message=message, remedy=remedy))
    for title in reviews.asked(case):
        remedy = "等答复后再转，或由报审的党委撤回"
        found.append(reason("D-65", message=f"{title}尚未答复", remedy=remedy))
    return found


def _wrong_day(transfer: Transfer, day: date | None, today: date) -> Reason | None:
    if day is None:
        return reason("D-64", 项目="继续培养日期", field="resumed_on")
    if day > today:
        return reason("D-60", 日期=shown(day), field="resumed_on")
    if day < transfer.left_on:
        words = {"后一环节": "继续培养", "前一环节": "停止培养"}
        fact = f"原支部{shown(transfer.left_on)}停止培养"
        return reason("D-51", fact=fact, field="resumed_on", **words)
    return None


def _move_person(
    case: Case, transfer: Transfer, *, actor: Actor, since: date, at: datetime
) -> None:
    try:
        with transaction.atomic():
            registry_standing.change(
                actor=actor,
                person_id=case.person_id,
                category=Category(case.person.category),
                since=since,
                at=at,
                organisation_id=transfer.to_organisation_id,
            )
    except IntegrityError as error:
        words = {"后一环节": "继续培养", "前一环节": "身份变更"}
        fact = "此人当天刚有身份变更"
        raise Refused(Verdict((reason("D-51", fact=fact, field="resumed_on", **words),))) from error


def _leave(
    case: Case, docket: dockets.Docket, transfer: Transfer, *, actor: Actor, at: datetime
) -> None:
    upkeep.close(case, CaseState.ENDED, transfer.left_on)
    blanks.file(case)
    _note(case, transfer, actor=actor, at=at)
    upkeep.tell([upkeep.settle(case)], actor=actor, at=at)


def _close(
    transfer: Transfer, state: TransferState, why: str, *, actor: Actor, at: datetime
) -> None:
    transfer.answer = upkeep.words(why, message="请写明原因，不少于4个字")
    transfer.state = state
    _answer(transfer, actor=actor, at=at)
    _record(transfer, state, actor=actor, at=at, why=transfer.answer)


def _answer(transfer: Transfer, *, actor: Actor, at: datetime) -> None:
    transfer.answered_by, transfer.answered_at = actor.name, at
    transfer.save()


def _note(case: Case, transfer: Transfer, *, actor: Actor, at: datetime) -> None:
    """Tell the move in the case's history; the old branch and the new one both read it."""
    docket = dockets.of(case)
    steps = history.open_steps(docket.edition, docket.standing.signed)
    step = (steps or docket.edition.steps[-1:])[0]
    days = f"，中断{transfer.break_days}天" if transfer.break_days else ""
    lost = "、".join(paper["title"] for paper in transfer.missing)
    words = f"由{transfer.from_organisation.short_name}转往{transfer.to_name}{days}"
    upkeep.entered(
        case,
        actor=actor,
        kind=EntryKind.HANDED_OVER,
        step=step.key,
        happened_on=transfer.resumed_on or transfer.left_on,
        at=at,
        note=(f"{words}；未收到：{lost}" if lost else words)[: upkeep.LONGEST_WORDS],
        detail={"transfer": transfer.pk},
    )


def _record(
    transfer: Transfer, what: str, *, actor: Actor, at: datetime, why: str = "", **detail: object
) -> None:
    ledger.record(
        actor=actor,
        at=at,
        chain=f"case:{transfer.case_id}",
        event=f"casework.transfer.{what}",
        subject=f"case:{transfer.case_id}",
        detail={
            "transfer": transfer.pk,
            "from": transfer.from_path,
            "to": transfer.to_path or transfer.to_name,
            **detail,
        },
        reason=why,
    )
