"""The words of trust: roles, actions, who acts."""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum
from typing import NamedTuple

from xianfeng.kernel import paths

# Wrong passwords before a lock of half an hour, as allauth writes rates (GB/T 22239 8.1.4.1.b).
LOCK_MINUTES = 30
TRIES_BY_NAME = f"5/{LOCK_MINUTES}m/key"
TRIES_BY_ADDRESS = f"30/{LOCK_MINUTES}m/ip"


class Role(StrEnum):
    """A role is held at one organisation and reaches its subtree."""

    COUNTY_OFFICE = "county_office"
    COMMITTEE_ORGANISER = "committee_organiser"
    BRANCH_SECRETARY = "branch_secretary"
    MEMBER = "member"
    SYSTEM_ADMINISTRATOR = "system_administrator"
    SECURITY_ADMINISTRATOR = "security_administrator"
    AUDIT_ADMINISTRATOR = "audit_administrator"

    @property
    def label(self) -> str:
        """The official word."""
        return _ROLE_LABELS[self]

    @property
    def is_administrator(self) -> bool:
        """Tell whether it is one of the three administrators (三员), who serve the whole county."""
        return self in ADMINISTRATORS


_ROLE_LABELS = {
    Role.COUNTY_OFFICE: "县委组织部",
    Role.COMMITTEE_ORGANISER: "基层党委组织员",
    Role.BRANCH_SECRETARY: "党支部书记",
    Role.MEMBER: "党员",
    Role.SYSTEM_ADMINISTRATOR: "系统管理员",
    Role.SECURITY_ADMINISTRATOR: "安全管理员",
    Role.AUDIT_ADMINISTRATOR: "审计管理员",
}

# 三员: no person holds two of them, nor one of them beside a role that does the work (check X-04).
ADMINISTRATORS = frozenset(
    {Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR}
)


class Action(StrEnum):
    """What a role may let its holder do."""

    VIEW_ORGANISATIONS = "view_organisations"
    VIEW_PEOPLE = "view_people"
    VIEW_OWN = "view_own"
    UNMASK = "unmask"
    EXPORT = "export"
    IMPORT = "import"
    EDIT_REGISTRY = "edit_registry"
    EDIT_CALENDAR = "edit_calendar"
    EDIT_FORMS = "edit_forms"
    VIEW_CASES = "view_cases"
    OPEN_CASE = "open_case"
    SIGN_AS_BRANCH = "sign_as_branch"
    SIGN_AS_COMMITTEE = "sign_as_committee"
    SIGN_AS_COUNTY = "sign_as_county"
    EXAMINE_FILES = "examine_files"
    RUN_PROGRAMMES = "run_programmes"
    REPORT_EFFORTS = "report_efforts"
    # Clearing what is to be made public, and looking into what people object to it.
    OVERSEE_NOTICES = "oversee_notices"
    OPEN_INQUIRY = "open_inquiry"
    ANSWER_INQUIRY = "answer_inquiry"
    VIEW_INQUIRIES = "view_inquiries"
    VIEW_RULES = "view_rules"
    VIEW_PLANS = "view_plans"
    MAKE_PLANS = "make_plans"
    SPLIT_QUOTA = "split_quota"
    ASK_QUOTA = "ask_quota"
    REPORT_TASK = "report_task"
    EDIT_EDITIONS = "edit_editions"
    PUBLISH_EDITION = "publish_edition"
    MOVE_CASES = "move_cases"
    MANAGE_ACCOUNTS = "manage_accounts"
    MANAGE_GRANTS = "manage_grants"
    VIEW_LEDGER = "view_ledger"


