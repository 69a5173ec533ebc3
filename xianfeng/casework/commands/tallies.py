"""The totals of a vote: entered once counted, corrected while the meeting sits. Never a single ballot."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from xianfeng.casework.commands import counted, meetings
from xianfeng.casework.models import AgendaItem, Tally
from xianfeng.casework.queries import dockets
from xianfeng.casework.queries.sittings import Sitting
from xianfeng.casework.rules import ballots
from xianfeng.casework.vocab import MeetingState, ReversalKind
from xianfeng.kernel.checks import reason
from xianfeng.kernel.errors import Refused
from xianfeng.kernel.verdict import Reason, Verdict
from xianfeng.trust.vocab import Actor

# Nothing is asked about written opinions where none came in.
_NOBODY_WROTE = {"written_yes": "0", "written_no": "0"}


@transaction.atomic
def enter(
    *,
    actor: Actor,
    meeting_id: int,
    item_id: int,
    given: Mapping[str, Any],
    at: datetime,
    version: int | None = None,
    why: str = "",
) -> None:
    """Enter what was counted for one candidate; totals that stood before are corrected, on record.

    :param given: the totals, and whether the applicant was there, as typed.
    :param why: why totals that stood before were wrong; reopening the meeting has told it already.
    :raises AgendaItem.DoesNotExist: the meeting has no such item.
    :raises Refused: with every contradiction at its field (V-03, V-07, V-09, V-10), no quorum
        (V-01), something missing (D-64), nobody said yet who is present (D-64).
    """
    sitting = meetings.held(actor, meeting_id, version=version, states={MeetingState.SITTING})
    item = next((one for one in sitting.items if one.pk == item_id), None)
    if item is None:
        raise AgendaItem.DoesNotExist(item_id)
    kind = dockets.edition_of(item.case).records[item.kind]
    if not sitting.turnout.written:
        given = {**_NOBODY_WROTE, **given}
    row, against = ballots.typed(ballots.sheet(kind), given, on=sitting.meeting.held_on)
    against += _not_ready(sitting)
    if ballots.is_whole(row):
        against += ballots.contradictions(sitting.turnout, ballots.count_of(row))
    if against:
        raise Refused(Verdict.of(against))
    count = ballots.count_of(row)
    before = sitting.counts.get(item.pk)
    if before and before != count and not counted.is_taken_back(item, before):
        counted.take_back(sitting, item, ReversalKind.CORRECTED, why=why, actor=actor, at=at)
    Tally.objects.update_or_create(item=item, defaults=count.totals())
    item.applicant_present = row.get(ballots.APPLICANT_PRESENT)
    item.save(update_fields=["applicant_present"])
    meetings.note(
        sitting.meeting,
        "casework.tally.entered",
        actor=actor,
        at=at,
        detail={"case": item.case_id, "count": count.totals()},
    )


@transaction.atomic
def void(
    *,
    actor: Actor,
    meeting_id: int,
    item_id: int,
    why: str,
    at: datetime,
    version: int | None = None,
) -> None:
    """Declare one candidate's vote void, such as for more ballots than voters: it is held again (V-09).

    :raises AgendaItem.DoesNotExist: the meeting has no such item.
    :raises Refused: the meeting does not sit (D-65), nothing is counted yet or no reason given (D-64).
    """
    sitting = meetings.held(actor, meeting_id, version=version, states={MeetingState.SITTING})
    item = next((one for one in sitting.items if one.pk == item_id), None)
    if item is None:
        raise AgendaItem.DoesNotExist(item_id)
    if item_id not in sitting.counts:
        raise Refused(Verdict((reason("D-64", 项目="票数", remedy="还没有登记票数"),)))
    counted.take_back(sitting, item, ReversalKind.VOIDED, why=why, actor=actor, at=at)
    Tally.objects.filter(item=item).delete()
    meetings.note(
        sitting.meeting,
        "casework.tally.voided",
        actor=actor,
        at=at,
        detail={"case": item.case_id, "count": sitting.counts[item_id].totals()},
        why=why,
    )


def _not_ready(sitting: Sitting) -> list[Reason]:
    if not sitting.is_marked:
        return [reason("D-64", 项目="到会情况", remedy="先登记到会，再表决")]
    return ballots.may_vote(sitting.turnout)
