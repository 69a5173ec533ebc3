"""How long a closed case is kept: every closed state has a term with its source."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xianfeng.casework.rules import retention
from xianfeng.casework.rules.retention import Closed, Term
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


ENDED = Closed(state=CaseState.ENDED, closed_on=date(2024, 11, 22))
TODAY = date(2026, 11, 23)


def test_lets_an_ended_file_go_the_day_after_its_last() -> None:
    assert not retention.may_dispose(ENDED, TODAY).reasons
    assert retention.may_dispose(ENDED, TODAY - timedelta(days=1)).checks() == ("X-21",)


@pytest.mark.parametrize("state", sorted(set(CaseState) - {CaseState.ENDED}))
def test_never_lets_another_file_go(state: CaseState) -> None:
    closed_on = date(1990, 1, 1) if state.is_closed else None
    verdict = retention.may_dispose(Closed(state=state, closed_on=closed_on), TODAY)
    assert verdict.checks() == ("X-21",)


def test_names_everything_that_speaks_against_it() -> None:
    case = replace(
        ENDED, closed_on=TODAY, hold="涉及信访", open_objections=2, needed=("抽查第3号尚未核查",)
    )
    assert [(one.check, one.fact) for one in retention.may_dispose(case, TODAY)] == [
        ("X-21", "保存至2028-11-23"),
        ("X-22", "抽查第3号尚未核查"),
        ("X-22", "有2条异议尚未办结"),
        ("X-22", "暂缓销毁：涉及信访"),
    ]
