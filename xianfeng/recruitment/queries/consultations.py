"""The joint examination of a case: who was asked, who has not answered, what they said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from xianfeng.casework.queries import dockets
from xianfeng.casework.queries.prepared import Prepared
from xianfeng.casework.vocab import SIGNING, CaseState
from xianfeng.kernel.checks import reason
from xianfeng.kernel.verdict import Reason
from xianfeng.procedure.schema import Edition, Step
from xianfeng.recruitment.models import Consultation
from xianfeng.recruitment.vocab.consultations import UNITS, Reply
from xianfeng.trust import cipher
from xianfeng.trust.vocab import Actor

COLUMN = "consultation.words"
BESIDE = "consultations"
# Whoever decides on the case reads the answers; the branch sees whom and when.
DECIDERS = ("committee", "county")


@dataclass(frozen=True, kw_only=True)
class ConsultationRow:
    """One unit; reply and words are empty for whoever may not read them."""

    id: int
    unit: str
    asked_on: date
    asked_by: str
    is_answered: bool
    answered_on: date | None
    reply: Reply | None
    words: str
    entered_by: str


@dataclass(frozen=True, kw_only=True)
class ConsultationDesk:
    """The joint examination of one case."""

    case_id: int
    person: str
    organisation: str
    rows: tuple[ConsultationRow, ...]
    units: tuple[str, ...]
    reads: bool
    may_act: bool
    number: int


def step_of(edition: Edition) -> Step | None:
    """Return the step that is examined jointly: whose record says so in ``records.toml``."""
    for step in edition.steps:
        if any(BESIDE in kind.beside for kind in edition.kinds_of(step)):
            return step
    return None


def of_case(case_id: int) -> QuerySet[Consultation]:
    """Return what stands of a case's joint examination, in the order in which they were asked."""
    return Consultation.objects.filter(case=case_id, withdrawn_at__isnull=True).order_by("id")


def may_act(actor: Actor, path: str, step: Step) -> bool:
    """Tell whether the actor asks and enters answers: whoever signs the step."""
    return any(actor.may(SIGNING[role], path=path) for role in step.signed_by)


def may_read(actor: Actor, path: str) -> bool:
    """Tell whether the actor reads what was answered."""
    return any(actor.may(SIGNING[role], path=path) for role in DECIDERS)


def desk(actor: Actor, case_id: int) -> ConsultationDesk:
    """Return a case's joint examination.

    :raises Case.DoesNotExist: out of sight of those who work on cases, or none of its edition's steps has one.
    """
    seen = dockets.visible(actor).filter(dockets.viewed(actor, field="org_path"))
    case = seen.select_related("person", "organisation").get(pk=case_id)
    docket = dockets.of(case)
    step = step_of(docket.edition)
    if step is None:
        raise type(case).DoesNotExist(case_id)
    reads = may_read(actor, case.org_path)
    rows = tuple(_row(row, reads=reads) for row in of_case(case.pk))
    asked = {row.unit for row in rows}
    is_open = not CaseState(case.state).is_closed and step.key not in docket.standing.signed
    return ConsultationDesk(
        case_id=case.pk,
        person=case.person.name,
        organisation=case.organisation.name,
        rows=rows,
        units=tuple(unit for unit in UNITS if unit not in asked),
        reads=reads,
        may_act=is_open and may_act(actor, case.org_path, step),
        number=step.number,
    )


def _row(row: Consultation, *, reads: bool) -> ConsultationRow:
    return ConsultationRow(
        id=row.pk,
        unit=row.unit,
        asked_on=row.asked_on,
        asked_by=row.asked_by,
        is_answered=bool(row.reply),
        answered_on=row.answered_on,
        reply=Reply(row.reply) if row.reply and reads else None,
        words=cipher.unseal(row.words, column=COLUMN) if reads else "",
        entered_by=row.entered_by,
    )


def read(case: object, _kind: object) -> Prepared:
    """Lead from the form of the pre-review to its joint examination; warn of what stands open."""
    case_id: int = case.pk  # type: ignore[attr-defined]
    rows = list(of_case(case_id).values_list("unit", "reply"))
    waiting = [unit for unit, reply in rows if not reply]
    title = "联合审查"
    if rows:
        title += f"（{len(rows) - len(waiting)}/{len(rows)} 已答复）"
    url = reverse("recruitment:consultations", args=[case_id])
    return Prepared(title=title, url=url, waits=tuple(_warnings(rows, waiting)))


def _warnings(rows: Sequence[tuple[str, str]], waiting: Sequence[str]) -> list[Reason]:
    found = []
    if waiting:
        found.append(reason("D-74", 单位="、".join(waiting), remedy="等答复后办理，或者写明理由"))
    objecting = [unit for unit, reply in rows if reply == Reply.OBJECTS]
    if objecting:
        remedy = "核查清楚，写明核查情况"
        found.append(reason("D-75", 单位="、".join(objecting), remedy=remedy))
    return found
