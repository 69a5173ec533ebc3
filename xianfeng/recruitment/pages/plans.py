"""What the pages of plans and tasks show."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.forms import Form

from xianfeng.recruitment.queries.plans import PlanFile, PlanRow, TaskFile, TaskRow


@dataclass(frozen=True, kw_only=True)
class AskPage:
    """One question on a page of its own: what happens, a form, the way back."""

    template: ClassVar[str] = "recruitment/ask.html"
    title: str
    subtitle: str
    meaning: str
    form: Form
    label: str
    back_url: str
    back_label: str
    tone: str = "primary"


@dataclass(frozen=True, kw_only=True)
class PlansPage:
    """All plans."""

    template: ClassVar[str] = "recruitment/plans.html"
    plans: tuple[PlanRow, ...]
    may_make: bool


@dataclass(frozen=True, kw_only=True)
class PlanPage:
    """One plan beside its facts."""

    template: ClassVar[str] = "recruitment/plan.html"
    plan: PlanFile
    today: date
    may_make: bool
    quota_year: int | None


@dataclass(frozen=True, kw_only=True)
class TasksPage:
    """Tasks in sight."""

    template: ClassVar[str] = "recruitment/tasks.html"
    tasks: tuple[TaskRow, ...]
    is_all: bool
    next_after: int | None
    late: int


@dataclass(frozen=True, kw_only=True)
class TaskPage:
    """One task."""

    template: ClassVar[str] = "recruitment/task.html"
    task: TaskFile
