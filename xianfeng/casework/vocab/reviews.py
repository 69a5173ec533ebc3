"""The words of reviews in a higher organisation's own hands, and of the worklists of decisions."""

from enum import StrEnum


class ReviewState(StrEnum):
    """Where a submission to a reviewing organisation stands."""

    ASKED = "asked"
    PASSED = "passed"
    REFUSED = "refused"
    RECALLED = "recalled"

    @property
    def label(self) -> str:
        """The word on the page."""
        return {
            "asked": "等待审核",
            "passed": "审核通过",
            "refused": "审核不通过",
            "recalled": "已撤回",
        }[self.value]

    @property
    def tone(self) -> str:
        """The colour of its badge."""
        return {"asked": "info", "passed": "ok", "refused": "danger"}.get(self.value, "neutral")


class Queue(StrEnum):
    """A worklist of cases that wait for a decision, each by its own signature (D-37).

    A record kind names the one in which its step waits; REVIEW holds what was submitted to a reviewer.
    """

    EXAMINE = "examine"
    REVIEW = "review"
    APPROVE = "approve"
    FILE = "file"

    @property
    def label(self) -> str:
        """The word on the page."""
        return {
            "examine": "待预审",
            "review": "待审核",
            "approve": "待审批",
            "file": "待备案",
        }[self.value]


# What the ledger's events and details are called on its page.
LEDGER_EVENTS = {
    "casework.review.asked": "报请审核",
    "casework.review.passed": "审核通过",
    "casework.review.refused": "审核不通过",
    "casework.review.recalled": "撤回报审",
    "casework.deliberation.signed": "上会审议",
}
LEDGER_DETAILS = {"review": "审核", "record": "记录", "result": "结论"}
