"""Decisions of recruitment as pure functions, one file a subject."""

from xianfeng.recruitment.rules.facts import (
    age_on,
    approvals,
    counted,
    full_member_on,
    taking_part,
    unexplained,
    widest_gap,
    within,
    written,
)

__all__ = [
    "age_on",
    "approvals",
    "counted",
    "full_member_on",
    "taking_part",
    "unexplained",
    "widest_gap",
    "within",
    "written",
]
