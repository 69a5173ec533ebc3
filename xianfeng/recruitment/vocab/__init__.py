"""The words of recruitment."""

from enum import StrEnum

FAMILY = "member_development"
TITLE = "发展党员"
# The edition under which new cases are opened, unless the county names another.
DEFAULT_EDITION = "WUSHAN-29"
# The length of the probation and of its extension: no county moves them, neither way (domain 12.1).
FIXED_CHECKS = frozenset({"D-45", "D-68"})


class ExaminationSource(StrEnum):
    """What is examined."""

    WORKBOOK = "workbook"
    CASES = "cases"

    @property
    def label(self) -> str:
        """The word on the page."""
        return {"workbook": "工作簿", "cases": "系统内档案"}[self.value]


class ExaminationState(StrEnum):
    """Where an examination stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"

    @property
    def label(self) -> str:
        """The word on the page."""
        return {
            "waiting": "等待体检",
            "running": "正在体检",
            "done": "体检完成",
            "failed": "未能体检",
        }[self.value]


# What the ledger's events and details are called on its page.
LEDGER_EVENTS = {
    "recruitment.examination.begun": "档案体检",
    "recruitment.examination.finished": "档案体检完成",
    "recruitment.examination.exported": "下载体检结果",
    "recruitment.examination.deleted": "删除体检结果",
}
LEDGER_DETAILS = {
    "files": "件数",
    "breaches": "问题数",
    "left_out": "未体检行数",
    "source": "来源",
    "form": "形式",
    "branch": "党支部",
}
