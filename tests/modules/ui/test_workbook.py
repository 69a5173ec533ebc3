"""A workbook as a stream: readable, typed, safe from formulas, flat in memory."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest

from xianfeng.kernel.words import harmless
from xianfeng.ui import workbook


def _read(rows, notes=("说明",)):
    body = b"".join(
        workbook.stream(sheet="名单", notes=notes, heading=["甲", "乙"], widths=[8, 8], rows=rows)
    )
    book = openpyxl.load_workbook(BytesIO(body))
    return book, [[cell.value for cell in row] for row in book.active.iter_rows()]


def test_keeps_text_numbers_dates_and_blanks():
    book, rows = _read([["王 & <强>", 7], [date(2026, 11, 23), None], ["", 1], [True, False]])
    assert book.sheetnames == ["名单"]
    assert rows[:2] == [["说明", None], ["甲", "乙"]]
    assert rows[2] == ["王 & <强>", 7]
    assert rows[3][0].date() == date(2026, 11, 23)
    assert rows[4][1] == 1
    assert rows[5][0] == "是"


def test_guards_what_a_spreadsheet_would_run():
    _, rows = _read([["=1+1", "+86"], ["-1", "@SUM(A1)"], ["a=1", "\x00x"]], notes=["=注"])
    assert rows[0][0] == "'=注"
    assert rows[2:] == [["'=1+1", "'+86"], ["'-1", "'@SUM(A1)"], ["a=1", "x"]]


@pytest.mark.parametrize(
    "text", ["＝1+1", "\x01=1+1", " =1+1", "\u3000@SUM(A1)", "\n=1+1", "\x0b-2+3", "＠x"]
)
def test_guards_what_stands_behind_unseen_signs_or_is_wide(text):
    assert harmless(text) == f"'{text}"


def test_gives_out_many_rows_in_parts():
    parts = list(
        workbook.stream(
            sheet="名单",
            notes=[],
            heading=["甲"],
            widths=[8],
            rows=([f"第{n}行"] for n in range(30_000)),
        )
    )
    assert len(parts) > 20
    assert max(map(len, parts)) < 200_000
