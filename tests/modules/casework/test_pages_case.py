"""The pages of a case: what they show to whom, in how many queries, and what a refusal keeps."""

import hashlib
import re
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.county import County
from tests.walk import LATE, NOW, Walker
from xianfeng.casework.models import Case, Entry, Evidence, Paper
from xianfeng.trust.models import EvidenceFile, LedgerEntry

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n%synthetic\n"
MOST = 12


@pytest.fixture
def walker() -> Walker:
    return Walker(County())


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xianfeng.kernel.clock.now", lambda: NOW)


def client_for(walker: Walker, role: str) -> Client:
    return cast.client_of(walker.actors[role], username=f"{role}-{walker.case_id}")


def fields(walker: Walker, key: str, **changes: Any) -> dict[str, Any]:
    """Write a step done rightly as a browser without scripts sends it."""
    right = walker.right(key)
    sent: dict[str, Any] = {"version": Case.objects.get(pk=walker.case_id).version}
    for kind, row in right.records.items():
        for name, value in row.items():
            sent[f"{kind}.{name}"] = typed(value)
    sent |= {f"paper.{kind}": "on" for kind in right.papers}
    sent |= {f"reason.{check}": words for check, words in LATE.items()}
    return {name: value for name, value in (sent | changes).items() if value is not None}


def typed(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, list) else str(value)


def everything() -> str:
    """Return a digest of all that a refused request must leave alone."""
    rows = [
        *Case.objects.order_by("id").values_list(),
        *Entry.objects.order_by("id").values_list(),
        *Paper.objects.order_by("id").values_list(),
        *Evidence.objects.order_by("id").values_list(),
        *EvidenceFile.objects.order_by("id").values_list(),
        *LedgerEntry.objects.order_by("id").values_list("chain", "number", "event"),
    ]
    return hashlib.sha256(repr(rows).encode()).hexdigest()


@pytest.mark.parametrize("step", ["vote-admission", "publish-candidate"])
def test_signs_a_step_from_what_a_browser_without_scripts_sends(walker, now, step):
    walker.until(step)
    client = client_for(walker, "branch")
    number = next(n for n, right in enumerate(walker.rights, 1) if right.step == step)
    url = f"/cases/{walker.case_id}/steps/{number}/"
    form = client.get(url).content.decode()
    sent = fields(walker, step)
    for name in sent:
        if not name.startswith("reason."):
            assert f'name="{name}"' in form

    answer = client.post(url, sent)

    assert answer.status_code == 302, answer.content.decode()
    assert answer["Location"] == f"/cases/{walker.case_id}/"
    entry = Entry.objects.get(case_id=walker.case_id, step=step)
    kinds = walker.right(step).records
    assert entry.records == {
        kind: {name: v.isoformat() if isinstance(v, date) else v for name, v in row.items()}
        for kind, row in kinds.items()
    }
    assert sorted(Paper.objects.filter(step=step).values_list("kind", flat=True)) == sorted(
        walker.right(step).papers
    )


def test_refused_shows_every_reason_keeps_what_was_typed_and_changes_nothing(walker, now):
    walker.until("vote-admission")
    client = client_for(walker, "branch")
    before = everything()

    sent = fields(
        walker, "vote-admission",
        **{"admission_meeting.present": "4", "admission_meeting.yes": "3", "paper.admission_minutes": None,
           "admission_meeting.method": "hands"},
    )  # fmt: skip
    answer = client.post(f"/cases/{walker.case_id}/steps/18/", sent)

    text = answer.content.decode()
    assert answer.status_code == 422
    for check in ("V-01", "V-02", "V-06", "D-63"):
        assert f"检查 {check}" in text
    assert 'name="admission_meeting.present" value="4"' in text
    assert re.search(r'value="hands"[^>]* checked', text)
    assert everything() == before


def test_asks_for_words_against_a_warning_and_takes_them(walker, now):
    walker.until("first-talk")
    client = client_for(walker, "branch")
    url = f"/cases/{walker.case_id}/steps/2/"
    refused = client.post(url, fields(walker, "first-talk", **{"reason.D-53": None}))
    assert refused.status_code == 422
    assert 'name="reason.D-53"' in refused.content.decode()

    assert client.post(url, fields(walker, "first-talk")).status_code == 302
    assert Entry.objects.get(step="first-talk").reasons == LATE


def test_keeps_a_scan_and_serves_it_inside_the_scope_only(walker, now):
    walker.until("first-talk")
    client = client_for(walker, "branch")
    scan = SimpleUploadedFile("谈话记录.pdf", PDF)
    sent = fields(walker, "first-talk", **{"file.talk_record": scan, "paper.talk_record": None})
    assert client.post(f"/cases/{walker.case_id}/steps/2/", sent).status_code == 302

    paper = Paper.objects.get(kind="talk_record")
    url = f"/cases/{walker.case_id}/papers/{paper.pk}/"
    answer = client.get(url)
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "private, no-store"
    stranger = cast.client_of(
        cast.branch_secretary(walker.county.other_branch.path), username="stranger"
    )
    assert stranger.get(url).status_code == 404


