"""Steps that the actor may sign for many cases at once, and the cases that wait for one.

Knows no step: the records say which of them many people share.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from xianfeng.casework.models import Case, Duty
from xianfeng.casework.queries import editions as county
from xianfeng.casework.queries import hands
from xianfeng.casework.vocab import GRADES, SIGNING, CaseState
from xianfeng.procedure import board
from xianfeng.procedure.schema import Edition, RecordKind, Step
from xianfeng.tenancy import ranges
from xianfeng.trust import access
from xianfeng.trust.vocab import Action, Actor

# More people than stand in one ceremony; the others come with the next form.
MOST = 100


@dataclass(frozen=True, kw_only=True)
class Offer:
    """One step of one edition, with how many cases wait for it."""

    edition_id: str
    edition: str
    number: int
    title: str
    actor_words: str
    cases: int


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """One case that waits for the step; ``version`` is what the page was made of."""

    case_id: int
    version: int
    person: str
    organisation: str
    earliest_on: date
    due_on: date | None
    is_early: bool
    is_late: bool


@dataclass(frozen=True, kw_only=True)
class StepDesk:
    """One step that one form can sign for several cases."""

    edition_id: str
    edition: str
    number: int
    step: str
    title: str
    actor_words: str
    cite: str
    grade: str
    limit: str
    kinds: tuple[RecordKind, ...]
    is_cut: bool


@dataclass(frozen=True, kw_only=True)
class Desk(StepDesk):
    """A shared step and whom it can be signed for."""

    waiting: tuple[Waiting, ...]


def told(edition: Edition, step: Step) -> dict[str, Any]:
    """Return what a :class:`StepDesk` tells of its step."""
    return {
        "edition_id": edition.id,
        "edition": edition.name,
        "number": step.number,
        "step": step.key,
        "title": step.title,
        "actor_words": step.actor,
        "cite": step.cite,
        "grade": GRADES.get(step.grade, step.grade),
        "limit": step.limit,
        "kinds": edition.kinds_of(step),
    }


def offers(actor: Actor) -> tuple[Offer, ...]:
    """Return the shared steps for which cases wait on the actor."""
    return offered(actor, _shared())


def offered(actor: Actor, known: Iterable[tuple[Edition, Step]]) -> tuple[Offer, ...]:
    """Return those of these steps for which cases wait on the actor; one query."""
    steps = {(edition.id, step.key): (edition, step) for edition, step in known}
    condition = Q(pk__in=())
    for (edition_id, key), (_edition, step) in steps.items():
        condition |= Q(case__edition=edition_id, step=key) & _mine(actor, step)
    rows = (
        _open(actor)
        .filter(condition)
        .values_list("case__edition", "step")
        .annotate(cases=Count("case_id"))
    )
    counts = {(edition, step): number for edition, step, number in rows}
    return tuple(
        Offer(
            edition_id=edition.id,
            edition=edition.name,
            number=step.number,
            title=step.title,
            actor_words=step.actor,
            cases=counts[place],
        )
        for place, (edition, step) in steps.items()
        if place in counts
    )


def desk(actor: Actor, edition_id: str, number: int, *, today: date) -> Desk:
    """Return the desk of one shared step: most pressing cases first, at most :data:`MOST`.

    :raises Case.DoesNotExist: there is no such step, or it is not one for many at once.
    :raises NotAllowed: no role of the actor signs this step anywhere.
    """
    edition, step = shared_step(edition_id, number)
    hands.require_any(actor, step)
    found = list(duties(actor, edition, step).order_by("sort_on", "id")[: MOST + 1])
    return Desk(
        **told(edition, step),
        waiting=tuple(waiting(duty, today) for duty in found[:MOST]),
        is_cut=len(found) > MOST,
    )


def shared_step(edition_id: str, number: int) -> tuple[Edition, Step]:
    """Return a step that many cases can sign at once.

    :raises Case.DoesNotExist: there is none of that number in that edition.
    """
    for edition, step in _shared():
        if (edition.id, step.number) == (edition_id, number):
            return edition, step
    raise Case.DoesNotExist(f"{edition_id} {number}")


def _shared() -> Iterator[tuple[Edition, Step]]:
    for family in board.families():
        for edition in county.all_of(family):
            for step in edition.steps:
                if edition.is_shared(step):
                    yield edition, step


def duties(actor: Actor, edition: Edition, step: Step) -> QuerySet[Duty]:
    """Return the duties that wait for the actor at one step, with case, person and organisation."""
    rows = _open(actor).filter(_mine(actor, step), case__edition=edition.id, step=step.key)
    return rows.select_related("case", "case__person", "case__organisation")


def _open(actor: Actor) -> QuerySet[Duty]:
    rows = Duty.objects.filter(is_repeat=False, case__state=CaseState.OPEN)
    return access.scoped(rows, actor, Action.VIEW_CASES)


def _mine(actor: Actor, step: Step) -> Q:
    roots = [root for role in step.signed_by for root in actor.roots(SIGNING[role])]
    return ranges.any_of(roots, field="org_path")


def waiting(duty: Duty, today: date) -> Waiting:
    """Return a duty as the form's row."""
    return Waiting(
        case_id=duty.case_id,
        version=duty.case.version,
        person=duty.case.person.name,
        organisation=duty.case.organisation.short_name,
        earliest_on=duty.earliest_on,
        due_on=duty.due_on,
        is_early=duty.earliest_on > today,
        is_late=duty.due_on is not None and duty.due_on < today,
    )
