"""From a recommendation to a candidate: where somebody was found, who looks after them, what the class came to."""

from datetime import date

import pytest
from django.test import Client

from tests import cast
from tests.county import County
from tests.walk import LATE, Walker
from xianfeng.casework.models import Case, Entry, Evidence
from xianfeng.recruitment.models import TrainingClass
from xianfeng.recruitment.queries import pool
from xianfeng.recruitment.queries.pool import Wanted

pytestmark = pytest.mark.django_db
SHEET = {
    "cultivation.on": "2024-07-12", "cultivation.was_transferred": "no", "cultivation.break_days": "",
    "cultivation.class_result": "passed", "paper.review_book": "on", "reason.D-53": LATE["D-53"],
    "reason.D-13": "支部认为表现突出",
}  # fmt: skip


def begun(county: County, name: str) -> Walker:
    walker = Walker(county, name=name).until("recommend-activist")
    ballot = {"source": "prosperous", "voters": 9, "in_favour": 8}
    walker.sign("recommend-activist", nomination=ballot)
    for step in ("decide-activist", "file-activist", "appoint-mentors"):
        walker.sign(step)
    return walker


def reviewed(branch: Client, walkers: list[Walker], day: str) -> None:
    sent = {"all.on": day}
    for walker in walkers:
        sent[f"{walker.case_id}.reviewer"] = "赵正式0、钱正式1"
        sent[f"{walker.case_id}.opinion"] = "带头致富，按期参加组织生活"
    assert branch.post("/rounds/review/?whole=1", sent).status_code == 302


def trained(committee: Client, county: County, *, absent: Walker) -> None:
    form = {
        "kind": "activists", "organiser": str(county.committee.pk), "title": "第一期培训班",
        "starts_on": "2024-05-06", "ends_on": "2024-05-08", "days": "3", "hours": "24",
        "has_papers": "on",
    }  # fmt: skip
    assert committee.post("/training/new", form).status_code == 302
    url = f"/training/{TrainingClass.objects.get().pk}/"
    sent = {"rest": "passed", f"{absent.case_id}.outcome": "absent"}
    assert committee.post(url, sent).status_code == 302


def test_without_the_class_only_the_countys_exception_lets_an_activist_on() -> None:
    county = County()
    present, absent = begun(county, "到课人"), begun(county, "缺课人")
    branch = cast.client_of(present.actors["branch"])
    committee = cast.client_of(present.actors["committee"])
    office = cast.client_of(present.actors["county"])

    for day in ("20231220", "20240618"):
        reviewed(branch, [present, absent], day)
    assert Evidence.objects.count() == 4
    trained(committee, county, absent=absent)

    assert branch.post(f"/cases/{present.case_id}/steps/7/", SHEET).status_code == 302
    refused = branch.post(f"/cases/{absent.case_id}/steps/7/", SHEET)
    assert refused.status_code == 422
    assert "由县委组织部先登记文号和理由" in refused.content.decode()

    granted = {
        "document": "武组函〔2024〕8号",
        "decided_on": "2024-07-01",
        "why": "住院治疗，已补课",
    }
    url = f"/recruitment/cases/{absent.case_id}/training/exception"
    assert branch.post(url, granted).status_code == 403
    assert office.post(url, granted).status_code == 302
    assert branch.post(f"/cases/{absent.case_id}/steps/7/", SHEET).status_code == 302

    entry = Entry.objects.filter(case=absent.case_id).latest("id")
    assert entry.records["cultivation"]["class_result"] == "absent"
    assert "武组函〔2024〕8号" in entry.reasons["D-13"]
    found = pool.page(cast.county_office(), Wanted(source="prosperous"), today=date(2024, 7, 12))
    assert (found.found, Case.objects.count()) == (0, 2), "both went on to the next stage"
    absent.sign("decide-candidate")