POLICY: dict[Role, frozenset[Action]] = {
    Role.COUNTY_OFFICE: frozenset(
        {
            Action.VIEW_ORGANISATIONS,
            Action.VIEW_PEOPLE,
            Action.UNMASK,
            Action.EXPORT,
            Action.IMPORT,
            Action.EDIT_REGISTRY,
            Action.EDIT_CALENDAR,
            Action.EDIT_FORMS,
            Action.VIEW_CASES,
            Action.SIGN_AS_COUNTY,
            Action.EXAMINE_FILES,
            Action.RUN_PROGRAMMES,
            Action.REPORT_EFFORTS,
            Action.OVERSEE_NOTICES,
            Action.OPEN_INQUIRY,
            Action.VIEW_INQUIRIES,
            Action.VIEW_RULES,
            Action.VIEW_PLANS,
            Action.MAKE_PLANS,
            Action.SPLIT_QUOTA,
            Action.EDIT_EDITIONS,
            Action.PUBLISH_EDITION,
            Action.MOVE_CASES,
        }
    ),
    Role.COMMITTEE_ORGANISER: frozenset(
        {
            Action.VIEW_ORGANISATIONS,
            Action.VIEW_PEOPLE,
            Action.UNMASK,
            Action.EXPORT,
            Action.IMPORT,
            Action.EDIT_REGISTRY,
            Action.VIEW_CASES,
            Action.SIGN_AS_COMMITTEE,
            Action.EXAMINE_FILES,
            Action.RUN_PROGRAMMES,
            Action.REPORT_EFFORTS,
            Action.OVERSEE_NOTICES,
            Action.OPEN_INQUIRY,
            Action.ANSWER_INQUIRY,
            Action.VIEW_INQUIRIES,
            Action.VIEW_RULES,
            Action.VIEW_PLANS,
            Action.SPLIT_QUOTA,
            Action.ASK_QUOTA,
            Action.REPORT_TASK,
        }
    ),
    Role.BRANCH_SECRETARY: frozenset(
        {
            Action.VIEW_ORGANISATIONS,
            Action.VIEW_PEOPLE,
            Action.UNMASK,
            Action.EXPORT,
            Action.VIEW_CASES,
            Action.OPEN_CASE,
            Action.SIGN_AS_BRANCH,
            Action.REPORT_EFFORTS,
            Action.ANSWER_INQUIRY,
            Action.VIEW_INQUIRIES,
            Action.VIEW_RULES,
            Action.VIEW_PLANS,
            Action.ASK_QUOTA,
            Action.REPORT_TASK,
        }
    ),
    Role.MEMBER: frozenset({Action.VIEW_OWN, Action.VIEW_RULES}),
    Role.SYSTEM_ADMINISTRATOR: frozenset({Action.VIEW_ORGANISATIONS, Action.MANAGE_ACCOUNTS}),
    Role.SECURITY_ADMINISTRATOR: frozenset({Action.VIEW_ORGANISATIONS, Action.MANAGE_GRANTS}),
    Role.AUDIT_ADMINISTRATOR: frozenset(
        {Action.VIEW_LEDGER, Action.VIEW_INQUIRIES, Action.VIEW_RULES}
    ),
}


class EntryForm(IntEnum):
    """What a ledger entry's digest covers: its words themselves, or the salted digest of them (ADR 20)."""

    WORDS_WITHIN = 1
    WORDS_APART = 2


class PaperKind(StrEnum):
    """The kinds of files that are kept as papers."""

    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"
    DOCX = "docx"
    XLSX = "xlsx"

    @property
    def content_type(self) -> str:
        """The media type under which it is served."""
        return _CONTENT_TYPES[self]


_OOXML = "application/vnd.openxmlformats-officedocument."
_CONTENT_TYPES = {
    PaperKind.PDF: "application/pdf",
    PaperKind.JPEG: "image/jpeg",
    PaperKind.PNG: "image/png",
    PaperKind.DOCX: _OOXML + "wordprocessingml.document",
    PaperKind.XLSX: _OOXML + "spreadsheetml.sheet",
}


class ReadGrant(NamedTuple):
    """What a request needs of a grant; ``ends_on`` is the first day on which it no longer holds."""

    role: str
    org_path: str
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True)
class Held:
    """One role held at one organisation, as a path."""

    role: Role
    path: str


