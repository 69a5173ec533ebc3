"""The agenda of a meeting: who is voted on, one by one, and what is proposed (V-11)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from xianfeng.casework.commands import counted, meetings, upkeep
from xianfeng.casework.models import AgendaItem, Case
from xianfeng.casework.queries import dockets, sittings, votes
from xianfeng.casework.rules import ballots, history, values
from xianfeng.casework.vocab import CaseState, MeetingState
from xianfeng.kernel.checks import reason
from xianfeng.kernel.errors import Conflict, Refused
from xianfeng.kernel.verdict import Reason, Verdict
from xianfeng.procedure import gates
from xianfeng.procedure.schema import RecordKind, Step
from xianfeng.trust.vocab import Actor

_OPEN = frozenset({MeetingState.PLANNED, MeetingState.SITTING})


@transaction.atomic
def add(
    *,
    actor: Actor,
    meeting_id: int,
    case_id: int,
    proposal: Mapping[str, Any],
    at: datetime,
    version: int | None = None,
) -> int:
    """Put a case of the branch on the agenda; return the item's id.

    :param proposal: what is proposed where the record asks for more than the counting, as typed.
    :raises Case.DoesNotExist: out of sight, or of another branch.
    :raises Refused: no vote is due (D-52), not yet on the meeting's day (D-51), the case rests
        (D-65), it stands on another agenda or was passed (D-66), something is missing (D-64).
    """
    sitting = meetings.held(actor, meeting_id, version=version, states=_OPEN)
    case = dockets.locked(actor, case_id)
    if case.organisation_id != sitting.meeting.organisation_id:
        raise Case.DoesNotExist(case_id)
    docket = dockets.of(case)
    step, kind = _due(docket)
    row, against = ballots.typed(ballots.proposal(kind), proposal, on=sitting.meeting.held_on)
    against += _too_early(docket, step, sitting.meeting.held_on)
    earlier = votes.current(case, kind.key)
    if earlier is not None:
        against += _taken(earlier, case.person.name)
    if against:
        raise Refused(Verdict.of(against))
    if earlier is not None:
        earlier.is_current = False
        earlier.save(update_fields=["is_current"])
    item = _created(sitting, case, step, kind, values.plain({kind.key: row})[kind.key])
    meetings.note(
        sitting.meeting, "casework.agenda.added", actor=actor, at=at, detail={"case": case.pk}
    )
    return item.pk


def _due(docket: dockets.Docket) -> tuple[Step, RecordKind]:
    """Return the open step that a vote decides.

    :raises Refused: there is none, or the case rests.
    """
    if docket.state is not CaseState.OPEN:
        raise Refused(Verdict((reason("D-65", 状态=docket.state.after_already),)))
    for step in history.open_steps(docket.edition, docket.standing.signed):
        kind = votes.kind_of(docket.edition, step)
        if kind is not None:
            return step, kind
    waiting = history.open_steps(docket.edition, docket.standing.signed)
    remedy = f"先办“{waiting[0].title}”" if waiting else ""
    raise Refused(Verdict((reason("D-52", 名称="支部大会之前的环节", remedy=remedy),)))


def _too_early(docket: dockets.Docket, step: Step, day: date) -> list[Reason]:
    earliest = docket.windows()[step.key].earliest
    if earliest <= day:
        return []
    message = f"会议日期{gates.shown(day)}早于可以表决的日期{gates.shown(earliest)}"
    return [reason("D-51", message=message, remedy="改期开会，或先不列入议程", field="case")]


def _taken(earlier: AgendaItem, name: str) -> list[Reason]:
    meeting = earlier.meeting
    if meeting.state != MeetingState.FINISHED:
        message = f"{name}已列入{gates.shown(meeting.held_on)}会议的议程"
        remedy = "在那次会议上表决，或先移出议程"
        return [reason("D-66", message=message, remedy=remedy, field="case")]
    sitting = sittings.of(meeting)
    if ballots.passes(sitting.turnout.entitled, sitting.counts[earlier.pk]):
        message = f"{name}已在{gates.shown(meeting.held_on)}的会议上表决通过"
        return [reason("D-66", message=message, remedy="按那次表决办理环节", field="case")]
    return []


def _created(
    sitting: sittings.Sitting, case: Case, step: Step, kind: RecordKind, proposal: Mapping[str, Any]
) -> AgendaItem:
    try:
        with transaction.atomic():
            return AgendaItem.objects.create(
                meeting=sitting.meeting,
                case=case,
                step=step.key,
                kind=kind.key,
                round=case.round,
                proposal=proposal,
            )
    except IntegrityError as error:
        raise Conflict(Verdict((reason("D-62", 办理人="他人"),))) from error


@transaction.atomic
def withdraw(
    *,
    actor: Actor,
    meeting_id: int,
    item_id: int,
    why: str,
    at: datetime,
    version: int | None = None,
) -> None:
    """Take a case off the agenda before its vote is counted; the reason is recorded.

    :raises AgendaItem.DoesNotExist: the meeting has no such item.
    :raises Refused: the meeting is closed (D-65), the vote is counted (V-09), or no reason was
        given (D-64).
    """
    sitting = meetings.held(actor, meeting_id, version=version, states=_OPEN)
    item = AgendaItem.objects.get(pk=item_id, meeting=sitting.meeting, withdrawn_at__isnull=True)
    counted.forbid_dropping(sitting, [item])
    words = upkeep.words(why, message="请写明移出原因，不少于4个字")
    item.is_current, item.withdrawn_at = False, at
    item.save(update_fields=["is_current", "withdrawn_at"])
    counted.stand_again([item])
    meetings.note(
        sitting.meeting, "casework.agenda.withdrawn", actor=actor, at=at,
        detail={"case": item.case_id}, why=words,
    )  # fmt: skip
