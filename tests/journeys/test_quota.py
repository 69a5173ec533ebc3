"""A plan from the county to the last place of a branch, through the pages and without JavaScript."""

import pytest
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.county import County
from tests.planned import balance
from tests.walk import NOW, Walker
from xianfeng.kernel.errors import Refused
from xianfeng.recruitment.models import Plan, Split
from xianfeng.recruitment.queries import quota_audit
from xianfeng.registry.models import Organisation

pytestmark = pytest.mark.django_db
CRITERIA = {
    "method": "largest_remainder", "least": "0", "most": "", "members": "40", "activists": "30",
    "blank_units": "0", "elders": "10", "front_line": "0", "idle_years": "0",
}  # fmt: skip


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xianfeng.kernel.clock.now", lambda: NOW)


def post(client: Client, name: str, *ids: int, **form: str) -> None:
    answer = client.post(reverse(f"recruitment:{name}", args=ids), form)
    assert answer.status_code == 302, answer.content.decode()


def split(client: Client, place: Organisation, places: str, decided: dict[int, str]) -> None:
    post(client, "split-new", 2024, place.pk, places=places, **CRITERIA)
    made = Split.objects.latest("id").pk
    shares = {f"share-{pk}": places for pk, places in decided.items()}
    if shares:
        post(client, "split", made, why="按实际培养情况调整", **shares)
    post(client, "split-publish", made)


def test_from_the_plan_to_the_last_place() -> None:
    county = County()
    office = cast.client_of(cast.county_office(), username="office")
    organiser = cast.client_of(cast.committee_organiser(), username="organiser")
    post(
        office,
        "plan-new",
        kind="annual",
        first_year="2024",
        title="2024年发展党员工作计划",
        total="3",
    )
    plan = Plan.objects.get().pk
    post(office, "plan-adopt", plan, document="武组发〔2024〕3号", adopted_on="2024-01-18")
    decided = {county.committee.pk: "1", county.other_committee.pk: "2"}
    split(office, county.root, "3", decided)
    split(organiser, county.committee, "1", {})
    assert balance(county.branch) == (1, 0, 0, 0)

    Walker(county, name="甲某").until("name-introducers")
    second = Walker(county, name="乙某").until("file-candidate")
    with pytest.raises(Refused) as refused:
        second.sign("file-candidate")
    assert refused.value.verdict.checks() == ("D-27",)

    why = "鸳鸯镇暂无成熟对象，调剂一名"
    post(
        office, "quota-transfer", 2024, county.other_committee.pk,
        target=str(county.branch.pk), places="1", why=why,
    )  # fmt: skip
    second.sign("file-candidate")

    assert balance(county.branch) == (2, 0, 2, 0)
    assert balance(county.other_committee) == (1, 0, 0, 0)
    shown = organiser.get(
        reverse("recruitment:quota-entries", args=[2024, county.branch.pk])
    ).content.decode()
    assert why in shown
    assert quota_audit.problems(2024) == []
