"""The pages on which the county makes its own edition: begin, change, be refused, publish, hand out, take back."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests import cast
from tests.county import County
from tests.walk import NOW
from xianfeng.casework.models import CountyEdition
from xianfeng.recruitment.queries import procedures

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today_is_fixed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xianfeng.kernel.clock.now", lambda: NOW)


@pytest.fixture
def office() -> Client:
    return cast.client_of(cast.county_office())


def begun(office: Client) -> str:
    sent = office.post("/procedures/new", {"base": "WUSHAN-29", "name": "武山规程（2027）"})
    assert sent.status_code == 302
    return str(sent["Location"])


def test_makes_an_edition_from_begin_to_publishing(office: Client) -> None:
    draft = begun(office)
    added = {
        "edit": "step", "version": "1", "title": "县委抽查", "actor": "县委组织部",
        "signer": "county", "papers": "抽查记录\n\n照片", "clause": "武组发〔2026〕3号",
    }  # fmt: skip
    assert office.post(f"{draft}steps/14/", added).status_code == 302
    text = office.get(draft).content.decode()
    assert "30 个环节" in text
    assert "15. 县委抽查" in text
    assert "符合国家规定" in text

    sent = office.post(f"{draft}publish", {"version": "2", "valid_from": "2027-01-01"})

    assert sent.status_code == 302
    code = CountyEdition.objects.get().code
    text = office.get("/procedures/").content.decode()
    assert f"/procedures/{code}/" in text
    for page in ("", "diagram/", "document"):
        answer = office.get(f"/procedures/{code}/{page}")
        assert answer.status_code == 200
        assert "县委抽查" in answer.content.decode()
    assert office.get(draft).status_code == 404
    asked = {"left": "WUSHAN-29", "right": code, "on": "2027-01-01"}
    assert "县委抽查" in office.get("/procedures/compare/", asked).content.decode()


def test_shows_why_a_change_is_refused(office: Client) -> None:
    draft = begun(office)
    page = office.post(f"{draft}steps/15/", {"edit": "remove", "version": "1"})
    assert page.status_code == 422
    assert "国家第13环节“上级党委预审”被删减" in page.content.decode()

    text = office.get(f"{draft}steps/13/").content.decode()
    ref = text.split('name="ref" value="', 1)[1].split('"', 1)[0]
    sent = {"edit": "limit", "version": "1", "ref": ref, "amount": "1"}
    page = office.post(f"{draft}steps/13/", sent)
    assert page.status_code == 422
    assert "放宽为" in page.content.decode()

    assert office.post(f"{draft}steps/13/", {**sent, "amount": ""}).status_code == 422
    assert (
        office.post(f"{draft}steps/13/", {**sent, "ref": "nowhere", "amount": "9"}).status_code
        == 404
    )
    assert (
        office.post(f"{draft}steps/13/", {**sent, "amount": "9", "version": "7"}).status_code == 409
    )
    assert office.post(f"{draft}steps/13/", {"edit": "burn"}).status_code == 404
    assert CountyEdition.objects.get().version == 1


def test_tells_why_a_draft_is_not_renamed_nor_published(office: Client) -> None:
    draft = begun(office)

    unnamed = office.post(f"{draft}name", {"version": "1", "name": " ", "note": ""})
    late = office.post(f"{draft}publish", {"version": "7", "valid_from": "2027-01-01"})

    assert (unnamed.status_code, late.status_code) == (422, 409)
    assert "请填写：名称" in unnamed.content.decode()
    assert "页面已更新，请核对后再改" in late.content.decode()
    assert "符合国家规定，可以发布" not in unnamed.content.decode()


def test_changes_words_papers_limits_and_rhythm(office: Client) -> None:
    draft = begun(office)
    text = office.get(f"{draft}steps/16/").content.decode()
    # The limit in working days, whatever other limits the step has.
    before, _, behind = text.rpartition("现为 5个工作日")
    ref = behind.split('name="ref" value="', 1)[1].split('"', 1)[0]
    assert before
    for number, sent in (
        (2, {"edit": "words", "title": "谈心谈话", "actor": "党支部", "limit": "二十天内"}),
        (2, {"edit": "paper", "title": "谈话照片"}),
        (2, {"edit": "drop-paper", "paper": "county_paper_1"}),
        (7, {"edit": "rhythm", "months": "3"}),
        (16, {"edit": "limit", "ref": ref, "amount": "7"}),
    ):
        assert office.post(f"{draft}steps/{number}/", sent).status_code == 302
    assert office.post(f"{draft}name", {"name": "新名", "note": "试行"}).status_code == 302
    text = office.get(draft).content.decode()
    for words in ("谈心谈话", "二十天内", "每3个月", "7 个工作日", "新名"):
        assert words in text
    assert "谈话照片" not in text


def test_takes_a_document_and_names_every_fault(office: Client) -> None:
    text = procedures.document("WUSHAN-29")
    sent = office.post("/procedures/new", {"document": SimpleUploadedFile("a.toml", text.encode())})
    assert sent.status_code == 302
    assert office.get(f"{sent['Location']}document").content.decode().count("[[step]]") == 29

    for body, words in (
        (text.replace("[[step]]\n", "[[step]]\ncolour = 1\n", 3).encode(), "不认识的项“colour”"),
        (b"\xff\xfe", "文件应为 UTF-8 编码"),
        (b"id = ", "TOML 语法有误"),
    ):
        page = office.post("/procedures/new", {"document": SimpleUploadedFile("a.toml", body)})
        assert page.status_code == 422
        assert words in page.content.decode()
    assert office.post("/procedures/new", {"base": "", "name": ""}).status_code == 422
    assert CountyEdition.objects.count() == 1


def test_puts_a_draft_away(office: Client) -> None:
    draft = begun(office)
    assert office.post(f"{draft}discard", {"version": "1"}).status_code == 302
    assert office.get(draft).status_code == 404
    assert "武山规程（2027）" not in office.get("/procedures/").content.decode()


def test_asks_few_queries(office: Client, django_assert_max_num_queries: object) -> None:
    draft = begun(office)
    for page in (draft, f"{draft}steps/13/", "/procedures/", "/procedures/new"):
        with django_assert_max_num_queries(12):  # type: ignore[operator]
            assert office.get(page).status_code == 200


def test_offers_the_form_of_the_edition_in_force() -> None:
    county = County()
    office = cast.client_of(cast.county_office(county.root.path))
    draft = begun(office)
    sent = {"edit": "words", "title": "递交申请", "actor": "申请人", "limit": ""}
    assert office.post(f"{draft}steps/1/", sent).status_code == 302
    assert office.post(f"{draft}publish", {"valid_from": "2026-11-23"}).status_code == 302

    secretary = cast.client_of(cast.branch_secretary(county.branch.path))
    assert "武山规程（2027）" in secretary.get("/recruitment/cases/new").content.decode()
