"""An archive as a stream …"""

import io
import zipfile

from xianfeng.ui import archive


def opened(files: list[tuple[str, bytes]]) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(b"".join(archive.stream(files))))


def test_holds_every_file_as_it_is() -> None:
    found = opened([("甲/一.docx", b"1"), ("乙.docx", b"22")])
    assert found.testzip() is None
    assert {name: found.read(name) for name in found.namelist()} == {
        "甲/一.docx": b"1",
        "乙.docx": b"22",
    }


def test_numbers_a_name_taken_twice() -> None:
    assert opened([("a.docx", b"1"), ("a.docx", b"2"), ("a.docx", b"3")]).namelist() == [
        "a.docx",
        "a-2.docx",
        "a-3.docx",
    ]


def test_gives_out_one_file_before_the_next_is_made() -> None:
    made: list[str] = []

    def files():
        for name in ("a", "b"):
            made.append(name)
            yield name, b"x" * 100

    stream = archive.stream(files())
    assert len(next(stream)) > 100
    assert made == ["a"]


def test_of_nothing_is_empty() -> None:
    assert opened([]).namelist() == []
