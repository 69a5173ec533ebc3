"""The pages of plans, tasks and places: what they show, to whom, at what cost."""

import io
from datetime import date
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import cast
from tests.county import County, organisation, person
from tests.planned import YEAR, adopted, balance, planned, split
from tests.walk import NOW, Walker
from xianfeng.recruitment.commands import splits, tasks
from xianfeng.recruitment.commands.tasks import Assignment
from xianfeng.recruitment.models import Plan, QuotaRequest, Split, Task
from xianfeng.recruitment.vocab.plans import Indicator
from xianfeng.recruitment.vocab.quotas import Method
from xianfeng.registry.vocab import OrganisationKind

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xianfeng.kernel.clock.now", lambda: NOW)


@pytest.fixture
def county() -> County:
    return County()


@pytest.fixture
def office() -> Client:
    return cast.client_of(cast.county_office(), username="office")


def text(client: Client, url: str) -> str:
    answer = client.get(url, follow=True)
    assert answer.status_code == 200, (url, answer.status_code)
    return answer.content.decode()


def test_a_plan_stands_beside_its_facts_and_names_what_is_below(
    county: County, office: Client
) -> None:
    for n in range(4):
        person(f"新党员{n}", county.branch, joined_on=date(2024, 6, 1 + n), since=date(2025, 6, 1))
    plan_id = adopted(targets={Indicator.WOMEN: 300})
    shown = text(office, reverse("recruitment:plan", args=[plan_id]))
    assert "本年度女占比0.0%，低于目标30.0%" in shown
    assert "joined_from=2024" in shown
    assert "sex=2" in shown


def test_a_draft_is_the_county_s_affair_until_it_is_adopted(county: County, office: Client) -> None:
    form = {
        "kind": "annual", "first_year": "2026", "title": "武山县2026年发展党员工作计划",
        "total": "12", "women": "28.5",
    }  # fmt: skip
    assert office.post(reverse("recruitment:plan-new"), form).status_code == 302
    plan = Plan.objects.get()
    assert list(plan.targets.values_list("indicator", "per_mille")) == [("women", 285)]
    organiser = cast.client_of(cast.committee_organiser(), username="organiser")
    assert organiser.get(reverse("recruitment:plan", args=[plan.pk])).status_code == 404

    adopt = {"document": "武组发〔2026〕3号", "adopted_on": "2026-01-18"}
    office.post(reverse("recruitment:plan-adopt", args=[plan.pk]), adopt)
    assert plan.title in text(organiser, reverse("recruitment:plan", args=[plan.pk]))
    assert balance(county.root, year=2026) == (12, 0, 0, 0)


def test_a_refused_form_keeps_what_was_typed(county: County, office: Client) -> None:
    planned(county)
    url = reverse("recruitment:quota-transfer", args=[YEAR, county.root.pk])
    form = {"target": str(county.committee.pk), "places": "99", "why": "追加给试点乡镇"}
    answer = office.post(url, form)
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "中共武山县委员会只剩8个名额，不足99个" in shown
    assert "追加给试点乡镇" in shown
    assert balance(county.root) == (10, 2, 0, 0)


def test_each_level_of_the_tree_adds_up_and_opens_its_entries(
    county: County, office: Client
) -> None:
    planned(county, branch=2, other=1)
    walker = Walker(county).until("name-introducers")
    shown = text(office, reverse("recruitment:quota", args=[YEAR]))
    entries = reverse("recruitment:quota-entries", args=[YEAR, county.committee.pk])
    for number in (2, 1, 0, 1):
        assert f">{number}<" in shown
    assert entries in shown
    told = text(office, entries)
    assert reverse("casework:case", args=[walker.case_id]) in told
    assert "下达" in told
    assert "占用" in told


def test_the_branch_sees_its_own_places_only(county: County) -> None:
    planned(county)
    secretary = cast.client_of(cast.branch_secretary(), username="secretary")
    shown = text(secretary, reverse("recruitment:quotas"))
    assert county.branch.short_name in shown
    assert county.other_branch.short_name not in shown
    for place in (county.committee, county.other_branch, county.root):
        url = reverse("recruitment:quota-entries", args=[YEAR, place.pk])
        assert secretary.get(url).status_code == 404


def test_the_workshop_shows_every_quotient_and_keeps_changes_with_their_reason(
    county: County, office: Client
) -> None:
    adopted()
    form = {
        "places": "10", "method": "webster", "least": "0", "most": "", "members": "10",
        "activists": "0", "blank_units": "0", "elders": "0", "front_line": "0", "idle_years": "0",
    }  # fmt: skip
    answer = office.post(reverse("recruitment:split-new", args=[YEAR, county.root.pk]), form)
    made = Split.objects.get()
    url = reverse("recruitment:split", args=[made.pk])
    assert answer["Location"] == url
    assert "奇数除数法" in text(office, url)

    share = f"share-{county.committee.pk}"
    refused = office.post(url, {share: "8", "why": ""})
    assert refused.status_code == 422
    assert 'value="8"' in refused.content.decode()
    office.post(url, {share: "8", "why": "城关镇另有安排"})
    assert "城关镇另有安排" in text(office, url)
    office.post(reverse("recruitment:split-publish", args=[made.pk]))
    assert balance(county.committee) == (8, 0, 0, 0)
    sheet = b"".join(office.get(reverse("recruitment:split-sheet", args=[made.pk])))
    inside = ZipFile(io.BytesIO(sheet)).read("xl/worksheets/sheet1.xml").decode()
    assert "应得名额（分数）" in inside
    assert "城关镇另有安排" in inside


