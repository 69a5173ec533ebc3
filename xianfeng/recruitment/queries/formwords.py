"""The words that member development adds to its forms: what follows from the records of a case."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from xianfeng.recruitment import rules

_VOTE = {
    "entitled": "应到会有表决权的正式党员", "present": "实到", "written": "会前书面意见份数",
    "yes": "赞成（含书面）", "no": "不赞成（含书面）", "abstain": "弃权", "void": "无效",
    "needed": "通过所需票数", "result": "通过或未通过",
}  # fmt: skip
_DECISION = {
    "on": "支部大会日期", "until": "延长至", "entitled": "应到", "present": "实到",
    "yes": "赞成（含书面）", "reported_on": "决议上报日期", "approved_on": "党委审批日期",
    "number": "批复文号",
}  # fmt: skip
WORDS: Mapping[str, Mapping[str, str]] = {
    "term": {
        "starts_on": "预备期起（支部大会日期）", "last_on": "预备期最后一日",
        "full_on": "转为正式党员之日（党龄起算日）", "extended": "是否延长",
    },
    "cultivation_counts": {"reviews": "半年考察次数"},
    "admission_vote": _VOTE,
    "conversion_vote": _VOTE,
    "conversion": _DECISION,
    "extension": _DECISION,
    "cancellation": _DECISION,
}  # fmt: skip
# The word that adds to the code of the branch meeting's decision.
_DECISIONS = {"conversion": "convert", "extension": "extend", "cancellation": "cancel"}


def derived(facts: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the values of :data:`WORDS`; what does not follow yet is None."""
    found: dict[str, dict[str, Any]] = {
        "term": _term(facts),
        "cultivation_counts": {"reviews": facts.get("review.count")},
        "admission_vote": _vote(_record(facts, "admission_meeting.")),
        "conversion_vote": _vote(_record(facts, "conversion_meeting.")),
    }
    for word, decision in _DECISIONS.items():
        found[word] = _decision(facts, decision)
    return found


def _record(facts: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    return {name[len(prefix) :]: v for name, v in facts.items() if name.startswith(prefix)}


def _term(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the probation: its last day is the one before the anniversary, or before the extension's end."""
    admitted_on: date | None = facts.get("admission_meeting.on")
    extended_until: date | None = facts.get("previous.conversion_meeting.extend_until")
    full_on = rules.full_member_on(admitted_on, extended_until)
    return {
        "starts_on": admitted_on,
        "last_on": full_on - timedelta(days=1) if full_on else None,
        "full_on": full_on,
        "extended": ("是" if extended_until else "否") if admitted_on else None,
    }


def _vote(ballot: Mapping[str, Any]) -> dict[str, Any]:
    entitled = ballot.get("entitled")
    if entitled is None:
        return dict.fromkeys(_VOTE)
    yes, needed = rules.approvals(ballot), entitled // 2 + 1
    return {
        "entitled": entitled,
        "present": ballot.get("present"),
        "written": rules.written(ballot),
        "yes": yes,
        "no": (ballot.get("no") or 0) + (ballot.get("written_no") or 0),
        "abstain": ballot.get("abstain"),
        "void": ballot.get("void"),
        "needed": needed,
        "result": "通过" if yes >= needed else "未通过",
    }


def _decision(facts: Mapping[str, Any], wanted: str) -> dict[str, Any]:
    """Return the meeting and the approval that decided so: of this round, or of the one before."""
    for before in ("", "previous."):
        meeting = _record(facts, f"{before}conversion_meeting.")
        if meeting.get("decision") == wanted:
            reply = _record(facts, f"{before}conversion_approval.")
            return {
                "on": meeting["on"],
                "until": meeting.get("extend_until"),
                "entitled": meeting.get("entitled"),
                "present": meeting.get("present"),
                "yes": rules.approvals(meeting),
                "reported_on": reply.get("reported_on"),
                "approved_on": reply.get("on"),
                "number": reply.get("number"),
            }
    return dict.fromkeys(_DECISION)
