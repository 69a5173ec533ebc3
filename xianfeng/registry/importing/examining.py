"""Walking once through a roster: checked rows in chunks, problems, sealed numbers.

Keeps few rows in memory: beyond some chunks they wait in an unlinked file,
with their personal numbers already sealed.
"""

import pickle
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import IO, NamedTuple

from xianfeng.registry.importing import headings, sealing, workbooks
from xianfeng.registry.importing.headings import Columns
from xianfeng.registry.importing.problems import FileRefused, Problem
from xianfeng.registry.importing.rosters import Branch, RosterChecker, RosterRow
from xianfeng.registry.importing.sealing import Sealed
from xianfeng.registry.importing.workbooks import Cells, Sheet
from xianfeng.registry.rules import persons

CHUNK = 2_000
KEPT_CHUNKS = 20
_WAITING = 4

Progress = Callable[[int], None]


class Ready(NamedTuple):
    """A good row with what is stored of it."""

    row: RosterRow
    sealed: Sealed


class RefusedRow(NamedTuple):
    """A row that is not taken: its cells as they stood, and every error."""

    number: int
    cells: Cells
    problems: list[Problem]


@dataclass
class Examination:
    """The result of one walk; close it to give its file back."""

    sheet: Sheet
    columns: Columns
    rows: int = 0
    young: int = 0
    refused: list[RefusedRow] = field(default_factory=list)
    _kept: list[list[Ready]] = field(default_factory=list)
    _file: IO[bytes] | None = None
    _spilled: int = 0

    def add(self, chunk: list[Ready]) -> None:
        """Keep a chunk, in memory or in the file."""
        if len(self._kept) < KEPT_CHUNKS:
            self._kept.append(chunk)
            return
        if self._file is None:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by close()
        pickle.dump(chunk, self._file, protocol=5)
        self._spilled += 1

    def chunks(self) -> Iterator[list[Ready]]:
        """Walk through the chunks in the sheet's order; may be walked again."""
        yield from self._kept
        if self._file is not None:
            self._file.seek(0)
            for _ in range(self._spilled):
                yield pickle.load(self._file)

    def with_cells(self, problems: list[Problem]) -> list[RefusedRow]:
        """Return the rows of late problems with their cells, read from the sheet again."""
        by_row: dict[int, list[Problem]] = {}
        for problem in problems:
            by_row.setdefault(problem.row, []).append(problem)
        if not by_row:
            return []
        return [RefusedRow(n, list(c), by_row[n]) for n, c in self.sheet.rows() if n in by_row]

    def close(self) -> None:
        """Give the file back."""
        if self._file is not None:
            self._file.close()


def open_roster(path: Path, *, file_name: str, limit: int) -> tuple[Sheet, Columns]:
    """Open the workbook and find its headings.

    :raises FileRefused: it cannot be taken as a whole (I-16, I-17).
    """
    sheets = workbooks.open_sheets(path, file_name=file_name, limit=limit)
    sheet, columns = headings.find(sheets, headings.ROSTER, headings.ROSTER_NEEDS)
    refuse_unsolved(sheet, columns)
    return sheet, columns


def refuse_unsolved(sheet: Sheet, columns: Columns) -> None:
    """Refuse a sheet whose used columns hold a formula without a stored value (I-17)."""
    used = {place: columns.titles[place] for place in columns.places.values()}
    for row, place in sheet.unsolved_formulas():
        if row > columns.row and place in used:
            title = used[place]
            sentence = f"第{row}行“{title}”是没有结果的公式，请在Excel中打开并保存后再导入。"
            raise FileRefused(sentence, row=row, column=title, check="I-17")


def examine(
    sheet: Sheet,
    columns: Columns,
    *,
    branches: Mapping[str, Branch],
    today: date,
    seal: sealing.Sealer,
    progress: Progress = lambda rows: None,
) -> Examination:
    """Check every row once.

    :raises FileRefused: an ID number was rounded (I-12), or there is no row.
    """
    found = Examination(sheet, columns)
    checker = RosterChecker(columns, branches=branches, today=today)
    waiting: list[tuple[list[RosterRow], sealing.Later]] = []
    for good in _good_chunks(sheet, columns, checker, found):
        waiting.append((good, seal([(r.name, r.id_number, r.phone) for r in good])))
        if len(waiting) > _WAITING:
            found.add(_ready(*waiting.pop(0)))
        progress(found.rows)
    for pair in waiting:
        found.add(_ready(*pair))
    if not found.rows:
        raise FileRefused("表头下面没有任何人员。")
    return found


def _good_chunks(
    sheet: Sheet, columns: Columns, checker: RosterChecker, found: Examination
) -> Iterator[list[RosterRow]]:
    good: list[RosterRow] = []
    heading, check = columns.row, checker.check
    for number, cells in sheet.rows():
        if number <= heading:
            continue
        row = check(number, cells)
        if row is None:
            continue
        found.rows += 1
        if isinstance(row, list):
            found.refused.append(RefusedRow(number, cells, row))
            continue
        good.append(row)
        if (
            row.joined_on is not None
            and row.joined_on.year - row.born_on.year <= persons.ADULT_YEARS
        ):
            found.young += persons.is_young(born_on=row.born_on, joined_on=row.joined_on)
        if len(good) == CHUNK:
            yield good
            good = []
    yield good


def _ready(rows: list[RosterRow], sealed: sealing.Later) -> list[Ready]:
    return [
        # The clear numbers go no further than this.
        Ready(row.without_numbers(), stored)
        for row, stored in zip(rows, sealed.result(), strict=True)
    ]
