"""The words of casework: states, what can be done to a case, who signs."""

from enum import StrEnum

from xianfeng.trust.vocab import Action


class CaseState(StrEnum):
    """Where a case stands as a whole."""

    OPEN = "open"
    RETURNED = "returned"
    POSTPONED = "postponed"
    ENDED = "ended"
    CANCELLED = "cancelled"
    ARCHIVED = "archived"

    @property
    def label(self) -> str:
        """The word on the page."""
        return {
            "open": "办理中",
            "returned": "退回补充",
            "postponed": "暂缓",
            "ended": "终止",
            "cancelled": "取消预备党员资格",
            "archived": "已归档",
        }[self.value]

    @property
    def is_closed(self) -> bool:
        """A closed case takes no further step."""
        return self in {CaseState.ENDED, CaseState.CANCELLED, CaseState.ARCHIVED}


class EntryKind(StrEnum):
    """What an entry in the case's history says."""

    SIGNED = "signed"
    RETURNED = "returned"
    RESUBMITTED = "resubmitted"
    POSTPONED = "postponed"
    RESUMED = "resumed"
    ENDED = "ended"
    REVERSED = "reversed"

    @property
    def label(self) -> str:
        """The word in the history."""
        return {
            "signed": "办理",
            "returned": "退回补充",
            "resubmitted": "补充后重报",
            "postponed": "暂缓",
            "resumed": "恢复办理",
            "ended": "终止",
            "reversed": "撤销办理",
        }[self.value]


# Who may sign a step, as the editions write it, and the action of the policy table that it asks.
SIGNING: dict[str, Action] = {
    "branch": Action.SIGN_AS_BRANCH,
    "committee": Action.SIGN_AS_COMMITTEE,
    "county": Action.SIGN_AS_COUNTY,
}

SIGNER_LABELS = {"branch": "党支部", "committee": "基层党委", "county": "县委组织部"}


class Lateness(StrEnum):
    """How a duty stands against its latest date."""

    EARLY = "early"
    DUE = "due"
    SOON = "soon"
    LATE = "late"

    @property
    def label(self) -> str:
        """The word on the page."""
        return {"early": "未到时间", "due": "可以办理", "soon": "即将到期", "late": "已逾期"}[
            self.value
        ]
