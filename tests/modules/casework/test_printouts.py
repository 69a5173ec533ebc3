"""Printed forms …"""

import io
import zipfile
from datetime import date

import pytest
from django.db import connection
from django.http import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import cast
from tests.county import County
from tests.modules.casework import forms
from tests.walk import NOW, Walker
from xianfeng.casework.commands import cases, printouts
from xianfeng.casework.queries import printouts as reads
from xianfeng.casework.queries.cases import CaseFilter
from xianfeng.kernel.errors import NotAllowed, Refused
from xianfeng.recruitment.vocab import DEFAULT_EDITION, FAMILY
from xianfeng.trust.models import LedgerEntry

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
WHY = "支部会议使用"


def started(until: str = "decide-activist") -> tuple[County, Walker, Client]:
    county = County()
    walker = Walker(county).until(until)
    return county, walker, cast.client_of(walker.actors["branch"])


def body(response: HttpResponseBase) -> bytes:
    if response.streaming:
        return b"".join(response.streaming_content)
    return response.content


def names(response: HttpResponseBase) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(body(response))) as archive:
        assert archive.testzip() is None
        return archive.namelist()


def printed(event: str) -> list[LedgerEntry]:
    return list(LedgerEntry.objects.filter(event=event).order_by("id"))


def test_come_as_one_word_file_with_one_press() -> None:
    _county, walker, client = started()
    url = reverse("casework:case-forms-print", args=[walker.case_id])
    response = client.post(url, {"form": "talk-record"})
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"
    assert "递交申请日期|2023年1月10日" in forms.read(response.content)
    (entry,) = printed("casework.forms.printed")
    assert entry.chain == f"case:{walker.case_id}"
    assert entry.detail == '{"forms":["talk-record"]}'


def test_of_an_archived_case_come_as_well() -> None:
    _county, walker, client = started("")
    url = reverse("casework:case-forms-print", args=[walker.case_id])
    response = client.post(url, {"form": "process-record"})
    assert "29|材料归档|2025年12月22日|党支部、党委组织部门|冉云" in forms.read(response.content)


def test_come_by_stage_and_all_together() -> None:
    _county, walker, client = started()
    url = reverse("casework:case-forms-print", args=[walker.case_id])
    folder = f"申向党-{walker.case_id}"
    assert names(client.post(url, {"form": "stage:stage-application"})) == [
        f"{folder}/1-3 发展党员工作全程纪实表（申向党）.docx",
        f"{folder}/1-1 入党申请书（本人书写提示）（申向党）.docx",
        f"{folder}/1-2 入党申请人谈话记录（申向党）.docx",
        f"{folder}/1-2-1 入党申请人有关事项报告表（申向党）.docx",
        f"{folder}/1-2-2 入党申请人情况调查登记表（申向党）.docx",
    ]
    whole = names(client.post(url))
    # Everything but the rolls, and the papers of a decision that nobody has made.
    assert len(whole) == sum(not f.is_roll and not f.only_if for f in forms.FORMS.values())


def test_of_a_step_are_those_of_its_records() -> None:
    _county, walker, _client = started()
    actor = walker.actors["branch"]
    assert reads.named_by(actor, walker.case_id, "step:2") == (
        "talk-record",
        "declaration-form",
        "situation-form",
    )


def test_of_nothing_are_not_found_and_not_recorded() -> None:
    _county, walker, client = started()
    url = reverse("casework:case-forms-print", args=[walker.case_id])
    assert client.post(url, {"form": "no-such-form"}).status_code == 404
    assert client.post(url, {"form": "roll-training"}).status_code == 404
    assert printed("casework.forms.printed") == []


def test_show_whole_numbers_for_a_reason_only() -> None:
    _county, walker, client = started()
    url = reverse("casework:case-forms-whole", args=[walker.case_id])
    refused = client.post(url, {"form": "declaration-form", "why": ""})
    assert refused.status_code == 422
    assert printed("casework.forms.printed") == printed("registry.person.unmasked") == []
    whole = client.post(url, {"form": "declaration-form", "why": "上级要求填写"})
    assert "身份证号|99999919950308" in forms.read(whole.content)
    assert "*" not in forms.read(whole.content)
    (entry,) = printed("casework.forms.printed")
    assert entry.reason == "上级要求填写"
    assert [e.detail for e in printed("registry.person.unmasked")] == [
        '{"field":"id_number"}',
        '{"field":"phone"}',
    ]
    masked = client.post(
        reverse("casework:case-forms-print", args=[walker.case_id]), {"form": "declaration-form"}
    )
    assert "身份证号|999999**********" in forms.read(masked.content)


