"""Plans with what they aim at and what has come of it; tasks with where they stand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import Count, F, OuterRef, Q, Subquery

from xianfeng.kernel import clock
from xianfeng.kernel.checks import reason
from xianfeng.kernel.verdict import Reason
from xianfeng.recruitment.models import Plan, Task, TaskEntry
from xianfeng.recruitment.queries import groups, sources
from xianfeng.recruitment.queries.groups import Group
from xianfeng.recruitment.rules import changes
from xianfeng.recruitment.rules.changes import Count as Share
from xianfeng.recruitment.vocab.plans import Indicator, PlanKind, PlanState, TaskMark
from xianfeng.recruitment.vocab.structure import Circle
from xianfeng.registry.queries import figures
from xianfeng.registry.queries.filters import PeopleFilter, address
from xianfeng.registry.vocab import Category
from xianfeng.trust import access
from xianfeng.trust.vocab import Action, Actor

PAGE, PER_MILLE = 50, 1000
GROUPS = {group.key: group for group in (*groups.TRAITS, groups.LINE)}
# Counted among those whose nomination names a source: the register does not keep it.
SOURCED = (Indicator.RESERVE, Indicator.PRIORITY)


@dataclass(frozen=True, kw_only=True)
class PlanRow:
    """One version of a plan in the list."""

    id: int
    title: str
    kind: PlanKind
    state: PlanState
    years: str
    version: int
    total: int
    document: str
    adopted_on: date | None
    tasks: int


@dataclass(frozen=True, kw_only=True)
class Figure:
    """How many were admitted in a year, of how many, and the list behind the number."""

    year: int
    number: int
    whole: int
    query: str
    list_name: str = "registry:people"

    @property
    def share(self) -> str:
        """The share in per cent, in words."""
        whole = self.whole
        return changes.rounded(Fraction(self.number * 100, whole)) if whole else "—"


@dataclass(frozen=True, kw_only=True)
class TargetRow:
    """An aim beside the fact of each year; ``hint`` where the present share lies below (D-58)."""

    title: str
    rule: str
    per_mille: int
    due_on: date
    facts: tuple[Figure, ...]
    hint: Reason | None

    @property
    def aim(self) -> str:
        """The aimed share in per cent, in words."""
        return changes.rounded(Fraction(self.per_mille, 10))


@dataclass(frozen=True, kw_only=True)
class PlanFile:
    """A plan as its page shows it; years ahead have no facts yet."""

    row: PlanRow
    principle: str
    years: tuple[int, ...]
    totals: tuple[Figure, ...]
    targets: tuple[TargetRow, ...]
    tasks: tuple["TaskRow", ...]
    drafts: Mapping[Indicator, int]
    first_year: int

    @property
    def admitted(self) -> int:
        """All admissions of the plan's years so far."""
        return sum(figure.number for figure in self.totals)


@dataclass(frozen=True, kw_only=True)
class TaskRow:
    """One task: who answers, by when, what was said last."""

    id: int
    goal: str
    title: str
    organisation: str
    due_on: date
    finished_on: date | None
    last: str
    last_mark: TaskMark | None
    is_late: bool
    days_late: int


def plans(actor: Actor) -> tuple[PlanRow, ...]:
    """Return every plan, the newest years first, drafts for those who make plans only."""
    access.require(actor, Action.VIEW_PLANS)
    rows = Plan.objects.annotate(number=Count("tasks")).order_by("-first_year", "kind", "-version")
    if not actor.may(Action.MAKE_PLANS):
        rows = rows.filter(state=PlanState.ADOPTED)
    return tuple(_row(plan, plan.number) for plan in rows)


def _row(plan: Plan, tasks: int) -> PlanRow:
    one_year = plan.first_year == plan.last_year
    return PlanRow(
        id=plan.pk,
        title=plan.title,
        kind=PlanKind(plan.kind),
        state=PlanState(plan.state),
        years=str(plan.first_year) if one_year else f"{plan.first_year}—{plan.last_year}",
        version=plan.version,
        total=plan.total,
        document=plan.document,
        adopted_on=plan.adopted_on,
        tasks=tasks,
    )


