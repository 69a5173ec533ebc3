"""A meeting from convening to closing: freezing its roll, closing it, reopening it, calling it off."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from xianfeng.casework.commands import counted, upkeep
from xianfeng.casework.models import AgendaItem, Attendance, Case, Entry, Meeting, Seat
from xianfeng.casework.queries import sittings
from xianfeng.casework.queries.sittings import Sitting
from xianfeng.casework.rules import ballots, values
from xianfeng.casework.vocab import Declaration, EntryKind, MeetingState, Presence, ReversalKind
from xianfeng.kernel import clock
from xianfeng.kernel.checks import reason
from xianfeng.kernel.errors import Conflict, Refused
from xianfeng.kernel.verdict import Reason, Verdict
from xianfeng.procedure import gates
from xianfeng.procedure.schema import Field, FieldKind, RecordKind
from xianfeng.registry.queries import naming
from xianfeng.registry.queries import standing as registry_reads
from xianfeng.trust import access
from xianfeng.trust.commands import ledger
from xianfeng.trust.vocab import Action, Actor

_LONGEST = 60
# What is asked to convene a meeting; its form is made from this.
CONVENED = RecordKind(
    key="meeting",
    title="会议",
    date_title="开会日期",
    fields=(
        Field(name="place", title="地点", kind=FieldKind.TEXT, is_required=True),
        Field(name="chair", title="主持人", kind=FieldKind.TEXT, is_required=True),
    ),
)


@transaction.atomic
def convene(*, actor: Actor, organisation_id: int, given: Mapping[str, Any], at: datetime) -> int:
    """Convene a meeting of a branch; return its id. It may lie in the past, for one held on paper.

    :param given: "on", "place" and "chair", as typed.
    :raises Organisation.DoesNotExist: the branch is out of the actor's sight.
    :raises NotAllowed: the actor does not sign for that branch.
    :raises Refused: something is missing or unreadable (D-64).
    """
    branch = naming.one(actor, organisation_id)
    access.require(actor, Action.SIGN_AS_BRANCH, path=branch.path)
    records, problems = values.typed((CONVENED,), {CONVENED.key: given})
    row = records[CONVENED.key]
    problems += [
        reason("D-64", message=f"不能超过{_LONGEST}字", field=f"{CONVENED.key}.{name}")
        for name in ("place", "chair")
        if len(row.get(name, "")) > _LONGEST
    ]
    if problems:
        raise Refused(Verdict.of(problems))
    meeting = Meeting.objects.create(
        organisation_id=branch.id,
        org_path=branch.path,
        held_on=row[values.DAY],
        place=row["place"],
        chair=row["chair"],
        changed_by=actor.name,
    )
    _enter(meeting, "casework.meeting.convened", actor=actor, at=at,
           detail={"organisation": branch.id, "on": meeting.held_on})  # fmt: skip
    return meeting.pk


@transaction.atomic
def freeze(*, actor: Actor, meeting_id: int, at: datetime, version: int | None = None) -> None:
    """Freeze the roll: the full members in rights of the branch on the meeting's day.

    Whoever is on probation or 留党察看 that day is no such member (V-05). What the
    registry learns later changes this roll no more.

    :raises Refused: the day lies ahead (D-60), or nobody has a vote that day (V-05).
    """
    sitting = held(actor, meeting_id, version=version, states={MeetingState.PLANNED})
    meeting, today = sitting.meeting, clock.day_of(at)
    if meeting.held_on > today:
        told = {"日期": gates.shown(meeting.held_on), "remedy": "开会当天固定名册"}
        raise Refused(Verdict((reason("D-60", **told),)))
    people = registry_reads.Register().in_rights(meeting.organisation_id, meeting.held_on)
    if not people:
        message = "会议当天名册上没有有表决权的正式党员"
        raise Refused(Verdict((reason("V-05", message=message, remedy="先核对党员名册"),)))
    names = registry_reads.names(people)
    Seat.objects.bulk_create(
        Seat(meeting=meeting, person_id=person, name=names[person]) for person in people
    )
    meeting.state, meeting.frozen_at = MeetingState.SITTING, at
    note(meeting, "casework.meeting.frozen", actor=actor, at=at, detail={"entitled": len(people)})


@transaction.atomic
def close(
    *,
    actor: Actor,
    meeting_id: int,
    declared: Collection[str],
    at: datetime,
    version: int | None = None,
) -> None:
    """Close a meeting: from now on its votes are what the cases' steps are signed from.

    Where the totals would tell what somebody wrote, the meeting keeps how many took part and not who:
    in a small branch whoever is neither present nor excused is the one who wrote.

    :param declared: what the chair vouches for, see :class:`Declaration`.
    :raises Refused: V-01, V-03, V-07, V-09, V-10, V-12; a candidate without totals (D-64);
        something that the chair does not vouch for (V-06, V-08, V-11).
    """
    sitting = held(actor, meeting_id, version=version, states={MeetingState.SITTING})
    against = _unfinished(sitting) + [
        reason(one.check, fact=f"未确认“{one.label}”", remedy="核实后勾选；不属实的重新投票", field=one.value)
        for one in Declaration
        if one.value not in declared
    ]  # fmt: skip
    if against:
        raise Refused(Verdict.of(against))
    meeting, turnout = sitting.meeting, sitting.turnout
    meeting.present = turnout.present
    meeting.written, meeting.written_on = turnout.written, sitting.written_on
    is_kept = not ballots.betrays(turnout.written, sitting.counts.values())
    if not is_kept:
        Attendance.objects.filter(seat__meeting=meeting).delete()
    meeting.state, meeting.closed_at = MeetingState.FINISHED, at
    results = {
        str(item.case_id): ballots.passes(turnout.entitled, sitting.counts[item.pk])
        for item in sitting.items
    }
    detail = {"entitled": turnout.entitled, "excluded": len(sitting.excluded),
              "present": turnout.present, "written": turnout.written,
              "is_named": is_kept, "results": results}  # fmt: skip
    note(meeting, "casework.meeting.closed", actor=actor, at=at, detail=detail)


def _unfinished(sitting: Sitting) -> list[Reason]:
    against = ballots.may_vote(sitting.turnout) + against_tellers(
        sitting, sitting.meeting.scrutineer_id, sitting.meeting.teller_id, is_due=True
    )
    if not sitting.items:
        against.append(reason("D-64", 项目="议程", remedy="先把表决对象列入议程"))
    for item in sitting.items:
        count = sitting.counts.get(item.pk)
        if count is None:
            told = f"{item.case.person.name}的票数"
            against.append(reason("D-64", 项目=told, remedy="登记票数，或将其移出议程"))
        else:
            against += ballots.contradictions(sitting.turnout, count)
    return against


def against_tellers(
    sitting: Sitting, scrutineer: int | None, teller: int | None, *, is_due: bool = False
) -> list[Reason]:
    """Return what speaks against those who watch and count: candidates (V-12), one person for both, absent.

    :param is_due: both must have been chosen by now.
    """
    against = []
    candidates = {item.case.person_id: item.case.person.name for item in sitting.items}
    present = {p for p, row in sitting.attendance.items() if row.presence == Presence.PRESENT}
    for name, title, person in (
        ("scrutineer", "监票人", scrutineer), ("teller", "计票人", teller),
    ):  # fmt: skip
        if person is None:
            if is_due:
                against.append(reason("D-64", 项目=title, remedy="在到会登记中选定", field=name))
        elif person in candidates:
            told = {"fact": f"{title}：{candidates[person]}", "remedy": "另选监票人、计票人"}
            against.append(reason("V-12", field=name, **told))
        elif person not in present and is_due:
            message = f"{title}应从到会的正式党员中推选"
            against.append(reason("D-64", message=message, field=name))
    if scrutineer is not None and scrutineer == teller:
        message = "监票人、计票人应各为一人"
        against.append(reason("D-64", message=message, remedy="另选计票人", field="teller"))
    return against


@transaction.atomic
def reopen(
    *, actor: Actor, meeting_id: int, why: str, at: datetime, version: int | None = None
) -> None:
    """Open a closed meeting again, to correct it; the reversal is recorded with its reason.

    :raises Refused: a step has been signed from it, or a later vote has taken the place of
        one of its votes (D-65); no reason was given (D-64).
    """
    sitting = held(actor, meeting_id, version=version, states={MeetingState.FINISHED})
    words = upkeep.words(why, message="请写明重开原因，不少于4个字")
    # Signing locks the case before it reads the vote: whoever comes second sees what the first did.
    cases = [item.case_id for item in sitting.items]
    list(Case.objects.select_for_update().filter(pk__in=cases).order_by("pk"))
    against = [one for item in sitting.items for one in _relied_on(item)]
    if against:
        raise Refused(Verdict.of(against))
    for item in sitting.items:
        counted.take_back(sitting, item, ReversalKind.REOPENED, why=words, actor=actor, at=at)
    meeting = sitting.meeting
    meeting.state, meeting.closed_at, meeting.note = MeetingState.SITTING, None, words
    note(meeting, "casework.meeting.reopened", actor=actor, at=at, why=words)


def _relied_on(item: AgendaItem) -> list[Reason]:
    name = item.case.person.name
    signed = Entry.objects.filter(
        case=item.case_id, step=item.step, round=item.round, kind=EntryKind.SIGNED, is_active=True
    )
    if signed.exists():
        message = f"{name}的支部大会环节已按此次表决办理"
        return [reason("D-65", message=message, remedy="先撤销该环节，再重开会议")]
    if not item.is_current:
        return [reason("D-65", message=f"{name}此后已另行表决", remedy="在后一次会议上更正")]
    return []


@transaction.atomic
def call_off(
    *, actor: Actor, meeting_id: int, why: str, at: datetime, version: int | None = None
) -> None:
    """Call a meeting off; its candidates are free for another one.

    :raises Refused: it is closed (D-65), a vote is counted (V-09), or no reason was given (D-64).
    """
    states = {MeetingState.PLANNED, MeetingState.SITTING}
    sitting = held(actor, meeting_id, version=version, states=states)
    counted.forbid_dropping(sitting, sitting.items)
    words = upkeep.words(why, message="请写明取消原因，不少于4个字")
    items = AgendaItem.objects.filter(meeting=sitting.meeting, withdrawn_at__isnull=True)
    items.update(is_current=False, withdrawn_at=at)
    counted.stand_again(sitting.items)
    sitting.meeting.state, sitting.meeting.note = MeetingState.CALLED_OFF, words
    note(sitting.meeting, "casework.meeting.called_off", actor=actor, at=at, why=words)


def held(
    actor: Actor, meeting_id: int, *, version: int | None, states: Collection[MeetingState]
) -> Sitting:
    """Lock a meeting for a change and return it as it stands; every command begins here.

    :raises Meeting.DoesNotExist: out of sight.
    :raises NotAllowed: the actor does not sign for the branch (D-61).
    :raises Conflict: somebody changed it since the actor's page was made (D-62).
    :raises Refused: it is in another state than these (D-65).
    """
    meeting = sittings.locked(actor, meeting_id)
    access.require(actor, Action.SIGN_AS_BRANCH, path=meeting.org_path)
    if version is not None and version != meeting.version:
        told = {"办理人": meeting.changed_by, "remedy": "页面已更新，请核对后再办理"}
        raise Conflict(Verdict((reason("D-62", **told),)))
    if meeting.state not in states:
        message = f"会议{MeetingState(meeting.state).label}，不能这样办理"
        raise Refused(Verdict((reason("D-65", message=message),)))
    return sittings.of(meeting)


def note(
    meeting: Meeting,
    event: str,
    *,
    actor: Actor,
    at: datetime,
    detail: Mapping[str, Any] | None = None,
    why: str = "",
) -> None:
    """Keep the meeting's new state, raise its version, enter the ledger; every command ends here."""
    meeting.version += 1
    meeting.changed_by = actor.name
    meeting.save()
    _enter(meeting, event, actor=actor, at=at, detail=detail or {}, why=why)


def _enter(
    meeting: Meeting,
    event: str,
    *,
    actor: Actor,
    at: datetime,
    detail: Mapping[str, Any],
    why: str = "",
) -> None:
    ledger.record(
        actor=actor,
        at=at,
        chain=f"meeting:{meeting.pk}",
        event=event,
        subject=f"meeting:{meeting.pk}",
        detail=detail,
        reason=why,
    )
