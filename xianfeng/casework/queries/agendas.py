"""Who could be voted on at a meeting of a branch."""

from dataclasses import dataclass
from datetime import date

from xianfeng.casework.models import AgendaItem, Case, Duty, Meeting
from xianfeng.casework.queries import dockets, votes
from xianfeng.casework.queries.meetings import MeetingView
from xianfeng.casework.vocab import CaseState, MeetingState
from xianfeng.procedure.schema import RecordKind
from xianfeng.trust.vocab import Actor


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A case whose next step is a vote of the branch; ``waits`` says why it cannot be voted on yet."""

    case_id: int
    person: str
    kind: RecordKind
    waits: str = ""


def candidates(meeting: MeetingView) -> tuple[Candidate, ...]:
    """Return the cases of a meeting's branch that wait for a vote, by whose turn came first.

    :param meeting: as the actor sees it, which is all that is asked about sight here.
    """
    duties = Duty.objects.filter(
        case__organisation_id=meeting.organisation_id,
        case__state=CaseState.OPEN,
        is_repeat=False,
        signer="branch",
    )
    found = []
    for duty in duties.select_related("case__person").order_by("since_on", "case_id"):
        edition = dockets.edition_of(duty.case)
        kind = votes.kind_of(edition, edition.step(duty.step))
        if kind is not None:
            found.append((duty, kind))
    taken = {
        (item.case_id, item.kind, item.round): item.meeting
        for item in AgendaItem.objects.filter(
            case__in=[duty.case_id for duty, _kind in found], is_current=True
        ).select_related("meeting")
    }
    return tuple(
        Candidate(
            case_id=duty.case_id,
            person=duty.case.person.name,
            kind=kind,
            waits=_waits(duty, meeting, taken.get((duty.case_id, kind.key, duty.case.round))),
        )
        for duty, kind in found
        if not _is_here(meeting, taken.get((duty.case_id, kind.key, duty.case.round)))
    )


def _is_here(meeting: MeetingView, other: Meeting | None) -> bool:
    return other is not None and other.pk == meeting.id


def _waits(duty: Duty, meeting: MeetingView, other: Meeting | None) -> str:
    if other is not None and other.state != MeetingState.FINISHED:
        return f"已列入{_day(other.held_on)}会议的议程"
    if duty.earliest_on > meeting.held_on:
        return f"最早{_day(duty.earliest_on)}可以表决"
    return ""


def _day(day: date) -> str:
    return f"{day:%Y-%m-%d}"


def place_of(actor: Actor, case_id: int) -> tuple[int, int | None]:
    """Return the branch of a case, and the meeting whose agenda it stands on, if any.

    :raises Case.DoesNotExist: out of sight.
    """
    case: Case = dockets.visible(actor).get(pk=case_id)
    item = (
        AgendaItem.objects.filter(case=case, round=case.round, is_current=True)
        .exclude(meeting__state=MeetingState.FINISHED)
        .order_by("id")
        .first()
    )
    return case.organisation_id, item.meeting_id if item else None