def plan(actor: Actor, plan_id: int, *, today: date) -> PlanFile:
    """Return one plan with its facts within the actor's reach.

    Two queries a year that has begun, and one where the plan aims at sources.

    :raises Plan.DoesNotExist: there is none, or it is a draft and the actor makes no plans.
    """
    access.require(actor, Action.VIEW_PLANS)
    seen = Plan.objects.all()
    if not actor.may(Action.MAKE_PLANS):
        seen = seen.filter(~Q(state=PlanState.DRAFT))
    found = seen.get(pk=plan_id)
    targets = {Indicator(t.indicator): t for t in found.targets.order_by("id")}
    years = tuple(range(found.first_year, min(found.last_year, today.year) + 1))
    counted = {year: _counts(actor, year, today=today) for year in years}
    if years and any(indicator in SOURCED for indicator in targets):
        found_at = sources.by_year(actor, years)
        counted = {year: counted[year] | found_at[year] for year in years}
    rows = tasks_of(actor, plan_id=plan_id, today=today)
    return PlanFile(
        row=_row(found, len(rows)),
        principle=found.principle,
        years=years,
        totals=tuple(_figure(groups.ALL, year, counted[year]) for year in years),
        targets=tuple(
            _target(indicator, target.per_mille, target.due_on, years, counted)
            for indicator, target in targets.items()
        ),
        tasks=rows,
        drafts={indicator: target.per_mille for indicator, target in targets.items()},
        first_year=found.first_year,
    )


def _shared(year: int) -> PeopleFilter:
    return PeopleFilter(
        categories=(Category.PROBATIONARY, Category.FULL),
        joined_from=year,
        joined_to=year,
        age_on=date(year, 12, 31),
    )


def _counts(actor: Actor, year: int, *, today: date) -> dict[str, Share]:
    parts = {group.key: group.part for group in (groups.ALL, *GROUPS.values())}
    found = figures.counts(actor, _shared(year), parts, today=today)
    whole = found[groups.ALL.key]
    return {key: Share(number=number, whole=whole) for key, number in found.items()}


def _figure(group: Group, year: int, counts: Mapping[str, Share]) -> Figure:
    found = counts[group.key]
    query = address(figures.together(_shared(year), group.part))
    return Figure(year=year, number=found.number, whole=found.whole, query=query)


def _sourced(key: str, year: int, counts: Mapping[str, Share]) -> Figure:
    found = counts[key]
    query = sources.address(Circle.ADMITTED, key=key, year=year)
    return Figure(
        year=year, number=found.number, whole=found.whole, query=query, list_name=sources.LIST
    )


def _target(
    indicator: Indicator,
    per_mille: int,
    due_on: date,
    years: tuple[int, ...],
    counted: Mapping[int, Mapping[str, Share]],
) -> TargetRow:
    if indicator in SOURCED:
        facts = tuple(_sourced(indicator, year, counted[year]) for year in years)
        rule = sources.rule_of(indicator)
    else:
        facts = tuple(_figure(GROUPS[indicator], year, counted[year]) for year in years)
        rule = GROUPS[indicator].rule
    hint = None
    last = facts[-1] if facts else None
    if last and last.whole and last.number * PER_MILLE < per_mille * last.whole:
        aim = changes.rounded(Fraction(per_mille, 10))
        hint = reason("D-58", 指标=indicator.label, 实际=last.share, 目标=aim)
    return TargetRow(
        title=indicator.label,
        rule=rule,
        per_mille=per_mille,
        due_on=due_on,
        facts=facts,
        hint=hint,
    )


