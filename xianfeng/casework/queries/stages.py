"""The stages that cases can be in, over all editions, and how many cases are in each."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from xianfeng.casework.models import Duty
from xianfeng.casework.queries import dockets
from xianfeng.casework.vocab import OPEN_STATES
from xianfeng.procedure import board
from xianfeng.trust import access
from xianfeng.trust.vocab import Action, Actor


@dataclass(frozen=True, kw_only=True)
class StageCount:
    """How many open cases stand in a stage, and how many of them have a late duty."""

    key: str
    title: str
    cases: int
    late: int


def titles() -> dict[str, str]:
    """Return every stage's title by key, in the order of the editions."""
    return {
        stage.key: stage.title
        for family in board.families()
        for edition in family.shipped.editions
        for stage in edition.stages
    }


def counts(actor: Actor, *, today: date, within: Q | None = None) -> tuple[StageCount, ...]:
    """Count the open cases in sight by stage, empty stages of editions in use included.

    :param within: a condition on ``org_path`` that narrows further.
    """
    within = within or Q()
    open_cases = dockets.visible(actor).filter(within, state__in=OPEN_STATES)
    found = dict(open_cases.values_list("stage").annotate(n=Count("id")).order_by("stage"))
    late = dict(
        late_duties(actor, today=today)
        .filter(within)
        .values_list("case__stage")
        .annotate(n=Count("case", distinct=True))
        .order_by("case__stage")
    )
    known = titles()
    used = set(_stages_in_use(found)) or set(known)
    return tuple(
        StageCount(key=key, title=title, cases=found.get(key, 0), late=late.get(key, 0))
        for key, title in known.items()
        if key in used
    )


def _stages_in_use(found: dict[str, int]) -> list[str]:
    """Return all stages of every edition of which some stage holds a case."""
    return [
        stage.key
        for family in board.families()
        for edition in family.shipped.editions
        if any(stage.key in found for stage in edition.stages)
        for stage in edition.stages
    ]


def late_duties(actor: Actor, *, today: date) -> QuerySet[Duty]:
    """Return the duties in sight whose latest date is over."""
    rows = access.scoped(Duty.objects.all(), actor, Action.VIEW_CASES, own="case__person_id")
    return rows.filter(due_on__lt=today)
