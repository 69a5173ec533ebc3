"""Reviews that wait are counted on the first page of who answers them, and of nobody else."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.county import County
from tests.walk import NOW, Walker
from xianfeng.casework.commands import reviews
from xianfeng.casework.commands.reviews import Answer
from xianfeng.casework.queries import reviews_due
from xianfeng.casework.queries.reminders import Line

pytestmark = pytest.mark.django_db
TODAY = date(2024, 12, 1)


@pytest.fixture
def walker() -> Walker:
    return Walker(County()).until("pre-review")


def submitted(walker: Walker) -> int:
    committee = walker.actors["committee"]
    return reviews.ask(actor=committee, case_id=walker.case_id, record="county_review", at=NOW)


def test_the_number_opens_the_worklist_of_who_reviews(walker: Walker) -> None:
    submitted(walker)

    reminder = reviews_due.reminder(walker.actors["county"], TODAY)

    assert reminder.title == "上级审核"
    assert reminder.lines == (Line(label="1 件报来预审，等您审核", url="/queues/review/"),)


def test_nobody_else_is_reminded_and_none_costs_a_query(walker: Walker) -> None:
    submitted(walker)

    with CaptureQueriesContext(connection) as asked:
        for actor in (walker.actors["committee"], walker.actors["branch"], cast.stranger()):
            assert reviews_due.reminder(actor, TODAY).lines == ()
    assert len(asked) == 0


def test_an_answered_review_waits_no_more(walker: Walker) -> None:
    asked = submitted(walker)
    given = Answer(result="passed", on=NOW.date(), why="")
    reviews.answer(actor=walker.actors["county"], review_id=asked, given=given, at=NOW)

    assert reviews_due.reminder(walker.actors["county"], TODAY).lines == ()
