"""Opening whatever an office hands in, safely, and walking through its rows.

Refuses in one sentence what is no plain workbook (check I-16): the extension
is not believed, the content is. Macros are never opened, and a workbook that
would unpack into more than memory is refused before it is unpacked.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from xianfeng.registry.importing.problems import FileRefused

Cells = list[Any]

UNPACKED_LIMIT = 1_500_000_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_TEXT = {".csv", ".txt"}
_PIECE = 1 << 20
# No cell is longer: 32,767 characters of text and 8,192 of formula, each escaped at worst.
_CELL = 1 << 18
_NO_WORKBOOK = "这个文件不是可以读取的工作簿，请用Excel或WPS另存为xlsx后再导入。"
_PASSWORD = "这个工作簿设有打开密码，请取消密码后再导入。"
_MACROS = "这个工作簿带有宏，请另存为不带宏的xlsx后再导入。"
_EMPTY = "这个工作簿里没有任何数据。"


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, how many rows it has, and the rows with their own numbers."""

    name: str
    height: int
    _rows: Any
    first_column: int = 0
    _part: str = ""
    _archive: Path | None = field(default=None, repr=False)

    def rows(self) -> Iterator[tuple[int, Cells]]:
        """Walk through the rows; a number is the one that the sheet shows at its edge."""
        return enumerate(self._rows(), start=1)

    def unsolved_formulas(self) -> Iterator[tuple[int, int]]:
        """Name the cells (row from 1, column from 0 as in the rows) whose formula has no stored value."""
        if self._archive is None or not self._part:
            return iter(())
        cells = _unsolved(self._archive, self._part)
        return ((row, column - self.first_column) for row, column in cells)


def open_sheets(path: Path, *, file_name: str, limit: int) -> list[Sheet]:
    """Return the visible sheets that hold anything.

    :param limit: the greatest size in bytes.
    :raises FileRefused: the file cannot be taken (I-16).
    """
    if not path.is_file():
        raise FileRefused(f"找不到文件{file_name}。")
    size = path.stat().st_size
    if size == 0:
        raise FileRefused("这个文件是空的。")
    if size > limit:
        raise FileRefused(
            f"这个文件有{size / 1e6:.0f}MB，超过{limit / 1e6:.0f}MB的上限，请分开导入。"
        )
    with path.open("rb") as file:
        head = file.read(8)
    suffix = Path(file_name).suffix.lower()
    if head.startswith(_ZIP):
        sheets = _from_zip(path)
    elif head == _OLE:
        sheets = _from_ole(path)
    elif suffix in _TEXT:
        sheets = [_from_text(path, file_name)]
    else:
        raise FileRefused(_NO_WORKBOOK)
    if not any(sheet.height for sheet in sheets):
        raise FileRefused(_EMPTY)
    return [sheet for sheet in sheets if sheet.height]


def _from_zip(path: Path) -> list[Sheet]:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                raise FileRefused(_MACROS)
            if sum(part.file_size for part in parts) > UNPACKED_LIMIT:
                raise FileRefused("这个工作簿展开后过大，请分开导入。")
            if not names & {"xl/workbook.xml", "content.xml", "xl/workbook.bin"}:
                raise FileRefused(_NO_WORKBOOK)
            if "META-INF/manifest.xml" in names and _is_sealed_ods(archive):
                raise FileRefused(_PASSWORD)
            places = _sheet_parts(archive) if "xl/workbook.xml" in names else {}
    except (zipfile.BadZipFile, KeyError, OSError, NotImplementedError) as damage:
        raise FileRefused(_NO_WORKBOOK) from damage
    return _calamine(path, places)


def _is_sealed_ods(archive: zipfile.ZipFile) -> bool:
    return b"encryption-data" in archive.read("META-INF/manifest.xml")


_SHEET = re.compile(r"<(?:\w+:)?sheet\b([^>]*)>")
_RELATION = re.compile(r"<Relationship\b([^>]*)>")
_ATTRIBUTE = re.compile(r'([\w:]+)="([^"]*)"')


def _sheet_parts(archive: zipfile.ZipFile) -> dict[int, str]:
    """Map the sheet's place in the workbook to its part in the archive."""
    try:
        relations = archive.read("xl/_rels/workbook.xml.rels").decode()
    except KeyError:
        return {}
    targets = {}
    for found in _RELATION.finditer(relations):
        values = dict(_ATTRIBUTE.findall(found[1]))
        targets[values.get("Id", "")] = values.get("Target", "")
    parts = {}
    workbook = archive.read("xl/workbook.xml").decode()
    for place, found in enumerate(_SHEET.finditer(workbook)):
        values = dict(_ATTRIBUTE.findall(found[1]))
        target = targets.get(values.get("r:id", ""), "")
        parts[place] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return parts


def _from_ole(path: Path) -> list[Sheet]:
    content = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise FileRefused(_PASSWORD)
    if "_VBA_PROJECT".encode("utf-16-le") in content:
        raise FileRefused(_MACROS)
    return _calamine(path, {})


def _calamine(path: Path, places: dict[int, str]) -> list[Sheet]:
    try:
        book = CalamineWorkbook.from_path(str(path))
        visible = [
            (place, meta.name)
            for place, meta in enumerate(book.sheets_metadata)
            if meta.visible == SheetVisibleEnum.Visible
        ]
        return [_sheet(book, path, name, places.get(place, "")) for place, name in visible]
    except CalamineError as damage:
        sentence = _PASSWORD if "assword" in f"{type(damage).__name__} {damage}" else _NO_WORKBOOK
        raise FileRefused(sentence) from damage


def _sheet(book: Any, path: Path, name: str, part: str) -> Sheet:
    sheet = book.get_sheet_by_name(name)
    # The rows begin at the sheet's first row, but at the first column that holds anything.
    height = sheet.end[0] + 1 if sheet.end else 0
    first_column = sheet.start[1] if sheet.start else 0
    return Sheet(name, height, sheet.iter_rows, first_column, part, path)


def _from_text(path: Path, file_name: str) -> Sheet:
    content = path.read_bytes()
    for encoding in (
        "utf-8-sig",
        "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "gb18030",
    ):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        break
    else:
        raise FileRefused(_NO_WORKBOOK)
    if "\x00" in text:
        raise FileRefused(_NO_WORKBOOK)
    delimiter = max(",\t;", key=text[:4000].count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as damage:
        raise FileRefused(_NO_WORKBOOK) from damage
    height = len(rows) if text.strip() else 0
    return Sheet(Path(file_name).stem, height, lambda: iter(rows))


# A formula whose <v> is missing or empty was written by a program that cannot calculate.
_FORMULA = re.compile(
    rb'<c\b[^>]*?\br="([A-Z]+)(\d+)"[^>]*>\s*<f\b(?:[^>]*/>|[^>]*>[^<]*</f>)\s*(<v>[^<]+</v>)?'
)


def _unsolved(path: Path, part: str) -> Iterator[tuple[int, int]]:
    with zipfile.ZipFile(path) as archive, archive.open(part) as stream:
        left = b""
        while piece := stream.read(_PIECE):
            left += piece
            if b"<f" in left:
                for found in _FORMULA.finditer(left):
                    if found[3] is None:
                        yield int(found[2]), _column(found[1])
            # A cell cut in two is read again with the next piece.
            left = left[max(left.rfind(b"<c "), len(left) - _CELL) :]


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
