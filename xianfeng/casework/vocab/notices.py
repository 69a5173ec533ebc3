"""The words of public notices and of what people object to them."""

from enum import StrEnum


class DayUnit(StrEnum):
    """In which days a notice is counted."""

    WORKDAYS = "workdays"
    DAYS = "days"

    @property
    def label(self) -> str:
        """The word on the notice."""
        return {"workdays": "工作日", "days": "自然日"}[self.value]


class NoticeField(StrEnum):
    """What a notice may tell of a person; a kind of notice allows some of these."""

    NAME = "name"
    SEX = "sex"
    ETHNICITY = "ethnicity"
    BORN = "born"
    AGE = "age"
    EDUCATION = "education"
    OCCUPATION = "occupation"
    UNIT = "unit"

    @property
    def label(self) -> str:
        """The word on the review's record."""
        return {
            "name": "姓名",
            "sex": "性别",
            "ethnicity": "民族",
            "born": "出生年月",
            "age": "年龄",
            "education": "学历",
            "occupation": "工作岗位",
            "unit": "所在单位（村、社区）",
        }[self.value]


class Disclosure(StrEnum):
    """What must never stand in a public notice (domain 2.1, 11.4)."""

    ID_NUMBER = "id_number"
    PHONE = "phone"
    BANK_CARD = "bank_card"
    CONTACT = "contact"
    ADDRESS = "address"
    BIRTHDAY = "birthday"
    RELATIVES = "relatives"
    POLITICAL_REVIEW = "political_review"
    HEALTH = "health"

    @property
    def label(self) -> str:
        """The word of the refusal."""
        return {
            "id_number": "身份证号",
            "phone": "电话号码",
            "bank_card": "银行卡号",
            "contact": "个人联系方式",
            "address": "门牌住址",
            "birthday": "出生日期（只能写到月）",
            "relatives": "家庭成员情况",
            "political_review": "政治审查内容",
            "health": "健康状况",
        }[self.value]

    @property
    def remedy(self) -> str:
        """What the writer should do."""
        if self in {Disclosure.PHONE, Disclosure.CONTACT}:
            return "从正文中删去；受理反映的电话写在“受理单位和联系方式”一栏"
        return "从公示内容中删去"


class NoticeState(StrEnum):
    """How far a public notice has come."""

    DRAFT = "draft"
    WAITING = "waiting"
    CLEARED = "cleared"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The word on the page."""
        return NoticePhase(self.value).label


class NoticePhase(StrEnum):
    """Where a notice stands on a day: its state, with the published ones told apart by their last day."""

    DRAFT = "draft"
    WAITING = "waiting"
    CLEARED = "cleared"
    PUBLISHED = "published"
    RUNNING = "running"
    ENDING = "ending"
    OVER = "over"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The word on the page."""
        return {
            "draft": "起草中",
            "waiting": "待保密审查",
            "cleared": "审查通过，待张贴",
            "published": "已公示",
            "running": "公示中",
            "ending": "即将期满",
            "over": "公示期满",
            "withdrawn": "已撤下",
        }[self.value]


class NoticeAct(StrEnum):
    """What an entry in a notice's history says."""

    DRAFTED = "drafted"
    EDITED = "edited"
    SUBMITTED = "submitted"
    CLEARED = "cleared"
    SENT_BACK = "sent_back"
    PUBLISHED = "published"
    PHOTOGRAPHED = "photographed"
    PROLONGED = "prolonged"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The word in the history."""
        return {
            "drafted": "起草",
            "edited": "修改",
            "submitted": "送保密审查",
            "cleared": "保密审查通过",
            "sent_back": "退回修改",
            "published": "张贴并公开",
            "photographed": "补公示照片",
            "prolonged": "延长公示",
            "withdrawn": "撤下",
        }[self.value]


class ObjectionChannel(StrEnum):
    """How an objection came in."""

    PORTAL = "portal"
    PHONE = "phone"
    LETTER = "letter"
    VISIT = "visit"

    @property
    def label(self) -> str:
        """The word on the page."""
        return {"portal": "网上", "phone": "来电", "letter": "来信", "visit": "来访"}[self.value]


class ObjectionState(StrEnum):
    """How far an objection has come; the only thing that its sender is told."""

    RECEIVED = "received"
    INVESTIGATING = "investigating"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        """The word on the page."""
        return {"received": "已收到", "investigating": "正在调查", "closed": "已办结"}[self.value]


class ObjectionDecision(StrEnum):
    """What an investigated objection leads to; a kind of notice has its own word for the last."""

    NO_EFFECT = "no_effect"
    SUSPENDED = "suspended"
    ADVERSE = "adverse"

    @property
    def label(self) -> str:
        """The word on the page."""
        return {"no_effect": "不影响", "suspended": "暂缓", "adverse": "不予通过"}[self.value]
