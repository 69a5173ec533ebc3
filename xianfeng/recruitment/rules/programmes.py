"""Programmes of the county: which subjects meet them, which are about to fall back, who is late.

A subject is a branch or a unit. "Blank" is derived from who is there, never typed.
"""

from dataclasses import dataclass
from datetime import date

from xianfeng.recruitment.vocab import Programme, Progress


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
