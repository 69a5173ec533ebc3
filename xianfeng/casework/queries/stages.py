"""The stages that cases can be in, over all editions, and how many cases are in each."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Substr

from xianfeng.casework.models import Duty
from xianfeng.casework.queries import dockets
from xianfeng.casework.vocab import OPEN_STATES
from xianfeng.kernel import paths
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


@dataclass(frozen=True, kw_only=True)
class Census:
    """Open cases by stage and place, and those of them with a late duty; a case has one of each."""

    cases: Mapping[tuple[str, str], int]
    late: Mapping[tuple[str, str], int]

    @staticmethod
    def summed(numbers: Mapping[tuple[str, str], int], part: int) -> dict[str, int]:
        """Add the numbers up by stage (0) or by place (1)."""
        found: Counter[str] = Counter()
        for key, number in numbers.items():
            found[key[part]] += number
        return dict(found)


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
    return by_stage(census(actor, today=today, within=within))


def census(
    actor: Actor, *, today: date, within: Q | None = None, width: int = paths.LENGTH
) -> Census:
    """Count the open cases in sight by stage and place: two queries.

    :param width: how much of an organisation's path names the place.
    """
    within, at = within or Q(), Substr("org_path", 1, width)
    open_cases = dockets.visible(actor).filter(within, state__in=OPEN_STATES).annotate(place=at)
    late = late_duties(actor, today=today).filter(within).annotate(place=at)
    found = open_cases.values_list("stage", "place").annotate(n=Count("id"))
    behind = late.values_list("case__stage", "place").annotate(n=Count("case", distinct=True))
    return Census(
        cases={(stage, place): n for stage, place, n in found.order_by("stage", "place")},
        late={(stage, place): n for stage, place, n in behind.order_by("case__stage", "place")},
    )


def by_stage(counted: Census) -> tuple[StageCount, ...]:
    """Return every stage of the editions in use with its cases."""
    found, late, known = counted.summed(counted.cases, 0), counted.summed(counted.late, 0), titles()
    used = set(_stages_in_use(found)) or set(known)
    return tuple(
        StageCount(key=key, title=title, cases=found.get(key, 0), late=late.get(key, 0))
        for key, title in known.items()
        if key in used
    )


def _stages_in_use(found: Mapping[str, int]) -> list[str]:
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
