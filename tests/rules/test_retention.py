"""How long a closed case is kept: every closed state has a term with its source."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xianfeng.casework.rules import retention
from xianfeng.casework.rules.retention import Term
from xianfeng.casework.vocab import CaseState


def test_names_a_term_with_its_source_for_every_way_of_closing() -> None:
    terms = retention.terms()
    assert {state: term.months for state, term in terms.items()} == {
        CaseState.ENDED: 24, CaseState.CANCELLED: None, CaseState.ARCHIVED: None,
    }  # fmt: skip
    assert all(term.source and term.words for term in terms.values())


@pytest.mark.parametrize(
    ("closed_on", "ends_on"),
    [(date(2024, 11, 22), date(2026, 11, 22)), (date(2024, 2, 29), date(2026, 2, 28))],
)
def test_counts_calendar_months(closed_on: date, ends_on: date) -> None:
    assert Term(words="", source="", months=24).ends_on(closed_on) == ends_on
    assert Term(words="", source="").ends_on(closed_on) is None


@given(today=st.dates(date(2000, 1, 1), date(2100, 1, 1)), months=st.integers(1, 240))
def test_is_over_from_the_day_after_the_last_and_not_before(today: date, months: int) -> None:
    term = Term(words="", source="", months=months)
    latest = retention.latest_closing(term, today)
    assert latest is not None
    assert (term.ends_on(latest) or today) < today
    assert (term.ends_on(latest + timedelta(days=1)) or today) >= today
