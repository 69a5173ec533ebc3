"""The words of recruitment."""

from enum import StrEnum

FAMILY = "member_development"
TITLE = "发展党员"
# The edition under which new cases are opened, unless the county names another.
DEFAULT_EDITION = "WUSHAN-29"
# The length of the probation and of its extension: no county moves them, neither way (domain 12.1).
FIXED_CHECKS = frozenset({"D-45", "D-68"})


class Method(StrEnum):
    """How places are apportioned."""

    LARGEST_REMAINDER = "largest_remainder"
    WEBSTER = "webster"
    JEFFERSON = "jefferson"

    @property
    def label(self) -> str:
        """The word on the page."""
        return {
            "largest_remainder": "最大余数法",
            "webster": "奇数除数法（圣拉古）",
            "jefferson": "整数除数法（洪德）",
        }[self.value]

    @property
    def meaning(self) -> str:
        """How it works, for those who choose."""
        return {
            "largest_remainder": "先给各单位应得名额的整数部分，剩余名额按余数从大到小各给一个。",
            "webster": "权数依次除以1、3、5…，按商数从大到小逐个分配；总数增加时任何单位不会减少。",
            "jefferson": "权数依次除以1、2、3…，按商数从大到小逐个分配；略有利于权数大的单位。",
        }[self.value]


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
