"""Drawing a form's source as a Word template, in the type of Chinese official papers.

Sizes follow GB/T 9704: title 小标宋 22 pt, text 仿宋 16 pt on lines of 28 pt; tables
of handbook forms are set at 12 pt. The fonts are named and never shipped: an office
has them; whoever has not is given a substitute by the names in the font table.
"""

import io
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table as DrawnTable
from docx.table import _Cell, _Row
from docx.text.paragraph import Paragraph as DrawnParagraph

from xianfeng.casework.printing.kinds import FormKind, Style
from xianfeng.casework.printing.layout import Block, NewPage, Paragraph, Place, Row, Table, Tag

TITLE, TEXT, HEADING, LATIN = "方正小标宋简体", "仿宋_GB2312", "黑体", "Times New Roman"
# What a machine without the office fonts takes instead.
SUBSTITUTES = {TITLE: "华文中宋", TEXT: "仿宋", HEADING: "黑体"}
# top, bottom, left, right in millimetres (GB/T 9704 5.2.1 for letters).
_MARGINS = {Style.LETTER: (37, 32, 28, 26), Style.FORM: (22, 18, 22, 22)}
_TITLE_SIZE = {Style.LETTER: 22, Style.FORM: 20}
_TEXT_SIZE = {Style.LETTER: 16, Style.FORM: 14}
_LINE = {Style.LETTER: 28, Style.FORM: 24}
# What a page of a form holds below its title, and from which height on a row is room for the pen
# that may grow until the page is full; in millimetres.
_FULL, _LINE_HEIGHT, _ROOM = 232, 9, 20
# A longer text in a cell reads better from the left.
_LONGEST_LABEL = 16
_PLACEHOLDER = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")
# Twentieths of a point, in the order that the schema wants.
_CELL_SPACE = {"top": 30, "left": 57, "bottom": 30, "right": 57}
_MADE = datetime(2020, 1, 1, tzinfo=UTC)
_ALIGN = {
    Place.BODY: WD_ALIGN_PARAGRAPH.JUSTIFY,
    Place.LEFT: WD_ALIGN_PARAGRAPH.LEFT,
    Place.CENTRE: WD_ALIGN_PARAGRAPH.CENTER,
    Place.RIGHT: WD_ALIGN_PARAGRAPH.RIGHT,
    Place.HEADING: WD_ALIGN_PARAGRAPH.LEFT,
    Place.TITLE: WD_ALIGN_PARAGRAPH.CENTER,
}


def drawn(kind: FormKind) -> bytes:
    """Draw the form as a .docx whose placeholders are still to be filled."""
    document = Document()
    _set_page(document, kind)
    _name_fonts(document)
    if kind.number:
        _write(document.add_paragraph(), f"表{kind.number}", font=HEADING, size=12)
    if kind.heading:
        head = document.add_paragraph()
        head.alignment = WD_ALIGN_PARAGRAPH.CENTER
        head.paragraph_format.space_after = Pt(6 if kind.style is Style.FORM else 18)
        for number, line in enumerate(kind.heading.split("\\\\")):
            if number:
                head.add_run().add_break()
            _write(head, line, font=TITLE, size=_TITLE_SIZE[kind.style])
    for block in _stretched(kind):
        _DRAWERS[type(block)](document, kind, block)
    if isinstance(kind.blocks[-1], Table):
        _close(document.add_paragraph())
    # The library's own picture of an empty page.
    package = document.part.package
    for key, relation in list(package.rels.items()):
        if relation.reltype.endswith("/thumbnail"):
            del package.rels[key]
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _close(paragraph: DrawnParagraph) -> None:
    """Make the line that Word demands behind a table too low to begin a page."""
    layout = paragraph.paragraph_format
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(1)
    _write(paragraph, "", size=1)


