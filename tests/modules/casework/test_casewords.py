"""The words of cases in their forms …"""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.county import County
from tests.modules.casework import forms
from tests.walk import NOW, REVIEWS, Walker
from xianfeng.casework.commands import cases
from xianfeng.casework.queries import casewords
from xianfeng.casework.queries.casewords import CaseWords
from xianfeng.recruitment.vocab import DEFAULT_EDITION, FAMILY

pytestmark = pytest.mark.django_db
MARKS = set("{}%")
TODAY = date(2026, 11, 23)


def words_of(county: County, *case_ids: int) -> list[CaseWords]:
    return casewords.of(cast.county_office(county.root.path), case_ids, today=TODAY)


def complete() -> tuple[County, Walker]:
    county = County()
    return county, Walker(county).until("")


def empty() -> tuple[County, Walker]:
    county = County()
    return county, Walker(county, name="欧阳<&>𬭳龘")


def extended() -> tuple[County, Walker]:
    county = County()
    walker = Walker(county).until("vote-conversion")
    until = date(2026, 5, 8)
    right = walker.right("vote-conversion").records["conversion_meeting"]
    walker.sign(
        "vote-conversion",
        conversion_meeting={**right, "decision": "extend", "extend_until": until},
    )
    walker.sign("approve-conversion", conversion_approval={"decision": "extend"})
    return county, walker


def cancelled() -> tuple[County, Walker]:
    county = County()
    walker = Walker(county).until("vote-conversion")
    walker.sign("vote-conversion", conversion_meeting={"decision": "cancel"})
    walker.sign("approve-conversion", conversion_approval={"decision": "cancel"})
    return county, walker


@pytest.mark.parametrize("story", [complete, empty, extended, cancelled])
def test_fill_every_form_and_leave_no_placeholder(
    story: Callable[[], tuple[County, Walker]],
) -> None:
    county, walker = story()
    (case,) = words_of(county, walker.case_id)
    values = {**case.words, "cases": [{"n": "1", **case.words}]}
    left = [
        key
        for key in forms.FORMS
        if MARKS & set(forms.printed(key, values)) or "None" in forms.printed(key, values)
    ]
    assert left == []


def test_say_what_the_records_say() -> None:
    county, walker = complete()
    (case,) = words_of(county, walker.case_id)
    talk = forms.printed("talk-record", case.words)
    assert "申请人姓名|申向党|性　别|男" in talk
    assert "递交申请日期|2023年1月10日|谈话日期|2023年1月31日" in talk
    assert "谈话人及职务|王书记|谈话地点|村委会" in talk
    assert "了解入党动机" in talk
    ballot = forms.printed("admission-ballot-report", case.words)
    assert "合　计|8|1|0|0" in ballot
    assert "通过所需票数|5票（超过应到会有表决权正式党员的半数）" in ballot
    reply = forms.printed("approval-reply", case.words)
    assert "预备期一年，自2024年11月8日起至2025年11月7日止。" in reply
    assert "山党发〔2024〕31号" in reply
    assert "党龄自2025年11月8日算起。" in forms.printed("conversion-reply", case.words)


def test_list_repeated_records_and_leave_lines_for_more() -> None:
    county, walker = complete()
    (case,) = words_of(county, walker.case_id)
    book = forms.printed("review-book", case.words)
    assert "1|2023年12月20日|表现良好|王书记\n2|2024年6月18日|表现良好|王书记\n|||\n" in book


def test_write_names_as_they_are() -> None:
    county, walker = empty()
    (case,) = words_of(county, walker.case_id)
    assert "申请人姓名|欧阳<&>𬭳龘|性　别|男" in forms.printed("talk-record", case.words)


def test_leave_room_where_nothing_is_known() -> None:
    county, walker = empty()
    (case,) = words_of(county, walker.case_id)
    assert "谈话日期|　　年　月　日\n谈话人及职务||谈话地点|" in forms.printed(
        "talk-record", case.words
    )
    assert "公示情况登记表" not in case.words


def test_tell_an_extended_probation_by_both_meetings() -> None:
    county, walker = extended()
    (case,) = words_of(county, walker.case_id)
    assert case.words["term"]["last_on"] == "2026年5月7日"
    request = forms.printed("extension-request", case.words)
    assert "2025年11月20日，支部大会讨论其转正问题" in request
    assert "通过延长其预备期至2026年5月8日的决议。" in request
    assert not case.words["conversion"]["on"]
    assert case.words["conversion_meeting"]["on"] == "　　年　月　日"


def test_tell_a_cancelled_candidate_by_the_meeting_that_said_so() -> None:
    county, walker = cancelled()
    (case,) = words_of(county, walker.case_id)
    reply = forms.printed("cancellation-reply", case.words)
    assert "2025年12月15日党委会集体讨论、逐个审议表决，同意取消申向党同志的预备党员资格。" in reply
    assert not case.words["extension"]["on"]


def test_mask_personal_numbers() -> None:
    county, walker = complete()
    (case,) = words_of(county, walker.case_id)
    assert case.words["person"]["id_number"].startswith("999999**********")


def test_are_none_for_whom_the_case_only_concerns() -> None:
    county, walker = complete()
    subject = cast.member(county.branch.path, person_id=walker.person.pk)
    assert casewords.of(subject, [walker.case_id], today=TODAY) == []
    stranger = cast.branch_secretary(county.other_branch.path)
    assert casewords.of(stranger, [walker.case_id], today=TODAY) == []


def test_cost_as_many_queries_for_many_cases_as_for_one() -> None:
    county = County()
    first = Walker(county).until("cultivate-activist")
    first.review("review", REVIEWS)
    more = [
        cases.open_case(
            actor=first.actors["branch"],
            family=FAMILY,
            edition=DEFAULT_EDITION,
            person_id=county.applicant(f"申向{n}").pk,
            at=NOW,
        )
        for n in range(8)
    ]
    with CaptureQueriesContext(connection) as one:
        words_of(county, first.case_id)
    with CaptureQueriesContext(connection) as many:
        assert len(words_of(county, first.case_id, *more)) == 9
    assert len(one) == len(many) == 6
