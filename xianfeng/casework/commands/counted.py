"""What may become of a vote once it is counted: corrected or void, on record; never dropped. Not called from outside.

A vote is measured and announced when it is counted. Whoever could call the meeting
off, or take a candidate off its agenda, after seeing the totals would choose among
results; only a vote that is void is held again (V-09).
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from xianfeng.casework.commands import upkeep
from xianfeng.casework.models import AgendaItem, Reversal
from xianfeng.casework.queries.sittings import Sitting
from xianfeng.casework.rules.ballots import Count
from xianfeng.casework.vocab import MeetingState, ReversalKind
from xianfeng.kernel.checks import reason
from xianfeng.kernel.errors import Refused
from xianfeng.kernel.verdict import Verdict
from xianfeng.trust.vocab import Actor

WHY = "已登记的票数要更正，请写明原因，不少于4个字"
WHY_REMARKED = "已经计票，更正到会或监票、计票人的请写明原因，不少于4个字"


def forbid_dropping(sitting: Sitting, items: Iterable[AgendaItem]) -> None:
    """Refuse to drop candidates whose votes are counted.

    :raises Refused: V-09, naming every one of them.
    """
    counted = [item.case.person.name for item in items if item.pk in sitting.counts]
    if counted:
        names = "、".join(counted)
        told = {
            "message": f"{names}已经计票，表决结果不能取消",
            "remedy": "登记有误的更正票数；表决无效的先登记“票数作废”，写明原因，再重新投票",
        }
        raise Refused(Verdict((reason("V-09", **told),)))


def stand_again(dropped: Iterable[AgendaItem]) -> None:
    """Let the votes count again whose place these items had taken, now that they are dropped uncounted.

    A vote that failed stands until another one is counted: calling one and dropping it would
    otherwise leave nothing, and the record be typed as if nobody had voted (V-09).
    """
    for item in dropped:
        earlier = AgendaItem.objects.filter(
            case=item.case_id, kind=item.kind, round=item.round, withdrawn_at__isnull=True,
            meeting__state=MeetingState.FINISHED, tally__isnull=False,
        )  # fmt: skip
        for last in earlier.order_by("-id")[:1]:
            last.is_current = True
            last.save(update_fields=["is_current"])


def take_back(
    sitting: Sitting,
    item: AgendaItem,
    kind: ReversalKind,
    *,
    why: str,
    actor: Actor,
    at: datetime,
) -> None:
    """Keep the totals as they stood, with who took them back and why.

    :raises Refused: no reason was given (D-64).
    """
    Reversal.objects.create(
        meeting=sitting.meeting,
        item=item,
        kind=kind,
        before=sitting.counts[item.pk].totals(),
        why=upkeep.words(why, message=WHY),
        actor_name=actor.name,
        at=at,
    )


def is_taken_back(item: AgendaItem, count: Count) -> bool:
    """Tell whether these totals were taken back already, as all are when a meeting is reopened."""
    kind, before = _last(item)
    return bool(kind) and before == count.totals()


def remark(sitting: Sitting, *, why: str, actor: Actor, at: datetime) -> None:
    """Take back all totals because those who took part are said anew.

    A vote is measured by who was in the room (V-01): who changes that after the count changes what
    was counted. A meeting that was reopened has told why.

    :raises Refused: no reason was given (D-64).
    """
    for item in sitting.items:
        count = sitting.counts.get(item.pk)
        if count and _last(item) != (ReversalKind.REOPENED, count.totals()):
            upkeep.words(why, message=WHY_REMARKED)
            take_back(sitting, item, ReversalKind.REMARKED, why=why, actor=actor, at=at)


def _last(item: AgendaItem) -> tuple[str, Mapping[str, int]]:
    rows = Reversal.objects.filter(item=item).order_by("-id").values_list("kind", "before")
    return next(iter(rows[:1]), ("", {}))
