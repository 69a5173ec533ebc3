"""The words of quotas: how places are apportioned, moved, held, asked for."""

from enum import StrEnum


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


class Criterion(StrEnum):
    """By what places are weighed; the county sets how much each counts."""

    MEMBERS = "members"
    ACTIVISTS = "activists"
    BLANK_UNITS = "blank_units"
    ELDERS = "elders"
    FRONT_LINE = "front_line"
    IDLE_YEARS = "idle_years"

    @property
    def label(self) -> str:
        """The word on the page."""
        return {
            "members": "党员数",
            "activists": "培养满一年的积极分子",
            "blank_units": "空白点",
            "elders": "六十岁以上党员",
            "front_line": "生产一线党员",
            "idle_years": "未发展党员年数",
        }[self.value]


class Movement(StrEnum):
    """What an entry of the quota ledger does."""

    GRANT = "grant"
    RESERVE = "reserve"
    CONSUME = "consume"
    RETURN = "return"
    MOVE = "move"
    CORRECT = "correct"

    @property
    def label(self) -> str:
        """The word in the ledger."""
        return {
            "grant": "下达",
            "reserve": "占用",
            "consume": "使用",
            "return": "退回",
            "move": "调剂",
            "correct": "更正",
        }[self.value]


class Box(StrEnum):
    """Where a case's place stands within its account."""

    RESERVED = "reserved"
    USED = "used"

    @property
    def label(self) -> str:
        """The word on the page."""
        return {"reserved": "已占用", "used": "已使用"}[self.value]


class SplitState(StrEnum):
    """Where a split stands."""

    DRAFT = "draft"
    PUBLISHED = "published"
    DISCARDED = "discarded"

    @property
    def label(self) -> str:
        """The word on the page."""
        return {"draft": "草案", "published": "已下达", "discarded": "已作废"}[self.value]


class RequestState(StrEnum):
    """Where a request for places stands."""

    OPEN = "open"
    MET = "met"
    DECLINED = "declined"

    @property
    def label(self) -> str:
        """The word on the page."""
        return {"open": "待答复", "met": "已追加", "declined": "未同意"}[self.value]


# What the records of the editions do to the quota (``effect`` in records.toml).
RESERVE, CONSUME = "quota.reserve", "quota.consume"
EFFECTS = frozenset({RESERVE, CONSUME})

# What the ledger's events and details are called on its page.
LEDGER_EVENTS = {
    **{f"recruitment.quota.{m.value}": f"名额：{m.label}" for m in Movement},
    "recruitment.split.drawn_up": "拟定名额分配方案",
    "recruitment.split.changed": "调整名额分配方案",
    "recruitment.split.discarded": "作废名额分配方案",
    "recruitment.split.published": "下达名额分配方案",
    "recruitment.request.asked": "申请追加名额",
    "recruitment.request.met": "追加名额",
    "recruitment.request.declined": "不同意追加名额",
}
LEDGER_DETAILS = {"places": "名额数", "split": "分配方案", "document": "文号"}
