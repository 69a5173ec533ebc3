"""What the gallery shows."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from xianfeng.kernel.verdict import Verdict
from xianfeng.ui.forms import SpecimenExportForm, SpecimenFilterForm, SpecimenForm


@dataclass(frozen=True, kw_only=True)
class SpecimenRow:
    """One made-up row of the specimen table."""

    name: str
    place: str
    state: str
    tone: str
    due_on: date
    papers: int


@dataclass(frozen=True, kw_only=True)
class GalleryPage:
    """Every component in all its states."""

    template: ClassVar[str] = "ui/gallery.html"
    rows: tuple[SpecimenRow, ...]
    refused: Verdict
    warned: Verdict
    hinted: Verdict
    filters: SpecimenFilterForm
    blank: SpecimenForm
    export: SpecimenExportForm
    faulty: SpecimenForm
    icons: tuple[str, ...]
