"""Five-year and annual plans: drawing up, aims, adopting, revising. An adopted plan is frozen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import IntegrityError, transaction

from xianfeng.kernel import clock
from xianfeng.kernel.checks import reason
from xianfeng.kernel.errors import Refused
from xianfeng.kernel.verdict import Reason, Verdict
from xianfeng.kernel.words import visible
from xianfeng.recruitment.commands import quotas
from xianfeng.recruitment.models import Plan, Target
from xianfeng.recruitment.vocab.plans import Indicator, PlanKind, PlanState
from xianfeng.trust import access
from xianfeng.trust.commands import ledger
from xianfeng.trust.vocab import Action, Actor

EARLIEST_YEAR, LATEST_YEAR, MOST_PLACES = 1990, 2100, 20_000
LONGEST_TITLE, LONGEST_PRINCIPLE = 120, 2_000


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What a plan says: its total, its guiding principle, the share it aims at by indicator.

    Shares are thousandths of the admissions of its years.
    """

    kind: PlanKind
    first_year: int
    title: str
    total: int
    principle: str = ""
    targets: Mapping[Indicator, int] = field(default_factory=dict)

    @property
    def last_year(self) -> int:
        """The last year that it covers."""
        return self.first_year + (4 if self.kind is PlanKind.FIVE_YEAR else 0)


@transaction.atomic
def draw_up(*, actor: Actor, draft: Draft, at: datetime) -> int:
    """Keep the first draft of a plan; return its id.

    :raises NotAllowed: only the county makes plans.
    :raises Refused: a plan of these years exists (revise it), or something is missing.
    """
    access.require(actor, Action.MAKE_PLANS)
    _must_be_sound(draft)
    versions = Plan.objects.filter(kind=draft.kind, first_year=draft.first_year)
    if versions.exists():
        message = f"{draft.first_year}年起的{draft.kind.label}已有，请在原计划上修订"
        raise Refused(Verdict((reason("D-65", message=message, field="first_year"),)))
    return _create(draft, version=1, actor=actor, at=at)


@transaction.atomic
def revise(*, actor: Actor, plan_id: int, at: datetime) -> int:
    """Begin the next version of an adopted plan from what it says; return the draft's id.

    :raises Plan.DoesNotExist: there is no such plan.
    :raises Refused: it is not the adopted one, or a draft is waiting.
    """
    access.require(actor, Action.MAKE_PLANS)
    plan = Plan.objects.select_for_update().get(pk=plan_id)
    if plan.state != PlanState.ADOPTED:
        raise _stands(plan, "只有已通过的计划可以修订")
    targets = {Indicator(t.indicator): t.per_mille for t in plan.targets.all()}
    draft = Draft(
        kind=PlanKind(plan.kind),
        first_year=plan.first_year,
        title=plan.title,
        total=plan.total,
        principle=plan.principle,
        targets=targets,
    )
    return _create(draft, version=plan.version + 1, actor=actor, at=at)


@transaction.atomic
def change(*, actor: Actor, plan_id: int, draft: Draft, at: datetime) -> None:
    """Write a draft anew; kind and years stay.

    :raises Plan.DoesNotExist: there is no such plan.
    :raises Refused: it is adopted already, or something is missing.
    """
    plan = _draft(actor, plan_id)
    _must_be_sound(draft)
    plan.title, plan.total = visible(draft.title), draft.total
    plan.principle = draft.principle.strip()
    plan.save(update_fields=["title", "total", "principle"])
    plan.targets.all().delete()
    _keep_targets(plan, draft)
    _tell(plan, "changed", actor=actor, at=at)


