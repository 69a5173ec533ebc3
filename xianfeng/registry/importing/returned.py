"""The workbook of only the bad rows: the sheet's own headings and cells, and a reason column."""

import io
from collections.abc import Iterable, Sequence
from typing import Any

import xlsxwriter

from xianfeng.kernel.words import harmless

REASON = "原因"


def workbook(
    titles: Sequence[str], rows: Iterable[tuple[int, Sequence[Any], Sequence[str]]]
) -> bytes:
    """Write rows of (number, cells, messages); everything is text, so nothing is changed or run."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet("未导入的行")
    text = book.add_format({"num_format": "@"})
    bold = book.add_format({"bold": True, "num_format": "@"})
    heading = ["原行号", *titles, REASON]
    for place, title in enumerate(heading):
        sheet.write_string(0, place, harmless(title), bold)
    for at, (number, cells, messages) in enumerate(rows, start=1):
        sheet.write_number(at, 0, number)
        for place in range(len(titles)):
            sheet.write_string(
                at, place + 1, _text(cells[place] if place < len(cells) else ""), text
            )
        sheet.write_string(at, len(heading) - 1, "；".join(messages), text)
    sheet.freeze_panes(1, 0)
    sheet.set_column(1, len(titles), 14)
    sheet.set_column(len(heading) - 1, len(heading) - 1, 60)
    book.close()
    return out.getvalue()


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    words = "" if cell is None else str(cell)
    # Excel takes such text for a formula once somebody edits the cell.
    return words if _is_number(words) else harmless(words)


def _is_number(words: str) -> bool:
    return words[1:].replace(" ", "").replace("-", "").isdigit()
