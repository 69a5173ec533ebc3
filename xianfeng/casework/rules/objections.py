"""Decisions about objections to a notice: who may read what, what is whole, how a receipt looks.

An objection protects its sender first: the branch reads it only where it
wrote it down itself or the committee let it, and who sent it is told to
nobody who need not know (domain 2.1, 11.4).
"""

import base64
from datetime import date

from xianfeng.casework.vocab.notices import ObjectionDecision, ObjectionState
from xianfeng.kernel.checks import reason
from xianfeng.kernel.verdict import Reason
from xianfeng.procedure.gates import shown

LONGEST_CONTENT, LONGEST_SOURCE, LONGEST_FINDING = 1_000, 100, 1_000
SHORTEST = 4
# So many in a day on one notice, then by telephone: a flood must not bury a case.
MOST_A_DAY = 30
RECEIPT_SIGNS = 12
_ALPHABET = str.maketrans("ILOU01", "WXYZ89")


def receipt_of(digest: bytes) -> str:
    """Write the receipt number of a keyed digest: twelve signs in threes that nobody mistakes."""
    signs = base64.b32encode(digest).decode().translate(_ALPHABET)[:RECEIPT_SIGNS]
    return "-".join(signs[n : n + 4] for n in range(0, RECEIPT_SIGNS, 4))


def receipt_read(typed: str) -> str:
    """Read a receipt number as people type it: any case, with or without hyphens."""
    signs = "".join(sign for sign in typed.upper() if sign.isascii() and sign.isalnum())
    if len(signs) != RECEIPT_SIGNS:
        return ""
    return "-".join(signs[n : n + 4] for n in range(0, RECEIPT_SIGNS, 4))


def can_be_read(content: str, source: str) -> list[Reason]:
    """Test that an objection says something, and no more than can be kept (D-64)."""
    problems = []
    if len(content) < SHORTEST:
        words = f"请写明反映的情况，不少于{SHORTEST}个字"
        problems.append(reason("D-64", message=words, field="content"))
    for name, text, most in (
        ("content", content, LONGEST_CONTENT),
        ("source", source, LONGEST_SOURCE),
    ):
        if len(text) > most:
            problems.append(reason("D-64", message=f"不能超过{most}字", field=name))
    return problems


def came_in_time(received_on: date, *, starts_on: date | None, today: date) -> list[Reason]:
    """Test the day on which an objection came by telephone or letter (D-60, D-64)."""
    if received_on > today:
        return [reason("D-60", 日期=shown(received_on), field="received_on")]
    if starts_on is None or received_on < starts_on:
        day = shown(starts_on) if starts_on else "公示张贴以后"
        return [
            reason("D-64", message=f"收到日期不能早于公示张贴日期（{day}）", field="received_on")
        ]
    return []


def may_be_decided(
    state: ObjectionState,
    former: ObjectionDecision | None,
    *,
    finding: str,
    decision: ObjectionDecision | None,
) -> list[Reason]:
    """Test a conclusion: investigated first, with a finding; only a suspension is decided anew."""
    if state is ObjectionState.RECEIVED:
        return [reason("D-65", message="尚未开始调查，不能作出决定", remedy="先登记调查人")]
    if state is ObjectionState.CLOSED and former is not ObjectionDecision.SUSPENDED:
        return [
            reason("D-65", message="已作出决定，不能更改", remedy="如有新情况，另行登记一条反映")
        ]
    problems = []
    if len(finding) < SHORTEST:
        words = f"请写明调查结论，不少于{SHORTEST}个字"
        problems.append(reason("D-64", message=words, field="finding"))
    if len(finding) > LONGEST_FINDING:
        problems.append(reason("D-64", message=f"不能超过{LONGEST_FINDING}字", field="finding"))
    if decision is None:
        problems.append(reason("D-64", message="请选择决定", field="decision"))
    return problems
