"""Pages of the import."""

from dataclasses import dataclass
from typing import ClassVar

from django.forms import Form

from xianfeng.registry.queries.imports import BatchRow, BatchSheet


@dataclass(frozen=True, kw_only=True)
class ImportsPage:
    """The imports in reach, the newest first."""

    template: ClassVar[str] = "registry/imports.html"
    batches: tuple[BatchRow, ...]
    next_url: str


@dataclass(frozen=True, kw_only=True)
class NewImportPage:
    """Handing a workbook in."""

    template: ClassVar[str] = "registry/import_new.html"
    form: Form


@dataclass(frozen=True, kw_only=True)
class ImportPage:
    """One import: its progress while it runs, its result afterwards."""

    template: ClassVar[str] = "registry/import.html"
    fragment: ClassVar[str] = "registry/_import.html"
    sheet: BatchSheet
    tone: str
    may_undo: bool
    previous_url: str
    next_url: str
