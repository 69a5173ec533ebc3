#!/usr/bin/env python3
"""Measures the file examination: wall and processor seconds for 10,000 files, and both ratios to only reading them.

Run as ``python benchmarks/examine.py [--files 10000] [--runs 3]``. The sheet is the sample's, its rows
repeated with other names and form numbers. The floor is the same reader walking
through the same sheet in the same process, in turn with the examination; of either clock the best run counts.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
SAMPLES = ROOT / "tests" / "samples"
TODAY = date(2026, 11, 23)
LIMIT = 100_000_000


def grown(target: Path, files: int) -> None:
    """Write the sample's rows again and again until there are so many files."""
    import xlsxwriter
    from python_calamine import CalamineWorkbook

    source = CalamineWorkbook.from_path(SAMPLES / "files.xlsx").get_sheet_by_index(0)
    heading, *rows = source.to_python()
    form = heading.index("入党志愿书编号")
    name = heading.index("姓名")
    with xlsxwriter.Workbook(
        target, {"default_date_format": "yyyy-mm-dd", "constant_memory": True}
    ) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, heading)
        for number in range(files):
            row = list(rows[number % len(rows)])
            if number >= len(rows):
                row[name] = f"{row[name]}{number // len(rows)}"
                row[form] = row[form] and f"{number:014d}"
            sheet.write_row(number + 1, 0, row)


Seconds = tuple[float, float]


def spent(work: Callable[[], int], files: int) -> Seconds:
    """Return wall and processor seconds of one run; it must see every file."""
    started, busy = time.perf_counter(), time.process_time()
    seen = work()
    found = time.perf_counter() - started, time.process_time() - busy
    if seen != files:
        sys.exit(f"saw {seen} files of {files}")
    return found


def best(runs: list[Seconds]) -> Seconds:
    """Return the smallest of each: under load no single run is the quickest by both clocks."""
    return min(wall for wall, _ in runs), min(busy for _, busy in runs)


def main() -> None:
    """Build the county and the sheet, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XIANFENG_DATA_DIR"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xianfeng.config.settings")
        program = Path(sys.executable).with_name("xianfeng")
        subprocess.run([program, "setup"], check=True, stdout=subprocess.DEVNULL)
        measure(Path(folder), options.files, options.runs)


def measure(folder: Path, files: int, runs: int) -> None:
    """Measure in a database of its own."""
    import django

    django.setup()
    from xianfeng.kernel import clock
    from xianfeng.recruitment import catalogue
    from xianfeng.recruitment.queries import examinations
    from xianfeng.registry.commands import calendar, imports
    from xianfeng.registry.queries import sheets
    from xianfeng.registry.vocab import BatchKind
    from xianfeng.trust.vocab import system_actor

    calendar.load_known(at=clock.now())
    tree = SAMPLES / "organisations.csv"
    imports.bring(
        actor=system_actor("benchmark"), kind=BatchKind.ORGANISATIONS, path=tree,
        file_name=tree.name, limit=LIMIT, at=clock.now(),
    )  # fmt: skip
    path = folder / "files.xlsx"
    grown(path, files)
    columns = catalogue.paper_columns()
    words = {column.fact: column.words for column in columns}
    needs = tuple(column.fact for column in columns if column.needed)
    found: list[examinations.Report] = []

    def read() -> int:
        table = sheets.open_table(path, file_name=path.name, limit=LIMIT, words=words, needs=needs)
        return sum(1 for _ in table.rows())

    def examine() -> int:
        report = examinations.examine_workbook(path, file_name=path.name, limit=LIMIT, today=TODAY)
        found.append(report)
        return report.files

    # Taken in turn, so that a load from outside falls on both.
    pairs = [(spent(read, files), spent(examine, files)) for _ in range(runs)]
    floor, product = best([f for f, _ in pairs]), best([p for _, p in pairs])
    report = found[-1]
    print(f"{files} files, {len(report.findings)} findings in {report.faulty} files")
    print("                  wall s   cpu s")
    print(f"examining         {product[0]:6.2f}  {product[1]:6.2f}")
    print(f"reading alone     {floor[0]:6.2f}  {floor[1]:6.2f}")
    print(f"ratio             {product[0] / floor[0]:6.1f}  {product[1] / floor[1]:6.1f}")


if __name__ == "__main__":
    main()
