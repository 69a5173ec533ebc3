"""Meetings that have voted in some branches, so that their pages show what they are for."""

from collections.abc import Iterable
from datetime import datetime

from xianfeng.casework.commands import agendas, meetings, rolls, tallies
from xianfeng.casework.commands.rolls import Marks
from xianfeng.casework.queries import agendas as agenda_reads
from xianfeng.casework.queries import meetings as reads
from xianfeng.casework.vocab import Declaration
from xianfeng.kernel import clock
from xianfeng.trust.vocab import Actor

# Two pass and one fails: more than half of the roll is wanted, not of those who came.
RESULTS = ("passed", "passed", "failed")
_PLACE = "村党员活动室"


def hold(branches: Iterable[tuple[int, Actor]], *, at: datetime) -> int:
    """Let these branches vote today on whoever waits for it; return how many did.

    :param branches: by id, each with the actor who signs for it.
    """
    held = 0
    for (branch, actor), result in zip(branches, RESULTS, strict=False):
        held += _vote(branch, actor, is_passed=result == "passed", at=at)
    return held


def _vote(branch: int, actor: Actor, *, is_passed: bool, at: datetime) -> bool:
    given = {"on": clock.day_of(at), "place": _PLACE, "chair": actor.name}
    meeting_id = meetings.convene(actor=actor, organisation_id=branch, given=given, at=at)
    ready = [one for one in agenda_reads.candidates(reads.of(actor, meeting_id)) if not one.waits]
    items = [
        agendas.add(
            actor=actor,
            meeting_id=meeting_id,
            case_id=one.case_id,
            proposal={"decision": "convert"},
            at=at,
        )
        for one in ready
    ]
    if not items:
        meetings.call_off(actor=actor, meeting_id=meeting_id, why="没有到期的表决对象", at=at)
        return False
    meetings.freeze(actor=actor, meeting_id=meeting_id, at=at)
    voters = [seat.person_id for seat in reads.of(actor, meeting_id).entitled]
    marks = Marks(present=frozenset(voters), scrutineer=voters[0], teller=voters[1])
    rolls.mark(actor=actor, meeting_id=meeting_id, marks=marks, at=at)
    yes = len(voters) - 1 if is_passed else len(voters) // 2
    for item in items:
        tallies.enter(
            actor=actor, meeting_id=meeting_id, item_id=item, given=_totals(len(voters), yes), at=at
        )
    vows = frozenset(one.value for one in Declaration)
    meetings.close(actor=actor, meeting_id=meeting_id, declared=vows, at=at)
    return True


def _totals(voters: int, yes: int) -> dict[str, object]:
    counted = {"issued": voters, "returned": voters, "yes": yes, "no": voters - yes}
    return {**counted, "abstain": 0, "void": 0, "applicant_present": True}
