"""Finding a kept paper. Whoever serves it has checked the scope of the case it belongs to."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from xianfeng.trust.models import EvidenceFile
from xianfeng.trust.vocab import PaperKind


@dataclass(frozen=True, kw_only=True)
class StoredFile:
    """Where a paper lies, how many bytes it has and what it is."""

    path: Path
    size: int
    content_type: str


def open_file(sha256: str) -> StoredFile:
    """Return the paper with this digest.

    :raises EvidenceFile.DoesNotExist: none was kept.
    """
    kept = EvidenceFile.objects.get(sha256=sha256)
    return StoredFile(path=location(kept.sha256), size=kept.size, content_type=kept.content_type)


def location(sha256: str) -> Path:
    """Return where the content with this digest lies, whether it is there or not."""
    return Path(settings.FILES_DIR) / sha256[:2] / sha256[2:4] / sha256


def ending(content_type: str) -> str:
    """Return the ending of file names of this media type."""
    return next((kind.value for kind in PaperKind if kind.content_type == content_type), "bin")