def test_a_request_is_asked_and_answered_on_the_pages(county: County, office: Client) -> None:
    planned(county)
    organiser = cast.client_of(cast.committee_organiser(), username="organiser")
    ask = reverse("recruitment:quota-ask", args=[YEAR, county.committee.pk])
    organiser.post(ask, {"places": "2", "why": "两名骨干培养成熟"})
    asked = QuotaRequest.objects.get()
    assert "两名骨干培养成熟" in text(office, reverse("recruitment:quota", args=[YEAR]))
    answer = reverse("recruitment:quota-answer", args=[asked.pk])
    office.post(answer, {"places": "1", "why": "先追加一个"})
    assert balance(county.committee) == (2, 1, 0, 0)
    assert "先追加一个" in text(organiser, reverse("recruitment:quotas") + "")


def test_a_pre_review_is_not_asked_what_the_ledger_knows(county: County) -> None:
    planned(county)
    walker = Walker(county).until("pre-review")
    organiser = cast.client_of(walker.actors["committee"], username="organiser")
    shown = text(organiser, reverse("casework:step", args=[walker.case_id, 15]))
    assert 'name="prereview.has_plan_place"' not in shown
    assert "2024年度名额" in shown
    walker.sign("pre-review", prereview={"has_plan_place": False})


def test_tasks_say_with_whom_they_wait(county: County, office: Client) -> None:
    plan_id = adopted()
    assignment = Assignment(
        goal="优化队伍结构", title="一个支部一名青年党员", measure="逐村摸排培养对象",
        organisation_id=county.committee.pk, due_on=date(2026, 11, 23),
    )  # fmt: skip
    task_id = tasks.assign(
        actor=cast.county_office(), plan_id=plan_id, assignment=assignment, at=NOW
    )
    Task.objects.update(due_on=date(2026, 11, 13))
    shown = text(office, reverse("recruitment:task", args=[task_id]))
    assert "已逾期 10 天" in shown
    assert f"等待{county.committee.short_name}办理" in shown
    mark = reverse("recruitment:task-mark", args=[task_id, "supervision"])
    office.post(mark, {"note": "请说明原因", "answer_by": "2026-12-01"})
    assert "请说明原因" in text(office, reverse("recruitment:tasks"))
    assert office.get(reverse("recruitment:task-mark", args=[task_id, "none"])).status_code == 404


def cost(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_two_hundred_branches_cost_no_more_than_twenty(county: County, office: Client) -> None:
    adopted(total=400)
    split(county.root, {county.committee.pk: 300})
    costs = []
    for first, last in ((2, 20), (20, 200)):
        for nth in range(first, last):
            organisation(
                f"第{nth}村支部", kind=OrganisationKind.BRANCH, parent=county.committee, nth=nth
            )
        made = splits.draw_up(
            actor=cast.county_office(), year=YEAR, organisation_id=county.committee.pk,
            terms=splits.Terms(method=Method.WEBSTER, places=20),
            at=NOW,
        )  # fmt: skip
        splits.publish(actor=cast.county_office(), split_id=made, at=NOW)
        level = f"{reverse('recruitment:quota', args=[YEAR])}?at={county.committee.pk}"
        urls = (
            level,
            reverse("recruitment:split", args=[made]),
            reverse("recruitment:quota-entries", args=[YEAR, county.committee.pk]),
            reverse("recruitment:split-new", args=[YEAR, county.committee.pk]),
        )
        costs.append([cost(office, url) for url in urls])
    assert costs[0] == costs[1]
    assert max(costs[1]) <= 12


def test_a_five_year_plan_with_many_tasks_costs_at_most_twelve(
    county: County, office: Client
) -> None:
    plan_id = adopted(year=2026, targets=dict.fromkeys(Indicator, 300))
    url = reverse("recruitment:plan", args=[plan_id])
    costs = []
    for tasks_ in (20, 180):
        Task.objects.bulk_create(
            Task(
                plan_id=plan_id, goal="优化结构", title="任务", measure="措施内容",
                organisation=county.branch, org_path=county.branch.path,
                due_on=date(2026, 12, 1), actor_name="韩梅", made_at=NOW,
            )
            for _n in range(tasks_)
        )  # fmt: skip
        costs.append([cost(office, one) for one in (url, reverse("recruitment:tasks"))])
    assert costs[0] == costs[1]
    assert max(costs[1]) <= 12
