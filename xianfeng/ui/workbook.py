"""A worksheet as a stream: written row by row, so that memory stays flat however long it is.

Text is written inline and never as a formula, and a text that a spreadsheet
program would take for one is led by an apostrophe, so that it stays text when
the sheet is saved as CSV and opened again.
"""

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache

from xianfeng.kernel.words import harmless
from xianfeng.ui.archive import Drain

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_EPOCH = date(1899, 12, 30).toordinal()
_ROWS_A_CHUNK = 1_000
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" '
        f'Type="{_RELATIONS}/styles" Target="styles.xml"/></Relationships>'
    ),
    "xl/styles.xml": (
        f'<styleSheet xmlns="{_MAIN}"><numFmts count="1">'
        '<numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
        '<fonts count="2"><font><sz val="11"/><name val="宋体"/></font>'
        '<font><b/><sz val="11"/><name val="宋体"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
        '<cellXfs count="3"><xf/><xf numFmtId="164" applyNumberFormat="1"/>'
        '<xf fontId="1" applyFont="1"/></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
        "</styleSheet>"
    ),
}
_ESCAPES = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;"} | {
    n: None for n in range(32) if n not in {9, 10, 13}
}


def stream(
    *,
    sheet: str,
    notes: Sequence[str],
    heading: Sequence[str],
    widths: Sequence[int],
    rows: Iterable[Sequence[object]],
) -> Iterator[bytes]:
    """Yield the bytes of a workbook with one sheet.

    :param notes: lines above the heading: what the sheet is, where it comes from.
    :param widths: column widths in characters.
    """
    drain = Drain()
    with zipfile.ZipFile(drain, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, body in (*_PARTS.items(), ("xl/workbook.xml", _workbook(sheet))):
            archive.writestr(name, _HEAD + body)
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            part.write(_opening(widths, len(notes) + 1).encode())
            waiting = [*(_heading([note]) for note in notes), _heading(heading)]
            for row in rows:
                waiting.append(_row(row))
                if len(waiting) >= _ROWS_A_CHUNK:
                    part.write("".join(waiting).encode())
                    waiting.clear()
                    yield drain.take()
            part.write(("".join(waiting) + "</sheetData></worksheet>").encode())
    yield drain.take()


def _workbook(sheet: str) -> str:
    return (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>'
        f'<sheet name="{_text(sheet[:31])}" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )


def _opening(widths: Sequence[int], frozen: int) -> str:
    columns = "".join(
        f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>'
        for n, width in enumerate(widths, start=1)
    )
    return (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        f'<pane ySplit="{frozen}" topLeftCell="A{frozen + 1}" state="frozen"/></sheetView>'
        f"</sheetViews><cols>{columns}</cols><sheetData>"
    )


def _row(cells: Sequence[object]) -> str:
    return f"<row>{''.join(map(_cell, cells))}</row>"


def _heading(cells: Sequence[str]) -> str:
    bold = (f'<c t="inlineStr" s="2"><is><t>{_text(cell)}</t></is></c>' for cell in cells)
    return f"<row>{''.join(bold)}</row>"


# Most cells of a list repeat: sex, education, organisation, dates. ``typed`` keeps True apart from 1.
@lru_cache(maxsize=8_192, typed=True)
def _cell(value: object) -> str:
    if value is None or value == "":
        return "<c/>"
    if isinstance(value, str):
        return f'<c t="inlineStr"><is><t xml:space="preserve">{_text(value)}</t></is></c>'
    if isinstance(value, bool):
        return f'<c t="inlineStr"><is><t>{"是" if value else ""}</t></is></c>'
    if isinstance(value, date):
        return f'<c s="1"><v>{value.toordinal() - _EPOCH}</v></c>'
    return f"<c><v>{value}</v></c>"


def _text(value: str) -> str:
    return harmless(value).translate(_ESCAPES)
