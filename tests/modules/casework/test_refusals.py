"""Refusals are counted by committee and code and listed in the order of the tree."""

from datetime import date

import pytest

from tests import cast
from tests.county import County
from tests.walk import NOW, Walker
from xianfeng.casework.commands import cases, reviews
from xianfeng.casework.commands.reviews import Answer
from xianfeng.casework.queries import refusals

pytestmark = pytest.mark.django_db
SINCE = date(2026, 1, 1)


def reviewed(county: County, name: str, result: str = "") -> Walker:
    walker = Walker(county, name=name).until("pre-review")
    asked = reviews.ask(
        actor=walker.actors["committee"], case_id=walker.case_id, record="county_review", at=NOW
    )
    if result:
        given = Answer(result=result, on=NOW.date(), why="材料不足，补充政审")
        reviews.answer(actor=walker.actors["county"], review_id=asked, given=given, at=NOW)
    return walker


def test_counts_each_code_and_lists_what_was_refused() -> None:
    county = County()
    reviewed(county, "甲某")
    reviewed(county, "乙某", "passed")
    again = reviewed(county, "丙某", "political")
    reviewed(county, "丁某", "standard")
    cases.resubmit(actor=again.actors["branch"], case_id=again.case_id, why="已经补齐", at=NOW)

    found = refusals.of(again.actors["county"], since=SINCE)

    assert found.codes == ("标准不符", "程序不严", "未政审")
    (place,) = found.places
    assert (place.name, place.asked, place.passed) == (county.committee.name, 1, 1)
    assert [n for n, _code in place.refused_by] == [1, 0, 1]
    assert {(row.person, row.result, row.state.label) for row in found.rows} == {
        ("丙某", "未政审", "办理中"),
        ("丁某", "标准不符", "退回补充"),
    }
    assert {row.why for row in found.rows} == {"材料不足，补充政审"}


def test_shows_nothing_beyond_ones_reach_and_nothing_of_last_year() -> None:
    county = County()
    walker = reviewed(county, "甲某", "standard")

    elsewhere = refusals.of(cast.committee_organiser(county.other_committee.path), since=SINCE)
    next_year = refusals.of(walker.actors["county"], since=date(2027, 1, 1))

    assert (elsewhere.places, elsewhere.rows) == ((), ())
    assert (next_year.places, next_year.rows) == ((), ())
