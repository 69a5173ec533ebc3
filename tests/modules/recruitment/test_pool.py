"""The pool of applicants and activists: in the tree's order, ready by the rules' own gates, filtered, exported."""

import io
import zipfile
from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests import cast
from tests.county import County
from tests.walk import NOW, REVIEWS, Walker
from xianfeng.recruitment.commands import classes
from xianfeng.recruitment.commands.classes import Held
from xianfeng.recruitment.queries import pool
from xianfeng.recruitment.queries.pool import Wanted
from xianfeng.recruitment.rules.training import Length, Mark
from xianfeng.recruitment.vocab.training import ClassKind, ClassOutcome
from xianfeng.trust.models import LedgerEntry

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
OFFICE = cast.county_office()


@pytest.fixture
def county() -> County:
    return County()


def activist(county: County, name: str, *, reviews: tuple[date, ...] = REVIEWS) -> Walker:
    walker = Walker(county, name=name).until("cultivate-activist")
    walker.review("review", reviews)
    return walker


def names(wanted: Wanted, *, today: date = TODAY) -> list[str]:
    return [row.person for row in pool.page(OFFICE, wanted, today=today).rows]


def test_a_row_tells_who_since_when_and_from_when_on(county: County) -> None:
    walker = activist(county, "申向党")
    held = Held(
        kind=ClassKind.ACTIVISTS, title="第一期培训班", organiser_id=county.committee.pk,
        length=Length(starts_on=date(2024, 5, 6), ends_on=date(2024, 5, 8), days=3, hours=24),
        has_papers=True,
    )  # fmt: skip
    class_id = classes.hold(actor=walker.actors["committee"], held=held, at=NOW)
    marks = {walker.case_id: Mark(outcome=ClassOutcome.PASSED)}
    classes.enter(actor=walker.actors["committee"], class_id=class_id, marks=marks, at=NOW)
    (row,) = pool.page(OFFICE, Wanted(), today=date(2024, 7, 9)).rows
    assert (row.since_on, row.months, row.mentors) == (
        date(2023, 7, 10),
        11,
        ("赵正式0", "钱正式1"),
    )
    assert (row.last_on, row.due_on, row.is_overdue) == (REVIEWS[1], date(2024, 12, 18), False)
    assert (row.outcome, row.earliest_on) == (ClassOutcome.PASSED, date(2024, 7, 10))


def test_ready_is_a_year_to_the_day_with_both_reviews(county: County) -> None:
    activist(county, "申向党")
    activist(county, "缺考察", reviews=REVIEWS[:1])
    ready = Wanted(is_ready=True)
    assert names(ready, today=date(2024, 7, 9)) == []
    assert names(ready, today=date(2024, 7, 10)) == ["申向党"]
    assert pool.page(OFFICE, Wanted(), today=date(2024, 7, 10)).found == 2


def test_they_follow_the_tree_and_then_the_names_and_end_with_the_candidates_stage(
    county: County,
) -> None:
    Walker(county, name="张三").until("first-talk")
    Walker(county, name="白七").until("first-talk")
    gone = activist(county, "已定")
    gone.sign("cultivate-activist")
    assert names(Wanted()) == ["白七", "张三"]


def test_filters_by_stage_overdue_review_and_where_somebody_was_found(county: County) -> None:
    Walker(county, name="申请人").until("first-talk")
    found = Walker(county, name="能手").until("recommend-activist")
    counted = {"source": "skilled", "voters": 12, "in_favour": 11}
    found.sign("recommend-activist", nomination=counted)
    activist(county, "考察齐")
    first, second = pool.stages()
    assert names(Wanted(stage=first)) == ["申请人"]
    assert names(Wanted(stage=second)) == ["考察齐", "能手"]
    assert names(Wanted(source="skilled")) == ["能手"]
    assert pool.page(OFFICE, Wanted(source="skilled"), today=TODAY).rows[0].source == "技术能手"
    assert names(Wanted(is_overdue=True), today=date(2024, 12, 19)) == ["考察齐"]
    assert names(Wanted(is_overdue=True), today=date(2024, 12, 18)) == []


def test_a_branch_sees_its_own_and_the_export_stands_in_the_ledger(county: County) -> None:
    walker = activist(county, "申向党")
    stranger = cast.client_of(cast.branch_secretary(county.other_branch.path), username="other")
    assert "申向党" not in stranger.get("/recruitment/pool/").content.decode()
    client = cast.client_of(walker.actors["branch"])
    assert client.post("/recruitment/pool/export", {"reason": "太短"}).status_code == 422
    answer = client.post("/recruitment/pool/export?ready=on", {"reason": "半年研判会使用"})
    sheet = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    with zipfile.ZipFile(io.BytesIO(sheet)) as book:
        text = book.read("xl/worksheets/sheet1.xml").decode()
    assert "申向党" in text
    entry = LedgerEntry.objects.get(event="registry.pool.exported")
    assert entry.reason == "半年研判会使用"


@pytest.mark.parametrize("people", [1, 5])
@pytest.mark.parametrize("query", ["", "?ready=on"])
def test_asks_the_same_for_few_as_for_many(
    county: County, people: int, query: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(people):
        activist(county, f"学员{n}")
    client: Client = cast.client_of(cast.committee_organiser(county.committee.path))
    with django_assert_max_num_queries(12):
        assert client.get(f"/recruitment/pool/{query}").status_code == 200