def _stretched(kind: FormKind) -> tuple[Block, ...]:
    """Let the room for the pen grow until it fills a page of one that would end early."""
    blocks = kind.blocks
    rows = [part for b in blocks if isinstance(b, Table) for part in b.parts]
    is_fixed = any(isinstance(b, Tag | NewPage) for b in (*blocks, *rows))
    if kind.style is Style.LETTER or is_fixed or kind.is_wide:
        return blocks
    lines = sum(isinstance(b, Paragraph) for b in blocks) * _LINE_HEIGHT
    heights = [row.height for row in rows if isinstance(row, Row)]
    room = sum(height for height in heights if height >= _ROOM)
    spare = _FULL - lines - sum(heights)
    if spare <= 0 or not room:
        return blocks
    return tuple(_grown(b, 1 + spare / room) if isinstance(b, Table) else b for b in blocks)


def _grown(table: Table, by: float) -> Table:
    parts = (
        replace(part, height=int(part.height * by))
        if isinstance(part, Row) and part.height >= _ROOM
        else part
        for part in table.parts
    )
    return replace(table, parts=tuple(parts))


def _set_page(document: DocumentType, kind: FormKind) -> None:
    section = document.sections[0]
    top, bottom, left, right = (Mm(mm) for mm in _MARGINS[kind.style])
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = top, bottom
    section.left_margin, section.right_margin = left, right
    if kind.is_wide:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(297), Mm(210)
        section.top_margin = section.bottom_margin = Mm(20)
    section.footer_distance = Mm(12)
    properties = document.core_properties
    properties.author, properties.title, properties.comments = "", kind.title, ""
    properties.created = properties.modified = _MADE
    if kind.has_page_numbers:
        _number_pages(section.footer.paragraphs[0])


def _name_fonts(document: DocumentType) -> None:
    """Set the fonts of plain text and say in the font table what may stand in for them."""
    style = document.styles["Normal"]
    style.font.name, style.font.size = LATIN, Pt(12)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), TEXT)
    style.paragraph_format.space_after = Pt(0)
    entries = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
        for name, other in SUBSTITUTES.items()
        if name != other
    )
    for part in document.part.package.iter_parts():
        if part.partname == "/word/fontTable.xml":
            part._blob = part.blob.replace(b"</w:fonts>", entries.encode() + b"</w:fonts>")


def _number_pages(paragraph: DrawnParagraph) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for words in ("第 ", "PAGE", " 页　共 ", "NUMPAGES", " 页"):
        if words.isupper():
            field = OxmlElement("w:fldSimple")
            field.set(qn("w:instr"), words)
            field.append(paragraph.add_run("1")._r)
            paragraph._p.append(field)
        else:
            _write(paragraph, words, size=10.5)


def _write(paragraph: DrawnParagraph, text: str, *, font: str = TEXT, size: float) -> None:
    run = paragraph.add_run(text.rstrip("　") or text)
    run.font.name, run.font.size = LATIN, Pt(size)
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def _keep_room(paragraph: DrawnParagraph, text: str, *, size: float) -> None:
    """Keep the room behind a signature as an indent: programs drop blanks at the end of a line."""
    blanks = len(text) - len(text.rstrip("　"))
    if blanks:
        layout = paragraph.paragraph_format
        layout.right_indent = Pt((layout.right_indent or Pt(0)).pt + blanks * size)


def _paragraph(document: DocumentType, kind: FormKind, block: Paragraph) -> None:
    paragraph = document.add_paragraph()
    size = 12 if kind.is_wide else _TEXT_SIZE[kind.style]
    layout = paragraph.paragraph_format
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(_LINE[kind.style])
    paragraph.alignment = _ALIGN[block.place]
    if block.place in {Place.BODY, Place.HEADING}:
        layout.first_line_indent = Pt(2 * size)
    if block.place is Place.RIGHT:
        layout.right_indent, layout.keep_together = Pt(2 * size), True
        _keep_room(paragraph, block.text, size=size)
    font = HEADING if block.place is Place.HEADING else TEXT
    _write(paragraph, block.text, font=font, size=size)


def _tag(document: DocumentType, kind: FormKind, block: Tag) -> None:
    _write(document.add_paragraph(), f"{{%p {block.words} %}}", size=_TEXT_SIZE[kind.style])


