"""Keeping papers by the SHA-256 of their content.

What a file is, its first bytes and its inner parts say; the name's ending and
the browser's word count for nothing.
"""

import hashlib
import os
import tempfile
import zipfile
from datetime import datetime
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import transaction

from xianfeng.kernel.checks import reason
from xianfeng.kernel.errors import Refused
from xianfeng.kernel.verdict import Verdict
from xianfeng.trust.commands import ledger
from xianfeng.trust.models import EvidenceFile
from xianfeng.trust.queries.evidence import location
from xianfeng.trust.vocab import Actor, PaperKind

_CHUNK = 256 * 1024
_OOXML = {
    "word/document.xml": PaperKind.DOCX,
    "xl/workbook.xml": PaperKind.XLSX,
}


@transaction.atomic
def store(*, actor: Actor, name: str, content: IO[bytes], at: datetime) -> EvidenceFile:
    """Keep a paper, once however often it is handed in, and enter the first time.

    The file is on the disk before its row is committed; a transaction that ends in failure
    leaves a file that no row names, never a row without its file.

    :param name: how the user called it, for the refusal only; it is not kept.
    :raises Refused: it is none of the kinds that are kept (X-16), empty or too large (X-17).
    """
    settings.FILES_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, temporary = tempfile.mkstemp(dir=settings.FILES_DIR, prefix=".incoming-")
    try:
        with os.fdopen(descriptor, "w+b") as file:
            digest, size = _copy(content, file, name)
            kind = _kind(file, name)
            file.flush()
            os.fsync(file.fileno())
        # Locked, so that nobody gives up a paper that is being handed in again.
        kept, is_new = EvidenceFile.objects.select_for_update().get_or_create(
            sha256=digest,
            defaults={"size": size, "content_type": kind.content_type, "stored_at": at},
        )
        _settle(Path(temporary), location(digest))
    finally:
        Path(temporary).unlink(missing_ok=True)
    if is_new:
        ledger.record(
            actor=actor,
            at=at,
            chain=f"account:{actor.account_id}" if actor.account_id else "evidence",
            event="trust.evidence.stored",
            subject=f"file:{kept.pk}",
            detail={"sha256": digest, "size": size, "kind": kind},
        )
    return kept


def _copy(content: IO[bytes], file: IO[bytes], name: str) -> tuple[str, int]:
    content.seek(0)
    digest, size = hashlib.sha256(), 0
    while chunk := content.read(_CHUNK):
        size += len(chunk)
        if size > settings.MAX_PAPER_BYTES:
            most = settings.MAX_PAPER_BYTES // 1_000_000
            raise _refused("X-17", f"“{name}”超过{most} MB", "请压缩或分成几个文件后再上传")
        digest.update(chunk)
        file.write(chunk)
    if not size:
        raise _refused("X-17", f"“{name}”是空文件", "请重新选择文件")
    return digest.hexdigest(), size


def _kind(file: IO[bytes], name: str) -> PaperKind:
    file.seek(0)
    start = file.read(8)
    if start.startswith(b"%PDF-"):
        return PaperKind.PDF
    if start.startswith(b"\xff\xd8\xff"):
        return PaperKind.JPEG
    if start == b"\x89PNG\r\n\x1a\n":
        return PaperKind.PNG
    if start.startswith(b"PK\x03\x04"):
        return _office_kind(file, name)
    if start == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise _refused(
            "X-16", f"“{name}”是旧版Office文件或带密码的文件", "请另存为docx、xlsx或PDF后再上传"
        )
    raise _not_kept(name)


def _office_kind(file: IO[bytes], name: str) -> PaperKind:
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as parts:
            inside = {part.lower() for part in parts.namelist()}
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise _refused("X-16", f"“{name}”已损坏", "请重新保存后再上传") from error
    if any(part.endswith("vbaproject.bin") for part in inside):
        raise _refused("X-16", f"“{name}”含有宏", "请另存为不含宏的docx或xlsx后再上传")
    if "[content_types].xml" in inside:
        for part, kind in _OOXML.items():
            if part in inside:
                return kind
    raise _not_kept(name)


def _not_kept(name: str) -> Refused:
    return _refused(
        "X-16", f"“{name}”不是PDF、JPEG、PNG、docx或xlsx", "请转换成其中一种格式后再上传"
    )


def _refused(check: str, why: str, remedy: str) -> Refused:
    return Refused(Verdict((reason(check, 原因=why, remedy=remedy, field="file"),)))


def _settle(temporary: Path, target: Path) -> None:
    """Give the file its final name in one step; what is there already is the same content."""
    if target.is_file():
        return
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary.chmod(0o600)
    temporary.replace(target)