def test_refuses_a_wrong_scan_together_with_the_unmet_gates(walker, now):
    walker.until("first-talk")
    client = client_for(walker, "branch")
    before = everything()
    scan = SimpleUploadedFile("谈话记录.exe", b"MZ not a paper")
    sent = fields(walker, "first-talk", **{"file.talk_record": scan, "talk.talker": None})
    answer = client.post(f"/cases/{walker.case_id}/steps/2/", sent)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "检查 X-16" in text
    assert "检查 D-64" in text
    assert everything() == before


def test_an_early_step_says_what_comes_first_and_a_bare_post_is_refused(walker, now):
    client = client_for(walker, "branch")
    shown = client.get(f"/cases/{walker.case_id}/steps/4/").content.decode()
    assert "现在还不能办理" in shown
    assert "办理并签署" not in shown
    before = everything()
    answer = client.post(f"/cases/{walker.case_id}/steps/4/", fields(walker, "decide-activist"))
    assert answer.status_code == 422
    assert "检查 D-52" in answer.content.decode()
    assert everything() == before


def test_wrong_role_is_told_whose_step_it_is(walker, now):
    walker.until("file-activist")
    client = client_for(walker, "branch")
    before = everything()
    for answer in (
        client.get(f"/cases/{walker.case_id}/steps/5/"),
        client.post(f"/cases/{walker.case_id}/steps/5/", fields(walker, "file-activist")),
        client.get(f"/cases/{walker.case_id}/return"),
    ):
        assert answer.status_code == 403
        assert "检查 D-61" in answer.content.decode()
    assert everything() == before


def test_wrong_role_is_told_of_an_office_that_has_an_account(walker, now):
    walker.until("vote-admission")
    answer = client_for(walker, "county").get(f"/cases/{walker.case_id}/steps/18/")
    page = answer.content.decode()
    assert answer.status_code == 403
    # The branch meeting decides, but nobody signs in as a meeting.
    assert "此事项应由党支部办理，您现在的身份不能办理" in page
    assert "请党支部登录办理" in page


def test_who_comes_second_is_told_and_may_go_on_from_the_new_state(walker, now):
    walker.until("first-talk")
    client = client_for(walker, "branch")
    answer = client.post(
        f"/cases/{walker.case_id}/steps/2/", fields(walker, "first-talk", version="1")
    )
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "检查 D-62" in text
    assert f'name="version" value="{Case.objects.get(pk=walker.case_id).version}"' in text


@pytest.mark.parametrize("upto", ["first-talk", "cultivate-activist", "vote-conversion", ""])
def test_case_page_takes_as_many_queries_early_as_late(walker, now, upto):
    walker.until(upto)
    client = client_for(walker, "branch")
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(f"/cases/{walker.case_id}/")
    assert answer.status_code == 200
    assert len(seen) <= MOST
    text = answer.content.decode()
    assert text.count('id="step-') == 29


def test_case_page_tells_the_record_in_words(walker, now):
    walker.until("publish-admission")
    text = client_for(walker, "county").get(f"/cases/{walker.case_id}/?whole=1").content.decode()
    assert "赵正式0、钱正式1" in text
    assert "2024年9月12日" in text
    assert "28学时" in text
    assert "说明：纸质档案补录" in text
    assert "等待党支部办理" in text
    assert "999999" not in text


def test_shows_the_newest_twenty_of_what_happened_and_the_rest_on_request(walker, now):
    walker.until("")
    client = client_for(walker, "branch")
    happened = 29 + 5

    text = client.get(f"/cases/{walker.case_id}/").content.decode()
    assert text.count('<td data-label="时间">') == 20
    assert f"更早的 {happened - 20} 条" in text
    whole = client.get(f"/cases/{walker.case_id}/?whole=1").content.decode()
    assert whole.count('<td data-label="时间">') == happened
    assert "更早的" not in whole


def test_step_and_evidence_forms_stay_inside_the_budget(walker, now):
    walker.until("vote-admission")
    client = client_for(walker, "branch")
    with CaptureQueriesContext(connection) as seen:
        client.get(f"/cases/{walker.case_id}/steps/18/")
    assert len(seen) <= MOST


def test_out_of_scope_is_not_found_everywhere(walker, now):
    client = cast.client_of(cast.branch_secretary(walker.county.other_branch.path))
    before = everything()
    case = f"/cases/{walker.case_id}/"
    for path in (
        "", "steps/1/", "evidence/review/", "evidence/1/withdraw", "entries/1/reverse",
        "papers/1/", "return", "resubmit", "postpone", "resume", "end",
    ):  # fmt: skip
        assert client.get(case + path).status_code == 404, path
        if path not in {"", "papers/1/"}:
            assert client.post(case + path, {"why": "没有权限的人"}).status_code == 404, path
    assert everything() == before


