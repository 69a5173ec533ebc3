"""The words of yearly figures: how a great change stands that somebody has to explain."""

from enum import StrEnum


class Explained(StrEnum):
    """Whether a great change has its words (Z-04), and whether they are about the figures of now."""

    OWED = "owed"
    ANSWERED = "answered"
    OUTDATED = "outdated"

    @property
    def label(self) -> str:
        """The word beside the figure."""
        return {"owed": "未说明", "answered": "已说明", "outdated": "数字已变"}[self.value]

    @property
    def tone(self) -> str:
        """The colour that supports the word."""
        return {"owed": "warn", "answered": "ok", "outdated": "warn"}[self.value]


LEDGER_EVENTS = {
    "recruitment.figures.explained": "说明年度数字变化",
    "recruitment.figures.explanation_changed": "修改年度数字变化的说明",
}
LEDGER_DETAILS = {"line": "类别", "last": "上年数", "this": "本年数"}
