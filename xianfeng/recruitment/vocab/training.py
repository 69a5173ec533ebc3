"""The words of collective training: classes, what came of them, exceptions."""

from enum import StrEnum

# The check that an exception of the county answers.
EXCEPTED_CHECK = "D-13"


class ClassKind(StrEnum):
    """Whom a class is for; each feeds the record of its name."""

    ACTIVISTS = "activists"
    CANDIDATES = "candidates"

    @property
    def label(self) -> str:
        """The word on the page."""
        return {"activists": "积极分子培训班", "candidates": "发展对象短期培训"}[self.value]

    @property
    def record(self) -> str:
        """The kind of record that its results fill in."""
        return {"activists": "cultivation", "candidates": "training"}[self.value]


class ClassOutcome(StrEnum):
    """What came of a class for one person."""

    PASSED = "passed"
    FAILED = "failed"
    ABSENT = "absent"

    @property
    def label(self) -> str:
        """The word on the page."""
        return {"passed": "合格", "failed": "不合格", "absent": "未参加"}[self.value]

    @property
    def tone(self) -> str:
        """The colour that supports the word."""
        return {"passed": "ok", "failed": "danger", "absent": "warn"}[self.value]


LEDGER_EVENTS = {
    "registry.pool.exported": "导出培养名单",
    "recruitment.class.held": "登记培训班",
    "recruitment.class.results_entered": "登记培训结果",
    "recruitment.class.result_corrected": "更正培训结果",
    "recruitment.exception.granted": "登记集中培训例外",
    "recruitment.exception.withdrawn": "撤回集中培训例外",
}
LEDGER_DETAILS = {
    "organiser": "举办单位",
    "outcomes": "结果",
    "outcome": "结果",
    "hours": "学时",
    "days": "天数",
    "decided_on": "文件日期",
}
