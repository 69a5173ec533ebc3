"""The readable source of a form: lines of text that stand for paragraphs and table rows.

===============  ===========================================================
``text``         a paragraph, its first line indented
``- text``       a paragraph without indent, as the line that addresses somebody
``^ text``       a centred paragraph
``> text``       a paragraph at the right, as signature and date
``# text``       a title inside a cell
``## text``      a heading
``~``            an empty line
``---``          a new page
``:widths 20 …`` opens a table with columns of so many millimetres; ``:end`` closes it
``| a | b |``    a row; ``\\\\`` parts the paragraphs of a cell, a cell ``<`` belongs to the one before,
                 ``^`` to the one above; ``|[h=30 head]`` gives least height and repeats on each page
``%for r in x``  repeats rows or paragraphs up to ``%end``; ``%if x`` keeps them on a condition
===============  ===========================================================
"""

import re
from dataclasses import dataclass
from enum import StrEnum


class Place(StrEnum):
    """How a paragraph stands on its line."""

    BODY = "body"
    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"
    HEADING = "heading"
    TITLE = "title"


_MARKS = {
    "- ": Place.LEFT, "^ ": Place.CENTRE, "> ": Place.RIGHT, "## ": Place.HEADING,
    "# ": Place.TITLE,
}  # fmt: skip
_OPTION = re.compile(r"^\[([^\]]*)\]")
_TO_LEFT, _TO_ABOVE, _BREAK = "<", "^", "\\\\"


class Misdrawn(Exception):
    """A form's source breaks the markup; says the line."""


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """One paragraph; an empty one is an empty line."""

    text: str
    place: Place = Place.BODY


@dataclass(frozen=True, kw_only=True)
class NewPage:
    """What follows begins on a new page."""


@dataclass(frozen=True, kw_only=True)
class Tag:
    """A loop or condition that opens (``for …``, ``if …``) or closes (``endfor``, ``endif``)."""

    words: str


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One cell over ``span`` columns; ``goes_on`` continues the cell above it."""

    paragraphs: tuple[Paragraph, ...]
    span: int = 1
    goes_on: bool = False


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row; ``height`` is the least height in millimetres."""

    cells: tuple[Cell, ...]
    height: int = 0
    is_head: bool = False


@dataclass(frozen=True, kw_only=True)
class Table:
    """Rows under fixed column widths in millimetres."""

    widths: tuple[int, ...]
    parts: tuple[Row | Tag, ...]


Block = Paragraph | NewPage | Tag | Table


def parsed(source: str) -> tuple[Block, ...]:
    """Read a form's source.

    :raises Misdrawn: a row does not fill its columns, or something is left open.
    """
    reader = _Reader()
    for number, line in enumerate(source.strip("\n").splitlines(), 1):
        try:
            reader.take(line.strip(" "))
        except (ValueError, IndexError) as error:
            raise Misdrawn(f"line {number}: {line.strip()}: {error}") from error
    return reader.finished()


class _Reader:
    """Takes line after line."""

    def __init__(self) -> None:
        """Begin with nothing read."""
        self.blocks: list[Block] = []
        self.widths: tuple[int, ...] = ()
        self.rows: list[Row | Tag] = []
        self.open: list[str] = []

    def take(self, line: str) -> None:
        if line.startswith(":widths"):
            self._close()
            self.widths = tuple(int(width) for width in line.split()[1:])
        elif line == ":end":
            self._close()
        elif line.startswith("%"):
            self._put(Tag(words=self._tag(line[1:].strip())))
        elif line.startswith("|"):
            self.rows.append(_row(line, len(self.widths)))
        elif line:
            self._close()
            self.blocks.append(NewPage() if line == "---" else _paragraph(line))

    def finished(self) -> tuple[Block, ...]:
        self._close()
        if self.open:
            raise Misdrawn(f"%{self.open[-1]} is never closed")
        return tuple(self.blocks)

    def _tag(self, words: str) -> str:
        if words == "end":
            return f"end{self.open.pop()}"
        self.open.append(words.split()[0])
        return words

    def _put(self, tag: Tag) -> None:
        if self.widths:
            self.rows.append(tag)
        else:
            self.blocks.append(tag)

    def _close(self) -> None:
        if self.rows:
            self.blocks.append(Table(widths=self.widths, parts=tuple(self.rows)))
        self.widths, self.rows = (), []


def _paragraph(line: str) -> Paragraph:
    for mark, place in _MARKS.items():
        if line.startswith(mark):
            return Paragraph(text=line[len(mark) :], place=place)
    return Paragraph(text="" if line == "~" else line)


def _row(line: str, columns: int) -> Row:
    inside = line.strip("|")
    options: list[str] = []
    if found := _OPTION.match(inside):
        options, inside = found[1].split(), inside[found.end() :]
    cells: list[Cell] = []
    for text in (part.strip(" ") for part in inside.split("|")):
        if text == _TO_LEFT:
            last = cells.pop()
            cells.append(Cell(paragraphs=last.paragraphs, span=last.span + 1, goes_on=last.goes_on))
        elif text == _TO_ABOVE:
            cells.append(Cell(paragraphs=(), goes_on=True))
        else:
            cells.append(Cell(paragraphs=tuple(_in_cell(p) for p in text.split(_BREAK))))
    filled = sum(cell.span for cell in cells)
    if filled != columns:
        raise ValueError(f"{filled} columns instead of {columns}")
    height = next((int(o[2:]) for o in options if o.startswith("h=")), 0)
    return Row(cells=tuple(cells), height=height, is_head="head" in options)


def _in_cell(text: str) -> Paragraph:
    return _paragraph(text.strip(" ") or "~")
