"""What the pages about procedures and checks show."""

from dataclasses import dataclass
from typing import ClassVar

from xianfeng.recruitment.queries.checks import CheckGroup
from xianfeng.recruitment.queries.procedures import EditionRow, EditionText


@dataclass(frozen=True, kw_only=True)
class ProceduresPage:
    """All editions."""

    template: ClassVar[str] = "recruitment/procedures.html"
    editions: tuple[EditionRow, ...]


@dataclass(frozen=True, kw_only=True)
class ProcedurePage:
    """One edition as text."""

    template: ClassVar[str] = "recruitment/procedure.html"
    edition: EditionText


@dataclass(frozen=True, kw_only=True)
class ChecksPage:
    """The catalogue of checks."""

    template: ClassVar[str] = "recruitment/checks.html"
    groups: tuple[CheckGroup, ...]
    checks: int
    applied: int
