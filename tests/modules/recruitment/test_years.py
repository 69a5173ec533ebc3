"""Yearly figures: classes, denominators, scope, and the rows behind each number."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.county import County, person
from xianfeng.recruitment.queries import years
from xianfeng.recruitment.queries.years import YearFigures
from xianfeng.registry.commands import counts as head_counts
from xianfeng.registry.models import Organisation, Person
from xianfeng.registry.vocab import Category, Sex

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


def admitted(place: Organisation, joined_on: date, **facts: object) -> Person:
    """Make a probationary member who was admitted on a day."""
    born_on = facts.pop("born_on", date(1995, 3, 8))
    sex = facts.pop("sex", Sex.MALE)
    made = person(
        "新党员", place, category=Category.PROBATIONARY, born_on=born_on, joined_on=joined_on, sex=sex
    )  # fmt: skip
    Person.objects.filter(pk=made.pk).update(**facts)
    return made


@pytest.fixture
def county() -> County:
    county = County()
    branch = county.branch
    admitted(branch, date(2025, 5, 1), sex=Sex.FEMALE, education="31", occupation="务农")
    # Thirty-five years old on the last day of the year, thirty-six the day after.
    admitted(branch, date(2025, 12, 31), born_on=date(1990, 1, 1), education="61")
    admitted(branch, date(2025, 1, 1), born_on=date(1989, 12, 31), education="71")
    admitted(branch, date(2024, 12, 31), education="71", occupation="教师")
    admitted(branch, date(2026, 1, 1))
    head_counts.recount({county.branch.pk})
    return county


def figures(county: County, year: int = 2025) -> YearFigures:
    actor = cast.county_office(county.root.path)
    return years.developed(actor, year=year, organisation_id=None, today=TODAY)


def test_counts_each_class_of_both_years(county: County) -> None:
    found = {
        row.title: (row.change.last.number, row.change.this.number) for row in figures(county).rows
    }

    assert {title: pair for title, pair in found.items() if pair != (0, 0)} == {
        "合计": (1, 3), "女": (0, 1), "35岁及以下": (1, 2), "大专及以上": (0, 1),
        "高中及以上": (0, 2), "农牧渔民": (0, 1), "专业技术人员": (1, 0), "生产、工作一线": (1, 1),
    }  # fmt: skip


def test_shows_shares_of_the_year_s_total(county: County) -> None:
    young = figures(county).traits[2]
    assert (young.this_share, young.last_share, young.people, young.percent, young.points) == (
        "66.7", "100.0", "+1", "+100.0", "-33.3",
    )  # fmt: skip


def test_opens_as_many_rows_as_it_counts(county: County) -> None:
    client = cast.client_of(cast.county_office(county.root.path), username="office")
    for row in figures(county).rows:
        for number, query in (
            (row.change.this.number, row.this_query),
            (row.change.last.number, row.last_query),
        ):
            page = client.get(f"/people/?{query}").context["page"]
            assert len(page.people.rows) == number, (row.title, query)


def test_counts_nobody_out_of_sight(county: County) -> None:
    actor = cast.branch_secretary(county.other_branch.path)
    found = years.developed(actor, year=2025, organisation_id=None, today=TODAY)
    assert found.total.change.this.number == 0
    with pytest.raises(Organisation.DoesNotExist):
        years.developed(actor, year=2025, organisation_id=county.branch.pk, today=TODAY)


def test_asks_as_many_queries_for_many_people_as_for_few(county: County) -> None:
    client = cast.client_of(cast.county_office(county.root.path), username="office")
    client.get("/figures/year")
    with CaptureQueriesContext(
        connection,
    ) as few:
        assert client.get("/figures/year?year=2025").status_code == 200
    for _nth in range(40):
        admitted(county.branch, date(2025, 6, 1))
    with CaptureQueriesContext(connection) as many:
        client.get("/figures/year?year=2025")
    assert len(many) == len(few) <= 12


def test_refuses_the_article_s_fall_on_its_page(county: County) -> None:
    client = cast.client_of(cast.county_office(county.root.path), username="office")
    asked = {"title": "发展党员总量", "measure": "percent", "amount": "-118"}
    assert "同比下降幅度不可能超过100%" in client.get("/figures/claim", asked).content.decode()
    asked["amount"] = "-11.8"
    assert "没有发现问题" in client.get("/figures/claim", asked).content.decode()


def test_marks_small_numbers(county: County) -> None:
    assert figures(county).total.is_small
