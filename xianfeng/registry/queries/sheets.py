"""Reading an office's workbook for other modules: safely opened, headings found, cells as they are."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from xianfeng.registry.importing import headings, workbooks
from xianfeng.registry.importing.problems import FileRefused
from xianfeng.registry.rules import identity, spelling

__all__ = ["FileRefused", "Table", "birth_of", "day", "name", "open_table", "text"]


@dataclass(frozen=True, kw_only=True)
class Table:
    """A sheet with its heading row found; rows carry the sheet's own numbers."""

    fields: frozenset[str]
    _sheet: workbooks.Sheet
    _columns: headings.Columns

    def rows(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """Walk through the rows below the headings; rows without any value are passed over."""
        places = self._columns.places.items()
        for number, cells in self._sheet.rows():
            if number <= self._columns.row:
                continue
            row = {field: cells[place] for field, place in places if place < len(cells)}
            if any(not spelling.is_blank(value) for value in row.values()):
                yield number, row


def open_table(
    path: Path, *, file_name: str, limit: int, words: Mapping[str, str], needs: tuple[str, ...]
) -> Table:
    """Find the heading row, in whatever order its columns stand.

    :param words: by field, the headings that name it, parted by blanks.
    :param needs: the fields without which the sheet is not what is asked for.
    :raises FileRefused: in one sentence, why the file cannot be taken (I-16).
    """
    sheets = workbooks.open_sheets(path, file_name=file_name, limit=limit)
    sheet, columns = headings.find(sheets, dict(words), needs)
    return Table(fields=frozenset(columns.places), _sheet=sheet, _columns=columns)


def day(value: Any) -> date | None:
    """Read a date in any of the spellings that offices use; None if it is none."""
    return None if spelling.is_blank(value) else spelling.day(value)


def text(value: Any) -> str:
    """Read a cell as text, blanks trimmed."""
    return spelling.text(value)


def name(value: Any) -> str:
    """Read a person's name without the blanks that pad it."""
    return spelling.name(value)


def birth_of(id_number: Any) -> date | None:
    """Return the birth date in an ID number; None if the number is unsound."""
    number = identity.normalise(spelling.text(id_number))
    return None if identity.check_id(number) else identity.birth_date(number)