def test_a_member_reads_their_own_case_and_nothing_else(walker, now):
    walker.until("cultivate-activist")
    own = cast.client_of(cast.member(walker.county.branch.path, person_id=walker.person.pk))
    text = own.get(f"/cases/{walker.case_id}/").content.decode()
    assert "递交入党申请书" in text
    assert "/steps/" not in text
    assert own.get(f"/cases/{walker.case_id}/steps/7/").status_code == 403
    assert own.get("/cases/").status_code == 403
    assert own.get("/todo/").status_code == 403
    assert f"/cases/{walker.case_id}/" in own.get("/").content.decode()
    other = cast.client_of(cast.member(walker.county.branch.path, person_id=1), username="other")
    assert other.get(f"/cases/{walker.case_id}/").status_code == 404


def test_repeated_records_are_entered_and_withdrawn_with_a_reason(walker, now):
    walker.until("cultivate-activist")
    client = client_for(walker, "branch")
    url = f"/cases/{walker.case_id}/evidence/review/"
    assert 'name="review.on"' in client.get(url).content.decode()
    before = Evidence.objects.count()
    refused = client.post(url, {"review.on": "2027-01-01", "review.reviewer": "王书记"})
    assert refused.status_code == 422
    assert Evidence.objects.count() == before
    sent = {"review.on": "2023-12-20", "review.reviewer": "王书记", "review.opinion": "表现良好"}
    assert client.post(url, sent).status_code == 302
    row = Evidence.objects.get()
    withdraw = f"/cases/{walker.case_id}/evidence/{row.pk}/withdraw"
    assert client.post(withdraw, {"why": "错"}).status_code == 422
    assert client.post(withdraw, {"why": "日期写错了"}).status_code == 302
    assert Evidence.objects.get().withdrawn_reason == "日期写错了"
    assert "已撤回：日期写错了" in client.get(f"/cases/{walker.case_id}/").content.decode()


def test_turns_ask_for_a_reason_and_are_recorded(walker, now):
    walker.until("file-activist")
    case = f"/cases/{walker.case_id}"
    committee, branch = client_for(walker, "committee"), client_for(walker, "branch")
    assert f'href="{case}/return"' in committee.get(f"{case}/").content.decode()
    assert committee.post(f"{case}/return", {"why": "短"}).status_code == 422
    assert Case.objects.get().state == "open"
    assert committee.post(f"{case}/return", {"why": "会议记录缺签名"}).status_code == 302
    assert "会议记录缺签名" in branch.get(f"{case}/").content.decode()
    assert branch.post(f"{case}/resubmit", {"why": "已补签名"}).status_code == 302
    unread = committee.post(f"{case}/postpone", {"why": "外出半年", "until": "明天"})
    assert unread.status_code == 422
    sent = {"why": "外出务工半年", "until": "2027-05-01"}
    assert committee.post(f"{case}/postpone", sent).status_code == 302
    assert committee.post(f"{case}/resume", {"why": "提前返乡"}).status_code == 302
    assert branch.post(f"{case}/end", {"why": "本人提出不再申请"}).status_code == 302
    assert Case.objects.get().state == "ended"
    kinds = list(Entry.objects.order_by("id").values_list("kind", flat=True))[-5:]
    assert kinds == ["returned", "resubmitted", "postponed", "resumed", "ended"]


def test_takes_the_latest_signature_back(walker, now):
    walker.until("decide-activist")
    client = client_for(walker, "branch")
    last = Entry.objects.latest("id")
    url = f"/cases/{walker.case_id}/entries/{last.pk}/reverse"
    page = client.get(f"/cases/{walker.case_id}/").content.decode()
    assert url in page
    assert client.post(url, {"why": "登记错人了"}).status_code == 302
    text = client.get(f"/cases/{walker.case_id}/").content.decode()
    assert "<del>办理 3. 党员推荐、群团组织推优</del>" in text
    assert "登记错人了" in text


def test_a_refusal_speaks_in_words_and_names_what_was_left_empty_at_once(walker, now):
    walker.until("vote-admission")
    client = client_for(walker, "branch")
    sent = {"admission_meeting.method": "hands", "admission_meeting.on": "2024-11-08"}
    text = client.post(f"/cases/{walker.case_id}/steps/18/", sent).content.decode()
    assert "现为：举手，应为无记名投票" in text
    assert "admission_meeting.entitled" not in re.sub(r'[a-z-]+="[^"]*"', "", text)
    assert re.search(r"请填写：应到会有表决权的正式党员、.*实到、.*发出票数、收回票数", text)


def test_the_subject_sees_how_far_the_case_is_but_not_what_it_holds():
    county = County()
    walker = Walker(county).until("short-training")
    subject = cast.client_of(cast.member(county.branch.path, person_id=walker.person.pk))

    html = subject.get(f"/cases/{walker.case_id}/?whole=1").content.decode()

    assert "12. 政治审查" in html
    for hidden in (
        "已审查",
        "了解入党动机",
        "王书记",
        "纸质档案补录",
        "政治审查情况报告（结论）</",
    ):
        assert hidden not in html, hidden
