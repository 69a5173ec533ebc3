"""Import of rosters beside its floor, measured in the same run.

The floor is what no import can do without: reading the sheet with calamine,
the checks in plain Python, and executemany (SQLite) or COPY (PostgreSQL) into
one table with a primary key and three indexes: no history, no encryption, no
pinyin, no ledger.

    python benchmarks/import_roster.py --rows 3000 30000 300000

Runs on SQLite in a folder of its own, or on the empty PostgreSQL database that
``XIANFENG_DATABASE_URL`` names. Each measurement is a process of its own, so
that the peak memory (worker process included) is its own.
"""

import argparse
import csv
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

import xlsxwriter

ORGANISATIONS = Path(__file__).resolve().parents[1] / "tests" / "samples" / "organisations.csv"
HEADINGS = (
    "序号", "姓名", "性别", "公民身份号码", "民族", "出生日期", "学历", "人员类别", "所在党支部",
    "入党日期", "转正日期", "工作岗位", "手机号码", "家庭住址", "党籍状态", "是否流动党员", "外出流向",
)  # fmt: skip
_SURNAMES = "王李张刘陈杨黄吴赵周徐孙马朱胡林郭何高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁余单解仇查"
_GIVEN = "建国华伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英志文斌玲玉兰海龙梅雪宇浩欣怡梓涵"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def branches() -> list[str]:
    """Return the full names of the sample county's branches."""
    with ORGANISATIONS.open(encoding="utf-8-sig") as file:
        return [r["党组织全称"] for r in csv.DictReader(file) if r["组织类别"] == "党支部"]


def _id_number(born: date, sequence: int) -> str:
    first = f"999999{born:%Y%m%d}{sequence:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(first, _WEIGHTS, strict=True))
    return first + "10X98765432"[total % 11]


def _written(day: date, chance: random.Random) -> object:
    form = chance.randrange(9)
    if form < 4:
        return day
    texts = (f"{day:%Y-%m-%d}", f"{day:%Y/%m/%d}", f"{day:%Y.%m.%d}", f"{day:%Y%m%d}")
    return (*texts, f"{day.year}年{day.month}月{day.day}日")[form - 4]


def make(path: Path, rows: int, *, seed: int = 1) -> None:
    """Write a roster like the sample, without a bad row."""
    chance, places, seen = random.Random(seed), branches(), set()
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("党员名册")
    day_format = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_string(0, 0, "武山县党员名册（人员均为虚构）")
    sheet.write_row(2, 0, HEADINGS)
    for at in range(rows):
        while True:
            born = date(1940, 1, 1) + timedelta(days=chance.randrange(23_000))
            sequence = chance.randrange(1000)
            if (born, sequence) not in seen:
                break
        seen.add((born, sequence))
        joined = born.replace(day=1) + timedelta(days=365 * 19 + chance.randrange(1200))
        full = joined + timedelta(days=366)
        name = chance.choice(_SURNAMES) + "".join(
            chance.choices(_GIVEN, k=chance.choice((1, 2, 2, 2)))
        )
        phone = f"1990{chance.randrange(10**7):07d}"
        cells = (
            at + 1,
            name if chance.random() > 0.1 else "  ".join(name),
            chance.choice(("男", "男性", "男 ") if sequence % 2 else ("女", "女性", "女 ")),
            _id_number(born, sequence) + chance.choice(("", "", " ")),
            chance.choice(("汉", "汉族", "汉族", "回族")),
            _written(born, chance),
            chance.choice(("小学", "初中", "高中", "大专", "本科", "中专")),
            "正式党员",
            chance.choice(places),
            _written(joined, chance),
            _written(full, chance),
            chance.choice(("农牧渔民", "工人", "教师", "医生")),
            chance.choice(
                (phone, float(phone), f"+86{phone}", f"{phone[:3]}-{phone[3:7]}-{phone[7:]}")
            ),
            "甘肃省武山县",
            "正常",
            "否",
            "",
        )
        for place, cell in enumerate(cells):
            if isinstance(cell, date):
                sheet.write_datetime(at + 3, place, cell, day_format)
            elif cell != "":
                sheet.write(at + 3, place, cell)
    book.close()


def _peak() -> float:
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return (own + child) / 1024


def measure_import(path: Path) -> dict[str, float]:
    """Bring the roster into the prepared database by the product's own command."""
    import django

    django.setup()
    from django.db import connection

    from xianfeng.config import settling
    from xianfeng.kernel import clock
    from xianfeng.registry.commands import imports
    from xianfeng.registry.vocab import BatchKind
    from xianfeng.trust.vocab import system_actor

    settling.settle()
    connection.ensure_connection()
    start = time.perf_counter()
    outcome = imports.bring(
        actor=system_actor("benchmark"),
        kind=BatchKind.ROSTER,
        path=path,
        file_name=path.name,
        limit=200_000_000,
        at=clock.now(),
    )
    seconds = time.perf_counter() - start
    if outcome.refused:
        raise SystemExit(f"{len(outcome.refused)} rows refused: {outcome.problems[:3]}")
    return {"seconds": seconds, "rows": outcome.accepted, "mib": _peak()}