def tasks_of(
    actor: Actor,
    *,
    today: date,
    plan_id: int | None = None,
    is_open: bool = False,
    after: int = 0,
) -> tuple[TaskRow, ...]:
    """Return tasks in sight, the earliest due first, up to fifty from a position: one query."""
    last = TaskEntry.objects.filter(task=OuterRef("pk")).order_by("-id")
    rows = access.scoped(Task.objects.all(), actor, Action.VIEW_PLANS)
    if plan_id is not None:
        rows = rows.filter(plan_id=plan_id)
    if is_open:
        rows = rows.filter(finished_on__isnull=True)
    rows = rows.annotate(
        place=F("organisation__short_name"),
        said=Subquery(last.values("note")[:1]),
        mark=Subquery(last.values("kind")[:1]),
    ).order_by(F("finished_on").asc(nulls_first=True), "due_on", "id")
    return tuple(_task(task, today) for task in rows[after : after + PAGE])


def _task(task: Task, today: date) -> TaskRow:
    until = task.finished_on or today
    days = max((until - task.due_on).days, 0)
    return TaskRow(
        id=task.pk,
        goal=task.goal,
        title=task.title,
        organisation=task.place,
        due_on=task.due_on,
        finished_on=task.finished_on,
        last=task.said or "",
        last_mark=TaskMark(task.mark) if task.mark else None,
        is_late=days > 0,
        days_late=days,
    )


@dataclass(frozen=True, kw_only=True)
class TaskEntryRow:
    """One thing said about a task."""

    mark: TaskMark
    note: str
    answer_by: date | None
    actor: str
    on: date
    is_unanswered: bool


@dataclass(frozen=True, kw_only=True)
class TaskFile:
    """A task with all that was said; ``waits_for`` names whose turn it is while it is late."""

    row: TaskRow
    plan_id: int
    plan: str
    measure: str
    entries: tuple[TaskEntryRow, ...]
    marks: tuple[TaskMark, ...]
    waits_for: str


def task(actor: Actor, task_id: int, *, today: date) -> TaskFile:
    """Return one task with its entries, the newest first.

    :raises Task.DoesNotExist: out of sight.
    """
    seen = access.scoped(Task.objects.select_related("plan"), actor, Action.VIEW_PLANS)
    found = seen.annotate(place=F("organisation__short_name")).get(pk=task_id)
    entries = list(TaskEntry.objects.filter(task=found).order_by("-id"))
    found.said = entries[0].note if entries else ""
    found.mark = entries[0].kind if entries else ""
    row = _task(found, today)
    return TaskFile(
        row=row,
        plan_id=found.plan_id,
        plan=found.plan.title,
        measure=found.measure,
        entries=_told(entries, today),
        marks=_marks(actor, found),
        waits_for=row.organisation if row.is_late and row.finished_on is None else "",
    )


def _told(entries: list[TaskEntry], today: date) -> tuple[TaskEntryRow, ...]:
    rows, is_answered = [], False
    for entry in entries:
        rows.append(
            TaskEntryRow(
                mark=TaskMark(entry.kind),
                note=entry.note,
                answer_by=entry.answer_by,
                actor=entry.actor_name,
                on=clock.day_of(entry.entered_at),
                is_unanswered=bool(entry.answer_by and entry.answer_by < today and not is_answered),
            )
        )
        is_answered = is_answered or entry.kind in {TaskMark.PROGRESS, TaskMark.DONE}
    return tuple(rows)


def _marks(actor: Actor, found: Task) -> tuple[TaskMark, ...]:
    may_report = actor.may(Action.REPORT_TASK, path=found.org_path)
    may_make = actor.may(Action.MAKE_PLANS, path=found.org_path)
    if found.finished_on:
        return (TaskMark.REOPENED,) if may_make else ()
    own = (TaskMark.PROGRESS,) if may_report else ()
    above = (TaskMark.REMINDER, TaskMark.SUPERVISION, TaskMark.DONE) if may_make else ()
    return own + above
