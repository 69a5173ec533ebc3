"""Keeping papers by content."""

import hashlib
import io
import zipfile

import pytest

from tests import cast
from xianfeng.kernel.errors import Refused
from xianfeng.trust import serving
from xianfeng.trust.commands import evidence
from xianfeng.trust.models import EvidenceFile, LedgerEntry
from xianfeng.trust.queries import evidence as queries

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 20
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20


@pytest.fixture(autouse=True)
def folder(tmp_path, settings):
    """An empty folder of papers."""
    settings.FILES_DIR = tmp_path / "files"
    return settings.FILES_DIR


def _office(*parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for part in parts:
            file.writestr(part, "x")
    return out.getvalue()


def _store(content: bytes, name: str = "材料.pdf") -> EvidenceFile:
    return evidence.store(
        actor=cast.branch_secretary(), name=name, content=io.BytesIO(content), at=cast.NOON
    )


def _left(folder) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (PDF, "application/pdf"),
        (JPEG, "image/jpeg"),
        (PNG, "image/png"),
        (
            _office("[Content_Types].xml", "word/document.xml"),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (
            _office("[Content_Types].xml", "xl/workbook.xml"),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
    ],
)
def test_keeps_what_the_content_shows_whatever_the_name(folder, content, content_type):
    kept = _store(content, name="照片.exe")
    digest = hashlib.sha256(content).hexdigest()
    assert (kept.sha256, kept.size, kept.content_type) == (digest, len(content), content_type)
    found = queries.open_file(digest)
    assert found.path == folder / digest[:2] / digest[2:4] / digest
    assert found.path.read_bytes() == content
    assert found.path.stat().st_mode & 0o777 == 0o600
    assert _left(folder) == [digest]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"MZ\x90\0 program", "不是PDF"),
        (b"<html><script>alert(1)</script>", "不是PDF"),
        (b"GIF89a" + b"\0" * 20, "不是PDF"),
        (_office("readme.txt"), "不是PDF"),
        (_office("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"), "含有宏"),
        (_office("[Content_Types].xml", "word/document.xml", "WORD/VBAPROJECT.BIN"), "含有宏"),
        (b"PK\x03\x04 torn", "已损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "旧版Office"),
    ],
)
def test_refuses_every_other_content(folder, content, why):
    with pytest.raises(Refused) as refused:
        _store(content, name="材料.pdf")
    (reason,) = refused.value.verdict
    assert reason.check == "X-16"
    assert why in reason.message
    assert reason.remedy
    assert _left(folder) == []
    assert not EvidenceFile.objects.exists()
    assert not LedgerEntry.objects.exists()


def test_refuses_what_is_empty_or_too_large(folder, settings):
    settings.MAX_PAPER_BYTES = 1_000_000
    for content, why in ((b"", "空文件"), (PDF + b"\0" * 1_000_000, "超过1 MB")):
        with pytest.raises(Refused) as refused:
            _store(content)
        (reason,) = refused.value.verdict
        assert reason.check == "X-17"
        assert why in reason.message
    assert _left(folder) == []


def test_keeps_the_same_content_once(folder):
    first, second = _store(PDF), _store(PDF, name="另一份.pdf")
    assert first.pk == second.pk
    assert len(_left(folder)) == 1
    (entry,) = LedgerEntry.objects.all()
    assert (entry.event, entry.subject) == ("trust.evidence.stored", f"file:{first.pk}")


def test_knows_no_file_that_was_not_kept():
    with pytest.raises(EvidenceFile.DoesNotExist):
        queries.open_file("0" * 64)


def test_shows_pictures_and_gives_the_rest_as_files():
    pdf = queries.open_file(_store(PDF).sha256)
    sheet = queries.open_file(_store(_office("[Content_Types].xml", "xl/workbook.xml")).sha256)
    shown = serving.show(pdf, name="申请书.pdf")
    assert shown["Content-Disposition"].startswith("inline")
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert shown["Content-Type"] == "application/pdf"
    assert b"".join(shown.streaming_content) == PDF
    kept = serving.download(pdf, name="申请书.pdf")
    assert kept["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    other = serving.show(sheet, name="表.xlsx")
    assert other["Content-Disposition"].startswith("attachment")
    for response in (kept, other):
        response.close()
