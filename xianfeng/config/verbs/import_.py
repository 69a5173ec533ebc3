"""``xianfeng import``: brings organisations or a roster in from a workbook."""

import argparse
import getpass
import json
import sys
from pathlib import Path
from typing import Any

from django.conf import settings

from xianfeng.kernel import clock
from xianfeng.kernel.errors import Refused
from xianfeng.registry.commands import imports
from xianfeng.registry.vocab import BatchKind
from xianfeng.trust.vocab import system_actor

_SHOWN = 20


def run(options: argparse.Namespace) -> int:
    """Import the file, or only check it; return 1 if the file as a whole was refused."""
    path = Path(options.file)
    act = imports.check if options.dry_run else imports.bring
    try:
        outcome = act(
            actor=system_actor(_login()),
            kind=BatchKind(options.kind),
            path=path,
            file_name=path.name,
            limit=settings.MAX_WORKBOOK_BYTES,
            at=clock.now(),
        )
    except imports.FileRefused as refusal:
        print(refusal.sentence, file=sys.stderr)
        _report(options.report, imports.refused_file_as_json(refusal))
        return 1
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return 1
    _report(options.report, outcome.as_json())
    if options.refused:
        Path(options.refused).write_bytes(outcome.returned())
    _summarise(outcome, is_rehearsal=options.dry_run, report=options.report)
    return 0


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "命令行"


def _report(target: str | None, content: dict[str, Any]) -> None:
    if target:
        text = json.dumps(content, ensure_ascii=False, indent=1)
        Path(target).write_text(text + "\n", encoding="utf-8")


def _summarise(outcome: imports.Outcome, *, is_rehearsal: bool, report: str | None) -> None:
    taken = "可导入" if is_rehearsal else "已导入"
    print(
        f"共{outcome.rows}行：{taken}{outcome.accepted}行，"
        f"无变化{outcome.unchanged}行，有问题{len(outcome.refused)}行。"
    )
    if outcome.young:
        print(f"另有{outcome.young}行入党当年满18岁但日期早于生日，已照收，请核对（I-04）。")
    problems = outcome.problems
    for problem in problems[:_SHOWN]:
        print(f"  第{problem.row}行 {problem.column} [{problem.check}] {problem.message}")
    if len(problems) > _SHOWN:
        where = f"全部见{report}" if report else "用 --report 写出全部"
        print(f"  ……其余{len(problems) - _SHOWN}处问题，{where}。")
    if is_rehearsal:
        print("这次只检查，没有写入任何内容。")
