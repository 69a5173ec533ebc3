"""Accountability: what follows what, by when an answer is due, what is only ever proposed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xianfeng.kernel.checks import catalogue as checks
from xianfeng.recruitment import catalogue
from xianfeng.recruitment.rules import accountability as rules
from xianfeng.recruitment.vocab.accountability import InquiryAct, InquiryState

TRIGGERS, POSTS = catalogue.accountability()


def test_every_trigger_names_checks_and_posts_that_exist() -> None:
    assert {check for t in TRIGGERS for check in t.checks} - checks().keys() == set()
    assert {post for t in TRIGGERS for post in t.posts} - set(POSTS) == set()
    assert len({t.key for t in TRIGGERS}) == len(TRIGGERS)


def test_proposes_who_answers_in_the_words_of_a_01() -> None:
    (proposal,) = rules.proposals(TRIGGERS, {"D-36"})

    assert proposal.checks == ("D-36",)
    assert (proposal.told.check, proposal.told.level.mark) == ("A-01", "提")
    assert proposal.told.message == (
        "该情形可能需要责任追究：谁审批谁负责：越权审批，责任人：党委书记"
    )


def test_proposes_nothing_where_nothing_was_found() -> None:
    assert rules.proposals(TRIGGERS, set()) == ()


@given(st.sets(st.sampled_from(sorted({c for t in TRIGGERS for c in t.checks}))))
def test_every_check_of_the_table_is_proposed_and_no_other(found) -> None:
    proposed = {check for p in rules.proposals(TRIGGERS, found) for check in p.checks}
    assert proposed == found


@given(st.lists(st.sampled_from(list(InquiryAct)), max_size=30))
def test_no_order_of_acts_closes_what_nobody_answered(acts) -> None:
    state, answered, told = InquiryState.OPENED, False, False
    for act in acts:
        if not rules.may_follow(act, state):
            continue
        state = rules.FOLLOWS[act][1]
        told |= act is InquiryAct.NOTIFY
        answered |= act is InquiryAct.RECTIFY
        if state is InquiryState.CLOSED:
            assert told
            assert answered


def test_an_act_out_of_turn_is_refused_with_the_state_in_words() -> None:
    (told,) = rules.may_follow(InquiryAct.CLOSE, InquiryState.OPENED)
    assert (told.check, told.message) == ("A-02", "此事项已立项，不能办结")
    assert told.fact == "“待核销”时才能办结"


@pytest.mark.parametrize(
    ("state", "due_on", "late"),
    [
        (InquiryState.NOTIFIED, date(2026, 11, 22), True),
        (InquiryState.NOTIFIED, date(2026, 11, 23), False),
        (InquiryState.RECTIFIED, date(2026, 11, 1), False),
        (InquiryState.OPENED, None, False),
    ],
)
def test_only_an_awaited_answer_is_overdue(state, due_on, late) -> None:
    assert rules.is_overdue(state, due_on, date(2026, 11, 23)) is late


def test_an_answer_is_due_in_a_week() -> None:
    assert rules.answer_due(date(2026, 12, 28)) == date(2027, 1, 4)


def test_days_lie_neither_ahead_nor_before_what_they_answer() -> None:
    since, today = date(2026, 11, 10), date(2026, 11, 23)
    assert rules.days_fit(date(2026, 11, 10), since=since, today=today) == []
    for day, due_on in (
        (date(2026, 11, 24), None),
        (date(2026, 11, 9), None),
        (date(2026, 11, 20), date(2026, 11, 19)),
    ):
        (told,) = rules.days_fit(day, since=since, today=today, due_on=due_on)
        assert told.check == "A-03"
