"""Workbooks of rosters for tests, and bringing them in."""

from pathlib import Path

import xlsxwriter

from tests import cast
from xianfeng.registry.commands import imports
from xianfeng.registry.models import (
    HeadCount,
    ImportBatch,
    ImportRow,
    Membership,
    NameReading,
    Organisation,
    Person,
)
from xianfeng.registry.rules import identity
from xianfeng.registry.vocab import BatchKind
from xianfeng.trust.vocab import system_actor

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
LIMIT = 50_000_000
HEADINGS = [
    "姓名",
    "性别",
    "公民身份号码",
    "民族",
    "人员类别",
    "所在党支部",
    "入党日期",
    "转正日期",
    "手机号码",
]
VILLAGE = "中共武山县城关镇陈门村支部委员会"


def bring(path, kind=BatchKind.ROSTER, *, actor=None, act=imports.bring):
    return act(
        actor=actor or system_actor("tests"),
        kind=kind,
        path=Path(path),
        file_name=Path(path).name,
        limit=LIMIT,
        at=cast.NOON,
    )


def number(born="19800101", sequence=1):
    first = f"999999{born}{sequence:03d}"
    return first + identity.check_digit(first)


def person(name="王小明", id_number=None, **changed):
    row = dict(
        zip(
            HEADINGS,
            [
                name,
                "男",
                id_number or number(),
                "汉族",
                "正式党员",
                VILLAGE,
                "2005-07-01",
                "2006-07-01",
                "19900000001",
            ],
            strict=True,
        )
    )
    return list((row | changed).values())


def sheet(path, rows, *, headings=HEADINGS, above=()):
    book = xlsxwriter.Workbook(str(path), {"strings_to_numbers": False})
    page = book.add_worksheet()
    for at, row in enumerate([*above, headings, *rows]):
        for place, cell in enumerate(row):
            page.write(at, place, cell)
    book.close()
    return path


def everything():
    tables = (Person, Membership, NameReading, HeadCount, Organisation, ImportRow, ImportBatch)
    return [table.objects.count() for table in tables]
