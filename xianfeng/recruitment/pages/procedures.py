"""What the pages about procedures and checks show."""

from dataclasses import dataclass
from typing import ClassVar

from django.forms import Form

from xianfeng.casework.queries.editions import CountyEditionRow
from xianfeng.recruitment.queries.checks import CheckGroup
from xianfeng.recruitment.queries.procedures import (
    EditionPair,
    EditionPicture,
    EditionRow,
    EditionText,
)


@dataclass(frozen=True, kw_only=True)
class ProceduresPage:
    """All editions."""

    template: ClassVar[str] = "recruitment/procedures.html"
    editions: tuple[EditionRow, ...]
    drafts: tuple[CountyEditionRow, ...]
    may_edit: bool


@dataclass(frozen=True, kw_only=True)
class ProcedurePage:
    """One edition as text."""

    template: ClassVar[str] = "recruitment/procedure.html"
    edition: EditionText
    may_move: bool


@dataclass(frozen=True, kw_only=True)
class DiagramPage:
    """One edition as a diagram."""

    template: ClassVar[str] = "recruitment/diagram.html"
    picture: EditionPicture


@dataclass(frozen=True, kw_only=True)
class ComparePage:
    """Two editions side by side; ``pair`` is missing until two are chosen."""

    template: ClassVar[str] = "recruitment/compare.html"
    form: Form
    pair: EditionPair | None


@dataclass(frozen=True, kw_only=True)
class ChecksPage:
    """The catalogue of checks."""

    template: ClassVar[str] = "recruitment/checks.html"
    groups: tuple[CheckGroup, ...]
    checks: int
    applied: int
