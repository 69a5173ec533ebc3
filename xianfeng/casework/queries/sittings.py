"""One meeting with all it holds, ready to be judged: what commands lock and pages show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from xianfeng.casework.models import AgendaItem, Attendance, Meeting, Seat, Tally
from xianfeng.casework.rules import ballots
from xianfeng.casework.vocab import MeetingState, Presence
from xianfeng.trust import access
from xianfeng.trust.vocab import Action, Actor


@dataclass(frozen=True, kw_only=True)
class Sitting:
    """A meeting's row, its roll, who took part, its agenda and the totals by item."""

    meeting: Meeting
    seats: Sequence[Seat]
    attendance: Mapping[int, Attendance]
    items: Sequence[AgendaItem]
    counts: Mapping[int, ballots.Count]

    @property
    def state(self) -> MeetingState:
        """How far the meeting has come."""
        return MeetingState(self.meeting.state)

    @property
    def is_marked(self) -> bool:
        """Whether somebody has said who took part."""
        return bool(self.attendance) or self.state is MeetingState.FINISHED

    @property
    def turnout(self) -> ballots.Turnout:
        """The three numbers that every vote of the meeting is measured by."""
        entitled = sum(seat.is_entitled for seat in self.seats)
        if self.state is MeetingState.FINISHED:
            present, written = self.meeting.present, self.meeting.written
            return ballots.Turnout(entitled=entitled, present=present, written=written)
        marks = [row.presence for row in self.attendance.values()]
        return ballots.Turnout(
            entitled=entitled,
            present=marks.count(Presence.PRESENT),
            written=marks.count(Presence.WRITTEN),
        )

    @property
    def excluded(self) -> tuple[Seat, ...]:
        """Those on the roll who are not counted, with their reasons."""
        return tuple(seat for seat in self.seats if not seat.is_entitled)

    @property
    def written_on(self) -> date | None:
        """The day on which the last opinion was handed in."""
        if self.state is MeetingState.FINISHED:
            return self.meeting.written_on
        days = (row.handed_in_on for row in self.attendance.values() if row.handed_in_on)
        return max(days, default=None)


def visible(actor: Actor) -> Any:
    """Return the meetings within the actor's reach."""
    return access.scoped(Meeting.objects.all(), actor, Action.VIEW_CASES)


def locked(actor: Actor, meeting_id: int) -> Meeting:
    """Lock a meeting that the actor can see.

    :raises Meeting.DoesNotExist: it is out of sight.
    """
    return visible(actor).select_for_update().get(pk=meeting_id)


def of(meeting: Meeting) -> Sitting:
    """Read all that the meeting holds: four queries, however many sit in it."""
    seats = Seat.objects.filter(meeting=meeting).order_by("person__sort_key", "person_id")
    attendance = Attendance.objects.filter(seat__meeting=meeting).select_related("seat")
    items = AgendaItem.objects.filter(meeting=meeting, withdrawn_at__isnull=True)
    tallies = Tally.objects.filter(item__meeting=meeting, item__withdrawn_at__isnull=True)
    return Sitting(
        meeting=meeting,
        seats=tuple(seats),
        attendance={row.seat.person_id: row for row in attendance},
        items=tuple(items.select_related("case__person").order_by("id")),
        counts={row.item_id: count(row) for row in tallies},
    )


def count(tally: Tally) -> ballots.Count:
    """Return the totals of a row."""
    return ballots.Count(
        issued=tally.issued,
        returned=tally.returned,
        yes=tally.yes,
        no=tally.no,
        abstain=tally.abstain,
        void=tally.void,
        written_yes=tally.written_yes,
        written_no=tally.written_no,
    )
