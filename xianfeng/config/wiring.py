"""Where the modules meet: navigation entries and the sources of named facts."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from xianfeng.casework.commands import disposing
from xianfeng.casework.printing import kinds
from xianfeng.casework.queries import (
    asides,
    cases,
    digests,
    disposals,
    editions,
    mentions,
    notice_records,
    notices_due,
    prepared,
    reminders,
    reviews,
    reviews_due,
    votes,
)
from xianfeng.casework.queries.prepared import Prepared
from xianfeng.casework.vocab import disposals as disposal_words
from xianfeng.casework.vocab import ledger as casework_words
from xianfeng.casework.vocab import reviews as review_words
from xianfeng.demo import vocab as demo_words
from xianfeng.procedure import board
from xianfeng.recruitment import catalogue, facts
from xianfeng.recruitment import vocab as recruitment_words
from xianfeng.recruitment.commands import bookings
from xianfeng.recruitment.commands import disposals as recruitment_disposals
from xianfeng.recruitment.queries import (
    answers_due,
    beyond,
    checks,
    classes,
    consultations,
    due_soon,
    formwords,
    late_work,
    needed,
    prereviews,
    quotas,
    trained,
)
from xianfeng.recruitment.vocab import FAMILY, FIXED_CHECKS, TITLE
from xianfeng.recruitment.vocab import accountability as accountability_words
from xianfeng.recruitment.vocab import consultations as consultation_words
from xianfeng.recruitment.vocab import plans as plan_words
from xianfeng.recruitment.vocab import quotas as quota_words
from xianfeng.recruitment.vocab import training as training_words
from xianfeng.recruitment.vocab import years as year_words
from xianfeng.registry import vocab as registry_words
from xianfeng.registry.commands import effacing, undoing
from xianfeng.registry.queries import links, naming
from xianfeng.registry.queries.links import Link
from xianfeng.trust import places, wording
from xianfeng.trust.vocab import Action, Actor
from xianfeng.ui import navigation
from xianfeng.ui.navigation import Entry

# Checks that modules apply in rules of their own; the editions' gates speak for themselves.
APPLIED: dict[str, tuple[str, ...]] = {
    "登记和导入": (
        *(f"I-{number:02d}" for number in range(1, 19)), "B-01", "B-02", "B-03", "B-05", "X-19", "Z-01",
    ),
    "年度统计": ("Z-04", "Z-05", "Z-06"),
    "每个环节": (
        "D-31", "D-51", "D-52", "D-60", "D-61", "D-62", "D-63", "D-64", "D-65", "D-66", "D-67",
    ),
    # Cannot happen, because no column, date or row could hold it.
    "票决会议": (
        "V-01", "V-03", "V-04", "V-05", "V-06", "V-07", "V-08", "V-09", "V-10", "V-11", "V-12",
    ),
    "党委会": ("D-37",),
    "数据结构保证": ("D-40", "D-49", "F-08", "V-14", "X-02"),
    "年度计划和名额": ("D-27", "D-58"),
    "专项工作": ("D-57",),
    "档案体检": ("D-53", "D-54", "D-56"),
    "责任追究": ("A-01", "A-02", "A-03", "A-04", "A-05"),
    "台账校验": ("X-03",),
    "上级审核": ("D-59",),
    "联合审查": ("D-74", "D-75"),
    "公示": ("N-01", "N-02", "N-03", "X-06", "X-20"),
    "保管期限和销毁": ("X-21", "X-22", "X-23"),
    "启动检查、县级版本": ("D-00",),
    "表格": ("X-30", "X-31", "X-32", "X-33"),
    "账号、授权和材料": ("X-04", *(f"X-{number}" for number in range(10, 20))),
}  # fmt: skip


_WORDS = (
    registry_words,
    casework_words,
    review_words,
    disposal_words,
    recruitment_words,
    plan_words,
    accountability_words,
    quota_words,
    consultation_words,
    training_words,
    year_words,
    demo_words,
)


def install() -> None:
    """Join the modules; called once when Django has loaded all of them."""
    navigation.install(_entries())
    for words in _WORDS:
        wording.install(events=words.LEDGER_EVENTS, details=words.LEDGER_DETAILS)
    checks.install(APPLIED)
    links.install([_case_links])
    asides.install([trained.aside, beyond.aside])
    reminders.install(
        [notices_due.reminder, reviews_due.reminder, answers_due.reminder, late_work.reminder]
    )
    digests.install([due_soon.matters])
    undoing.install([mentions.in_cases, mentions.in_meetings])
    effacing.install([mentions.in_records])
    disposals.install([needed.of_cases])
    disposing.install([recruitment_disposals.sweep])
    prepared.READERS["notice"] = notice_records.read
    places.install(find=naming.find, named=naming.named)
    prepared.READERS["ballot"] = votes.read
    prepared.READERS["class"] = classes.read
    board.read_by(editions.found)
    prepared.BESIDE["checklist"] = prereviews.read
    prepared.BESIDE[consultations.BESIDE] = consultations.read
    prepared.READERS["quota"] = _place_of
    prepared.READERS["review"] = reviews.read
    board.install(
        board.Family(
            key=FAMILY,
            title=TITLE,
            shipped=catalogue.shelf(),
            sources=facts.sources(),
            lookups=facts.Lookups,
            effects=quota_words.EFFECTS,
            hears=bookings.settle,
            documents=catalogue.documents(),
            kinds=catalogue.kinds(),
            fixed=FIXED_CHECKS,
        )
    )
    kinds.install(
        kinds.FormSet(
            family=FAMILY,
            forms=kinds.read(catalogue.form_texts()),
            words=formwords.WORDS,
            derive=formwords.derived,
        )
    )


def _place_of(case: Any, _record: Any) -> Prepared | None:
    """Answer from the quota ledger whether a case has a place; where it has none, it is asked."""
    found = quotas.places_of_case(case.pk)
    if found is None:
        return None
    year, organisation_id, name = found
    return Prepared(
        title=f"{name}{year}年度名额",
        url=reverse("recruitment:quota-entries", args=[year, organisation_id]),
        values={"has_plan_place": True},
    )


def _case_links(actor: Actor, person_id: int) -> tuple[Link, ...]:
    found = tuple(
        Link(label=one.title, url=reverse("casework:case", args=[one.id]), hint=one.state.label)
        for one in cases.of_person(actor, person_id)
    )
    if found or not actor.may(Action.OPEN_CASE):
        return found
    return (Link(label="补录纸质档案", url=reverse("recruitment:back-entry", args=[person_id])),)


_ENTRIES: tuple[tuple[str, tuple[tuple[str, str, str, tuple[Action, ...]], ...]], ...] = (
    ("", (
        ("首页", "casework:start", "home", ()),
        ("待办", "casework:todo", "checklist", (Action.VIEW_CASES,)),
        (
            "逐件审批", "casework:queues", "list-check",
            (Action.SIGN_AS_COMMITTEE, Action.SIGN_AS_COUNTY),
        ),
    )),
    ("发展党员", (
        ("发展党员档案", "casework:cases", "route", (Action.VIEW_CASES,)),
        ("公示", "casework:notices", "bell", (Action.VIEW_CASES,)),
        ("票决会议", "casework:meetings", "users-group", (Action.VIEW_CASES,)),
        ("志愿书登记", "casework:blanks", "certificate", (Action.VIEW_CASES,)),
        ("档案体检", "recruitment:examinations", "clipboard-check", (Action.EXAMINE_FILES,)),
        ("责任追究", "recruitment:inquiries", "gavel", (Action.VIEW_INQUIRIES,)),
    )),
    ("规划和培养", (
        ("工作计划", "recruitment:plans", "list-details", (Action.VIEW_PLANS,)),
        ("年度名额", "recruitment:quotas", "arrows-exchange", (Action.VIEW_PLANS,)),
        ("培养名单", "recruitment:pool", "notes", (Action.VIEW_CASES,)),
        ("集中培训", "recruitment:classes", "certificate", (Action.VIEW_CASES,)),
        ("专项工作", "recruitment:programmes", "flag", (Action.REPORT_EFFORTS,)),
        ("结构推演", "recruitment:structure", "scale", (Action.VIEW_PEOPLE,)),
        ("年度统计", "recruitment:year", "chart-bar", (Action.VIEW_PEOPLE,)),
    )),
    ("党组织和人员", (
        ("党组织", "registry:organisations", "sitemap", (Action.VIEW_ORGANISATIONS,)),
        ("人员名单", "registry:people", "users", (Action.VIEW_PEOPLE,)),
        ("查找", "registry:search", "search", (Action.VIEW_PEOPLE,)),
        ("导入", "registry:imports", "upload", (Action.IMPORT,)),
        ("工作日历", "registry:calendar", "calendar", (Action.EDIT_CALENDAR,)),
    )),
    ("规则和系统", (
        ("表格", "casework:forms", "file-text", (Action.VIEW_CASES,)),
        ("规程", "recruitment:procedures", "book", (Action.VIEW_RULES,)),
        ("账号与授权", "trust:account-list", "user-check", (Action.MANAGE_ACCOUNTS, Action.MANAGE_GRANTS)),
        ("审计台账", "trust:ledger-list", "list-check", (Action.VIEW_LEDGER,)),
    )),
)  # fmt: skip


def _entries() -> list[Entry]:
    """Return the navigation: each entry for whoever may do one of its actions, or for everybody."""
    return [
        Entry(label=label, url_name=name, icon=icon, is_for=_for(actions), group=group)
        for group, entries in _ENTRIES
        for label, name, icon, actions in entries
    ]


def _for(actions: tuple[Action, ...]) -> Callable[[Actor], bool]:
    return lambda actor: not actions or any(actor.may(action) for action in actions)
