"""What the what-if panel of structure shows."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from xianfeng.recruitment.queries.structure import Panel


@dataclass(frozen=True, kw_only=True)
class StructurePage:
    """Today's structure, the target, and what a set of candidates makes of it."""

    template: ClassVar[str] = "recruitment/structure.html"
    panel: Panel
    today: date
    choices: tuple[tuple[int, str], ...]
    organisation_id: int | None
    organisation: str
