"""The demo county's plans: five years, two annual ones, split down to the branches, tasks on their way."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from xianfeng.demo.hands import Hands, noon
from xianfeng.recruitment.commands import plans, requests, splits, tasks
from xianfeng.recruitment.commands.plans import Draft
from xianfeng.recruitment.commands.splits import Terms
from xianfeng.recruitment.commands.tasks import Assignment
from xianfeng.recruitment.queries import recipients
from xianfeng.recruitment.vocab.plans import Indicator, PlanKind, TaskMark
from xianfeng.recruitment.vocab.quotas import Method
from xianfeng.registry.queries.naming import OrganisationName
from xianfeng.trust.vocab import Actor

# Shares of the newly developed in thousandths, after the bulletins and Shaanxi's rural figures of 2012.
AIMS = {
    Indicator.YOUNG: 750,
    Indicator.WOMEN: 280,
    Indicator.HIGH_SCHOOL: 700,
    Indicator.FRONT_LINE: 500,
    Indicator.RESERVE: 200,
}
PRINCIPLE = """坚持控制总量、优化结构、提高质量、发挥作用，把政治标准放在首位，成熟一个、发展一个。
五年内全县发展党员总数控制在计划以内；向农村薄弱村、生产一线、青年和妇女、后备干部倾斜；一个支部至少有一名35岁以下党员，逐步消除空白自然村、学校和非公企业。
未经集中培训、未经政治审查、未经公示的，一律不予发展。"""
YEARLY_SHARE = 0.028  # of the members, between the nation's 2013 and its 2024 (statistics 1.1)
RESERVE = 0.03
_GOALS = (
    ("优化队伍结构", "实现一个支部一名35岁以下党员", "逐村摸排，列出没有青年党员的支部，每村确定积极分子2名", 60),
    ("扩大组织覆盖", "消除空白自然村和非公企业", "包片干部联系，从致富能人和返乡青年中培养", -12),
    ("提高发展质量", "积极分子集中培训全覆盖", "县乡党校分期办班，未培训、不合格的不上会", 25),
    ("从严审核把关", "复查近两年发展党员档案", "逐份对照环节和材料，问题清单限期整改", -35),
)  # fmt: skip


def make(hands: Hands, committees: Sequence[OrganisationName], *, members: int) -> None:
    """Adopt the plans, split them, and set tasks on their way; the first committee asks for more."""
    five = hands.today.year - (hands.today.year - 1) % 5
    yearly = round(members * YEARLY_SHARE)
    _adopt(
        hands, PlanKind.FIVE_YEAR, five, f"武山县{five}—{five + 4}年发展党员工作规划", yearly * 5
    )
    plan_id = 0
    for year in (hands.today.year - 1, hands.today.year):
        total = max(yearly, round(recipients.claimed(year) * (1 + 3 * RESERVE)) + 2)
        title = f"武山县{year}年发展党员工作计划"
        plan_id = _adopt(hands, PlanKind.ANNUAL, year, title, total)
        _split(hands, year, committees)
    _tasks(hands, plan_id, committees)
    requests.ask(
        actor=hands.organiser(committees[0].path),
        year=hands.today.year,
        organisation_id=committees[0].id,
        places=1,
        why="蔬菜专业合作社两名青年骨干培养成熟，名额不够",
        at=hands.at,
    )


def _adopt(hands: Hands, kind: PlanKind, year: int, title: str, total: int) -> int:
    draft = Draft(
        kind=kind, first_year=year, title=title, total=total, principle=PRINCIPLE, targets=AIMS
    )
    plan_id = plans.draw_up(actor=hands.county, draft=draft, at=hands.at)
    plans.adopt(
        actor=hands.county,
        plan_id=plan_id,
        document=f"武组发〔{year}〕{3 if kind is PlanKind.ANNUAL else 1}号",
        adopted_on=min(date(year, 1, 18), hands.today),
        at=hands.at,
    )
    return plan_id


def _split(hands: Hands, year: int, committees: Sequence[OrganisationName]) -> None:
    can = splits.spendable_of(hands.county, year, hands.root.id)
    _publish(hands.county, year, hands.root.id, can - round(can * RESERVE), hands.at)
    for committee in committees:
        actor = hands.organiser(committee.path)
        can = splits.spendable_of(actor, year, committee.id)
        if can:
            _publish(actor, year, committee.id, can, hands.at)


def _publish(actor: Actor, year: int, organisation_id: int, places: int, at: datetime) -> None:
    terms = Terms(method=Method.LARGEST_REMAINDER, places=places)
    split_id = splits.draw_up(
        actor=actor, year=year, organisation_id=organisation_id, terms=terms, at=at
    )
    splits.publish(actor=actor, split_id=split_id, at=at)


def _tasks(hands: Hands, plan_id: int, committees: Sequence[OrganisationName]) -> None:
    begun = hands.today - timedelta(days=120)
    rounds = 2 if len(committees) > len(_GOALS) else 1
    for nth, (goal, title, measure, days) in enumerate(_GOALS * rounds):
        committee = committees[nth % len(committees)]
        assignment = Assignment(
            goal=goal,
            title=title,
            measure=measure,
            organisation_id=committee.id,
            due_on=hands.today + timedelta(days=days),
        )
        task_id = tasks.assign(
            actor=hands.county, plan_id=plan_id, assignment=assignment, at=noon(begun)
        )
        _go_on(hands, task_id, committee, days=days, nth=nth)


def _go_on(hands: Hands, task_id: int, committee: OrganisationName, *, days: int, nth: int) -> None:
    organiser = hands.organiser(committee.path)
    said_on = noon(hands.today - timedelta(days=70 - nth))
    tasks.report(
        actor=organiser, task_id=task_id, note="已完成摸底，正在逐村落实培养对象", at=said_on
    )
    if days < 0:
        pressed_on = hands.today + timedelta(days=days + 3)
        tasks.press(
            actor=hands.county,
            task_id=task_id,
            mark=TaskMark.SUPERVISION if days < -30 else TaskMark.REMINDER,
            note="已过时限，请说明原因并报完成时间",
            answer_by=pressed_on + timedelta(days=7),
            at=noon(pressed_on),
        )
    elif days < 30:
        done_on = noon(hands.today - timedelta(days=2))
        tasks.finish(actor=hands.county, task_id=task_id, note="实地核查，已全部参训", at=done_on)
