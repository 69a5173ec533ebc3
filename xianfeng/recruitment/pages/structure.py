"""What the what-if panel of structure shows."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.forms import Form

from xianfeng.recruitment.queries.source_panel import SourcePanel
from xianfeng.recruitment.queries.sources import SourceGroup, SourceList
from xianfeng.recruitment.queries.structure import Panel
from xianfeng.recruitment.vocab.structure import Circle


@dataclass(frozen=True, kw_only=True)
class PanelPage:
    """A what-if panel with the place that it is about."""

    template: ClassVar[str]
    today: date
    choices: tuple[tuple[int, str], ...]
    organisation_id: int | None
    organisation: str
    # The same choice on the other panel.
    query: str


@dataclass(frozen=True, kw_only=True)
class StructurePage(PanelPage):
    """Today's structure, the target, and what a set of candidates makes of it."""

    template: ClassVar[str] = "recruitment/structure.html"
    panel: Panel


@dataclass(frozen=True, kw_only=True)
class SourcePanelPage(PanelPage):
    """Where people were found, and what a set of candidates makes of it."""

    template: ClassVar[str] = "recruitment/structure_sources.html"
    panel: SourcePanel


@dataclass(frozen=True, kw_only=True)
class SourcesPage:
    """The people behind a figure of the sources."""

    template: ClassVar[str] = "recruitment/sources.html"
    people: SourceList
    circle: Circle
    group: SourceGroup
    year: int
    form: Form
    previous_url: str
    next_url: str
