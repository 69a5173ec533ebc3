"""Looking through a template that somebody hands in, before it is ever used.

Allowed is what the shipped templates need: a word, ``or`` with words of one's own,
``if`` over words and comparisons for equality, ``for`` over a known list. Everything
else that Jinja could do is named and refused, and so is a word that there is not.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from docx import Document
from jinja2 import TemplateSyntaxError, nodes
from lxml import etree

from xianfeng.casework.printing import filling, words
from xianfeng.casework.printing.words import Tree

MOST_BYTES = 2_000_000
MOST_UNPACKED = 30_000_000
MOST_PARTS = 400
_PACKED = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_MACRO = re.compile(r"vba(project|data)|macro", re.IGNORECASE)
_EMBEDDED = re.compile(r"word/(embeddings|activex)/|afchunk|\.(bin|ole)$", re.IGNORECASE)
_HYPERLINK = "/hyperlink"
# Relations by which a part of any name is taken for another file or a program, whatever it is called.
_FOREIGN = (
    "/afchunk",
    "/oleobject",
    "/package",
    "/control",
    "/vbaproject",
    "/subdocument",
    "/frame",
)
_BODY_PART = re.compile(r"word/\w+\.xml")
# Fields by which Word fetches a file or asks another program when the form is opened.
_FETCHING = re.compile(
    r"\b(DDE|DDEAUTO|INCLUDEPICTURE|INCLUDETEXT|INCLUDE|LINK|IMPORT|DATABASE|RD)\b"
)
_FILE_INSIDE = "文件嵌入了别的文件或控件"
_TAGS = re.compile(r"<[^>]+>")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LONGEST_PLACE = 40
# A comparison may ask for equality only.
_EQUAL = {"eq", "ne"}
_PLAIN = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Const, nodes.Or, nodes.And, nodes.Not,
    nodes.CondExpr, nodes.If, nodes.Operand,
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Something that keeps a template from being used: what kind, what, where it stands."""

    kind: str
    what: str
    where: str = ""


FILE, WORD, CODE = "file", "word", "code"


def problems(content: bytes, vocabulary: Tree) -> tuple[Problem, ...]:
    """Return everything that speaks against using this file as a template; nothing for a good one."""
    found = tuple(_about_file(content))
    if found:
        return found
    try:
        texts = filling.texts(content)
        Document(io.BytesIO(content))
    except filling.Unfillable as error:
        return (Problem(kind=FILE, what=str(error)),)
    except (KeyError, ValueError, etree.XMLSyntaxError):
        return (Problem(kind=FILE, what="Word打不开这个文件"),)
    found = tuple(dict.fromkeys(p for text in texts.values() for p in _in_text(text, vocabulary)))
    return found or tuple(_on_trial(content, vocabulary))


def named(content: bytes) -> frozenset[str]:
    """Return the words that a good template names, "person.name" for one; a row's words by the row's name."""
    found = set()
    for text in filling.texts(content).values():
        for node in filling.ENVIRONMENT.parse(text).find_all((nodes.Getattr, nodes.Name)):
            found.add(_dotted(node))
    return frozenset(found)


def _about_file(content: bytes) -> Iterator[Problem]:
    if len(content) > MOST_BYTES:
        yield Problem(kind=FILE, what=f"文件超过{MOST_BYTES // 1_000_000} MB")
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            infos = parts.infolist()
            if len(infos) > MOST_PARTS or sum(i.file_size for i in infos) > MOST_UNPACKED:
                yield Problem(kind=FILE, what="文件展开后太大")
                return
            if any(i.compress_type not in _PACKED for i in infos):
                raise zipfile.BadZipFile("Word packs its parts by deflating only")
            inside = {info.filename: parts.read(info) for info in infos if _is_told(info.filename)}
    except filling.UNREADABLE:
        yield Problem(kind=FILE, what="不是docx文件，或已损坏、带密码")
        return
    names = [info.filename for info in infos]
    if len({name.lower() for name in names}) != len(names):
        yield Problem(kind=FILE, what="文件内部有重名部分")
    if any(_MACRO.search(name) for name in names) or b"macroEnabled" in inside.get(
        "[Content_Types].xml", b""
    ):
        yield Problem(kind=FILE, what="文件含有宏，请另存为不含宏的docx")
    if any(_EMBEDDED.search(name) for name in names):
        yield Problem(kind=FILE, what=_FILE_INSIDE)
    yield from _links(inside)
    yield from _fields(inside)


def _is_told(name: str) -> bool:
    is_body = _BODY_PART.fullmatch(name) is not None
    return is_body or name == "[Content_Types].xml" or name.endswith(".rels")


def _links(inside: Mapping[str, bytes]) -> Iterator[Problem]:
    """Name relations that lead out of the file: a remote template or picture would call home."""
    for name, body in inside.items():
        if not name.endswith(".rels"):
            continue
        try:
            root = filling.parsed(body)
        except filling.Unfillable as error:
            yield Problem(kind=FILE, what=str(error))
            continue
        for relation in root:
            is_outside = relation.get("TargetMode") == "External"
            kind = str(relation.get("Type", ""))
            if kind.lower().endswith(_FOREIGN):
                yield Problem(kind=FILE, what=_FILE_INSIDE)
            elif is_outside and not kind.endswith(_HYPERLINK):
                yield Problem(
                    kind=FILE, what="文件链接了外部内容（模板或图片），请改为插入后再上传"
                )


