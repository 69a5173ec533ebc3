"""Accountability 责任追究 as pure decisions: what follows what, by when, and what is proposed.

Nothing here opens or closes anything by itself: people decide, the program
proposes (A-01) and keeps the record.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from xianfeng.kernel.checks import reason
from xianfeng.kernel.verdict import Reason, Verdict
from xianfeng.recruitment.vocab.accountability import InquiryAct, InquiryState

# domain 2.4: within a week of the notice a written answer is due.
ANSWER_DAYS = 7

FOLLOWS: dict[InquiryAct, tuple[InquiryState, InquiryState]] = {
    InquiryAct.NOTIFY: (InquiryState.OPENED, InquiryState.NOTIFIED),
    InquiryAct.RECTIFY: (InquiryState.NOTIFIED, InquiryState.RECTIFIED),
    InquiryAct.SEND_BACK: (InquiryState.RECTIFIED, InquiryState.NOTIFIED),
    InquiryAct.CLOSE: (InquiryState.RECTIFIED, InquiryState.CLOSED),
    InquiryAct.REOPEN: (InquiryState.CLOSED, InquiryState.RECTIFIED),
}


@dataclass(frozen=True, kw_only=True)
class Trigger:
    """What may call for accountability: its checks, the posts that answer, its clause."""

    key: str
    matter: str
    checks: tuple[str, ...]
    posts: tuple[str, ...]
    clause: str


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """One proposal beside findings: the trigger, the checks that show it, the words of A-01."""

    trigger: Trigger
    checks: tuple[str, ...]
    told: Reason


def proposals(triggers: Iterable[Trigger], found: Collection[str]) -> tuple[Proposal, ...]:
    """Return what the checks that were found may call for (A-01)."""
    made = []
    for trigger in triggers:
        shown = tuple(check for check in trigger.checks if check in found)
        if shown:
            told = reason(
                "A-01",
                条款=trigger.clause,
                岗位="、".join(trigger.posts),
                fact=trigger.matter,
                remedy="由有权的党组织研究决定",
            )
            made.append(Proposal(trigger=trigger, checks=shown, told=told))
    return tuple(made)


def answer_due(noticed_on: date) -> date:
    """Return by when the organisation answers if the notice says nothing else."""
    return noticed_on + timedelta(days=ANSWER_DAYS)


def is_overdue(state: InquiryState, due_on: date | None, today: date) -> bool:
    """Tell whether an answer is late: only one that is still awaited can be."""
    return state is InquiryState.NOTIFIED and due_on is not None and due_on < today


def may_follow(act: InquiryAct, state: InquiryState) -> Verdict:
    """Test whether an act fits the state in which the matter stands (A-02)."""
    before, _after = FOLLOWS[act]
    if state is before:
        return Verdict()
    told = reason(
        "A-02", 办理=act.label, 状态=state.label, fact=f"“{before.label}”时才能{act.label}",
        remedy="请查看最新情况",
    )  # fmt: skip
    return Verdict((told,))


def days_fit(
    happened_on: date, *, since: date, today: date, due_on: date | None = None
) -> list[Reason]:
    """Test that a day lies neither ahead nor before what it answers, and the limit after it (A-03)."""
    wrong = []
    if happened_on > today:
        wrong.append("日期还没有到")
    if happened_on < since:
        wrong.append(f"日期早于上一步（{since:%Y-%m-%d}）")
    if due_on is not None and due_on < happened_on:
        wrong.append("期限早于通知日期")
    return [reason("A-03", 原因=words, field="on", remedy="核对日期") for words in wrong]
