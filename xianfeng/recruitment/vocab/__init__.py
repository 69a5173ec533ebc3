"""The words of recruitment."""

from enum import StrEnum

FAMILY = "member_development"
TITLE = "发展党员"
# The edition under which new cases are opened, unless the county names another.
DEFAULT_EDITION = "WUSHAN-29"
# The length of the probation and of its extension: no county moves them, neither way (domain 12.1).
FIXED_CHECKS = frozenset({"D-45", "D-68"})


class ItemState(StrEnum):
    """How an item of the list before a pre-review stands (domain 2.3)."""

    THERE = "there"
    MISSING = "missing"
    WRONG = "wrong"
    LATER = "later"
    NOT_NEEDED = "not_needed"

    @property
    def label(self) -> str:
        """The word on the list."""
        return {
            "there": "有",
            "missing": "无",
            "wrong": "不合格",
            "later": "待填",
            "not_needed": "不涉及",
        }[self.value]

    @property
    def tone(self) -> str:
        """The colour that supports the word."""
        return {"there": "ok", "missing": "danger", "wrong": "danger"}.get(self.value, "neutral")


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


class Programme(StrEnum):
    """What the county works on subject by subject (the article's four gates, A1)."""

    YOUNG_MEMBER = "young_member"
    BLANK_VILLAGE = "blank_village"
    BLANK_SCHOOL = "blank_school"
    BLANK_FIRM = "blank_firm"

    @property
    def label(self) -> str:
        """The article's words."""
        return {
            "young_member": "一个支部一名年轻党员",
            "blank_village": "消除党员空白自然村",
            "blank_school": "消除党员空白学校",
            "blank_firm": "消除党员空白非公企业",
        }[self.value]

    @property
    def subject(self) -> str:
        """What one subject of it is called."""
        return {
            "young_member": "党支部",
            "blank_village": "自然村",
            "blank_school": "学校",
            "blank_firm": "非公企业",
        }[self.value]

    @property
    def rule(self) -> str:
        """How it is derived that a subject is met, for the page."""
        if self is Programme.YOUNG_MEMBER:
            return "党支部有35岁及以下党员（含预备党员）即达标，年龄按今天计算。"
        return "单位所属党组织有党员（含预备党员）即不是空白点；没有党组织覆盖的是空白点。"


class Progress(StrEnum):
    """Where a subject of a programme stands."""

    MET = "met"
    UNDER_WAY = "under_way"
    LATE = "late"
    UNASSIGNED = "unassigned"
    EXEMPT = "exempt"

    @property
    def label(self) -> str:
        """The word on the page."""
        return {
            "met": "已达标",
            "under_way": "正在解决",
            "late": "超过期限",
            "unassigned": "未明确责任",
            "exempt": "经批准暂不要求",
        }[self.value]


class EffortMark(StrEnum):
    """What an entry about a subject says."""

    ASSIGNED = "assigned"
    STEP = "step"
    EXEMPTED = "exempted"
    RESTORED = "restored"

    @property
    def label(self) -> str:
        """The word in the history."""
        return {
            "assigned": "明确责任",
            "step": "工作进展",
            "exempted": "暂不要求",
            "restored": "恢复要求",
        }[self.value]


# What the ledger's events and details are called on its page.
LEDGER_EVENTS = {
    **{f"recruitment.effort.{mark.value}": f"专项工作：{mark.label}" for mark in EffortMark},
    "recruitment.activists.aim_set": "专项工作：设定在培积极分子目标",
    "registry.activists.exported": "导出积极分子培养情况",
    "recruitment.examination.begun": "档案体检",
    "recruitment.examination.finished": "档案体检完成",
    "recruitment.examination.exported": "下载体检结果",
    "recruitment.examination.deleted": "删除体检结果",
    "recruitment.examination.cleared": "到期清除体检内容",
}
LEDGER_DETAILS = {
    "files": "件数",
    "breaches": "问题数",
    "left_out": "未体检行数",
    "branches": "需问党支部数",
    "source": "来源",
    "form": "形式",
    "branch": "党支部",
    "programme": "专项工作",
    "unit": "单位",
    "responsible": "责任党组织",
    "due": "期限",
    "aim": "在培目标",
}
