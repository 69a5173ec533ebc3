"""The roll of a meeting: who is not counted and why, who is present, who has written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from xianfeng.casework.commands import counted, meetings
from xianfeng.casework.models import Attendance, Seat
from xianfeng.casework.queries.sittings import Sitting
from xianfeng.casework.rules import ballots
from xianfeng.casework.vocab import MeetingState, Presence
from xianfeng.kernel.checks import reason
from xianfeng.kernel.errors import Refused
from xianfeng.kernel.verdict import Reason, Verdict
from xianfeng.kernel.words import visible
from xianfeng.procedure import gates
from xianfeng.registry.queries import standing as registry_reads
from xianfeng.trust.vocab import Actor

_SHORTEST = 4
_LONGEST_REASON, _LONGEST_APPROVAL = 200, 80


@dataclass(frozen=True, kw_only=True)
class Marks:
    """Who took part, as ticked: people by id, the day of a written opinion as typed."""

    present: frozenset[int]
    written: Mapping[int, str] = field(default_factory=dict)
    scrutineer: int | None = None
    teller: int | None = None


@transaction.atomic
def exclude(
    *,
    actor: Actor,
    meeting_id: int,
    person_id: int,
    why: str,
    approval: str,
    at: datetime,
    version: int | None = None,
) -> None:
    """Leave a member out of 应到, for a reason and by an approval (V-04).

    :raises Refused: nobody on the roll is named (D-64), reason or approval is missing (V-04),
        or votes are counted already (D-65).
    """
    sitting = _before_counting(actor, meeting_id, version)
    seat = _seat(sitting, person_id, is_entitled=True)
    words, number = visible(why), visible(approval)
    against = [
        reason("V-04", message=message, field=name)
        for name, message, is_right in (
            ("why", "不计入应到的，须写明理由（4至200字）", _SHORTEST <= len(words) <= _LONGEST_REASON),
            ("approval", "不计入应到的，须有上级党委批准（文号，80字以内）", 0 < len(number) <= _LONGEST_APPROVAL),
        )
        if not is_right
    ]  # fmt: skip
    if against:
        raise Refused(Verdict.of(against))
    Attendance.objects.filter(seat=seat).delete()
    seat.is_entitled, seat.reason, seat.approval = False, words, number
    seat.save()
    detail = {"person": person_id, "approval": number}
    meetings.note(sitting.meeting, "casework.roll.excluded", actor=actor, at=at, detail=detail)


@transaction.atomic
def restore(
    *, actor: Actor, meeting_id: int, person_id: int, at: datetime, version: int | None = None
) -> None:
    """Count an excluded member again.

    :raises Refused: nobody who is excluded is named (D-64), or votes are counted already (D-65).
    """
    sitting = _before_counting(actor, meeting_id, version)
    seat = _seat(sitting, person_id, is_entitled=False)
    seat.is_entitled, seat.reason, seat.approval = True, "", ""
    seat.save()
    meetings.note(
        sitting.meeting, "casework.roll.restored", actor=actor, at=at, detail={"person": person_id}
    )


def _seat(sitting: Sitting, person_id: int, *, is_entitled: bool) -> Seat:
    for seat in sitting.seats:
        if seat.person_id == person_id and seat.is_entitled is is_entitled:
            return seat
    message = "请从名册中选择党员"
    raise Refused(Verdict((reason("D-64", message=message, field="person"),)))


def _before_counting(actor: Actor, meeting_id: int, version: int | None) -> Sitting:
    sitting = meetings.held(actor, meeting_id, version=version, states={MeetingState.SITTING})
    if sitting.counts:
        message = "已登记票数，不能再改应到人数"
        raise Refused(
            Verdict(
                (reason("D-65", message=message, remedy="先将已计票的移出议程，改好后重新列入"),)
            )
        )
    return sitting


@transaction.atomic
def mark(
    *,
    actor: Actor,
    meeting_id: int,
    marks: Marks,
    at: datetime,
    version: int | None = None,
    why: str = "",
) -> None:
    """Say who took part, all at once; what was said before is replaced.

    The ledger keeps how many, not who. Once votes are counted a change takes their totals back,
    on record and for a reason.

    :raises Refused: somebody without a vote (V-05) or not counted (V-04) takes part, one person
        takes part twice (V-03), an opinion came after the meeting (V-07), a candidate counts
        (V-12), totals already entered could no longer be true, or something changes after the
        count without a reason (D-64).
    """
    sitting = meetings.held(actor, meeting_id, version=version, states={MeetingState.SITTING})
    days, against = _days(marks.written, sitting)
    against += _strangers(actor, sitting, marks) + _twice(sitting, marks)
    against += meetings.against_tellers(sitting, marks.scrutineer, marks.teller)
    against += _without_seat(sitting, marks)
    turnout = ballots.Turnout(
        entitled=sitting.turnout.entitled, present=len(marks.present), written=len(days)
    )
    if not against:
        for count in sitting.counts.values():
            against += ballots.contradictions(turnout, count)
    if against:
        raise Refused(Verdict.of(against))
    meeting = sitting.meeting
    if _changes(sitting, marks, days):
        counted.remark(sitting, why=why, actor=actor, at=at)
    _replace(sitting, marks.present, days)
    meeting.scrutineer_id, meeting.teller_id = marks.scrutineer, marks.teller
    detail = {"present": turnout.present, "written": turnout.written}
    meetings.note(meeting, "casework.roll.marked", actor=actor, at=at, detail=detail)


def _changes(sitting: Sitting, marks: Marks, days: Mapping[int, date]) -> bool:
    meeting, rows = sitting.meeting, sitting.attendance
    present = {person for person, row in rows.items() if row.presence == Presence.PRESENT}
    wrote = {person: row.handed_in_on for person, row in rows.items() if row.handed_in_on}
    stood = (present, wrote, meeting.scrutineer_id, meeting.teller_id)
    return stood != (marks.present, dict(days), marks.scrutineer, marks.teller)


def _days(written: Mapping[int, str], sitting: Sitting) -> tuple[dict[int, date], list[Reason]]:
    """Read the days on which opinions were handed in; none may lie after the meeting (V-07)."""
    days, against = {}, []
    for person, text in written.items():
        try:
            day = date.fromisoformat(text)
        except ValueError:
            message = f"“{text[:20]}”不是有效日期"
            against.append(reason("D-64", message=message, field=f"written.{person}"))
            continue
        if day > sitting.meeting.held_on:
            told = f"收到日期{gates.shown(day)}，开会日期{gates.shown(sitting.meeting.held_on)}"
            remedy = "会前提交的填写收到日期；会后提交的不登记"
            against.append(reason("V-07", fact=told, remedy=remedy, field=f"written.{person}"))
        days[person] = day
    return days, against


def _strangers(actor: Actor, sitting: Sitting, marks: Marks) -> list[Reason]:
    seats = {seat.person_id: seat for seat in sitting.seats}
    taking_part = marks.present | marks.written.keys()
    strangers = frozenset(taking_part - seats.keys())
    # Whoever posts a number must not learn by it whose it is.
    seen = strangers - registry_reads.out_of_sight(actor, strangers) if strangers else ()
    names = registry_reads.names(seen) if seen else {}
    remedy = "预备党员、受留党察看处分的党员和外支部党员不参加表决"
    against = [
        reason("V-05", 姓名=names.get(person, "此人"), remedy=remedy, field="present")
        for person in sorted(strangers)
    ]
    return against + [
        reason("V-04", message=f"{seat.name}已列为不计入应到，不能同时参加表决",
               remedy="先恢复计入应到", field="present")
        for person, seat in seats.items()
        if person in taking_part and not seat.is_entitled
    ]  # fmt: skip


def _twice(sitting: Sitting, marks: Marks) -> list[Reason]:
    return [
        reason("V-03", message=f"{seat.name}既到会又提交书面意见，只能算一次",
               remedy="到会的不填书面意见", field=f"written.{seat.person_id}")
        for seat in sitting.seats
        if seat.person_id in marks.present and seat.person_id in marks.written
    ]  # fmt: skip


def _without_seat(sitting: Sitting, marks: Marks) -> list[Reason]:
    candidates = {item.case.person_id for item in sitting.items}
    return [
        reason("D-64", message=f"{title}应从到会的正式党员中推选", field=name)
        for name, title, person in (
            ("scrutineer", "监票人", marks.scrutineer), ("teller", "计票人", marks.teller),
        )
        if person is not None and person not in marks.present and person not in candidates
    ]  # fmt: skip


def _replace(sitting: Sitting, present: frozenset[int], days: Mapping[int, date]) -> None:
    Attendance.objects.filter(seat__meeting=sitting.meeting).delete()
    rows: list[dict[str, Any]] = []
    for seat in sitting.seats:
        if seat.person_id in present:
            rows.append({"seat": seat, "presence": Presence.PRESENT})
        elif seat.person_id in days:
            written = Presence.WRITTEN
            rows.append({"seat": seat, "presence": written, "handed_in_on": days[seat.person_id]})
    Attendance.objects.bulk_create(Attendance(**row) for row in rows)
