"""The words of the registry, as codes with their official Chinese labels."""

from enum import StrEnum


class Sex(StrEnum):
    """GB/T 2261.1-2003."""

    MALE = "1"
    FEMALE = "2"

    @property
    def label(self) -> str:
        """The official word."""
        return {"1": "男", "2": "女"}[self.value]


class Category(StrEnum):
    """人员类别 (domain 10.2): what a person is to the Party on a given day."""

    FULL = "full"
    PROBATIONARY = "probationary"
    CANDIDATE = "candidate"
    ACTIVIST = "activist"
    APPLICANT = "applicant"
    OUTSIDER = "outsider"

    @property
    def label(self) -> str:
        """The official word."""
        return _CATEGORY_LABELS[self]

    @property
    def rank(self) -> int:
        """How far along the way from 群众 to 正式党员; not a measure of the person."""
        return _CATEGORY_ORDER.index(self)

    @property
    def is_member(self) -> bool:
        """Full and probationary members are Party members."""
        return self in MEMBERS


_CATEGORY_LABELS = {
    Category.FULL: "正式党员",
    Category.PROBATIONARY: "预备党员",
    Category.CANDIDATE: "发展对象",
    Category.ACTIVIST: "入党积极分子",
    Category.APPLICANT: "入党申请人",
    Category.OUTSIDER: "群众",
}
_CATEGORY_ORDER = (
    Category.OUTSIDER,
    Category.APPLICANT,
    Category.ACTIVIST,
    Category.CANDIDATE,
    Category.PROBATIONARY,
    Category.FULL,
)
MEMBERS = frozenset({Category.FULL, Category.PROBATIONARY})


class OrganisationKind(StrEnum):
    """组织类别 (domain 10.1)."""

    COMMITTEE = "committee"
    WORKING_COMMITTEE = "working_committee"
    GENERAL_BRANCH = "general_branch"
    BRANCH = "branch"
    GROUP = "group"

    @property
    def label(self) -> str:
        """The official word."""
        return {
            "committee": "党委",
            "working_committee": "党工委",
            "general_branch": "党总支",
            "branch": "党支部",
            "group": "党小组",
        }[self.value]

    @property
    def may_approve(self) -> bool:
        """Only a 党委 or 党工委 may have the power to approve admissions (domain 1.4, D-36)."""
        return self in {OrganisationKind.COMMITTEE, OrganisationKind.WORKING_COMMITTEE}


class PlaceKind(StrEnum):
    """Administrative places down to the natural village."""

    COUNTY = "county"
    TOWN = "town"
    TOWNSHIP = "township"
    VILLAGE = "village"
    COMMUNITY = "community"

    @property
    def label(self) -> str:
        """The official word."""
        return {
            "county": "县",
            "town": "镇",
            "township": "乡",
            "village": "村",
            "community": "社区",
        }[self.value]


class UnitKind(StrEnum):
    """Kinds of unit in which members work or live; a unit without members is a blank one."""

    NATURAL_VILLAGE = "natural_village"
    VILLAGE = "village"
    COMMUNITY = "community"
    SCHOOL = "school"
    HOSPITAL = "hospital"
    OFFICE = "office"
    PUBLIC_INSTITUTION = "public_institution"
    STATE_FIRM = "state_firm"
    NON_PUBLIC_FIRM = "non_public_firm"
    SOCIAL_ORGANISATION = "social_organisation"

    @property
    def label(self) -> str:
        """The official word."""
        return {
            "natural_village": "自然村",
            "village": "行政村",
            "community": "社区",
            "school": "学校",
            "hospital": "医院",
            "office": "机关",
            "public_institution": "事业单位",
            "state_firm": "国有企业",
            "non_public_firm": "非公企业",
            "social_organisation": "社会组织",
        }[self.value]


class SanctionKind(StrEnum):
    """Measures that touch a member's rights."""

    PROBATION_WITHIN_PARTY = "probation_within_party"

    @property
    def label(self) -> str:
        """The official word."""
        return {"probation_within_party": "留党察看"}[self.value]


class PersonalNumber(StrEnum):
    """Personal numbers that are sealed, masked, and shown whole for a reason only."""

    ID_NUMBER = "id_number"
    PHONE = "phone"

    @property
    def label(self) -> str:
        """The word on the page."""
        return {"id_number": "身份证号", "phone": "联系电话"}[self.value]

    @property
    def column(self) -> str:
        """The name that the cipher binds the sealed value to."""
        return f"person.{self.value}"


class BatchKind(StrEnum):
    """What a workbook brought."""

    ORGANISATIONS = "organisations"
    ROSTER = "roster"

    @property
    def label(self) -> str:
        """The word on the page."""
        return {"organisations": "党组织", "roster": "党员名册"}[self.value]


class BatchState(StrEnum):
    """Where an import stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    UNDONE = "undone"

    @property
    def label(self) -> str:
        """The word on the page."""
        return {
            "waiting": "等待导入",
            "running": "正在导入",
            "done": "已导入",
            "failed": "未能导入",
            "undone": "已撤销",
        }[self.value]


# What the ledger's events and details are called on its page.
LEDGER_EVENTS = {
    "registry.batch.handed_in": "交来工作簿",
    "registry.batch.imported": "导入工作簿",
    "registry.batch.returned": "下载问题行工作簿",
    "registry.batch.undone": "撤销导入",
    "registry.batch.cleared": "到期清除导入明细",
    "registry.roster.imported": "导入党员名册",
    "registry.organisation.created": "新建党组织",
    "registry.organisation.changed": "变更党组织",
    "registry.term.added": "登记换届",
    "registry.units.registered": "登记单位",
    "registry.places.loaded": "载入区划",
    "registry.calendar.loaded": "载入工作日历",
    "registry.calendar.day_set": "修改工作日",
    "registry.calendar.year_confirmed": "确认年度日历",
    "registry.person.registered": "登记人员",
    "registry.person.unmasked": "查看完整号码",
    "registry.people.exported": "导出人员名单",
    "registry.cases.exported": "导出发展党员名单",
    "registry.filings.exported": "导出备案登记",
    "registry.sanction.entered": "登记处分",
    "registry.standing.changed": "身份变更",
    "registry.standing.entered": "补录身份",
    "registry.standing.reverted": "撤回身份变更",
    "registry.filter.saved": "保存筛选",
    "registry.filter.deleted": "删除筛选",
}
LEDGER_DETAILS = {
    "batch": "批次",
    "organisation": "党组织",
    "category": "类别",
    "since": "起",
    "field": "项目",
    "filters": "筛选条件",
    "count": "人数",
    "digest": "摘要",
    "standings": "身份",
}
