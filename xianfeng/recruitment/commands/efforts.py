"""Who answers for a subject of a programme, what was done, and when it is exempt."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from xianfeng.kernel import clock
from xianfeng.kernel.checks import reason
from xianfeng.kernel.errors import Refused
from xianfeng.kernel.verdict import Reason, Verdict
from xianfeng.kernel.words import visible
from xianfeng.recruitment.models import Effort, EffortEntry
from xianfeng.recruitment.queries import subjects
from xianfeng.recruitment.queries.subjects import Subject
from xianfeng.recruitment.vocab import EffortMark, Programme
from xianfeng.registry.queries import naming
from xianfeng.trust import access
from xianfeng.trust.commands import ledger
from xianfeng.trust.vocab import Action, Actor

SHORTEST = 4
LONGEST = 400
UNTYPED = "D-64"


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """Who answers for a subject: an organisation in reach, a person's name, by when, how."""

    responsible_id: int | None
    person: str = ""
    due_on: date | None
    measure: str


@transaction.atomic
def assign(
    *, actor: Actor, programme: Programme, subject_id: int, assignment: Assignment, at: datetime
) -> None:
    """Name who answers for a subject and by when; an earlier answer is replaced, its entry stays.

    :raises Subject out of sight: ``DoesNotExist``.
    :raises NotAllowed: the actor does not run programmes there.
    :raises Refused: D-64, with every field that is missing or cannot be.
    """
    subject = _subject(actor, programme, subject_id, Action.RUN_PROGRAMMES)
    problems = [*_unworded(assignment.measure, field="measure", title="解决办法")]
    if assignment.due_on is None or assignment.due_on <= clock.day_of(at):
        problems.append(_missing("due_on", "完成期限应晚于今天"))
    if assignment.responsible_id is None:
        problems.append(_missing("responsible", "请选择责任党组织"))
    if problems:
        raise Refused(Verdict.of(problems))
    place = naming.one(actor, assignment.responsible_id or 0)
    effort = _locked(programme, subject)
    effort.responsible_id, effort.due_on = place.id, assignment.due_on
    effort.person, effort.measure = assignment.person[:60], visible(assignment.measure)
    effort.is_exempt, effort.exempt_until = False, None
    effort.save()
    detail = {"responsible": place.name, "due": assignment.due_on}
    _enter(effort, EffortMark.ASSIGNED, effort.measure, actor=actor, at=at, detail=detail)


@transaction.atomic
def report(*, actor: Actor, programme: Programme, subject_id: int, note: str, at: datetime) -> None:
    """Enter what was done for a subject.

    :raises NotAllowed: the actor neither runs programmes nor reports there.
    :raises Refused: D-64, the note says nothing.
    """
    subject = _subject(actor, programme, subject_id, Action.REPORT_EFFORTS)
    if problems := list(_unworded(note, field="note", title="工作进展")):
        raise Refused(Verdict.of(problems))
    effort = _locked(programme, subject)
    _enter(effort, EffortMark.STEP, visible(note), actor=actor, at=at)


@transaction.atomic
def exempt(
    *,
    actor: Actor,
    programme: Programme,
    subject_id: int,
    why: str,
    until: date | None,
    at: datetime,
) -> None:
    """Ask nothing of a subject until a day, for a reason.

    :raises Refused: D-64, the reason is missing or the day is not ahead.
    """
    subject = _subject(actor, programme, subject_id, Action.RUN_PROGRAMMES)
    problems = [*_unworded(why, field="why", title="理由")]
    if until is None or until <= clock.day_of(at):
        problems.append(_missing("until", "复核日期应晚于今天"))
    if problems:
        raise Refused(Verdict.of(problems))
    effort = _locked(programme, subject)
    effort.is_exempt, effort.exempt_until = True, until
    effort.save(update_fields=["is_exempt", "exempt_until"])
    _enter(effort, EffortMark.EXEMPTED, visible(why), actor=actor, at=at, detail={"until": until})


@transaction.atomic
def restore(*, actor: Actor, programme: Programme, subject_id: int, why: str, at: datetime) -> None:
    """End an exemption before its day.

    :raises Refused: D-65, the subject is not exempt; D-64, the reason is missing.
    """
    subject = _subject(actor, programme, subject_id, Action.RUN_PROGRAMMES)
    effort = _locked(programme, subject)
    problems = [*_unworded(why, field="why", title="理由")]
    if not effort.is_exempt:
        problems.append(reason("D-65", message="此处没有暂不要求的决定", field="why"))
    if problems:
        raise Refused(Verdict.of(problems))
    effort.is_exempt, effort.exempt_until = False, None
    effort.save(update_fields=["is_exempt", "exempt_until"])
    _enter(effort, EffortMark.RESTORED, visible(why), actor=actor, at=at)


def _subject(actor: Actor, programme: Programme, subject_id: int, action: Action) -> Subject:
    found = subjects.one(actor, programme, subject_id)
    access.require(actor, action, path=found.path)
    return found


def _locked(programme: Programme, subject: Subject) -> Effort:
    """Return the subject's effort, made once and locked: two who write queue on its row."""
    key = {subjects.column(programme): subject.id}
    Effort.objects.get_or_create(programme=programme, **key, defaults={"org_path": subject.path})
    return Effort.objects.select_for_update().get(programme=programme, **key)


def _unworded(words: str, *, field: str, title: str) -> list[Reason]:
    length = len(visible(words))
    if length < SHORTEST:
        return [_missing(field, f"请写明{title}，不少于{SHORTEST}个字")]
    return [] if length <= LONGEST else [_missing(field, f"{title}不能超过{LONGEST}字")]


def _missing(field: str, message: str) -> Reason:
    return reason(UNTYPED, message=message, field=field)


def _enter(
    effort: Effort,
    mark: EffortMark,
    note: str,
    *,
    actor: Actor,
    at: datetime,
    detail: Mapping[str, Any] | None = None,
) -> None:
    EffortEntry.objects.create(
        effort=effort,
        kind=mark,
        note=note,
        day=clock.day_of(at),
        account_ref=actor.account_id,
        actor_name=actor.name,
        entered_at=at,
    )
    ledger.record(
        actor=actor,
        at=at,
        chain=f"org:{effort.org_path}",
        event=f"recruitment.effort.{mark.value}",
        subject=f"effort:{effort.pk}",
        detail={"programme": effort.programme, **(detail or {})},
        reason=note,
    )
