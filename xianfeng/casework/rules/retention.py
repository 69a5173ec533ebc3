"""How long a closed case is kept (domain 11.1): data with its source, and the day on which it is over.

Names what is due, and why a file that is due must still be kept; what becomes of it people decide.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

from xianfeng.casework.vocab import CaseState
from xianfeng.kernel.checks import reason
from xianfeng.kernel.dates import add_months
from xianfeng.kernel.verdict import Verdict


@dataclass(frozen=True, kw_only=True)
class Term:
    """How long; no ``months`` means for good."""

    words: str
    source: str
    months: int | None = None

    def ends_on(self, closed_on: date) -> date | None:
        """Return the last day of keeping; None for good."""
        return None if self.months is None else add_months(closed_on, self.months)


@cache
def terms() -> Mapping[CaseState, Term]:
    """Return the term of every state in which a case can be closed."""
    text = resources.files("xianfeng.casework").joinpath("retention.toml").read_text("utf-8")
    rows = {CaseState(state): Term(**row) for state, row in tomllib.loads(text).items()}
    missing = [state for state in CaseState if state.is_closed and state not in rows]
    if missing:
        raise ValueError(f"retention.toml names no term for {missing}")
    return rows


def latest_closing(term: Term, today: date) -> date | None:
    """Return the latest closing day whose term is over today; None where it never is.

    A month has at most 31 days, so that the few candidates around the date are tried.
    """
    if term.months is None:
        return None
    guess = add_months(today, -term.months)
    days = (date.fromordinal(guess.toordinal() + step) for step in range(3, -5, -1))
    return next(day for day in days if (ends := term.ends_on(day)) is not None and ends < today)


@dataclass(frozen=True, kw_only=True)
class Closed:
    """What decides whether a closed file may be disposed of today.

    ``needed`` says, each in a sentence, who else still needs it; ``hold`` why it is held back.
    """

    state: CaseState
    closed_on: date | None
    hold: str = ""
    open_objections: int = 0
    needed: Sequence[str] = ()


def may_dispose(case: Closed, today: date) -> Verdict:
    """Test whether a file may be disposed of today; every reason against it at once (X-21, X-22)."""
    term = terms().get(case.state)
    reasons = []
    ends_on = term.ends_on(case.closed_on) if term and case.closed_on else None
    if term is None or case.closed_on is None:
        reasons.append(reason("X-21", fact=f"档案{case.state.label}，尚未办结"))
    elif ends_on is None:
        reasons.append(reason("X-21", fact=term.words))
    elif ends_on >= today:
        reasons.append(reason("X-21", fact=f"保存至{ends_on}"))
    facts = list(case.needed)
    if case.open_objections:
        facts.append(f"有{case.open_objections}条异议尚未办结")
    if case.hold:
        facts.append(f"暂缓销毁：{case.hold}")
    return Verdict((*reasons, *(reason("X-22", fact=fact) for fact in facts)))
