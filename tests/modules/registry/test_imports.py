"""Importing organisations and rosters."""

import csv
import io
import json
import random
import zipfile
from datetime import date, timedelta

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from tests import cast
from tests.modules.registry.rosters import (
    HEADINGS,
    LIMIT,
    SAMPLES,
    VILLAGE,
    bring,
    everything,
    number,
    person,
    sheet,
)  # fmt: skip
from xianfeng.config import command
from xianfeng.kernel.errors import NotAllowed, Refused
from xianfeng.registry.commands import imports, people, undoing
from xianfeng.registry.models import (
    HeadCount,
    ImportBatch,
    ImportRow,
    Organisation,
    Person,
)
from xianfeng.registry.queries import imports as batches
from xianfeng.registry.vocab import BatchKind, BatchState, Category
from xianfeng.trust.queries import ledger as entries

FITTING = {
    "sex_differs_from_id": "I-08", "birth_differs_from_id": "I-09", "impossible_date": "I-06",
    "id_duplicate": "I-02", "joined_under_18": "I-04", "unknown_branch": "I-10",
    "name_missing": "I-05", "future_date": "I-07", "id_checksum": "I-01", "id_length": "I-01",
    "unknown_category": "I-03", "full_before_joined": "I-11",
}  # fmt: skip
pytestmark = pytest.mark.django_db


@pytest.fixture
def county():
    return bring(SAMPLES / "organisations.csv", BatchKind.ORGANISATIONS)


def defects():
    with (SAMPLES / "roster-defects.csv").open(encoding="utf-8-sig") as file:
        return {int(row["row"]): row["defect"] for row in csv.DictReader(file)}


def test_takes_the_whole_tree_with_parents_before_children(county):
    assert (county.rows, county.accepted, county.problems) == (559, 559, [])
    root = Organisation.objects.get(path="0001")
    assert (root.code, root.short_name) == ("620524000000", "武山县委")
    branch = Organisation.objects.get(name=VILLAGE)
    assert branch.path.startswith(branch.parent.path)
    assert (branch.short_name, branch.initials) == ("城关镇陈门村党支部", "cgzcmcdzb")
    again = bring(SAMPLES / "organisations.csv", BatchKind.ORGANISATIONS)
    assert (again.accepted, again.unchanged) == (0, 559)


def test_takes_organisations_in_any_order_and_encoding(tmp_path):
    lines = (SAMPLES / "organisations.csv").read_text("utf-8-sig").splitlines()
    body = lines[1:]
    random.Random(7).shuffle(body)
    shuffled = tmp_path / "shuffled.csv"
    shuffled.write_bytes("\r\n".join([lines[0], *body]).encode("gb18030"))
    found = bring(shuffled, BatchKind.ORGANISATIONS)
    assert (found.accepted, found.problems) == (559, [])


def test_refuses_organisations_that_hang_on_nothing(tmp_path, county):
    path = tmp_path / "more.csv"
    path.write_text(
        "党组织代码,党组织全称,组织类别,上级党组织代码\n"
        "A1,中共甲支部委员会,党支部,620524000001\n"
        "A2,中共乙支部委员会,党支部,没有\n"
        "A3,中共丙支部委员会,协会,620524000001\n"
        "A1,中共丁支部委员会,党支部,620524000001\n"
        "A5,中共戊支部委员会,党支部,\n",
        "utf-8",
    )
    found = bring(path, BatchKind.ORGANISATIONS)
    assert [(p.row, p.check) for p in found.problems] == [
        (3, "I-15"),
        (4, "I-03"),
        (5, "I-14"),
        (6, "I-15"),
    ]
    assert found.accepted == 1


def test_refuses_exactly_the_planted_rows_of_the_sample(county):
    found = bring(SAMPLES / "roster.xlsx")
    assert {row.number: row.problems[0].check for row in found.refused} == {
        row: FITTING[defect] for row, defect in defects().items()
    }
    assert all(len(row.problems) == 1 for row in found.refused)
    assert (found.rows, found.accepted, found.unchanged) == (3000, 2949, 0)
    assert Person.objects.count() == 2949
    assert sum(HeadCount.objects.values_list("people", flat=True)) == 2949
    full = Person.objects.get(name="于艳", org_path__startswith="0001", full_on="2010-10-02")
    assert list(
        full.memberships.order_by("id").values_list("category", "starts_on", "ends_on")
    ) == [
        ("probationary", date(2009, 10, 2), date(2010, 10, 2)),
        ("full", date(2010, 10, 2), None),
    ]