def measure_floor(path: Path) -> dict[str, float]:
    """Read, check and load with nothing around."""
    import django

    django.setup()
    from django.db import connection, transaction
    from python_calamine import CalamineWorkbook

    from xianfeng.config import settling
    from xianfeng.registry.rules import identity, spelling

    settling.settle()
    known = set(branches())
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_floor")
        cursor.execute(
            "CREATE TABLE bench_floor (id integer PRIMARY KEY, name text, sex text, number text,"
            " people text, born date, education text, category text, branch text, joined date,"
            " became date, post text, phone text, address text)"
        )
        for column in ("name", "number", "branch"):
            cursor.execute(f"CREATE INDEX bench_floor_{column} ON bench_floor ({column})")
    start = time.perf_counter()
    ready = []
    sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
    for at, row in enumerate(sheet.iter_rows()):
        if at < 3:
            continue
        number = identity.normalise(row[3])
        born, joined, full = (spelling.day(row[i]) for i in (5, 9, 10))
        phone = spelling.phone(row[12])
        wrong = (
            identity.check_id(number) is not None
            or born != identity.birth_date(number)
            or joined is None
            or full is None
            or not born <= joined <= full
            or row[8] not in known
            or phone is None
        )
        if wrong:
            raise SystemExit(f"floor: row {at + 1} is wrong: {row}")
        ready.append((
            at, spelling.name(row[1]), row[2].strip()[0], number, row[4], born, row[6], row[7],
            row[8], joined, full, row[11], phone, row[13],
        ))  # fmt: skip
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy("COPY bench_floor FROM STDIN") as copy:
                for values in ready:
                    copy.write_row(values)
        else:
            marks = ", ".join("?" * 14)
            connection.connection.executemany(
                f"INSERT INTO bench_floor VALUES ({marks})",
                ([v.isoformat() if isinstance(v, date) else v for v in row] for row in ready),
            )
    seconds = time.perf_counter() - start
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE bench_floor")
    return {"seconds": seconds, "rows": len(ready), "mib": _peak()}


def _alone(arguments: list[str], folder: Path) -> dict[str, float]:
    answer = subprocess.run(
        [sys.executable, __file__, *arguments],
        env=os.environ | {"XIANFENG_DATA_DIR": str(folder)},
        check=True,
        capture_output=True,
        text=True,
    )
    return json.loads(answer.stdout.splitlines()[-1])


def prepare(folder: Path) -> None:
    """Make the database and the county's organisations; empty PostgreSQL's people first."""
    xianfeng = [sys.executable, "-m", "xianfeng.config.command"]
    env = os.environ | {"XIANFENG_DATA_DIR": str(folder)}
    for verb in (["setup"], ["import", "organisations", str(ORGANISATIONS)]):
        subprocess.run([*xianfeng, *verb], env=env, check=True, capture_output=True)


def empty() -> None:
    """Take the people of the last round out."""
    import django

    django.setup()
    from django.db import connection

    tables = ("name_reading", "membership", "head_count", "import_row", "person")
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Deleted rows would stay in the indexes and slow the next round.
            names = ", ".join(f"registry_{table}" for table in tables)
            cursor.execute(f"TRUNCATE {names} CASCADE")
            return
        for table in tables:
            cursor.execute(f"DELETE FROM registry_{table}")


def main() -> None:
    """Print one line for each size."""
    options = argparse.ArgumentParser(description="Import beside its floor")
    options.add_argument("--rows", type=int, nargs="+", default=[3_000, 30_000])
    options.add_argument("--repeat", type=int, default=3)
    options.add_argument("--part", choices=("import", "floor", "empty"))
    options.add_argument("--file", type=Path)
    chosen = options.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xianfeng.config.settings")
    if chosen.part:
        act = {"import": measure_import, "floor": measure_floor}.get(chosen.part)
        print(json.dumps(act(chosen.file) if act else empty() or {}))
        return
    where = "PostgreSQL" if "postgres" in os.environ.get("XIANFENG_DATABASE_URL", "") else "SQLite"
    folder = Path(tempfile.mkdtemp(prefix="xianfeng-bench-"))
    try:
        prepare(folder)
        print(f"{where}; best of {chosen.repeat}; seconds, rows/s, peak MiB")
        for rows in chosen.rows:
            path = folder / f"{rows}.xlsx"
            make(path, rows)
            _round(rows, path, folder, chosen.repeat)
    finally:
        shutil.rmtree(folder)


def _round(rows: int, path: Path, folder: Path, repeat: int) -> None:
    found: dict[str, list[dict[str, float]]] = {"floor": [], "import": []}
    for _ in range(repeat):
        for part, results in found.items():
            results.append(_alone(["--part", part, "--file", str(path)], folder))
        _alone(["--part", "empty"], folder)
    best = {part: min(results, key=lambda r: r["seconds"]) for part, results in found.items()}
    for part, result in best.items():
        speed = rows / result["seconds"]
        print(
            f"{rows:>8,} {part:<7}{result['seconds']:8.2f} s{speed:10,.0f}/s{result['mib']:7.0f} MiB"
        )
    print(
        f"{rows:>8,} ratio  {best['import']['seconds'] / best['floor']['seconds']:8.2f}", flush=True
    )


if __name__ == "__main__":
    main()
