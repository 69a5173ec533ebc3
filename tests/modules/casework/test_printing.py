"""A form's source and template …"""

import io
import zipfile

import pytest

from tests.modules.casework import forms
from xianfeng.casework.printing import drawing, filling, inspecting, kinds, layout, words
from xianfeng.casework.printing.inspecting import CODE, FILE, WORD, Problem

NEEDED = {
    "1-1", "1-2", "1-2-1", "1-2-2", "1-3", "1-4", "2-1", "2-2", "2-3", "2-4", "2-5", "2-6", "2-7",
    "3-1", "3-2", "3-3", "3-4", "3-5", "3-6", "3-7", "3-8", "3-9", "3-10", "3-11", "4-1", "4-2",
    "4-3", "4-4", "4-5", "4-6", "4-7", "4-8", "5-1", "5-2", "5-3", "5-4", "5-5", "5-7", "5-8",
    "5-9", "5-10", "5-11", "5-12", "5-13",
}  # fmt: skip


def test_stands_for_every_paper_of_the_handbook() -> None:
    assert NEEDED - {form.number for form in forms.FORMS.values()} == set()


@pytest.mark.parametrize("key", forms.FORMS)
def test_names_known_words_only(key: str) -> None:
    assert inspecting.problems(drawing.drawn(forms.FORMS[key]), forms.VOCABULARY) == ()


@pytest.mark.parametrize("key", forms.FORMS)
def test_belongs_to_a_record_or_lists_cases(key: str) -> None:
    form = forms.FORMS[key]
    assert bool(form.records) is not form.is_roll
    assert set(form.records) <= forms.VOCABULARY.keys()


def test_refuses_a_row_that_does_not_fill_its_columns() -> None:
    with pytest.raises(layout.Misdrawn, match="3 columns instead of 2"):
        layout.parsed(":widths 20 20\n| a | b | c |\n:end")


def test_refuses_a_loop_left_open() -> None:
    with pytest.raises(layout.Misdrawn, match="%for is never closed"):
        layout.parsed(":widths 20\n%for r in papers\n| {{ r.n }} |\n:end")


def test_takes_the_body_of_another_form_with_words_swapped() -> None:
    source = """
[[form]]
key = "one"
title = "甲"
body = "{{ talk.on }}"
[[form]]
key = "two"
title = "乙"
like = "one"
swap = { talk = "oath" }
"""
    read = kinds.read([source])
    assert read["two"].blocks == (layout.Paragraph(text="{{ oath.on }}"),)


def test_merges_cells_to_the_left_and_above() -> None:
    (table,) = layout.parsed(":widths 10 10 10\n| a | b | < |\n| ^ | c | d |\n:end")
    assert isinstance(table, layout.Table)
    first, second = table.parts
    assert [cell.span for cell in first.cells] == [1, 2]
    assert second.cells[0].goes_on


@pytest.mark.parametrize(
    ("text", "kind", "what"),
    [
        ("{{ person.nme }}", WORD, "person.nme"),
        ("{{ nobody }}", WORD, "nobody"),
        ("{{ person }}", WORD, "person（后面要写明是哪一项）"),
        ("{% for r in person %}{% endfor %}", WORD, "person（不是可以逐行列出的名单）"),
        ("{% for r in review.rows %}{{ r.nothing }}{% endfor %}", WORD, "r.nothing"),
        ("{{ loop.index }}", WORD, "loop.index"),
        ("{{ self.x }}", WORD, "self.x"),
        ("{{ person.name.__class__ }}", WORD, "person.name.__class__"),
        ("{{ ''.__class__ }}", CODE, "对象的属性或别的写法"),
        ("{{ cycler() }}", CODE, "函数调用"),
        ("{{ person.name | upper }}", CODE, "过滤器"),
        ("{{ person['name'] }}", CODE, "下标"),
        ("{{ 'a' * 99999999 }}", CODE, "运算"),
        ("{% set a = 1 %}", CODE, "赋值"),
        ("{% include 'x' %}", CODE, "引用"),
        ("{% macro a() %}{% endmacro %}", CODE, "宏"),
        ("{{ person.name", CODE, "大括号或写法有误"),
        ("{% if person.name %}", CODE, "大括号或写法有误"),
    ],
)
def test_refuses_by_name_what_is_no_word(text: str, kind: str, what: str) -> None:
    (problem,) = inspecting.problems(forms.handmade("单位：", f"姓名：{text}"), forms.VOCABULARY)
    assert (problem.kind, problem.what) == (kind, what)
    assert problem.where.startswith("姓名：") or "姓名" not in problem.where


def test_says_in_which_line_an_unknown_word_stands() -> None:
    found = inspecting.problems(
        forms.handmade("谈话日期：{{ talk.day }}", "姓名：{{ person.name }}"), forms.VOCABULARY
    )
    assert found == (Problem(kind=WORD, what="talk.day", where="谈话日期：{{ talk.day }}"),)


def test_accepts_what_the_handbook_needs() -> None:
    good = forms.handmade(
        "{{ person.name }}：{{ talk.content or “无” }}",
        "{{ '☑' if nomination.by_members == '是' else '□' }}",
        "{%p if extension.on %}",
        "延长至{{ extension.until }}",
        "{%p endif %}",
        "{%p for r in review.rows %}",
        "{{ r.n }} {{ r.opinion }}",
        "{%p endfor %}",
    )
    assert inspecting.problems(good, forms.VOCABULARY) == ()
    values = words.blank(forms.VOCABULARY)
    assert forms.read(filling.filled(filling.prepared(good), values)) == "：无\n□"