def test_reads_columns_in_any_order_under_other_words(county, tmp_path):
    rows = (
        CalamineWorkbook.from_path(str(SAMPLES / "roster.xlsx")).get_sheet_by_index(0).to_python()
    )
    other = {
        "姓名": "党员姓名",
        "公民身份号码": "身份证号",
        "所在党支部": "所属党支部",
        "入党日期": "入党时间",
    }
    order = list(range(len(rows[2])))
    random.Random(3).shuffle(order)
    book = xlsxwriter.Workbook(str(tmp_path / "other.xlsx"), {"default_date_format": "yyyy-mm-dd"})
    page = book.add_worksheet()
    for at, row in enumerate(rows):
        for place, source in enumerate(order):
            page.write(at, place, other.get(row[source], row[source]) if at == 2 else row[source])
    book.close()
    found = bring(tmp_path / "other.xlsx")
    assert {row.number for row in found.refused} == set(defects())


def test_changes_nothing_the_second_time(county):
    bring(SAMPLES / "roster.xlsx")
    before = everything()[:4]
    again = bring(SAMPLES / "roster.xlsx")
    assert (again.accepted, again.unchanged) == (0, 2949)
    assert {row.number for row in again.refused} == set(defects())
    assert everything()[:4] == before


def test_a_rehearsal_writes_nothing(county):
    before = everything()
    found = bring(SAMPLES / "roster.xlsx", act=imports.check)
    assert (found.accepted, len(found.refused)) == (2949, 51)
    assert everything() == before


def test_names_every_error_of_a_row(county, tmp_path):
    bad = person(
        "",
        "999999198001010",
        民族="火星",
        入党日期="2020-13-01",
        手机号码="123",
        所在党支部="没有",
    )
    found = bring(sheet(tmp_path / "bad.xlsx", [bad, person()]))
    assert sorted((p.column, p.check) for p in found.problems) == [
        ("入党日期", "I-06"),
        ("公民身份号码", "I-01"),
        ("姓名", "I-05"),
        ("所在党支部", "I-10"),
        ("手机号码", "I-13"),
        ("民族", "I-03"),
    ]
    assert found.accepted == 1


def test_keeps_no_number_in_clear_that_stood_in_the_wrong_column(county, tmp_path):
    wrong = number(sequence=7)
    rows = [person(手机号码=wrong), person("李四", number(sequence=9), 入党日期=wrong)]
    found = bring(sheet(tmp_path / "swapped.xlsx", rows))

    assert [p.check for p in found.problems] == ["I-13", "I-06"]
    assert wrong not in json.dumps(found.as_json(), ensure_ascii=False)
    kept = json.dumps(list(ImportRow.objects.values_list("errors", flat=True)), ensure_ascii=False)
    assert wrong not in kept
    assert f"{wrong[:4]}************{wrong[-2:]}" in kept
    _titles, back = batches.returned_rows(found.batch_id)
    assert {wrong} < {cell for _number, cells, _reasons in back for cell in cells}


def test_takes_facts_anew_but_never_standing(county, tmp_path):
    bring(sheet(tmp_path / "first.xlsx", [person()]))
    moved = bring(sheet(tmp_path / "fact.xlsx", [person(手机号码="199-0000-0002")]))
    assert (moved.accepted, moved.unchanged) == (1, 0)
    for changed in (
        person("王大明"),
        person(所在党支部="中共武山县城关镇腰庄村支部委员会"),
        person(人员类别="预备党员", 转正日期=""),
        person(转正日期="2006-08-01"),
    ):
        found = bring(sheet(tmp_path / "clash.xlsx", [changed]))
        assert [p.check for p in found.problems] == ["I-02"]
        assert "城关镇陈门村党支部" in found.problems[0].message
    assert Person.objects.get().category == Category.FULL


def test_keeps_a_joining_year_of_eighteen_with_a_warning(county, tmp_path):
    young = number("20050901")
    rows = [person(id_number=young, 入党日期="2023-03-01", 转正日期="2024-03-01")]
    found = bring(sheet(tmp_path / "young.xlsx", rows))
    assert (found.accepted, found.young) == (1, 1)


def test_brings_people_only_within_reach(county, tmp_path):
    committee = Organisation.objects.get(name="中共武山县城关镇委员会")
    rows = [
        person(),
        person("李四", number(sequence=5), 所在党支部="中共武山县县直机关第1支部委员会"),
    ]
    found = bring(
        sheet(tmp_path / "two.xlsx", rows), actor=cast.committee_organiser(committee.path)
    )
    assert [(p.row, p.check) for p in found.problems] == [(3, "I-18")]
    assert found.accepted == 1
    with pytest.raises(NotAllowed):
        bring(tmp_path / "two.xlsx", actor=cast.branch_secretary())
    with pytest.raises(ImportBatch.DoesNotExist):
        undoing.undo(
            actor=cast.committee_organiser(cast.OTHER_COMMITTEE),
            batch_id=found.batch_id,
            at=cast.NOON,
        )


