"""One case's training: its classes, the county's exception, and the card of them on the case's page."""

from dataclasses import dataclass

from django.urls import reverse

from xianfeng.casework.queries import casefacts
from xianfeng.casework.queries.asides import Aside, Seen
from xianfeng.procedure.gates import shown
from xianfeng.recruitment.queries import classes, exceptions
from xianfeng.recruitment.queries.classes import CaseClass
from xianfeng.recruitment.queries.exceptions import Excepted
from xianfeng.recruitment.vocab.training import ClassKind
from xianfeng.trust.vocab import Action, Actor


@dataclass(frozen=True, kw_only=True)
class TrainingFile:
    """What is known of one person's training."""

    case_id: int
    person: str
    organisation: str
    classes: tuple[CaseClass, ...]
    excepted: Excepted | None
    is_signed: bool
    may_except: bool


def of(actor: Actor, case_id: int) -> TrainingFile:
    """Return one case's training where the actor works on cases.

    :raises Case.DoesNotExist: out of sight, or the actor is its subject only.
    """
    casefacts.require_under(actor, case_id, path="")
    (case,) = casefacts.of_case(case_id)
    return TrainingFile(
        case_id=case_id,
        person=case.person,
        organisation=case.organisation,
        classes=classes.of_cases([case_id]).get(case_id, ()),
        excepted=exceptions.standing(case_id),
        is_signed=f"{ClassKind.ACTIVISTS.record}.on" in case.facts,
        may_except=actor.may(Action.SIGN_AS_COUNTY, path=case.org_path),
    )


def aside(_actor: Actor, case: Seen) -> Aside:
    """Return the card on the page of a case whose contents the actor may see."""
    lines = [
        f"{one.title}（{shown(one.ends_on)}结业，{one.hours}学时）：{one.outcome.label}"
        for one in classes.of_cases([case.id]).get(case.id, ())
    ]
    if excepted := exceptions.standing(case.id):
        lines.append(excepted.words)
    return Aside(
        title="集中培训",
        lines=tuple(lines),
        url=reverse("recruitment:case-training", args=[case.id]),
        label="培训和例外",
    )
