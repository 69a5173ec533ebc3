"""Examining files of the past: every planted breach is found, nothing else is blocked."""

import csv
import random
from collections import defaultdict
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from tests import cast
from xianfeng.kernel.verdict import Level
from xianfeng.recruitment.queries import examinations, findings
from xianfeng.recruitment.queries.examinations import Report
from xianfeng.registry.commands import calendar, imports
from xianfeng.registry.queries.sheets import FileRefused
from xianfeng.registry.vocab import BatchKind

pytestmark = pytest.mark.django_db
SAMPLES = Path(__file__).parents[2] / "samples"
TODAY = date(2026, 11, 23)
LIMIT = 50_000_000


@pytest.fixture
def organisations() -> None:
    calendar.load_known(at=cast.NOON)
    imports.bring(
        actor=cast.county_office(""),
        kind=BatchKind.ORGANISATIONS,
        path=SAMPLES / "organisations.csv",
        file_name="organisations.csv",
        limit=LIMIT,
        at=cast.NOON,
    )


def examined(path: Path, *checks: str) -> Report:
    return examinations.examine_workbook(
        path, file_name=path.name, limit=LIMIT, today=TODAY, checks=frozenset(checks)
    )


def breaches() -> dict[int, tuple[str, set[str]]]:
    with (SAMPLES / "files-breaches.csv").open(encoding="utf-8-sig") as file:
        return {
            int(r["row"]): (r["check"], {r["check"], *r["or"].split()})
            for r in csv.DictReader(file)
        }


def by_row(report: Report) -> dict[int, set[str]]:
    rows: dict[int, set[str]] = defaultdict(set)
    for finding in report.findings:
        rows[finding.row].add(finding.check)
    return rows


def test_finds_every_planted_breach_and_blocks_no_other_file(organisations: None) -> None:
    report = examined(SAMPLES / "files.xlsx")

    found = by_row(report)
    assert report.files == 1500
    assert {row: check for row, (check, _) in breaches().items() if check not in found[row]} == {}
    blocked = {f.row for f in report.findings if f.level is Level.BLOCK}
    assert blocked - breaches().keys() == set()
    assert found.keys() - breaches().keys() == set()


def test_every_finding_says_rule_edition_and_remedy(organisations: None) -> None:
    for finding in examined(SAMPLES / "files.xlsx").findings:
        assert finding.message
        assert finding.remedy
        assert finding.edition.startswith("CPC-DEV-")


def shuffled(target: Path, *, keep: set[str] | None = None) -> Path:
    rows = (
        CalamineWorkbook.from_path(SAMPLES / "files.xlsx").get_sheet_by_index(0).to_python()[:300]
    )
    order = [n for n, title in enumerate(rows[0]) if keep is None or title in keep]
    random.Random(7).shuffle(order)
    with xlsxwriter.Workbook(target, {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            for column, place in enumerate(order):
                sheet.write(number, column, row[place])
    return target


def test_reads_columns_in_any_order(organisations: None, tmp_path: Path) -> None:
    report = examined(shuffled(tmp_path / "files.xlsx"))

    whole = by_row(examined(SAMPLES / "files.xlsx"))
    assert by_row(report) == {row: found for row, found in whole.items() if row <= 300}


def test_asks_nothing_of_columns_that_are_not_there(organisations: None, tmp_path: Path) -> None:
    few = {"姓名", "公民身份号码", "所在党支部", "递交入党申请书日期", "谈话日期"}

    report = examined(shuffled(tmp_path / "few.xlsx", keep=few))

    assert {f.check for f in report.findings} <= {"D-01", "D-04", "D-51"}
    assert (6, "D-04") in {(f.row, f.check) for f in report.findings}


def test_narrows_to_the_named_checks(organisations: None) -> None:
    report = examined(SAMPLES / "files.xlsx", "D-12", "V-02")

    assert {f.check for f in report.findings} == {"D-12", "V-02"}


def test_says_what_is_wrong_with_a_wrong_workbook(organisations: None) -> None:
    with pytest.raises(FileRefused, match="递交入党申请书日期"):
        examined(SAMPLES / "roster.xlsx")


def test_hands_each_branch_its_own_rows(organisations: None) -> None:
    report = examined(SAMPLES / "files.xlsx")

    books = findings.for_branches(report)

    told = (*report.findings, *report.branches)
    assert books.keys() == {f.branch for f in told}
    branch = report.findings[0].branch
    book = books[branch]
    rows = CalamineWorkbook.from_filelike(BytesIO(book)).get_sheet_by_index(0).to_python()
    assert {row[2] for row in rows[1:]} == {branch}
    assert len(rows) - 1 == sum(f.branch == branch for f in told)
