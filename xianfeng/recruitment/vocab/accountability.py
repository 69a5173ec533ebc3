"""The words of samples and accountability (domain 2.4)."""

from enum import StrEnum


class InquiryState(StrEnum):
    """Where a matter of accountability stands."""

    OPENED = "opened"
    NOTIFIED = "notified"
    RECTIFIED = "rectified"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        """The word on the page."""
        return {
            "opened": "已立项",
            "notified": "待整改",
            "rectified": "待核销",
            "closed": "已办结",
        }[self.value]


class InquiryAct(StrEnum):
    """What is done to a matter after it was opened; the value ends the address."""

    NOTIFY = "notify"
    RECTIFY = "rectify"
    SEND_BACK = "send-back"
    CLOSE = "close"
    REOPEN = "reopen"

    @property
    def label(self) -> str:
        """The word on the button."""
        return {
            "notify": "发出通知书",
            "rectify": "报告整改",
            "send-back": "退回再整改",
            "close": "办结",
            "reopen": "撤销办结",
        }[self.value]


class InquirySource(StrEnum):
    """Where a matter comes from."""

    SAMPLE = "sample"
    EXAMINATION = "examination"
    CASE = "case"
    HAND = "hand"

    @property
    def label(self) -> str:
        """The word on the page."""
        return {
            "sample": "抽查",
            "examination": "档案体检",
            "case": "办理中的档案",
            "hand": "其他途径",
        }[self.value]


class AccountOutcome(StrEnum):
    """What people decide at the end (domain 2.4)."""

    CRITICISM = "criticism"
    SELF_CRITICISM = "self_criticism"
    CIRCULATED = "circulated"
    ADMONITION = "admonition"
    NO_HONOURS = "no_honours"
    REASSIGNMENT = "reassignment"
    DISCIPLINE = "discipline"
    NOT_RECOGNISED = "not_recognised"
    NONE = "none"

    @property
    def label(self) -> str:
        """The official word."""
        return {
            "criticism": "批评教育",
            "self_criticism": "书面检查",
            "circulated": "通报批评",
            "admonition": "诫勉谈话",
            "no_honours": "取消评先资格",
            "reassignment": "组织调整",
            "discipline": "纪律处分",
            "not_recognised": "不予承认，支部大会公布",
            "none": "不追究责任",
        }[self.value]


class FileVerdict(StrEnum):
    """What an examiner of a drawn file writes down."""

    SOUND = "sound"
    DEFECTIVE = "defective"

    @property
    def label(self) -> str:
        """The word on the sheet."""
        return {"sound": "符合规定", "defective": "存在问题"}[self.value]


LEDGER_EVENTS = {
    "recruitment.sample.drawn": "抽查抽样",
    "recruitment.sample.examined": "核查抽中档案",
    "recruitment.inquiry.opened": "责任追究立项",
    "recruitment.inquiry.notified": "发出责任追究通知书",
    "recruitment.inquiry.rectified": "报告整改",
    "recruitment.inquiry.sent_back": "退回再整改",
    "recruitment.inquiry.closed": "责任追究办结",
    "recruitment.inquiry.reopened": "撤销责任追究办结",
}
LEDGER_DETAILS = {
    "seed": "随机种子",
    "population": "总体件数",
    "drawn": "抽中件数",
    "verdict": "结论",
    "opinion": "意见",
    "rule": "检查项",
    "due": "期限",
    "outcomes": "处理结果",
}
