"""How long a closed case is kept (domain 11.1): data with its source, and the day on which it is over.

Names what is due; what becomes of it people decide.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

from xianfeng.casework.vocab import CaseState
from xianfeng.kernel.dates import add_months


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
