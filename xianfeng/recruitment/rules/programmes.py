"""Programmes of the county: which subjects meet them, which are about to fall back, who is late.

A subject is a branch or a unit. "Blank" is derived from who is there, never typed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from xianfeng.kernel.checks import reason
from xianfeng.kernel.verdict import Reason
from xianfeng.recruitment.vocab import Programme, Progress

# 千名入党积极分子 (the county's article): what a county aims at until it sets a number of its own.
COUNTY_AIM = 1_000
# The county and the committees right below it have a number; branches have none.
AIMING_LEVEL = 2


@dataclass(frozen=True, kw_only=True)
class Presence:
    """Whom a subject has: members, young ones, and those expected to be there in some years."""

    members: int = 0
    young: int = 0
    lasting: int = 0


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Who answers for a subject and by when, or why it is exempt until when."""

    responsible: str = ""
    responsible_id: int = 0
    path: str = ""
    due_on: date | None = None
    is_exempt: bool = False
    exempt_until: date | None = None


NO_ANSWER = Answer()


def is_met(programme: Programme, presence: Presence) -> bool:
    """Tell whether the subject has what the programme asks for (D-57 for blank units)."""
    if programme is Programme.YOUNG_MEMBER:
        return presence.young > 0
    return presence.members > 0


def is_ebbing(programme: Programme, presence: Presence) -> bool:
    """Forecast whether a subject that is met now will be blank when the horizon is reached."""
    if programme is Programme.YOUNG_MEMBER:
        return False
    return presence.members > 0 and presence.lasting == 0


def progress(programme: Programme, presence: Presence, answer: Answer, *, today: date) -> Progress:
    """Tell where a subject stands; an exemption holds until its day and never hides that it is met."""
    if is_met(programme, presence):
        return Progress.MET
    if answer.is_exempt and (answer.exempt_until is None or answer.exempt_until >= today):
        return Progress.EXEMPT
    if not answer.responsible or answer.due_on is None:
        return Progress.UNASSIGNED
    return Progress.LATE if answer.due_on < today else Progress.UNDER_WAY


@dataclass(frozen=True, kw_only=True)
class Aim:
    """How many activists shall be in training from a day on; None sets no number any more."""

    people: int | None
    set_on: date


def aimed_at(aims: Iterable[Aim], *, level: int, day: date) -> int | None:
    """Return the number that held on a day; the county's article stands where the county set none.

    :param aims: of one organisation, in the order in which they were set.
    :param level: of the organisation in the tree, the county being 1.
    """
    set_by_then = [aim.people for aim in aims if aim.set_on <= day]
    own = set_by_then[-1] if set_by_then else None
    return COUNTY_AIM if own is None and level == 1 else own


def lacking(aim: int | None, people: int) -> int | None:
    """Return how many are missing to the number aimed at; None where there is none."""
    return None if aim is None else max(aim - people, 0)


def unplanned(programme: Programme, standing: Progress) -> Reason | None:
    """Hint at a blank unit for which nobody answers yet (D-57); None where there is nothing to say."""
    if programme is Programme.YOUNG_MEMBER or standing is not Progress.UNASSIGNED:
        return None
    subject: dict[str, Any] = {"自然村/学校/企业": programme.subject}
    return reason(
        "D-57",
        **subject,
        remedy="明确责任党组织、办法和完成期限；确无条件的，经批准暂不要求并写明复核日期",
    )
