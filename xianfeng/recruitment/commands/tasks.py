"""Goal → task → measure → responsibility: assigning, reporting, reminding, supervising, finishing."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from xianfeng.kernel import clock
from xianfeng.kernel.checks import reason
from xianfeng.kernel.errors import Refused
from xianfeng.kernel.verdict import Reason, Verdict
from xianfeng.kernel.words import visible
from xianfeng.recruitment.models import Plan, Task, TaskEntry
from xianfeng.recruitment.vocab.plans import PlanState, TaskMark
from xianfeng.registry.queries import organisations
from xianfeng.trust import access
from xianfeng.trust.commands import ledger
from xianfeng.trust.vocab import Action, Actor

SHORTEST, LONGEST, LONGEST_TITLE = 4, 400, 120


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """What is to be done for which goal, how, by whom, until when."""

    goal: str
    title: str
    measure: str
    organisation_id: int
    due_on: date


@transaction.atomic
def assign(*, actor: Actor, plan_id: int, assignment: Assignment, at: datetime) -> int:
    """Give one organisation a task of an adopted plan; return its id.

    :raises Plan.DoesNotExist: there is no such plan.
    :raises Organisation.DoesNotExist: the organisation is out of sight.
    :raises Refused: the plan is not in force, words are missing, or the day is past.
    """
    access.require(actor, Action.MAKE_PLANS)
    plan = Plan.objects.get(pk=plan_id)
    place = organisations.place_of(actor, assignment.organisation_id)
    problems = _problems(plan, assignment, today=clock.day_of(at))
    if problems:
        raise Refused(Verdict.of(problems))
    task = Task.objects.create(
        plan=plan,
        goal=visible(assignment.goal),
        title=visible(assignment.title),
        measure=visible(assignment.measure),
        organisation_id=place.id,
        org_path=place.path,
        due_on=assignment.due_on,
        account_ref=actor.account_id,
        actor_name=actor.name,
        made_at=at,
    )
    _tell(task, "assigned", actor=actor, at=at, note="")
    return task.pk


def _problems(plan: Plan, assignment: Assignment, *, today: date) -> list[Reason]:
    found = []
    if plan.state != PlanState.ADOPTED:
        found.append(reason("D-65", message="计划通过以后才能分解任务"))
    limits = {"goal": LONGEST_TITLE, "title": LONGEST_TITLE, "measure": LONGEST}
    for name, longest in limits.items():
        if not SHORTEST <= len(visible(getattr(assignment, name))) <= longest:
            message = f"请填写，{SHORTEST}至{longest}个字"
            found.append(reason("D-64", message=message, field=name))
    if assignment.due_on < today:
        message = "完成时限不能早于今天"
        found.append(reason("D-64", message=message, field="due_on"))
    return found


@transaction.atomic
def report(*, actor: Actor, task_id: int, note: str, at: datetime) -> None:
    """Enter progress; by the responsible organisation or one above it.

    :raises Task.DoesNotExist: out of sight.
    :raises Refused: the task is finished, or nothing was written.
    """
    _enter(actor, task_id, TaskMark.PROGRESS, note=note, at=at, action=Action.REPORT_TASK)


@transaction.atomic
def press(
    *, actor: Actor, task_id: int, mark: TaskMark, note: str, answer_by: date, at: datetime
) -> None:
    """Remind the responsible organisation, or supervise it (督办), with a day for its answer.

    :raises Task.DoesNotExist: out of sight.
    :raises Refused: the task is finished, nothing was written, or the day is past.
    """
    if answer_by < clock.day_of(at):
        late = reason("D-64", message="答复时限不能早于今天", field="answer_by")
        raise Refused(Verdict((late,)))
    _enter(actor, task_id, mark, note=note, at=at, action=Action.MAKE_PLANS, answer_by=answer_by)


@transaction.atomic
def finish(*, actor: Actor, task_id: int, note: str, at: datetime) -> None:
    """Close a task with its result; by the county.

    :raises Task.DoesNotExist: out of sight.
    :raises Refused: it is finished already, or nothing was written.
    """
    task = _enter(actor, task_id, TaskMark.DONE, note=note, at=at, action=Action.MAKE_PLANS)
    task.finished_on = clock.day_of(at)
    task.save(update_fields=["finished_on"])


@transaction.atomic
def reopen(*, actor: Actor, task_id: int, note: str, at: datetime) -> None:
    """Open a finished task again, with the reason.

    :raises Task.DoesNotExist: out of sight.
    :raises Refused: it is open, or nothing was written.
    """
    task = _enter(actor, task_id, TaskMark.REOPENED, note=note, at=at, action=Action.MAKE_PLANS)
    task.finished_on = None
    task.save(update_fields=["finished_on"])


def _enter(
    actor: Actor,
    task_id: int,
    mark: TaskMark,
    *,
    note: str,
    at: datetime,
    action: Action,
    answer_by: date | None = None,
) -> Task:
    tasks = access.scoped(Task.objects.all(), actor, Action.VIEW_PLANS)
    task = tasks.select_for_update().get(pk=task_id)
    access.require(actor, action, path=task.org_path)
    words = visible(note)
    problems = []
    if (task.finished_on is None) is (mark is TaskMark.REOPENED):
        message = "任务尚未办结" if mark is TaskMark.REOPENED else "任务已办结"
        problems.append(reason("D-65", message=message))
    if not SHORTEST <= len(words) <= LONGEST:
        message = f"请写明情况，{SHORTEST}至{LONGEST}个字"
        problems.append(reason("D-64", message=message, field="note"))
    if problems:
        raise Refused(Verdict.of(problems))
    TaskEntry.objects.create(
        task=task,
        kind=mark,
        note=words,
        answer_by=answer_by,
        account_ref=actor.account_id,
        actor_name=actor.name,
        entered_at=at,
    )
    _tell(task, mark.value, actor=actor, at=at, note=words)
    return task


def _tell(task: Task, what: str, *, actor: Actor, at: datetime, note: str) -> None:
    ledger.record(
        actor=actor,
        at=at,
        chain=f"task:{task.pk}",
        event=f"recruitment.task.{what}",
        subject=f"task:{task.pk}",
        detail={"plan": task.plan_id, "path": task.org_path, "due": task.due_on},
        reason=note,
    )
