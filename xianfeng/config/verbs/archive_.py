"""``xianfeng archive export``: makes the packages of closed cases for the county's archive room."""

import argparse
import csv
import getpass
import os
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from django.core.exceptions import ObjectDoesNotExist

from xianfeng.casework.commands import archives
from xianfeng.casework.queries import archives as reads
from xianfeng.kernel import clock
from xianfeng.kernel.errors import Refused
from xianfeng.kernel.words import harmless
from xianfeng.trust.vocab import Actor, system_actor

ROOTS = "roots.csv"
_WHY = "导出归档包，交县档案室保存"


def run(options: argparse.Namespace) -> int:
    """Export one case or a year's; return 1 if any could not be exported."""
    actor = system_actor(_login())
    if (options.case is None) is (options.closed_in is None):
        print("请写明一件档案的编号，或用 --closed-in 写明年份。", file=sys.stderr)
        return 2
    wanted = (
        (options.case,) if options.case is not None else reads.closed_in(actor, options.closed_in)
    )
    folder = Path(options.to)
    folder.mkdir(parents=True, exist_ok=True)
    made, failed = _export_all(actor, wanted, folder)
    _write_down(folder, made)
    print(f"已导出{len(made)}件到{folder}，根值记在{ROOTS}，请另存一份。")
    if failed:
        print(f"{failed}件未能导出。", file=sys.stderr)
    return 1 if failed else 0


def _export_all(
    actor: Actor, wanted: Iterable[int], folder: Path
) -> tuple[list[archives.Exported], int]:
    made, failed = [], 0
    for case_id in wanted:
        try:
            one = _export(actor, case_id, folder)
        except ObjectDoesNotExist:
            print(f"{case_id}：没有这件档案，或尚未办结。", file=sys.stderr)
            failed += 1
        except Refused as refused:
            print(f"{case_id}：{refused}", file=sys.stderr)
            failed += 1
        else:
            made.append(one)
            print(f"  {_name(case_id)}  {one.root}")
    return made, failed


def _export(actor: Actor, case_id: int, folder: Path) -> archives.Exported:
    """Make one package under a passing name, so that a half-written one is never taken for whole."""
    descriptor, name = tempfile.mkstemp(dir=folder, prefix=".making-")
    passing = Path(name)
    try:
        with os.fdopen(descriptor, "w+b") as target:
            one = archives.export(
                actor=actor, case_id=case_id, why=_WHY, target=target, at=clock.now()
            )
        passing.replace(folder / _name(case_id))
    finally:
        passing.unlink(missing_ok=True)
    return one


def _name(case_id: int) -> str:
    return f"case-{case_id:06d}.zip"


def _write_down(folder: Path, made: list[archives.Exported]) -> None:
    """Add to the list of roots, which vouches for the packages when it is kept elsewhere."""
    path = folder / ROOTS
    is_new = not path.exists()
    with path.open("a", encoding="utf-8-sig" if is_new else "utf-8", newline="") as file:
        rows = csv.writer(file)
        if is_new:
            rows.writerow(("文件", "姓名", "党组织", "根值", "SHA-256"))
        for one in made:
            told = (_name(one.case_id), one.person, one.organisation, one.root, one.sha256)
            rows.writerow(map(harmless, told))


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "命令行"
