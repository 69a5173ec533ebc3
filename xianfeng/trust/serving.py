"""Answering with a paper, after the view has checked that the asker may see it."""

from django.http import FileResponse

from xianfeng.trust.queries.evidence import StoredFile
from xianfeng.trust.vocab import PaperKind

_SHOWN = frozenset(kind.content_type for kind in (PaperKind.PDF, PaperKind.JPEG, PaperKind.PNG))


def download(file: StoredFile, *, name: str) -> FileResponse:
    """Answer with the paper as a file to keep, under a readable name."""
    return _answer(file, name, inline=False)


def show(file: StoredFile, *, name: str) -> FileResponse:
    """Answer with a PDF or picture to look at in the browser, with anything else as a download."""
    return _answer(file, name, inline=file.content_type in _SHOWN)


def _answer(file: StoredFile, name: str, *, inline: bool) -> FileResponse:
    response = FileResponse(
        file.path.open("rb"),
        as_attachment=not inline,
        filename=name,
        content_type=file.content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