@transaction.atomic
def adopt(*, actor: Actor, plan_id: int, document: str, adopted_on: date, at: datetime) -> None:
    """Adopt a draft by a document; an annual plan's total fills the county's quota account.

    The version before is superseded. From here on nothing of the plan changes.

    :raises Plan.DoesNotExist: there is no such plan.
    :raises Refused: no document, a day ahead, or a total below what is passed on already.
    """
    plan = _draft(actor, plan_id)
    number = visible(document)[:LONGEST_TITLE]
    problems = []
    if len(number) < quotas.SHORTEST:
        problems.append(reason("D-64", message="请填写印发文件的文号", field="document"))
    if adopted_on > clock.day_of(at):
        problems.append(reason("D-60", 日期=adopted_on.isoformat(), field="adopted_on"))
    if problems:
        raise Refused(Verdict.of(problems))
    Plan.objects.filter(kind=plan.kind, first_year=plan.first_year, state=PlanState.ADOPTED).update(
        state=PlanState.SUPERSEDED
    )
    plan.state, plan.document, plan.adopted_on = PlanState.ADOPTED, number, adopted_on
    plan.save(update_fields=["state", "document", "adopted_on"])
    if plan.kind == PlanKind.ANNUAL:
        quotas.fill(actor=actor, year=plan.first_year, total=plan.total, document=number, at=at)
    _tell(plan, "adopted", actor=actor, at=at, document=number)


def _draft(actor: Actor, plan_id: int) -> Plan:
    access.require(actor, Action.MAKE_PLANS)
    plan = Plan.objects.select_for_update().get(pk=plan_id)
    if plan.state != PlanState.DRAFT:
        raise _stands(plan, "已通过的计划不能改动，请修订成新版")
    return plan


def _stands(plan: Plan, message: str) -> Refused:
    fact = f"现为：{PlanState(plan.state).label}"
    return Refused(Verdict((reason("D-65", message=message, fact=fact),)))


def _must_be_sound(draft: Draft) -> None:
    problems: list[Reason] = []
    if not 1 <= len(visible(draft.title)) <= LONGEST_TITLE:
        problems.append(reason("D-64", message="请填写计划名称", field="title"))
    if not EARLIEST_YEAR <= draft.first_year <= LATEST_YEAR:
        problems.append(reason("D-64", message="请填写四位年份", field="first_year"))
    if not 1 <= draft.total <= MOST_PLACES:
        message = f"总数应为1至{MOST_PLACES}的整数"
        problems.append(reason("D-64", message=message, field="total"))
    if len(draft.principle) > LONGEST_PRINCIPLE:
        message = f"指导思想不能超过{LONGEST_PRINCIPLE}字"
        problems.append(reason("D-64", message=message, field="principle"))
    for indicator, share in draft.targets.items():
        if not 1 <= share <= 1000:
            message = f"{indicator.label}的目标占比应大于0、不超过100%"
            problems.append(reason("D-64", message=message, field=indicator))
    if problems:
        raise Refused(Verdict.of(problems))


def _create(draft: Draft, *, version: int, actor: Actor, at: datetime) -> int:
    try:
        with transaction.atomic():
            plan = Plan.objects.create(
                kind=draft.kind,
                first_year=draft.first_year,
                last_year=draft.last_year,
                version=version,
                title=visible(draft.title),
                principle=draft.principle.strip(),
                total=draft.total,
                account_ref=actor.account_id,
                actor_name=actor.name,
                drawn_up_at=at,
            )
    except IntegrityError as error:
        message = "这个计划已有一份草案，请先处理草案"
        raise Refused(Verdict((reason("D-62", message=message),))) from error
    _keep_targets(plan, draft)
    _tell(plan, "drawn_up", actor=actor, at=at)
    return plan.pk


def _keep_targets(plan: Plan, draft: Draft) -> None:
    due_on = date(plan.last_year, 12, 31)
    Target.objects.bulk_create(
        Target(plan=plan, indicator=indicator, per_mille=share, due_on=due_on)
        for indicator, share in draft.targets.items()
    )


def _tell(plan: Plan, what: str, *, actor: Actor, at: datetime, document: str = "") -> None:
    detail = {"version": plan.version, "total": plan.total}
    ledger.record(
        actor=actor,
        at=at,
        chain=f"plan:{plan.kind}-{plan.first_year}",
        event=f"recruitment.plan.{what}",
        subject=f"plan:{plan.pk}",
        detail={**detail, "document": document} if document else detail,
    )
