"""Examinations on the page: handed in, run in a job, read by filters, given out, deleted."""

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from tests import cast
from tests.modules.recruitment.test_examinations import SAMPLES, organisations
from xianfeng.kernel.verdict import Level
from xianfeng.recruitment.models import Breach, Examination
from xianfeng.recruitment.queries import examined, findings
from xianfeng.recruitment.queries.examinations import Finding, Report
from xianfeng.recruitment.queries.examined import BreachFilter
from xianfeng.registry.models import Organisation
from xianfeng.trust.models import LedgerEntry
from xianfeng.trust.vocab import Held, Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organisations", "now")]
# Imported for pytest, which finds fixtures by name.
_ = organisations
COMMITTEE = "00010001"


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch, settings, tmp_path) -> None:
    monkeypatch.setattr("xianfeng.kernel.clock.now", lambda: cast.NOON)
    settings.DATA_DIR = tmp_path


@pytest.fixture
def county():
    return cast.client_of(cast.county_office())


@pytest.fixture
def committee():
    return cast.client_of(cast.committee_organiser(COMMITTEE))


def upload(path: Path = SAMPLES / "files.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(path.name, path.read_bytes())


def handed_in(client, path: Path = SAMPLES / "files.xlsx") -> Examination:
    answer = client.post("/examinations/new/", {"file": upload(path)})
    assert answer.status_code == 302
    return Examination.objects.latest("id")


def test_an_uploaded_workbook_is_examined_in_a_job(county, tmp_path) -> None:
    found = handed_in(county)

    assert (found.state, found.files, found.left_out) == ("done", 1500, 0)
    of_files = Breach.objects.exclude(row=0)
    assert found.faulty == of_files.values("row").distinct().count() == 104
    assert list((tmp_path / "uploads").iterdir()) == []
    events = LedgerEntry.objects.filter(subject=f"examination:{found.pk}").order_by("id")
    assert [entry.event for entry in events] == [
        "recruitment.examination.begun",
        "recruitment.examination.finished",
    ]


def test_what_is_kept_holds_no_id_number(county) -> None:
    handed_in(county)

    for row in Breach.objects.values():
        assert "999999" not in json.dumps(row, ensure_ascii=False, default=str)


def test_a_wrong_workbook_is_told_in_one_sentence_and_keeps_nothing(county) -> None:
    found = handed_in(county, SAMPLES / "roster.xlsx")

    assert found.state == "failed"
    assert "递交入党申请书日期" in county.get(f"/examinations/{found.pk}/").content.decode()
    assert Breach.objects.count() == 0


def test_a_committee_examines_its_own_branches_only(committee, county) -> None:
    found = handed_in(committee)

    assert found.org_path == COMMITTEE
    assert 0 < found.files < 1500
    assert found.files + found.left_out == 1500
    assert {path[:8] for path in Breach.objects.values_list("org_path", flat=True)} == {COMMITTEE}
    assert (
        "党支部不在本次体检的范围" in committee.get(f"/examinations/{found.pk}/").content.decode()
    )
    assert county.get(f"/examinations/{found.pk}/").status_code == 200
    theirs = handed_in(county)
    assert committee.get(f"/examinations/{theirs.pk}/").status_code == 404
    assert committee.post(f"/examinations/{theirs.pk}/report", {"form": "xlsx"}).status_code == 404
    assert (
        committee.post(f"/examinations/{theirs.pk}/delete", {"why": "重复体检"}).status_code == 404
    )


def test_files_of_one_committee_are_never_kept_under_another(county) -> None:
    other = Organisation.objects.exclude(path=COMMITTEE).filter(path__regex="^.{8}$").first()
    held = (Held(Role.COMMITTEE_ORGANISER, COMMITTEE), Held(Role.COMMITTEE_ORGANISER, other.path))
    both = cast.client_of(replace(cast.committee_organiser(COMMITTEE), held=held))
    assert 'name="place"' in both.get("/examinations/new/").content.decode()
    assert 'name="place"' not in county.get("/examinations/new/").content.decode()

    nowhere = both.post("/examinations/new/", {"file": upload()})
    assert (nowhere.status_code, Examination.objects.count()) == (422, 0)
    chosen = both.post("/examinations/new/", {"file": upload(), "place": other.pk})

    found = Examination.objects.get()
    assert (chosen.status_code, found.org_path, found.state) == (302, other.path, "done")
    assert 0 < found.files < 1500
    assert {path[:8] for path in Breach.objects.values_list("org_path", flat=True)} == {other.path}


def test_every_number_of_the_summary_opens_as_many_rows(county) -> None:
    actor, found = cast.county_office(), handed_in(county)
    sheet = examined.one(actor, found.pk, BreachFilter())

    for name, tallies in (
        ("level", sheet.by_level), ("rule", sheet.by_rule), ("committee", sheet.by_committee),
    ):  # fmt: skip
        assert sum(t.number for t in tallies) == sheet.found
        for tally in tallies:
            kept = examined.one(actor, found.pk, BreachFilter(**{name: tally.key}))
            assert kept.found == tally.number
    for tally in sheet.by_year:
        assert (
            examined.one(actor, found.pk, BreachFilter(year=int(tally.key))).found == tally.number
        )
    paths = [tally.key for tally in sheet.by_committee]
    assert paths == sorted(paths)


def test_the_page_offers_a_branch_its_own_workbook_once_it_is_chosen(county) -> None:
    home = f"/examinations/{handed_in(county).pk}/"
    branch = Breach.objects.values_list("branch", flat=True).first()

    offered = f'name="branch" value="{branch}"'
    assert offered not in county.get(home).content.decode()
    chosen = county.get(home, {"branch": branch}).content.decode()
    assert offered in chosen
    assert "整改清单（xlsx）" in chosen
    assert 'name="branch" value="没' not in county.get(home, {"branch": "没有"}).content.decode()


def test_results_leave_as_workbook_as_json_and_as_one_workbook_a_branch(county) -> None:
    found = handed_in(county)
    address = f"/examinations/{found.pk}/report"

    book = county.post(address, {"form": "xlsx"}).content
    sheets = CalamineWorkbook.from_filelike(io.BytesIO(book))
    assert sheets.sheet_names == ["汇总", "全部问题", "问党支部"]
    about_files = Breach.objects.exclude(row=0)
    assert len(sheets.get_sheet_by_name("全部问题").to_python()) - 1 == about_files.count()
    told = json.loads(county.post(address, {"form": "json"}).content)
    assert told.keys() == {"files", "seconds", "findings", "branches", "summary"}
    assert sum(told["summary"]["by_check"].values()) == len(told["findings"])
    with zipfile.ZipFile(io.BytesIO(county.post(address, {"form": "branches"}).content)) as parts:
        branches = about_files.values_list("branch", flat=True).distinct()
        assert len(parts.namelist()) == Breach.objects.values("branch").distinct().count()
    one = county.post(address, {"branch": branches[0]}).content
    rows = CalamineWorkbook.from_filelike(io.BytesIO(one)).get_sheet_by_index(0).to_python()
    assert {row[2] for row in rows[1:]} == {branches[0]}
    assert county.post(address, {"branch": "没有这个支部"}).status_code == 404
    assert county.post(address, {"form": "pdf"}).status_code == 404
    assert LedgerEntry.objects.filter(event="recruitment.examination.exported").count() == 4


def test_is_deleted_with_a_reason_and_the_ledger_keeps_that_it_was(county) -> None:
    found = handed_in(county)
    address = f"/examinations/{found.pk}/delete"

    assert county.post(address, {"why": "错"}).status_code == 422
    assert Examination.objects.filter(pk=found.pk).exists()
    assert county.post(address, {"why": "上传错了工作簿"}).status_code == 302
    assert (Examination.objects.count(), Breach.objects.count()) == (0, 0)
    entry = LedgerEntry.objects.get(event="recruitment.examination.deleted")
    assert (entry.reason, json.loads(entry.detail)["sha256"]) == ("上传错了工作簿", found.sha256)


def test_asks_the_database_no_more_for_many_breaches(county) -> None:
    found = handed_in(county)
    address = f"/examinations/{found.pk}/"

    with CaptureQueriesContext(
        connection,
    ) as many:
        county.get(address)
    Breach.objects.exclude(row__in=Breach.objects.values_list("row", flat=True)[:5]).delete()
    with CaptureQueriesContext(connection) as few:
        county.get(address)
    assert len(many) == len(few) <= 12


def test_a_running_examination_is_watched_and_a_stranger_refused(county) -> None:
    waiting = Examination.objects.create(
        source="workbook", state="running", org_path="0001", file_name="档案.xlsx", sha256="0" * 64,
        actor_name="韩梅", started_at=cast.NOON, files=400,
    )  # fmt: skip
    shown = county.get(f"/examinations/{waiting.pk}/", headers={"HX-Request": "true"})
    assert "已体检 400 件" in shown.content.decode()
    assert 'hx-trigger="every 1s"' in shown.content.decode()
    secretary = cast.client_of(
        cast.branch_secretary(Organisation.objects.get(code="620524000000").path)
    )
    assert secretary.get("/examinations/").status_code == 403
    assert secretary.post("/examinations/new/", {"file": upload()}).status_code == 403


def test_writes_no_text_that_excel_would_take_for_a_formula() -> None:
    nasty = '=HYPERLINK("http://x","点我")'
    finding = Finding(
        row=2, name=nasty, branch="=甲支部", committee="=甲党委", year=2024, check="D-01",
        level=Level.BLOCK, edition="CPC-DEV-2014", step="递交入党申请书", message="未满18岁",
        fact="-17", clause="第五条", remedy="核对",
    )  # fmt: skip
    report = Report(files=1, seconds=0.1, findings=(finding,))

    (content,) = findings.for_branches(report).values()
    row = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()[1]
    assert (row[1], row[2], row[7]) == (f"'{nasty}", "'=甲支部", "'-17")
    whole = CalamineWorkbook.from_filelike(io.BytesIO(findings.workbook(report)))
    told = [row[0] for row in whole.get_sheet_by_name("汇总").to_python()]
    assert "'=甲党委" in told
