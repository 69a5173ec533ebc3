"""The pages of collective training: a class for many in one form, the county's exception on the case."""

from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests import cast
from tests.county import County
from tests.walk import NOW, REVIEWS, Walker
from xianfeng.recruitment.commands import classes
from xianfeng.recruitment.commands.classes import Held
from xianfeng.recruitment.models import ClassResult, TrainingClass, TrainingException
from xianfeng.recruitment.rules.training import Length
from xianfeng.recruitment.vocab.training import ClassKind

pytestmark = pytest.mark.django_db
LENGTH = Length(starts_on=date(2024, 5, 6), ends_on=date(2024, 5, 8), days=3, hours=24)
FORM = {
    "kind": "activists", "title": "第一期培训班", "starts_on": "2024-05-06",
    "ends_on": "2024-05-08", "days": "3", "hours": "24", "has_papers": "on",
}  # fmt: skip


@pytest.fixture
def county() -> County:
    return County()


def waits(county: County, name: str) -> Walker:
    return Walker(county, name=name).until("cultivate-activist")


def hold(county: County) -> int:
    held = Held(
        kind=ClassKind.ACTIVISTS,
        title="第一期培训班",
        organiser_id=county.committee.pk,
        length=LENGTH,
        has_papers=True,
    )
    return classes.hold(actor=cast.committee_organiser(county.committee.path), held=held, at=NOW)


def organiser(county: County) -> Client:
    return cast.client_of(cast.committee_organiser(county.committee.path))


def test_registers_a_class_and_asks_for_the_results_next(county: County) -> None:
    client = organiser(county)
    body = {**FORM, "organiser": str(county.committee.pk)}
    refused = client.post("/training/new", {**body, "days": "4"})
    assert refused.status_code == 422
    assert "从开班到结业共3天" in refused.content.decode()
    answer = client.post("/training/new", body)
    assert answer["Location"] == f"/training/{TrainingClass.objects.get().pk}/"


def test_enters_many_in_one_form_and_keeps_what_was_typed_when_refused(county: County) -> None:
    first, second = waits(county, "甲某某"), waits(county, "乙某某")
    client, url = organiser(county), f"/training/{hold(county)}/"
    wrong = {f"{first.case_id}.outcome": "passed", f"{first.case_id}.hours": "25"}
    refused = client.post(url, {**wrong, "rest": ""})
    assert refused.status_code == 422
    assert ("学时应在1至24之间" in (page := refused.content.decode())) and 'value="25"' in page
    assert ClassResult.objects.count() == 0
    client.post(url, {f"{first.case_id}.outcome": "absent", "rest": "passed"})
    found = dict(ClassResult.objects.values_list("case_id", "outcome"))
    assert found == {first.case_id: "absent", second.case_id: "passed"}


def test_the_county_excepts_on_the_case_and_the_branch_is_told(county: County) -> None:
    walker = waits(county, "申向党")
    walker.review("review", REVIEWS)
    url = f"/recruitment/cases/{walker.case_id}/training"
    client = cast.client_of(walker.actors["county"])
    body = {"document": "武组函〔2024〕8号", "decided_on": "2024-07-01", "why": "长期在外务工"}
    assert client.post(f"{url}/exception", {**body, "why": "特"}).status_code == 422
    assert client.post(f"{url}/exception", body).status_code == 302
    assert TrainingException.objects.get().document == "武组函〔2024〕8号"
    branch = cast.client_of(walker.actors["branch"])
    for page in (url, f"/cases/{walker.case_id}/", f"/cases/{walker.case_id}/steps/7/"):
        assert "武组函〔2024〕8号" in branch.get(page).content.decode(), page
    assert "登记例外" not in branch.get(url).content.decode()
    assert "申向党" in client.get("/training/exceptions/").content.decode()


@pytest.mark.parametrize("people", [1, 5])
def test_the_form_of_a_class_asks_the_same_for_few_as_for_many(
    county: County, people: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(people):
        waits(county, f"学员{n}")
    client, url = organiser(county), f"/training/{hold(county)}/"
    with django_assert_max_num_queries(12):
        assert client.get(url).status_code == 200
    with django_assert_max_num_queries(12):
        assert client.get("/training/").status_code == 200