def _fields(inside: Mapping[str, bytes]) -> Iterator[Problem]:
    """Name fields that fetch something when Word opens the form."""
    for name, body in inside.items():
        if not _BODY_PART.fullmatch(name):
            continue
        try:
            root = filling.parsed(body)
        except filling.Unfillable as error:
            yield Problem(kind=FILE, what=str(error))
            continue
        if _FETCHING.search(_instructions(root).upper()):
            yield Problem(kind=FILE, what="文件含有引用外部内容的域，请删去后再上传")


def _instructions(root: Any) -> str:
    """Return what a part's fields say, one a line; Word may keep one in several pieces."""
    said = []
    for node in root.iter(f"{_W}fldSimple", f"{_W}fldChar", f"{_W}instrText"):
        said.append(node.get(f"{_W}instr", "\n") if node.text is None else node.text)
    return "".join(said)


def _in_text(text: str, vocabulary: Tree) -> Iterator[Problem]:
    lines = [_TAGS.sub("", line) for line in text.split("\n")]
    try:
        tree = filling.ENVIRONMENT.parse(text)
    except TemplateSyntaxError as error:
        where = _place(lines, error.lineno, "{")
        yield Problem(kind=CODE, what="大括号或写法有误", where=where)
        return
    yield from _Walk(lines).of(tree, vocabulary)


class _Walk:
    """Goes through a template's tree with the words in scope."""

    def __init__(self, lines: list[str]) -> None:
        """Keep the paragraphs, to say where something stands."""
        self.lines = lines

    def of(self, node: nodes.Node, scope: Tree) -> Iterator[Problem]:
        if isinstance(node, nodes.For):
            yield from self._loop(node, scope)
        elif isinstance(node, nodes.Name | nodes.Getattr):
            yield from self._word(node, scope)
        elif isinstance(node, _PLAIN) or _is_equality(node):
            yield from self._inside(node, scope)
        else:
            yield self._refused(node)

    def _inside(self, node: nodes.Node, scope: Tree) -> Iterator[Problem]:
        for child in node.iter_child_nodes():
            yield from self.of(child, scope)

    def _loop(self, node: nodes.For, scope: Tree) -> Iterator[Problem]:
        rows = _led(node.iter, scope)
        if node.test or node.else_ or node.recursive or not isinstance(node.target, nodes.Name):
            yield self._refused(node)
        elif not isinstance(rows, list):
            yield self._unknown(node.iter, "不是可以逐行列出的名单")
        elif any(any(inner.find_all(nodes.For)) for inner in node.find_all(nodes.For)):
            where = _place(self.lines, node.lineno, "{")
            yield Problem(kind=CODE, what="套了两层以上的名单", where=where)
        else:
            inside = {**scope, node.target.name: rows[0]}
            for child in node.body:
                yield from self.of(child, inside)

    def _word(self, node: nodes.Node, scope: Tree) -> Iterator[Problem]:
        meaning = _led(node, scope)
        if isinstance(meaning, str):
            return
        if any(not isinstance(n, nodes.Name | nodes.Getattr) for n in _chain(node)):
            yield self._refused(node)
        elif meaning is None:
            yield self._unknown(node, "")
        else:
            yield self._unknown(node, "后面要写明是哪一项")

    def _unknown(self, node: nodes.Node, why: str) -> Problem:
        name = _dotted(node)
        what = f"{name}（{why}）" if why else name
        return Problem(kind=WORD, what=what, where=_place(self.lines, node.lineno, name))

    def _refused(self, node: nodes.Node) -> Problem:
        where = _place(self.lines, node.lineno, "{")
        return Problem(
            kind=CODE,
            what=_CODE_WORDS.get(type(node).__name__, "对象的属性或别的写法"),
            where=where,
        )


_CODE_WORDS = {
    "Call": "函数调用", "Filter": "过滤器", "Getitem": "下标", "Macro": "宏", "Import": "引用",
    "FromImport": "引用", "Include": "引用", "Extends": "引用", "Assign": "赋值", "Add": "运算",
    "Sub": "运算", "Mul": "运算", "Test": "判断函数", "List": "列表", "Dict": "列表",
}  # fmt: skip


def _is_equality(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Compare) and {operand.op for operand in node.ops} <= _EQUAL


def _chain(node: nodes.Node) -> Iterator[nodes.Node]:
    while True:
        yield node
        if not isinstance(node, nodes.Getattr):
            return
        node = node.node


def _dotted(node: nodes.Node) -> str:
    names = [
        n.attr if isinstance(n, nodes.Getattr) else getattr(n, "name", "…") for n in _chain(node)
    ]
    return ".".join(reversed(names))


def _led(node: nodes.Node, scope: Tree) -> Any:
    """Follow a dotted name into the vocabulary; None where it leads nowhere."""
    if isinstance(node, nodes.Name):
        return scope.get(node.name)
    if isinstance(node, nodes.Getattr):
        above = _led(node.node, scope)
        return above.get(node.attr) if isinstance(above, dict) else None
    return None


def _place(lines: list[str], number: int, words_: str) -> str:
    """Quote the paragraph that a problem stands in."""
    line = lines[number - 1].strip() if 0 < number <= len(lines) else ""
    at = max(line.find(words_) - _LONGEST_PLACE // 2, 0)
    return line[at : at + _LONGEST_PLACE + len(words_)]


def _on_trial(content: bytes, vocabulary: Tree) -> Iterator[Problem]:
    """Fill the template with nothing and with everything: both must make a Word file."""
    try:
        template = filling.prepared(content)
        for values in (words.blank(vocabulary), words.sample(vocabulary)):
            Document(io.BytesIO(filling.filled(template, values, is_proven=False)))
    except filling.Unfillable as error:
        yield Problem(kind=FILE, what=str(error))
    except (KeyError, ValueError):
        yield Problem(kind=FILE, what="填写后Word打不开")
