"""Filling a Word template: prepared once, then only its texts are written anew.

docxtpl turns what Word made of the placeholders into one Jinja text; that costs
tens of milliseconds and depends on the template alone, so it is kept. Filling is
then a Jinja rendering and a zip. The environment knows no filter, no test, no
function and no attribute: a name leads into a mapping, or nowhere.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, Template, TemplateError
from jinja2.sandbox import SandboxedEnvironment
from lxml import etree
from markupsafe import Markup, escape

# Only these parts hold words; all others are copied as they are.
_TEXT_PART = re.compile(r"word/(document|header\d*|footer\d*)\.xml")
_PARAGRAPH = re.compile(r"<w:p([ >])")
_ILLEGAL = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BREAK = Markup('</w:t><w:br/><w:t xml:space="preserve">')
_HEAD = "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
# What a broken archive, or one that was made to break its reader, raises.
UNREADABLE = (
    zipfile.BadZipFile, zlib.error, NotImplementedError, ValueError, OSError, EOFError, RuntimeError,
)  # fmt: skip
# The same template and words give the same bytes.
_MADE = (1980, 1, 1, 0, 0, 0)


class Unfillable(Exception):
    """A template cannot be read or filled; the message is for the user."""


def _finished(value: object) -> Markup:
    """Escape a value and turn its line breaks into Word's."""
    plain = _ILLEGAL.sub("", str(value)).replace("\r\n", "\n").replace("\r", "\n")
    if "\n" not in plain:
        return escape(plain)
    return _BREAK.join(escape(line) for line in plain.split("\n"))


class _Names(SandboxedEnvironment):
    """Knows names and nothing else."""

    def __init__(self) -> None:
        """Start without what Jinja brings along."""
        super().__init__(
            autoescape=True,
            undefined=StrictUndefined,
            finalize=_finished,
            keep_trailing_newline=True,
        )
        for built_in in (self.globals, self.filters, self.tests):
            built_in.clear()

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Follow a name into a mapping; never into an object."""
        if isinstance(obj, dict) and attribute in obj:
            return obj[attribute]
        return self.undefined(obj=obj, name=attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Follow nothing but names."""
        return self.getattr(obj, argument)

    def is_safe_callable(self, _obj: Any) -> bool:
        """Call nothing."""
        return False


ENVIRONMENT = _Names()


@dataclass(frozen=True, eq=False)
class Prepared:
    """A template ready to be filled: an archive of the parts that stay, and the parts to write."""

    archive: bytes
    written: tuple[tuple[str, Template], ...]


def texts(content: bytes) -> dict[str, str]:
    """Return the parts of a .docx that hold words, each as one Jinja text with a line a paragraph.

    :raises Unfillable: it is no Word file, or a part of it is no XML.
    """
    found = {}
    reader = DocxTemplate(io.BytesIO(content))
    for name, body in _parts(content):
        if _TEXT_PART.fullmatch(name):
            xml = etree.tostring(parsed(body), encoding="unicode")
            found[name] = _PARAGRAPH.sub(r"\n<w:p\1", reader.patch_xml(xml))
    if "word/document.xml" not in found:
        raise Unfillable("不是Word文档")
    return found


def parsed(body: bytes) -> Any:
    """Read a part as XML, without entities and without the network.

    :raises Unfillable: it cannot be read.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise Unfillable("文件内容已损坏") from error
    if root.getroottree().docinfo.doctype:
        raise Unfillable("文件含有不允许的文档类型声明")
    return root


def _parts(content: bytes) -> list[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            return [(name, parts.read(name)) for name in parts.namelist()]
    except UNREADABLE as error:
        raise Unfillable("文件已损坏或带密码") from error


def prepared(content: bytes) -> Prepared:
    """Make a template ready.

    :raises Unfillable: it cannot be read, or a placeholder is not closed.
    """
    written = {}
    for name, source in texts(content).items():
        if "{{" in source or "{%" in source or "{#" in source:
            try:
                written[name] = ENVIRONMENT.from_string(source)
            except TemplateError as error:
                raise Unfillable("字段写法有误，请检查大括号") from error
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        for name, body in _parts(content):
            if name not in written:
                _put(parts, name, body)
    return Prepared(archive=out.getvalue(), written=tuple(written.items()))


def filled(template: Prepared, words: Mapping[str, Any], *, is_proven: bool = True) -> bytes:
    """Fill a template.

    :param is_proven: False reads the result once more before it leaves, for templates
        that somebody changed.
    :raises Unfillable: the template names a word that there is not, or makes no Word file.
    """
    # The parts that stay are compressed already; only the written ones are added to them.
    out = io.BytesIO(template.archive)
    with zipfile.ZipFile(out, "a", compresslevel=3) as parts:
        for name, text in template.written:
            try:
                body = (_HEAD + text.render(words)).encode()
            except TemplateError as error:
                raise Unfillable(f"字段无法填写：{error.message}") from error
            if not is_proven:
                parsed(body)
            _put(parts, name, body)
    return out.getvalue()


def _put(parts: zipfile.ZipFile, name: str, body: bytes) -> None:
    entry = zipfile.ZipInfo(name, _MADE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    parts.writestr(entry, body)
