"""What the page shows on which open cases move to another edition."""

from dataclasses import dataclass
from typing import ClassVar

from django.forms import Form

from xianfeng.casework.queries.moving import Trials
from xianfeng.kernel.verdict import Verdict


@dataclass(frozen=True, kw_only=True)
class LeftBehind:
    """A case that could not move, and why."""

    case_id: int
    verdict: Verdict


@dataclass(frozen=True, kw_only=True)
class MovePage:
    """The trial of a move: what changes for each case, and what came of the chosen ones."""

    template: ClassVar[str] = "recruitment/moving.html"
    trials: Trials
    form: Form
    moved: int
    left_behind: tuple[LeftBehind, ...]