@dataclass(frozen=True)
class Actor:
    """Who acts, with the roles in force at this moment.

    ``person_id`` names the actor's own file in the registry, if there is one;
    it is a value, for trust knows no registry.
    """

    account_id: int | None
    name: str
    held: tuple[Held, ...] = ()
    person_id: int | None = None

    def roots(self, action: Action) -> tuple[str, ...]:
        """Return the organisations at which some role of the actor allows the action."""
        return tuple(h.path for h in self.held if action in POLICY[h.role])

    def may(self, action: Action, *, path: str | None = None) -> bool:
        """Tell whether the actor may act at all, or on something that lies at ``path``."""
        roots = self.roots(action)
        return bool(roots) if path is None else any(paths.contains(r, path) for r in roots)

    @property
    def roles(self) -> frozenset[Role]:
        """The roles held anywhere."""
        return frozenset(h.role for h in self.held)


# The program itself acting on the command line: import, demo, seals.
def system_actor(name: str, *, root: str = "") -> Actor:
    """Return the actor of a command line run, with every working role at ``root``.

    Whoever can run the command on the server can read the database; the
    ledger keeps ``name``, the login of the operating system.
    """
    held = tuple(
        Held(role, root)
        for role in (Role.COUNTY_OFFICE, Role.COMMITTEE_ORGANISER, Role.BRANCH_SECRETARY)
    )
    return Actor(account_id=None, name=name, held=held)


def server_operator(name: str) -> Actor:
    """Return the actor of ``xianfeng account``: whoever runs commands on the server.

    The first administrators come from here; the ledger keeps ``name``.
    """
    held = tuple(
        Held(role, "") for role in (Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR)
    )
    return Actor(account_id=None, name=name, held=held)


EVENT_LABELS = {
    "trust.sign_in.succeeded": "登录成功",
    "trust.sign_in.failed": "登录失败",
    "trust.sign_in.locked": "登录失败并锁定",
    "trust.sign_in.ended": "退出登录",
    "trust.account.created": "新建账号",
    "trust.account.deactivated": "停用账号",
    "trust.account.reactivated": "启用账号",
    "trust.account.password_reset": "重置密码",
    "trust.account.password_changed": "本人修改密码",
    "trust.account.unlocked": "解除锁定",
    "trust.second_factor.activated": "启用动态口令",
    "trust.second_factor.deactivated": "停用动态口令",
    "trust.second_factor.recovery_codes_made": "生成恢复码",
    "trust.second_factor.removed": "解除他人动态口令",
    "trust.grant.given": "授予角色",
    "trust.grant.revoked": "终止授权",
    "trust.evidence.stored": "存入材料",
    "trust.ledger.verified": "校验台账",
    "trust.ledger.erased": "按保管期限销毁台账内容",
}

# What the details of entries are called on the ledger's page.
DETAIL_LABELS = {
    "address": "地址",
    "step": "环节",
    "methods": "方式",
    "username": "用户名",
    "name": "姓名",
    "person": "人员",
    "grant": "授权",
    "role": "角色",
    "path": "党组织",
    "from": "起",
    "to": "止",
    "entries": "条数",
    "chains": "链数",
    "seals": "封签",
    "broken": "问题",
    "erased": "销毁内容的条目",
    "approved_by": "批准人",
    "basis": "依据",
    "size": "字节",
    "kind": "种类",
}

# What the kinds of subjects and chains are called there.
PLACE_LABELS = {
    "account": "账号",
    "batch": "导入批次",
    "calendar": "工作日历",
    "class": "培训班",
    "disposal": "销毁清册",
    "case": "办理档案",
    "county": "全县",
    "edition": "县级版本",
    "editions": "县级版本",
    "examination": "档案体检",
    "sample": "抽查",
    "inquiry": "责任追究",
    "file": "文件",
    "form": "表格",
    "forms": "表格模板",
    "ledger": "台账",
    "meeting": "票决会议",
    "org": "党组织",
    "organisation": "党组织",
    "person": "人员",
    "place": "区划",
    "places": "区划",
    "plan": "工作计划",
    "quota": "年度名额",
    "sign-in": "登录",
}
