"""The list before a pre-review is filled from the case and shown to those who work on it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.county import County
from tests.walk import NOW, Walker
from xianfeng.casework.models import Case, Entry, Paper
from xianfeng.recruitment.queries import prereviews

pytestmark = pytest.mark.django_db


def states(walker: Walker) -> dict[str, str]:
    found = prereviews.of(walker.actors["committee"], walker.case_id, today=NOW.date())
    return {item.title: item.state.label for item in found.items}


def test_finds_everything_of_a_right_story() -> None:
    walker = Walker(County()).until("pre-review")

    found = states(walker)

    assert {t for t, state in found.items() if state != "有"} == {
        "思想汇报",
        "函调回函",
        "三个月内不离开工作（学习）单位",
        "年度发展党员计划名额",
    }
    assert found["思想汇报"] == "无"
    assert found["函调回函"] == "不涉及"
    assert found["年度发展党员计划名额"] == "待填"


def test_names_what_is_missing_and_what_is_wrong() -> None:
    walker = Walker(County()).until("pre-review")
    Paper.objects.filter(case=walker.case_id, kind="talk_record").update(is_active=False)
    entry = Entry.objects.get(case=walker.case_id, step="review-politically")
    entry.records["political_review"]["conclusion"] = "unqualified"
    entry.save()

    found = states(walker)

    assert (found["派人谈话记录"], found["政治审查结论"]) == ("无", "不合格")


def test_tells_the_fact_beside_its_item() -> None:
    walker = Walker(County()).until("pre-review")

    found = prereviews.of(walker.actors["committee"], walker.case_id, today=NOW.date())

    told = {item.title: item.facts for item in found.items}
    assert told["每半年考察（不少于2次）"] == ("次数：2",)
    assert told["入党介绍人2名"] == ("确定日期：2024年8月6日", "正式党员：2")


def test_stays_out_of_sight_of_its_subject_and_of_strangers() -> None:
    walker = Walker(County()).until("first-talk")
    for actor in (
        cast.member(walker.county.branch.path, person_id=walker.person.pk),
        cast.branch_secretary(walker.county.other_branch.path),
    ):
        with pytest.raises(Case.DoesNotExist):
            prereviews.of(actor, walker.case_id, today=NOW.date())


def test_leads_from_the_form_of_the_pre_review_in_few_queries(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("xianfeng.kernel.clock.now", lambda: NOW)
    walker = Walker(County()).until("pre-review")
    client = cast.client_of(walker.actors["committee"], username="committee")
    url = f"/recruitment/cases/{walker.case_id}/checklist"

    assert url in client.get(f"/cases/{walker.case_id}/steps/15/").content.decode()
    client.get(url)
    with CaptureQueriesContext(connection) as seen:
        page = client.get(url).content.decode()

    assert "缺少或不合格" in page
    assert len(seen) <= 12
