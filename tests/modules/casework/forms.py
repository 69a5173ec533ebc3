"""Drawing, filling and reading official forms, for the tests about them."""

import io
from collections.abc import Mapping
from functools import cache
from typing import Any

from docx import Document
from docx.oxml.ns import qn

from xianfeng.casework.printing import drawing, filling, kinds, words
from xianfeng.casework.queries import casewords
from xianfeng.recruitment.vocab import FAMILY

VOCABULARY = casewords.vocabulary(FAMILY)
FORMS = kinds.of(FAMILY).forms


def printed(key: str, values: Mapping[str, Any]) -> str:
    """Fill a shipped form and return all that can be read in it."""
    told = words.padded(dict(values), VOCABULARY, FORMS[key].least)
    return read(filling.filled(template(key), told, is_proven=False))


@cache
def template(key: str) -> filling.Prepared:
    """Return a shipped form ready to be filled."""
    return filling.prepared(drawing.drawn(FORMS[key]))


def read(content: bytes) -> str:
    """Return a Word file's text: paragraphs, then rows with cells parted by bars, in their order."""
    lines = []
    for block in Document(io.BytesIO(content)).iter_inner_content():
        if hasattr(block, "rows"):
            for row in block.rows:
                cells = list(dict.fromkeys(cell._tc for cell in row.cells))
                lines.append("|".join(_text(cell) for cell in cells))
        else:
            lines.append(block.text)
    return "\n".join(lines)


def _text(element: Any) -> str:
    return "".join(text.text or "" for text in element.iter(qn("w:t")))


def handmade(*paragraphs: str) -> bytes:
    """Return a Word file of these paragraphs, as somebody in the county would make one."""
    document = Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
