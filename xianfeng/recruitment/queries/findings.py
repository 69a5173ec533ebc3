"""Findings of an examination as files: one workbook for the county, one for each branch, JSON."""

import io
import json
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import xlsxwriter

from xianfeng.kernel import checks
from xianfeng.kernel.words import harmless
from xianfeng.recruitment.queries.examinations import Finding, Report

_HEADINGS = (
    "行号", "姓名", "党支部", "级别", "检查项", "环节", "问题", "事实", "依据", "适用版本", "整改办法",
)  # fmt: skip
_WIDTHS = (6, 10, 34, 6, 8, 20, 46, 34, 18, 16, 34)


_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_NO_FILE_NAME = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


class Form(StrEnum):
    """The forms in which results leave."""

    WORKBOOK = "xlsx"
    BRANCHES = "branches"
    JSON = "json"


@dataclass(frozen=True, kw_only=True)
class Written:
    """A file that leaves: its name, its media type, its content."""

    name: str
    content_type: str
    content: bytes


def written(report: Report, form: Form, *, branch: str = "") -> Written | None:
    """Write the report in a form; for one branch its own workbook, None if it has no finding."""
    if branch:
        content = for_branches(report).get(branch)
        name = f"{_NO_FILE_NAME.sub('', branch)}-整改清单.xlsx"
        return content and Written(name=name, content_type=_XLSX, content=content) or None
    if form is Form.JSON:
        text = json.dumps(report.as_json(), ensure_ascii=False, indent=1)
        return Written(
            name="档案体检.json", content_type="application/json", content=text.encode() + b"\n"
        )
    if form is Form.BRANCHES:
        return Written(
            name="各支部整改清单.zip", content_type="application/zip", content=zipped(report)
        )
    return Written(name="档案体检.xlsx", content_type=_XLSX, content=workbook(report))


def zipped(report: Report) -> bytes:
    """Write one archive with a workbook for each branch, named and numbered in the order of names."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (branch, content) in enumerate(for_branches(report).items(), 1):
            name = _NO_FILE_NAME.sub("", branch)[:80] or "未填党支部"
            archive.writestr(f"{number:03d}-{name}.xlsx", content)
    return target.getvalue()


def workbook(report: Report) -> bytes:
    """Write the county's workbook: a summary, then all findings by committee and branch."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(
        target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        bold = book.add_format({"bold": True, "text_wrap": True})
        _summary(book, bold, report)
        ordered = sorted(report.findings, key=lambda f: (f.committee, f.branch, f.row, f.check))
        _sheet(book, bold, "全部问题", ordered)
        if report.branches:
            _sheet(book, bold, "问党支部", report.branches)
    return target.getvalue()


def for_branches(report: Report) -> dict[str, bytes]:
    """Write one workbook for each branch that has findings, by the branch's full name."""
    by_branch: dict[str, list[Finding]] = defaultdict(list)
    for finding in (*report.branches, *report.findings):
        by_branch[finding.branch].append(finding)
    books = {}
    for branch, found in sorted(by_branch.items()):
        target = io.BytesIO()
        with xlsxwriter.Workbook(
            target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        ) as book:
            _sheet(book, book.add_format({"bold": True}), "整改清单", found)
        books[branch] = target.getvalue()
    return books


def _summary(book: xlsxwriter.Workbook, bold: object, report: Report) -> None:
    sheet = book.add_worksheet("汇总")
    sheet.set_column(0, 0, 24)
    sheet.set_column(2, 2, 60)
    row = 0
    sheet.write_row(row, 0, ("体检档案", report.files, f"用时{report.seconds:.1f}秒"), bold)
    catalogue = checks.catalogue()
    for title, counts in (
        ("按级别", report.by_level),
        ("按检查项", report.by_check),
        ("按党委", report.by_committee),
        ("按年度", report.by_year),
    ):
        row += 2
        sheet.write_row(row, 0, (title, "问题数"), bold)
        for name, number in counts.items():
            row += 1
            words = catalogue[name].message if name in catalogue else ""
            sheet.write_row(row, 0, (harmless(str(name)), number, words))


def _sheet(book: xlsxwriter.Workbook, bold: object, title: str, found: Iterable[Finding]) -> None:
    sheet = book.add_worksheet(title)
    sheet.freeze_panes(1, 0)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.write_row(0, 0, _HEADINGS, bold)
    number = 0
    for number, f in enumerate(found, 1):
        cells = (
            f.row or "、".join(map(str, f.rows)), f.name, f.branch, f.level.mark, f.check, f.step, f.message, f.fact, f.clause,
            f.edition, f.remedy,
        )  # fmt: skip
        for column, value in enumerate(cells):
            if isinstance(value, int):
                sheet.write_number(number, column, value)
            else:
                sheet.write_string(number, column, harmless(value))
    sheet.autofilter(0, 0, max(number, 1), len(_HEADINGS) - 1)
