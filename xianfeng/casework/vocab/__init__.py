"""The words of casework: states, what can be done to a case, who signs."""

from datetime import date
from enum import StrEnum

from xianfeng.casework.vocab import official
from xianfeng.casework.vocab.notices import NoticeAct
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


# What the ledger's events and details are called on its page.
LEDGER_EVENTS = {
    **official.LEDGER_EVENTS,
    "casework.case.opened": "建档",
    **{f"casework.case.{kind.value}": f"档案：{kind.label}" for kind in EntryKind},
    "casework.evidence.added": "登记考察",
    "casework.evidence.withdrawn": "撤回考察",
    "casework.edition.begun": "起草县级版本",
    "casework.edition.uploaded": "上传县级版本",
    "casework.edition.changed": "修改县级版本",
    "casework.edition.discarded": "放弃县级版本草稿",
    "casework.edition.published": "发布县级版本",
    "casework.archive.exported": "导出归档包",
    "casework.transfer.sent": "转出档案",
    "casework.transfer.accepted": "接收档案",
    "casework.transfer.refused": "不接收档案",
    "casework.transfer.recalled": "撤回转出",
    "casework.transfer.gone": "转往县外",
    "casework.back_entry.started": "开始补录",
    "casework.back_entry.saved": "保存补录",
    "casework.back_entry.handed_in": "提交补录",
    "casework.back_entry.confirmed": "确认补录",
    "casework.back_entry.returned": "退回补录",
    "casework.back_entry.discarded": "放弃补录",
    "casework.back_entry.entered": "补录入档",
    "casework.meeting.convened": "召集会议",
    "casework.meeting.frozen": "固定名册",
    "casework.meeting.closed": "结束会议",
    "casework.meeting.reopened": "重开会议",
    "casework.meeting.called_off": "取消会议",
    "casework.roll.excluded": "不计入应到",
    "casework.roll.restored": "恢复计入应到",
    "casework.roll.marked": "登记到会",
    "casework.agenda.added": "列入议程",
    "casework.agenda.withdrawn": "移出议程",
    "casework.tally.entered": "登记票数",
    "casework.batch.signed": "批量办理",
    "casework.blank.received": "登记空白表",
    "casework.blank.handed": "发放空白表",
    "casework.blank.given": "空白表发给本人",
    "casework.blank.spoiled": "作废空白表",
    **{f"casework.notice.{act.value}": f"公示：{act.label}" for act in NoticeAct},
    "casework.objection.received": "公示反映：收到",
    "casework.objection.taken_up": "公示反映：开始调查",
    "casework.objection.decided": "公示反映：作出决定",
    "casework.objection.source_shown": "公示反映：查看反映人",
}
LEDGER_DETAILS = {
    **official.LEDGER_DETAILS,
    "edition": "规程",
    "entry": "记录",
    "on": "发生日期",
    "rules": "适用版本",
    "papers": "材料",
    "reasons": "说明",
    "records": "内容",
    "facts": "内容",
    "evidence": "考察",
    "reversed": "被撤销记录",
    "until": "暂缓至",
    "base": "来源版本",
    "what": "改动",
    "waived": "不再要求的环节",
    "root": "根值",
    "files": "文件数",
    "back_entry": "补录",
    "transfer": "转接",
    "left": "停止培养日期",
    "resumed": "继续培养日期",
    "break": "中断天数",
    "missing": "未收到的材料",
    "rows": "行数",
    "digest": "内容摘要",
    "signed_as": "身份",
    "meeting": "会议",
    "organisation": "党组织",
    "case": "档案",
    "entitled": "应到",
    "excluded": "不计入应到",
    "present": "实到",
    "written": "书面意见",
    "is_named": "保留到会人姓名",
    "approval": "批准文号",
    "issued": "发出",
    "returned": "收回",
    "yes": "赞成",
    "no": "不赞成",
    "abstain": "弃权",
    "void": "无效",
    "written_yes": "书面赞成",
    "written_no": "书面不赞成",
    "passed": "通过",
    "count": "票数",
    "results": "结果",
    "cases": "档案",
    "first": "起始编号",
    "last": "终止编号",
    "numbers": "份数",
    "number": "编号",
    "source": "来源",
    "replaces": "换发",
    "refused": "未办理",
    "notice": "公示",
    "objection": "反映",
    "fields": "公开的内容",
    "starts": "张贴日期",
    "ends": "截止日期",
    "places": "公示地点",
    "channel": "来源",
    "decision": "决定",
}