def test_are_out_of_reach_for_another_branch_and_for_the_subject() -> None:
    county, walker, _client = started()
    stranger = cast.branch_secretary(county.other_branch.path)
    subject = cast.member(county.branch.path, person_id=walker.person.pk)
    client = cast.client_of(stranger, username="stranger")
    url = reverse("casework:case-forms-print", args=[walker.case_id])
    assert client.post(url, {"form": "talk-record"}).status_code == 404
    with pytest.raises(NotAllowed):
        printouts.record(actor=subject, case_id=walker.case_id, forms=["talk-record"], at=NOW)
    assert printed("casework.forms.printed") == []


def opened(county: County, walker: Walker, number: int) -> list[int]:
    return [
        cases.open_case(
            actor=walker.actors["branch"],
            family=FAMILY,
            edition=DEFAULT_EDITION,
            person_id=county.applicant(f"申向{n}").pk,
            at=NOW,
        )
        for n in range(number)
    ]


def test_of_many_come_in_one_archive_with_a_folder_for_each() -> None:
    county, walker, client = started()
    more = opened(county, walker, 2)
    url = reverse("casework:cases-forms")
    found = names(client.post(url, {"wanted": "talk-record", "why": WHY}))
    assert found == [
        f"申向{n}-{key}/1-2 入党申请人谈话记录（申向{n}）.docx"
        for n, key in (("0", more[0]), ("1", more[1]), ("党", walker.case_id))
    ]
    (entry,) = printed("casework.forms.exported")
    assert entry.reason == WHY
    assert f'"cases":[{walker.case_id},{more[0]},{more[1]}]' in entry.detail


def test_of_many_need_a_reason_and_a_choice() -> None:
    _county, _walker, client = started()
    url = reverse("casework:cases-forms")
    assert client.post(url, {"wanted": "talk-record", "why": ""}).status_code == 422
    assert client.post(url, {"wanted": "nothing", "why": WHY}).status_code == 404
    assert printed("casework.forms.exported") == []


def test_of_too_many_are_refused() -> None:
    _county, walker, _client = started()
    with pytest.raises(Refused) as refused:
        printouts.record_many(
            actor=walker.actors["branch"],
            case_ids=range(201),
            forms="talk-record",
            filters="全部",
            why=WHY,
            at=NOW,
        )
    assert refused.value.verdict.checks() == ("X-33",)
    assert printed("casework.forms.exported") == []


def test_of_many_cost_as_many_queries_as_of_one() -> None:
    county, walker, _client = started()
    actor = walker.actors["branch"]
    more = opened(county, walker, 6)

    def queries(*ids: int) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert len(list(reads.filled(actor, ids, "talk-record", today=TODAY))) == len(ids)
        return len(captured)

    assert queries(walker.case_id) == queries(walker.case_id, *more) == 7


def test_list_only_those_whom_a_roll_is_about() -> None:
    county, walker, client = started()
    opened(county, walker, 2)
    url = reverse("casework:cases-forms")
    roll = client.post(url, {"wanted": "roll-applicants", "year": "2023", "why": WHY})
    text = forms.read(roll.content)
    assert "1|申向党|男|汉族|1995年3月|" in text
    assert "申向0" not in text
    other = client.post(url, {"wanted": "roll-applicants", "year": "2022", "why": WHY})
    assert "申向党" not in forms.read(other.content)


def test_stay_within_the_filter() -> None:
    county, walker, _client = started()
    opened(county, walker, 1)
    actor = walker.actors["branch"]
    wanted = CaseFilter(stage="stage-activist")
    assert reads.selected(actor, wanted, today=TODAY, most=9) == [walker.case_id]


def test_are_offered_stage_by_stage_within_twelve_queries() -> None:
    _county, walker, client = started()
    url = reverse("casework:case-forms", args=[walker.case_id])
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        page = client.get(url).content.decode()
    assert len(captured) <= 12
    assert page.count('class="form-line"') == sum(
        len(form.records) for form in forms.FORMS.values() if not form.is_roll
    )
    assert "需要完整身份证号、电话的" in page