def rezipped(**changes: bytes) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(forms.handmade("甲"))) as before,
        zipfile.ZipFile(out, "w") as after,
    ):
        for name in before.namelist():
            if name not in changes:
                after.writestr(name, before.read(name))
        for name, body in changes.items():
            after.writestr(name, body, zipfile.ZIP_DEFLATED)
    return out.getvalue()


_RELATION = b"""<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%s"
 Target="file:///nowhere" TargetMode="External"/></Relationships>"""


_INSIDE = b"""<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%s"
 Target="notes.htm"/></Relationships>"""


def spoilt() -> bytes:
    """Return a file whose body does not unpack, though the archive's list is whole."""
    whole = rezipped(**{"word/document.xml": b"<a>" + b"words " * 900 + b"</a>"})
    with zipfile.ZipFile(io.BytesIO(whole)) as parts:
        at = parts.getinfo("word/document.xml").header_offset + 30 + len("word/document.xml")
    return whole[:at] + b"\xff" * 8 + whole[at + 8 :]


def with_field(*pieces: str) -> bytes:
    runs = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in pieces)
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    field = f"<w:p>{begin}{runs}</w:p></w:body>".encode()
    with zipfile.ZipFile(io.BytesIO(forms.handmade("甲"))) as parts:
        body = parts.read("word/document.xml")
    return rezipped(**{"word/document.xml": body.replace(b"</w:body>", field)})


@pytest.mark.parametrize("pieces", [("PAGE",), ("HYPER", "LINK \\l a"), ("PAGE", " ")])
def test_takes_fields_that_stay_in_the_file(pieces: tuple[str, ...]) -> None:
    assert inspecting.problems(with_field(*pieces), forms.VOCABULARY) == ()


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (with_field(" DDE", "AUTO c:\\x"), "文件含有引用外部内容的域，请删去后再上传"),
        (with_field('includepicture "http://x/1.png"'), "文件含有引用外部内容的域，请删去后再上传"),
        (b"not a file", "不是docx文件，或已损坏、带密码"),
        (b"x" * 2_000_001, "文件超过2 MB"),
        (rezipped(**{"word/vbaProject.bin": b"x"}), "文件含有宏，请另存为不含宏的docx"),
        (rezipped(**{"word/embeddings/a.xlsx": b"x"}), "文件嵌入了别的文件或控件"),
        (
            rezipped(**{"word/_rels/settings.xml.rels": _RELATION % b"attachedTemplate"}),
            "文件链接了外部内容（模板或图片），请改为插入后再上传",
        ),
        *(
            (
                rezipped(**{"word/_rels/document.xml.rels": _INSIDE % kind}),
                "文件嵌入了别的文件或控件",
            )
            for kind in (b"aFChunk", b"oleObject", b"control", b"vbaProject", b"subDocument")
        ),
        (spoilt(), "不是docx文件，或已损坏、带密码"),
        (rezipped(**{"word/a.xml": b"0" * 31_000_000}), "文件展开后太大"),
        (rezipped(**{"word/document.xml": b"<broken"}), "文件内容已损坏"),
        (
            rezipped(**{"word/document.xml": b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"}),
            "文件含有不允许的文档类型声明",
        ),
    ],
)
def test_refuses_a_file_that_is_more_or_less_than_a_page(content: bytes, what: str) -> None:
    found = inspecting.problems(content, forms.VOCABULARY)
    assert what in [problem.what for problem in found]
    assert {problem.kind for problem in found} == {FILE}


def test_lists_no_list_within_a_list_within_a_list() -> None:
    """Twenty rows thrice nested are eight thousand, six times nested sixty-four million."""
    opened = [f"{{%p for r{n} in review.rows %}}" for n in range(3)]
    closed = ["{%p endfor %}"] * 3

    found = inspecting.problems(forms.handmade(*opened, "甲", *closed), forms.VOCABULARY)

    assert [(problem.kind, problem.what) for problem in found] == [(CODE, "套了两层以上的名单")]


def test_keeps_a_link_that_only_a_reader_follows() -> None:
    linked = rezipped(**{"word/_rels/header1.xml.rels": _RELATION % b"hyperlink"})
    assert inspecting.problems(linked, forms.VOCABULARY) == ()


def test_writes_line_breaks_and_drops_what_word_cannot_hold() -> None:
    template = filling.prepared(forms.handmade("{{ talk.content }}"))
    values = words.blank(forms.VOCABULARY)
    values["talk"] = {**values["talk"], "content": "一<b>\n二\x00三\ud800"}
    assert forms.read(filling.filled(template, values, is_proven=False)) == "一<b>\n二三"


def test_makes_the_same_bytes_of_the_same_words() -> None:
    template = filling.prepared(drawing.drawn(forms.FORMS["talk-record"]))
    values = words.sample(forms.VOCABULARY)
    assert filling.filled(template, values) == filling.filled(template, values)


def test_follows_no_attribute_even_unexamined() -> None:
    for text in ("{{ person.name.__class__ }}", "{{ person.keys() }}", "{{ range(9) }}"):
        template = filling.prepared(forms.handmade(text))
        with pytest.raises(filling.Unfillable):
            filling.filled(template, words.blank(forms.VOCABULARY))


def test_names_the_words_that_a_template_uses() -> None:
    named = inspecting.named(drawing.drawn(forms.FORMS["declaration-form"]))
    assert {"person.id_number", "person.phone"} <= named
    assert "talk.content" not in named
