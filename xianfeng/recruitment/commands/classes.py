"""Registering a class of collective training, what came of it for many at once, correcting one result."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from xianfeng.casework.queries import dockets
from xianfeng.kernel import clock
from xianfeng.kernel.checks import reason
from xianfeng.kernel.errors import Refused
from xianfeng.kernel.verdict import Reason, Verdict
from xianfeng.kernel.words import visible
from xianfeng.recruitment.models import ClassResult, TrainingClass
from xianfeng.recruitment.queries import classes
from xianfeng.recruitment.rules import training as rules
from xianfeng.recruitment.rules.training import Length, Mark
from xianfeng.recruitment.vocab.training import ClassKind
from xianfeng.registry.queries import naming
from xianfeng.trust.commands import ledger
from xianfeng.trust.vocab import Actor

__all__ = ["Held", "Length", "Mark", "correct", "enter", "hold"]


@dataclass(frozen=True, kw_only=True)
class Held:
    """A class that was held; ``has_papers``: its roll and its marks lie with the organiser."""

    kind: ClassKind
    title: str
    organiser_id: int
    length: Length
    has_papers: bool


@transaction.atomic
def hold(*, actor: Actor, held: Held, at: datetime) -> int:
    """Register a class that was held; return its id.

    :raises Organisation.DoesNotExist: the organiser is out of sight.
    :raises NotAllowed: the actor does not sign for the organiser as committee or county (D-61).
    :raises Refused: a length that cannot be (D-64), a day ahead (D-60), no papers (D-63), or it
        is registered already.
    """
    place = naming.one(actor, held.organiser_id)
    classes.require_organiser(actor, place.path)
    title = visible(held.title)
    problems = rules.length_problems(held.length, today=clock.day_of(at))
    if not rules.SHORTEST <= len(title) <= rules.LONGEST_TITLE:
        words = f"请写明班次名称，{rules.SHORTEST}至{rules.LONGEST_TITLE}个字"
        problems.append(reason("D-64", message=words, field="title"))
    if not held.has_papers:
        problems.append(reason("D-63", 材料="学员名册和成绩册", remedy="材料存卷后勾选", field="has_papers"))  # fmt: skip
    if problems:
        raise Refused(Verdict.of(problems))
    row = TrainingClass(
        kind=held.kind, title=title, organiser_id=place.id, org_path=place.path,
        starts_on=held.length.starts_on, ends_on=held.length.ends_on, days=held.length.days,
        hours=held.length.hours, account_ref=actor.account_id, actor_name=actor.name, entered_at=at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        twice = reason("D-64", message="此班次已登记", remedy="在班次名单中查找", field="title")
        raise Refused(Verdict((twice,))) from error
    detail = {"kind": held.kind, "organiser": place.name, "days": row.days, "hours": row.hours}
    _tell(row, "held", actor=actor, at=at, detail=detail)
    return row.pk


@transaction.atomic
def enter(*, actor: Actor, class_id: int, marks: Mapping[int, Mark], at: datetime) -> int:
    """Enter what came of a class for these cases, all or none; return for how many.

    :param marks: by case id.
    :raises TrainingClass.DoesNotExist: out of sight.
    :raises NotAllowed: the class is another organiser's (D-61).
    :raises Refused: nobody was named, a mark cannot be, a case has its result, or neither
        waits for this training nor has signed it with the same result; fields are "case id.outcome".
    """
    training = _locked(actor, class_id)
    if not marks:
        raise Refused(Verdict((reason("D-64", message="还没有填写任何人的结果"),)))
    able = classes.able_ids(actor, training, marks)
    problems: list[Reason] = []
    for case_id, mark in marks.items():
        problems += rules.mark_problems(mark, hours=training.hours, field=f"{case_id}")
        if case_id not in able:
            message = "此人不在等待这项培训的人员中，已签环节所记不同，或已有结果"
            problems.append(reason("D-65", message=message, field=f"{case_id}.outcome"))
    if problems:
        raise Refused(Verdict.of(problems))
    ClassResult.objects.bulk_create(
        _row(training, case_id, mark, actor=actor, at=at) for case_id, mark in marks.items()
    )
    told = {str(case_id): mark.outcome for case_id, mark in sorted(marks.items())}
    _tell(training, "results_entered", actor=actor, at=at, detail={"outcomes": told})
    return len(marks)


@transaction.atomic
def correct(*, actor: Actor, result_id: int, mark: Mark, why: str, at: datetime) -> None:
    """Put another result in the place of one that was entered wrongly; the old one stays, marked.

    A step that was signed from the old one keeps it: it is taken back and signed again.

    :raises ClassResult.DoesNotExist: out of sight, or corrected already.
    :raises NotAllowed: the class is another organiser's (D-61).
    :raises Refused: the mark cannot be, no reason was given, or the case is closed (D-65).
    """
    old = classes.standing_results(actor).select_for_update(of=("self",)).get(pk=result_id)
    training = _locked(actor, old.training_id)
    docket = dockets.of(dockets.locked(actor, old.case_id))
    problems = rules.mark_problems(mark, hours=training.hours, field="mark")
    words = visible(why)
    if not rules.SHORTEST <= len(words) <= classes.LONGEST_WORDS:
        problems.append(reason("D-64", message="请写明更正原因，不少于4个字", field="why"))
    if docket.state.is_closed:
        problems.append(reason("D-65", 状态=docket.state.after_already))
    if problems:
        raise Refused(Verdict.of(problems))
    old.corrected_at, old.corrected_reason = at, words
    old.save(update_fields=["corrected_at", "corrected_reason"])
    _row(training, old.case_id, mark, actor=actor, at=at).save(force_insert=True)
    detail = {"case": old.case_id, "was": old.outcome, "outcome": mark.outcome}
    _tell(training, "result_corrected", actor=actor, at=at, detail=detail, note=words)


def _locked(actor: Actor, class_id: int) -> TrainingClass:
    training = classes.visible(actor).select_for_update().get(pk=class_id)
    classes.require_organiser(actor, training.org_path)
    return training


def _row(
    training: TrainingClass, case_id: int, mark: Mark, *, actor: Actor, at: datetime
) -> ClassResult:
    return ClassResult(
        training=training,
        case_id=case_id,
        outcome=mark.outcome,
        hours=mark.hours_of(training.hours),
        exam=mark.exam,
        account_ref=actor.account_id,
        actor_name=actor.name,
        entered_at=at,
    )


def _tell(
    training: TrainingClass,
    what: str,
    *,
    actor: Actor,
    at: datetime,
    detail: Mapping[str, object],
    note: str = "",
) -> None:
    ledger.record(
        actor=actor,
        at=at,
        chain=f"class:{training.pk}",
        event=f"recruitment.class.{what}",
        subject=f"class:{training.pk}",
        detail=dict(detail),
        reason=note,
    )
