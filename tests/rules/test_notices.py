"""Public notices: how long they run, what they say, what stands in their way."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.lawful import is_workday
from xianfeng.casework.rules import notice_kinds, notices
from xianfeng.casework.vocab.notices import (
    DayUnit,
    NoticeField,
    NoticePhase,
    NoticeState,
    ObjectionDecision,
)
from xianfeng.kernel.dates import WorkCalendar

DAY = timedelta(days=1)
FIRST, LAST = date(2004, 1, 1), date(2026, 12, 31)
OFFICIAL = WorkCalendar.of(
    (FIRST + DAY * n for n in range((LAST - FIRST).days + 1) if is_workday(FIRST + DAY * n)),
    known_from=FIRST,
    known_until=LAST,
)
CANDIDATE = notice_kinds.catalogue()["candidate"]
PERSON = {
    "name": "申向党", "sex": "男", "ethnicity": "汉族", "born": "1995年3月", "age": "29",
    "education": "普通高中毕业", "occupation": "", "unit": "山丹镇周庄村",
    "organisation": "周庄村支部",
}  # fmt: skip


def counted_by_hand(posted_on: date, days: int) -> date:
    """Leaf through the calendar: the day of posting is torn off, then full working days are counted."""
    full_days, day = 0, posted_on
    while full_days < days:
        day = day + DAY
        if is_workday(day):
            full_days = full_days + 1
    return day


@pytest.mark.parametrize("days", [1, 5, 7])
def test_ends_on_the_right_day_for_every_day_of_posting_since_2004(days: int) -> None:
    posted_on, wrong, tried = FIRST, [], 0
    while (expected := counted_by_hand(posted_on, days)) <= LAST:
        tried += 1
        if notices.last_day(posted_on, days, DayUnit.WORKDAYS, OFFICIAL) != expected:
            wrong.append(posted_on)
        posted_on += DAY
    assert wrong == []
    assert tried > 8_380
    assert posted_on.year == 2026 and posted_on.month == 12


@pytest.mark.parametrize(
    ("posted_on", "last"),
    [
        # National Day 2026: 20 September is worked, 25 September and 1 to 7 October are not.
        (date(2026, 9, 18), date(2026, 9, 24)),
        (date(2026, 9, 30), date(2026, 10, 13)),
        # Spring Festival 2026: 15 to 23 February are off, 28 February is worked.
        (date(2026, 2, 13), date(2026, 2, 27)),
        (date(2024, 7, 19), date(2024, 7, 26)),
    ],
)
def test_counts_across_holidays_and_swapped_days(posted_on: date, last: date) -> None:
    assert notices.last_day(posted_on, 5, DayUnit.WORKDAYS, OFFICIAL) == last


@given(st.dates(FIRST, date(2026, 9, 1)), st.integers(5, 60))
def test_holds_exactly_so_many_full_working_days(posted_on: date, days: int) -> None:
    last = notices.last_day(posted_on, days, DayUnit.WORKDAYS, OFFICIAL)
    inside = [posted_on + DAY * n for n in range(1, (last - posted_on).days + 1)]
    assert sum(map(is_workday, inside)) == days
    assert is_workday(last)


def test_counts_plain_days_as_the_wall_calendar_has_them() -> None:
    assert notices.last_day(date(2026, 9, 30), 7, DayUnit.DAYS, OFFICIAL) == date(2026, 10, 7)


def test_marks_a_last_day_that_no_notice_of_holidays_covers() -> None:
    start, end = date(2026, 12, 28), date(2027, 1, 5)
    assert notices.is_provisional(start, end, DayUnit.WORKDAYS, OFFICIAL)
    assert not notices.is_provisional(start, LAST, DayUnit.WORKDAYS, OFFICIAL)
    assert not notices.is_provisional(start, end, DayUnit.DAYS, OFFICIAL)


@pytest.mark.parametrize(
    ("days", "checks"), [(4, ["N-01"]), (5, []), (60, []), (61, ["D-64"]), (0, ["N-01"])]
)
def test_takes_no_fewer_days_than_the_kind_wants(days: int, checks: list[str]) -> None:
    assert [r.check for r in notices.runs_long_enough(CANDIDATE, days)] == checks


def test_words_a_notice_from_what_the_kind_allows() -> None:
    facts = {"application.on": date(2023, 1, 10), "activist_decision.on": date(2023, 7, 10)}

    composed = notices.compose(CANDIDATE, PERSON, facts)

    assert composed.title == "关于拟确定申向党同志为发展对象的公示"
    assert composed.body == (
        "经周庄村支部研究，拟将申向党同志列为发展对象。根据发展党员工作有关规定，现将有关情况公示如下：\n"
        "申向党，男，汉族，1995年3月出生，学历普通高中毕业，所在单位（村、社区）：山丹镇周庄村。"
        "2023年1月10日递交入党申请书，2023年7月10日确定为入党积极分子。"
    )
    assert NoticeField.OCCUPATION not in composed.fields
    assert NoticeField.AGE not in composed.fields


def test_leaves_out_what_nobody_knows() -> None:
    bare = {**PERSON, "education": "", "unit": "", "ethnicity": ""}

    assert notices.compose(CANDIDATE, bare, {}).body.endswith("申向党，男，1995年3月出生。")


def test_tells_the_reviewer_which_fields_the_text_gives_away() -> None:
    text = "申向党，男，1995年3月出生"

    assert notices.told_fields(CANDIDATE.fields, PERSON, text) == (
        NoticeField.NAME, NoticeField.SEX, NoticeField.BORN,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("today", "phase"),
    [
        (date(2024, 7, 19), NoticePhase.RUNNING),
        (date(2024, 7, 24), NoticePhase.RUNNING),
        (date(2024, 7, 25), NoticePhase.ENDING),
        (date(2024, 7, 26), NoticePhase.ENDING),
        (date(2024, 7, 27), NoticePhase.OVER),
    ],
)
def test_is_over_only_when_its_last_day_is_past(today: date, phase: NoticePhase) -> None:
    assert notices.phase(NoticeState.PUBLISHED, date(2024, 7, 26), today) is phase


def test_wants_another_hand_for_the_review() -> None:
    assert [r.check for r in notices.another_hand(writers={3, 5}, reviewer=3)] == ["X-06"]
    assert notices.another_hand(writers={3, 5}, reviewer=4) == []
    assert notices.another_hand(writers={None}, reviewer=None) == []


def test_lets_nobody_on_whom_an_objection_stopped() -> None:
    no, wait, stop = (ObjectionDecision(v) for v in ("no_effect", "suspended", "adverse"))

    assert notices.holds_up([None, no], CANDIDATE) == []
    assert [r.message for r in notices.holds_up([no, wait, stop], CANDIDATE)] == [
        "公示反映的调查决定为“暂缓”", "公示反映的调查决定为“不予发展”",
    ]  # fmt: skip


def test_rules_one_decision_out_where_a_case_cannot_be_ended() -> None:
    kind, stop = notice_kinds.catalogue()["conversion"], [ObjectionDecision("adverse")]
    decision = "conversion_meeting.decision"

    assert notices.holds_up(stop, kind) == []
    assert notices.holds_up(stop, kind, {decision: "cancel"}) == []
    refused = notices.holds_up(stop, kind, {decision: "convert"})
    assert [(r.check, r.field) for r in refused] == [("N-03", decision)]


def test_counts_all_objections_of_a_notice_while_one_is_open() -> None:
    assert notices.still_open(3, 0) == []
    told = [r.message for r in notices.still_open(3, 1)]
    assert told == ["公示期间收到反映3条，尚未形成调查结论"]
