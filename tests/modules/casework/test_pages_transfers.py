"""The pages of handing a case over: found, sent, taken over, in how many queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.county import County
from tests.walk import NOW, Walker
from xianfeng.casework.models import Case, Transfer

pytestmark = pytest.mark.django_db
MOST = 12


@pytest.fixture
def walker(monkeypatch: pytest.MonkeyPatch) -> Walker:
    monkeypatch.setattr("xianfeng.kernel.clock.now", lambda: NOW)
    return Walker(County()).until("file-activist")


def test_hands_over_from_search_to_the_new_branch(walker: Walker) -> None:
    here = cast.client_of(walker.actors["branch"], username="here")
    there = cast.client_of(cast.branch_secretary(walker.county.other_branch.path), username="there")
    url = f"/cases/{walker.case_id}/transfer"
    assert f'href="{url}"' in here.get(f"/cases/{walker.case_id}/").content.decode()
    assert "费山村" not in here.get(url).content.decode()
    assert "费山村" in here.get(url, {"branch": "费山"}).content.decode()
    assert "没有找到" in here.get(url, {"branch": "无此村"}).content.decode()

    version = Case.objects.get().version
    sent = {"branch": "费山", "place": walker.county.other_branch.pk, "left_on": "2024-07-01", "why": "随家迁居", "version": version}  # fmt: skip
    refused = here.post(url, {**sent, "left_on": ""})
    assert refused.status_code == 422
    assert "随家迁居" in refused.content.decode()
    page = here.post(url, sent)["Location"]
    assert "正在转往" in here.get(f"/cases/{walker.case_id}/").content.decode()

    assert "轮到您" in there.get("/transfers/").content.decode()
    assert there.get(f"/cases/{walker.case_id}/").status_code == 404
    form = there.get(page).content.decode()
    assert "入党申请书" in form
    assert there.post(page, {"do": "accept", "resumed_on": ""}).status_code == 422
    answer = there.post(page, {"do": "accept", "resumed_on": "2024-07-01", "arrived": ["talk_record"]})  # fmt: skip
    assert answer.status_code == 302

    assert there.get(f"/cases/{walker.case_id}/").status_code == 200
    assert here.get(f"/cases/{walker.case_id}/").status_code == 404
    assert "未收到的材料" in there.get(page).content.decode()
    assert "已接收" in here.get("/transfers/").content.decode()


def test_refuses_to_take_over_with_a_reason(walker: Walker) -> None:
    here = cast.client_of(walker.actors["branch"], username="here")
    there = cast.client_of(cast.branch_secretary(walker.county.other_branch.path), username="there")
    sent = {"branch": "费山", "place": walker.county.other_branch.pk, "left_on": "2024-07-01", "why": "随家迁居"}  # fmt: skip
    page = here.post(f"/cases/{walker.case_id}/transfer", sent)["Location"]

    assert there.post(page, {"do": "refuse", "why": ""}).status_code == 422
    assert there.post(page, {"do": "refuse", "why": "查无此人居住"}).status_code == 302

    assert "查无此人居住" in here.get(page).content.decode()


def test_asks_no_more_for_many_than_for_few(walker: Walker) -> None:
    here = cast.client_of(walker.actors["branch"], username="here")
    common = {
        "case_id": walker.case_id, "state": "gone", "from_organisation": walker.county.branch,
        "from_path": walker.county.branch.path, "to_name": "兰州", "case_version": 1, "why": "外出",
        "left_on": NOW.date(), "sent_by": "冉云", "sent_at": NOW,
    }  # fmt: skip
    counted = []
    for count in (1, 30):
        Transfer.objects.bulk_create(Transfer(**common) for _ in range(count))
        with CaptureQueriesContext(connection) as seen:
            assert here.get("/transfers/").status_code == 200
        counted.append(len(seen))

    assert counted[0] == counted[1] <= MOST