def _new_page(document: DocumentType, _kind: FormKind, _block: NewPage) -> None:
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def _table(document: DocumentType, kind: FormKind, block: Table) -> None:
    table = document.add_table(rows=0, cols=len(block.widths), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    _narrow(table)
    for column, width in zip(table.columns, block.widths, strict=True):
        column.width = Mm(width)
    above: list[_Cell] = []
    for part in block.parts:
        if isinstance(part, Tag):
            cells = table.add_row().cells
            cell = cells[0].merge(cells[-1])
            _write(cell.paragraphs[0], f"{{%tr {part.words} %}}", size=kind.table_size)
        else:
            above = _row(table, part, _Grid(widths=block.widths, size=kind.table_size), above)


def _narrow(table: DrawnTable) -> None:
    """Leave little room beside the text of a cell, so that labels keep to their lines."""
    space = OxmlElement("w:tblCellMar")
    for side, room in _CELL_SPACE.items():
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), str(room))
        edge.set(qn("w:type"), "dxa")
        space.append(edge)
    table._tbl.tblPr.append(space)


@dataclass(frozen=True, kw_only=True)
class _Grid:
    """Columns in millimetres and type size in points."""

    widths: tuple[int, ...]
    size: float


def _row(table: DrawnTable, part: Row, grid: _Grid, above: list[_Cell]) -> list[_Cell]:
    row = table.add_row()
    _shape(row, part)
    cells = list(row.cells)
    at = 0
    for cell in part.cells:
        place = cells[at]
        if cell.span > 1:
            place = place.merge(cells[at + cell.span - 1])
        width = sum(grid.widths[at : at + cell.span])
        place.width = Mm(width)
        if cell.goes_on:
            place = above[at].merge(place)
        for n in range(at, at + cell.span):
            cells[n] = place
        place.vertical_alignment = _height(cell.paragraphs, part.height)
        _fill(place, cell.paragraphs, width=width, size=grid.size)
        at += cell.span
    return cells


def _shape(row: _Row, part: Row) -> None:
    properties = row._tr.get_or_add_trPr()
    if part.height:
        row.height = Mm(part.height)
    if part.is_head:
        properties.append(OxmlElement("w:tblHeader"))
    elif part.height < 60:
        # A long cell may go on over the page; a short row never breaks.
        properties.append(OxmlElement("w:cantSplit"))


def _height(paragraphs: tuple[Paragraph, ...], height: int) -> WD_CELL_VERTICAL_ALIGNMENT:
    """Put prompts for a long text at the top, a signature alone at the bottom, all else in the middle."""
    places = [block.place for block in paragraphs if block.text]
    if len(paragraphs) > 1 and places and set(places) == {Place.RIGHT}:
        return WD_CELL_VERTICAL_ALIGNMENT.BOTTOM
    if height >= 3 * _ROOM and places and set(places) == {Place.LEFT}:
        return WD_CELL_VERTICAL_ALIGNMENT.TOP
    return WD_CELL_VERTICAL_ALIGNMENT.CENTER


def _fill(cell: _Cell, paragraphs: tuple[Paragraph, ...], *, width: int, size: float) -> None:
    is_long = width > 40 and any(_is_long(block.text) for block in paragraphs)
    for number, block in enumerate(paragraphs):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        place = block.place
        if place is Place.BODY:
            place = Place.LEFT if is_long else Place.CENTRE
        paragraph.alignment = _ALIGN[place]
        if place is Place.RIGHT:
            _keep_room(paragraph, block.text, size=size)
        if block.place is Place.TITLE:
            _write(paragraph, block.text, font=TITLE, size=size + 4)
        else:
            font = HEADING if block.place is Place.HEADING else TEXT
            _write(paragraph, block.text, font=font, size=size)


def _is_long(text: str) -> bool:
    """Tell whether a text is more than a label or one short value."""
    bare = _PLACEHOLDER.sub("", text)
    return len(bare) > _LONGEST_LABEL or (bare != text and bool(bare.strip("　")) and len(bare) > 8)


_DRAWERS = {Paragraph: _paragraph, Tag: _tag, NewPage: _new_page, Table: _table}
