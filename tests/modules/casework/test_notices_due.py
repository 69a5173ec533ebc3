"""Notices that wait are counted on the first page of who acts on them, each with the shelf that shows it."""

from datetime import date

import pytest

from tests.county import County
from tests.posted import POSTED, Poster
from tests.walk import Walker
from xianfeng.casework.queries import notices_due
from xianfeng.casework.queries.reminders import Line

pytestmark = pytest.mark.django_db


@pytest.fixture
def poster() -> Poster:
    return Poster(Walker(County()))


def test_counts_what_waits_for_whom(poster: Poster) -> None:
    poster.draft().submit()
    assert notices_due.hints(poster.committee, today=POSTED).to_clear == 1
    assert notices_due.hints(poster.branch, today=POSTED) == notices_due.Hints()

    poster.clear()
    assert notices_due.hints(poster.branch, today=POSTED).to_post == 1
    assert not notices_due.hints(poster.committee, today=POSTED)

    poster.publish()
    poster.object()
    poster.object("另有反映情况", token="two")
    last = notices_due.hints(poster.committee, today=date(2024, 7, 25))
    assert (last.ending, last.open_objections) == (1, 2)
    assert notices_due.hints(poster.committee, today=date(2024, 7, 24)).ending == 0


def test_each_number_opens_its_shelf(poster: Poster) -> None:
    poster.draft().submit()
    reminder = notices_due.reminder(poster.committee, POSTED)
    assert reminder.title == "公示"
    assert reminder.lines == (Line(label="1 则等您作保密审查", url="/notices/?shelf=preparing"),)
    assert notices_due.reminder(poster.branch, POSTED).lines == ()

    poster.clear()
    assert [line.label for line in notices_due.reminder(poster.branch, POSTED).lines] == [
        "1 则审查通过，可以张贴"
    ]
    poster.publish()
    poster.object()
    assert [
        line.url for line in notices_due.reminder(poster.committee, date(2024, 7, 25)).lines
    ] == [
        "/notices/?shelf=objected",
        "/notices/?shelf=ending",
    ]
