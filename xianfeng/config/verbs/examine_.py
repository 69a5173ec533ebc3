"""``xianfeng examine``: examines development files of past years from a workbook."""

import argparse
import json
import sys
from pathlib import Path

from django.conf import settings

from xianfeng.kernel import checks, clock
from xianfeng.recruitment.queries import examinations, findings
from xianfeng.registry.queries.sheets import FileRefused

_SHOWN = 15


def run(options: argparse.Namespace) -> int:
    """Examine the workbook; return 1 if it cannot be read, 2 for an unknown check."""
    path = Path(options.file)
    wanted = frozenset(word.strip() for word in options.checks.split(",") if word.strip())
    unknown = wanted - checks.catalogue().keys()
    if unknown:
        print(f"没有这样的检查项：{'、'.join(sorted(unknown))}", file=sys.stderr)
        return 2
    try:
        report = examinations.examine_workbook(
            path,
            file_name=path.name,
            limit=settings.MAX_WORKBOOK_BYTES,
            today=clock.today(),
            checks=wanted,
        )
    except FileRefused as refusal:
        print(refusal, file=sys.stderr)
        return 1
    _write(report, options.report)
    _summarise(report)
    return 0


def _write(report: examinations.Report, target: str | None) -> None:
    if not target:
        return
    if target.lower().endswith(".xlsx"):
        Path(target).write_bytes(findings.workbook(report))
    else:
        text = json.dumps(report.as_json(), ensure_ascii=False, indent=1)
        Path(target).write_text(text + "\n", encoding="utf-8")


def _summarise(report: examinations.Report) -> None:
    rows = {finding.row for finding in report.findings}
    print(
        f"体检{report.files}件，用时{report.seconds:.1f}秒：{len(rows)}件有问题，"
        f"共{len(report.findings)}个问题。"
    )
    if report.branches:
        print(f"另有{len(report.branches)}处要问党支部（发展过于集中，或长期没有发展）。")
    for check, number in list(report.by_check.items())[:_SHOWN]:
        print(f"  {check}  {number}个  {checks.catalogue()[check].message}")
