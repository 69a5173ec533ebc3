"""The words of plans and their tasks."""

from enum import StrEnum


class PlanKind(StrEnum):
    """Kinds of work plan."""

    FIVE_YEAR = "five_year"
    ANNUAL = "annual"

    @property
    def label(self) -> str:
        """The word on the page."""
        return {"five_year": "五年规划", "annual": "年度计划"}[self.value]


class PlanState(StrEnum):
    """Where a plan's version stands."""

    DRAFT = "draft"
    ADOPTED = "adopted"
    SUPERSEDED = "superseded"

    @property
    def label(self) -> str:
        """The word on the page."""
        return {"draft": "草案", "adopted": "已通过", "superseded": "已被新版代替"}[self.value]


class Indicator(StrEnum):
    """Classes of which a plan sets a share: the yearly bulletin's 发展党员情况, and where people were found.

    The values are the keys of the groups by which admissions are counted.
    """

    YOUNG = "young"
    WOMEN = "women"
    HIGH_SCHOOL = "high_school"
    COLLEGE = "college"
    MINORITY = "minority"
    FRONT_LINE = "front_line"
    RESERVE = "reserve"
    PRIORITY = "priority"

    @property
    def label(self) -> str:
        """The word on the page, the bulletin's where it has one."""
        return {
            "young": "35岁及以下",
            "women": "女",
            "high_school": "高中及以上",
            "college": "大专及以上",
            "minority": "少数民族",
            "front_line": "生产、工作一线",
            "reserve": "村级后备干部",
            "priority": "重点人群",
        }[self.value]


class TaskMark(StrEnum):
    """What an entry of a task says."""

    PROGRESS = "progress"
    REMINDER = "reminder"
    SUPERVISION = "supervision"
    DONE = "done"
    REOPENED = "reopened"

    @property
    def label(self) -> str:
        """The word on the page."""
        return {
            "progress": "进展",
            "reminder": "提醒",
            "supervision": "督办",
            "done": "办结",
            "reopened": "重新办理",
        }[self.value]


# What the ledger's events and details are called on its page.
LEDGER_EVENTS = {
    "recruitment.plan.drawn_up": "拟定计划",
    "recruitment.plan.changed": "修改计划草案",
    "recruitment.plan.adopted": "通过计划",
    "recruitment.task.assigned": "分解任务",
    **{f"recruitment.task.{m.value}": f"任务：{m.label}" for m in TaskMark},
}
LEDGER_DETAILS = {"version": "版本", "total": "总数", "plan": "计划", "due": "时限"}
