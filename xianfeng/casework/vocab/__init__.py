"""The words of casework: states, what can be done to a case, who signs."""

from datetime import date
from enum import StrEnum

from xianfeng.trust.vocab import Action, Role

# The field of every record that holds its own date.
DAY = "on"

# Sorts what has no latest date behind everything else, alike on both databases.
NEVER = date(9999, 12, 31)


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
    def after_already(self) -> str:
        """The word behind "已", which some labels begin with themselves."""
        return self.label.removeprefix("已")

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
    MOVED = "moved"
    HANDED_OVER = "handed_over"

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
            "moved": "改用规程",
            "handed_over": "转接",
        }[self.value]


class Turn(StrEnum):
    """What can be done to a case beside its steps; the value is the last part of the address."""

    RETURN = "return"
    RESUBMIT = "resubmit"
    POSTPONE = "postpone"
    RESUME = "resume"
    END = "end"

    @property
    def label(self) -> str:
        """The word on the button."""
        return {
            "return": "退回补充",
            "resubmit": "补充后重报",
            "postpone": "暂缓",
            "resume": "恢复办理",
            "end": "终止",
        }[self.value]

    @property
    def meaning(self) -> str:
        """What happens, for the page that asks for the reason."""
        return {
            "return": "材料不齐或程序有缺时，退回党支部补充；补充后由党支部重报。",
            "resubmit": "所缺材料已经补齐，重新报上级办理。",
            "postpone": "暂时不办，到期后继续；期间不能办理后面的环节。",
            "resume": "提前或到期恢复，从停下的环节继续。",
            "end": "不再发展此人。已办的环节和材料全部保留，不能再办理后面的环节。",
        }[self.value]


class MeetingState(StrEnum):
    """How far a meeting that votes has come."""

    PLANNED = "planned"
    SITTING = "sitting"
    FINISHED = "finished"
    CALLED_OFF = "called_off"

    @property
    def label(self) -> str:
        """The word on the page."""
        return {
            "planned": "待开会",
            "sitting": "开会中",
            "finished": "已结束",
            "called_off": "已取消",
        }[self.value]


class ReversalKind(StrEnum):
    """How a counted vote was taken back."""

    CORRECTED = "corrected"
    REOPENED = "reopened"
    REMARKED = "remarked"
    VOIDED = "voided"

    @property
    def label(self) -> str:
        """The word on the page and on paper."""
        return {
            "corrected": "更正票数",
            "reopened": "重开会议",
            "remarked": "更正到会",
            "voided": "票数作废",
        }[self.value]


class Presence(StrEnum):
    """How a member with a vote takes part; who does neither has no row."""

    PRESENT = "present"
    WRITTEN = "written"

    @property
    def label(self) -> str:
        """The word on the roll."""
        return {"present": "到会", "written": "会前书面意见"}[self.value]


class Declaration(StrEnum):
    """What the chair vouches for when the meeting is closed, for no count can show it."""

    SECRET = "secret"
    NO_PROXY = "no_proxy"
    ONE_BY_ONE = "one_by_one"

    @property
    def label(self) -> str:
        """The sentence beside the tick."""
        return {
            "secret": "采用无记名投票",
            "no_proxy": "没有委托投票",
            "one_by_one": "逐个讨论、逐个表决",
        }[self.value]

    @property
    def check(self) -> str:
        """The check that refuses without it."""
        return {"secret": "V-06", "no_proxy": "V-08", "one_by_one": "V-11"}[self.value]


class BlankState(StrEnum):
    """Where a numbered form is on its way from the printer to the archive (domain 1.4)."""

    IN_STOCK = "in_stock"
    ISSUED = "issued"
    USED = "used"
    SPOILED = "spoiled"
    FILED = "filed"

    @property
    def label(self) -> str:
        """The word on the page."""
        return {
            "in_stock": "在库",
            "issued": "已发放",
            "used": "已填用",
            "spoiled": "已作废",
            "filed": "已存档",
        }[self.value]


class EditionState(StrEnum):
    """Whether an edition of the county's own may still change."""

    DRAFT = "draft"
    PUBLISHED = "published"
    DISCARDED = "discarded"

    @property
    def label(self) -> str:
        """The word on the page."""
        return {"draft": "草稿", "published": "已发布", "discarded": "已放弃"}[self.value]


# What casework itself knows of every case, whatever the procedure.
OF_EVERY_CASE = frozenset(
    {
        "subject.name",
        "subject.category",
        "casework.days_entered_late",
        "casework.steps_that_day",
        "casework.moved_on",
        "casework.break_days",
        "casework.papers_passed",
    }
)

# Who may sign a step, as the editions write it, and the action of the policy table that it asks.
SIGNING: dict[str, Action] = {
    "branch": Action.SIGN_AS_BRANCH,
    "committee": Action.SIGN_AS_COMMITTEE,
    "county": Action.SIGN_AS_COUNTY,
}

# The role by which each of them signs, lowest first: the order in which a paper history is confirmed.
SIGNING_ROLES: dict[str, Role] = {
    "branch": Role.BRANCH_SECRETARY,
    "committee": Role.COMMITTEE_ORGANISER,
    "county": Role.COUNTY_OFFICE,
}

SIGNER_LABELS = {"branch": "党支部", "committee": "基层党委", "county": "县委组织部"}

OPEN_STATES = (CaseState.OPEN, CaseState.RETURNED, CaseState.POSTPONED)
CLOSED_STATES = tuple(state for state in CaseState if state.is_closed)
# How sure the source of a clause is (domain 13): shown in words beside it.
GRADES = {"A": "官方原文", "B": "单位公开页面", "C": "转载文本"}


class TransferState(StrEnum):
    """Where the handing over of a case to another branch stands."""

    SENT = "sent"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    RECALLED = "recalled"
    GONE = "gone"

    @property
    def label(self) -> str:
        """The word on the page."""
        return {
            "sent": "等待接收",
            "accepted": "已接收",
            "refused": "未接收",
            "recalled": "已撤回",
            "gone": "已转往县外",
        }[self.value]


class BackEntryState(StrEnum):
    """Where a paper history stands that is being brought in (补录)."""

    DRAFT = "draft"
    WAITING = "waiting"
    ENTERED = "entered"
    DISCARDED = "discarded"

    @property
    def label(self) -> str:
        """The word on the page."""
        return {
            "draft": "正在填写",
            "waiting": "等待确认",
            "entered": "已补录",
            "discarded": "已放弃",
        }[self.value]


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