def _zip(path, parts):
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def wrong_files(folder):
    good = sheet(folder / "good.xlsx", [person()]).read_bytes()
    (folder / "text.xlsx").write_text("这不是工作簿")
    yield folder / "text.xlsx", "不是可以读取的工作簿"
    (folder / "nothing.xlsx").write_bytes(b"")
    yield folder / "nothing.xlsx", "是空的"
    yield sheet(folder / "blank.xlsx", [], headings=[]), "没有任何数据"
    yield sheet(folder / "bare.xlsx", [["张三", "男"]], headings=["甲", "乙"]), "找不到表头行"
    yield sheet(folder / "head.xlsx", []), "没有任何人员"
    half = [h for h in HEADINGS if h != "所在党支部"]
    yield sheet(folder / "half.xlsx", [person()], headings=half), "缺少所在党支部"
    (folder / "cut.xlsx").write_bytes(good[: len(good) // 2])
    yield folder / "cut.xlsx", "不是可以读取的工作簿"
    (folder / "secret.xlsx").write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
    )
    yield folder / "secret.xlsx", "密码"
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    yield _zip(folder / "macro.xlsm", parts | {"xl/vbaProject.bin": b"x"}), "带有宏"
    rounded = person(公民身份号码=999999198001010012.0)
    yield (
        sheet(folder / "rounded.xlsx", [person(), rounded]),
        "第3行“公民身份号码”被Excel转成了数值",
    )
    (folder / "rounded.csv").write_text(
        "姓名,公民身份号码,人员类别,所在党支部\n张三,9.99999E+17,入党申请人,周庄村党支部\n",
        "gb18030",
    )
    yield folder / "rounded.csv", "第2行“公民身份号码”被Excel转成了数值"
    book = xlsxwriter.Workbook(str(folder / "formula.xlsx"))
    page = book.add_worksheet()
    for at, row in enumerate([HEADINGS, person()]):
        page.write_row(at, 0, row)
    page.write_formula(1, 5, "=A1", value="")
    book.close()
    yield folder / "formula.xlsx", "没有结果的公式"
    with zipfile.ZipFile(folder / "formula.xlsx") as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    blanks = b" " * 3_000_000 + b"</sheetData>"
    cells = parts["xl/worksheets/sheet1.xml"].replace(b"</sheetData>", blanks)
    _zip(folder / "padded.xlsx", parts | {"xl/worksheets/sheet1.xml": cells})
    yield folder / "padded.xlsx", "没有结果的公式"
    big = folder / "big.xlsx"
    with big.open("wb") as file:
        file.truncate(LIMIT + 1)
    yield big, "超过50MB"


def test_says_one_sentence_about_a_wrong_file_and_changes_nothing(county, tmp_path):
    before = everything()
    for path, words in wrong_files(tmp_path):
        with pytest.raises(imports.FileRefused) as refusal:
            bring(path)
        assert words in refusal.value.sentence, path.name
        assert refusal.value.sentence.endswith("。")
        assert everything() == before


def test_asks_for_organisations_first(tmp_path):
    with pytest.raises(imports.FileRefused, match="先导入党组织"):
        bring(SAMPLES / "roster.xlsx")
    assert ImportBatch.objects.count() == 0


def test_reports_on_the_command_line(county, tmp_path, capsys):
    report, refused = tmp_path / "report.json", tmp_path / "refused.xlsx"
    arguments = ["import", "roster", str(SAMPLES / "roster.xlsx")]
    options = command.parser().parse_args(
        [*arguments, "--report", str(report), "--refused", str(refused)]
    )
    from xianfeng.config.verbs import import_

    assert import_.run(options) == 0
    found = json.loads(report.read_text("utf-8"))
    assert list(found) == ["rows", "accepted", "unchanged", "refused"]
    assert (found["rows"], found["accepted"], found["unchanged"]) == (3000, 2949, 0)
    assert found["refused"][0] == {
        "row": 23,
        "column": "性别",
        "check": "I-08",
        "message": "性别与身份证号不符：身份证号显示为男",
    }
    back = CalamineWorkbook.from_path(str(refused)).get_sheet_by_index(0).to_python()
    assert (len(back), back[0][0], back[0][-1], back[1][0]) == (52, "原行号", "原因", 23.0)
    assert "共3000行：已导入2949行" in capsys.readouterr().out
    bad = command.parser().parse_args(["import", "roster", __file__, "--report", str(report)])
    assert import_.run(bad) == 1
    assert json.loads(report.read_text("utf-8"))["accepted"] == 0
    assert capsys.readouterr().err.count("\n") == 1


def test_imports_a_page_of_corrected_rows(county, tmp_path):
    found = bring(
        sheet(tmp_path / "bad.xlsx", [person(性别="女"), person("李四", number(sequence=7))])
    )
    (tmp_path / "back.xlsx").write_bytes(found.returned())
    rows = CalamineWorkbook.from_path(str(tmp_path / "back.xlsx")).get_sheet_by_index(0).to_python()
    rows[1][2] = "男"
    again = bring(sheet(tmp_path / "again.xlsx", rows[1:], headings=rows[0]))
    assert (again.rows, again.accepted) == (1, 1)


def test_reads_days_as_the_workbook_has_them(county, tmp_path):
    serial = (date(2005, 7, 1) - date(1899, 12, 30)).days
    rows = [
        person("甲一", number(sequence=11), 入党日期=20050701, 转正日期="2006年7月1日"),
        person("乙二", number(sequence=13), 入党日期=serial, 转正日期=serial + 365),
        person(
            "丙三",
            number(sequence=15),
            入党日期="2005.7.1",
            转正日期="２００６－０７－０１",
        ),
    ]
    found = bring(sheet(tmp_path / "days.xlsx", rows, above=[["名册"], [], ["2026年"]]))
    assert found.problems == []
    assert set(Person.objects.values_list("joined_on", "full_on")) == {
        (date(2005, 7, 1), date(2005, 7, 1) + timedelta(days=365))
    }


def test_pages_take_show_return_and_undo(county, tmp_path, client, settings):
    from xianfeng.trust.vocab import Held, Role

    settings.DATA_DIR = tmp_path
    account_id = cast.account("bureau", Held(Role.COUNTY_OFFICE, "0001"))
    from django.contrib.auth import get_user_model

    client.force_login(get_user_model().objects.get(pk=account_id))
    assert client.get("/imports/").status_code == 200
    assert client.get("/imports/new/").status_code == 200
    with (SAMPLES / "roster.xlsx").open("rb") as file:
        answer = client.post("/imports/new/", {"kind": "roster", "file": file})
    batch = ImportBatch.objects.get(kind="roster")
    assert answer["Location"] == f"/imports/{batch.pk}/"
    assert list((tmp_path / "uploads").iterdir()) == []
    shown = client.get(f"/imports/{batch.pk}/").content.decode()
    assert "2949" in shown
    assert "I-08" in shown
    assert "999999197306234433" not in shown
    fragment = client.get(f"/imports/{batch.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert fragment.strip().startswith("<section")
    back = client.post(f"/imports/{batch.pk}/refused")
    assert "roster" in back["Content-Disposition"]
    assert entries.about(f"batch:{batch.pk}")[0].event == "registry.batch.returned"
    assert client.post(f"/imports/{batch.pk}/undo").status_code == 302
    assert Person.objects.count() == 0
    with (SAMPLES / "roster-defects.csv").open("rb") as file:
        client.post("/imports/new/", {"kind": "roster", "file": file})
    failed = ImportBatch.objects.latest("id")
    assert failed.state == BatchState.FAILED
    assert "找不到表头行" in client.get(f"/imports/{failed.pk}/").content.decode()
    assert client.get("/imports/999999/").status_code == 404


def test_registers_one_person_by_hand(county):
    place = Organisation.objects.get(name=VILLAGE)
    entry = {
        "name": "单 雄信",
        "id_number": number(),
        "organisation_id": place.pk,
        "category": Category.APPLICANT,
        "since": date(2026, 11, 1),
        "phone": "199-0000-0001",
        "at": cast.NOON,
    }
    known = Person.objects.get(pk=people.register(actor=cast.branch_secretary(place.path), **entry))
    assert (known.name, known.pinyin, known.category) == ("单雄信", "shanxiongxin", "applicant")
    assert HeadCount.objects.get().people == 1
    with pytest.raises(Refused) as refusal:
        people.register(actor=cast.branch_secretary(place.path), **entry)
    assert refusal.value.verdict.checks() == ("I-02",)
    wrong = entry | {"name": " ", "id_number": "1", "since": date(2027, 1, 1), "phone": "12"}
    with pytest.raises(Refused) as refusal:
        people.register(actor=cast.branch_secretary(place.path), **wrong)
    assert refusal.value.verdict.checks() == ("I-05", "I-01", "I-07", "I-13")
    with pytest.raises(Organisation.DoesNotExist):
        people.register(actor=cast.branch_secretary(cast.OTHER_BRANCH), **entry)
    assert Person.objects.count() == 1
