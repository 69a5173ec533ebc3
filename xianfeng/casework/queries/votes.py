"""What a vote has decided about a case: what its step is signed from."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any

from django.urls import reverse

from xianfeng.casework.models import AgendaItem, Case, Reversal
from xianfeng.casework.queries import sittings
from xianfeng.casework.queries.prepared import Prepared
from xianfeng.casework.queries.sittings import Sitting
from xianfeng.casework.rules import ballots, values
from xianfeng.casework.vocab import MeetingState
from xianfeng.kernel.checks import reason
from xianfeng.kernel.verdict import Reason
from xianfeng.procedure import gates
from xianfeng.procedure.schema import Edition, Field, FieldKind, RecordKind, Step


def kind_of(edition: Edition, step: Step) -> RecordKind | None:
    """Return the record of the step that a vote of the branch feeds, if there is one."""
    if "branch" not in step.signed_by:
        return None
    return next((k for k in edition.kinds_of(step) if k.instrument == ballots.BALLOT), None)


def current(case: Case, kind: str) -> AgendaItem | None:
    """Return the one vote of the case's present round that counts, open or closed."""
    found = AgendaItem.objects.filter(case=case, kind=kind, round=case.round, is_current=True)
    return found.select_related("meeting").order_by("id").first()


def read(case: Case, kind: RecordKind) -> Prepared | None:
    """Return the record as its vote holds it; see :mod:`queries.prepared`.

    A vote that failed stands until another one is counted: it cannot be typed over. No more can
    one that was void: it is held again.
    """
    item = current(case, kind.key)
    if item is None:
        url = f"{reverse('casework:meeting-new')}?case={case.pk}"
        title = "用票决会议登记：固定名册、核对票数、计算结果"
        return Prepared(title=title, url=url, waits=_void(case, kind.key))
    meeting = item.meeting
    day, url = gates.shown(meeting.held_on), reverse("casework:meeting", args=[meeting.pk])
    if meeting.state != MeetingState.FINISHED:
        waits = reason("D-65", message=f"{day}的会议尚未结束", remedy="会议结束后按表决结果办理")
        return Prepared(title=f"{day}票决会议", url=url, waits=(waits,))
    sitting = sittings.of(meeting)
    known = values_of(sitting, item)
    asked = (values.DAY, *(spec.name for spec in kind.fields))
    return Prepared(
        title=f"{day}票决会议",
        url=url,
        # What was left open when the vote was taken was not voted on: nobody fills it in afterwards.
        values={name: known.get(name) for name in asked},
    )


def _void(case: Case, kind: str) -> tuple[Reason, ...]:
    taken_back = Reversal.objects.filter(item__case=case, item__kind=kind, item__round=case.round)
    if not taken_back.exists():
        return ()
    return (
        reason("V-09", message="此前的表决已作废，须重新开会投票", remedy="召开票决会议重新表决"),
    )


def binding(case: Case, signed: Collection[str]) -> Iterator[AgendaItem]:
    """Yield the votes of the case's round that are still open, or passed and not signed yet."""
    items = AgendaItem.objects.filter(case=case, round=case.round, is_current=True)
    for item in items.exclude(step__in=signed).select_related("meeting").order_by("id"):
        sitting = sittings.of(item.meeting)
        is_open = sitting.state is not MeetingState.FINISHED
        if is_open or ballots.passes(sitting.turnout.entitled, sitting.counts[item.pk]):
            yield item


def values_of(sitting: Sitting, item: AgendaItem) -> dict[str, Any]:
    """Return everything that a closed vote knows, by the names of the record's fields."""
    meeting, turnout, count = sitting.meeting, sitting.turnout, sitting.counts[item.pk]
    return {
        values.DAY: meeting.held_on,
        "entitled": turnout.entitled,
        "excluded": len(sitting.excluded),
        "excluded_list": _listed(sitting),
        "present": turnout.present,
        "method": "secret",
        **count.totals(),
        "written_on": meeting.written_on,
        "by_proxy": False,
        "is_one_by_one": True,
        "tellers": [meeting.scrutineer_id, meeting.teller_id],
        ballots.APPLICANT_PRESENT: item.applicant_present,
        **item.proposal,
    }


def _listed(sitting: Sitting) -> str | None:
    lines = (f"{seat.name}：{seat.reason}（{seat.approval}）" for seat in sitting.excluded)
    return "；".join(lines) or None


def matter(kind: RecordKind, proposal: Mapping[str, Any]) -> str:
    """Say in words on what is voted: the record's motion and what is proposed."""
    words = [_proposed(spec, proposal[spec.name]) for spec in ballots.proposal(kind).fields
             if proposal.get(spec.name) is not None]  # fmt: skip
    motion = kind.motion or kind.title
    return f"{motion}（{'，'.join(words)}）" if words else motion


def _proposed(spec: Field, value: Any) -> str:
    if spec.kind is FieldKind.CHOICE:
        return dict(spec.choices).get(value, value)
    if spec.kind is FieldKind.DATE:
        return f"{spec.title}{gates.shown(date.fromisoformat(value))}"
    return f"{spec.title}{value}"
