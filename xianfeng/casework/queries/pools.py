"""Open cases in some stages, narrowed and in the order of the tree, then of the names."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, QuerySet

from xianfeng.casework.models import Case, Duty, Entry
from xianfeng.casework.queries import cases
from xianfeng.casework.vocab import OPEN_STATES, EntryKind
from xianfeng.trust import access
from xianfeng.trust.vocab import Action, Actor


@dataclass(frozen=True, kw_only=True)
class PoolFilter:
    """Which cases; ``made`` is a record's field and the value that it must have been given."""

    family: str
    stages: Collection[str]
    organisation_id: int | None = None
    is_overdue: bool = False
    made: tuple[str, str, str] | None = None


class NextReview(NamedTuple):
    """When the next repeated record is due, and whose it is by name."""

    due_on: date | None
    people: tuple[str, ...]


def ids(actor: Actor, wanted: PoolFilter, *, today: date) -> QuerySet[Case]:
    """Return the ids of the cases where the actor works on cases, in order, not yet read.

    :raises Organisation.DoesNotExist: the organisation is out of sight.
    """
    rows = access.scoped(Case.objects.all(), actor, Action.VIEW_CASES).filter(
        cases.place(actor, wanted.organisation_id),
        family=wanted.family,
        state__in=OPEN_STATES,
        stage__in=list(wanted.stages),
    )
    if wanted.is_overdue:
        late = Duty.objects.filter(case=OuterRef("pk"), is_repeat=True, due_on__lt=today)
        rows = rows.filter(Exists(late))
    if wanted.made:
        kind, field, value = wanted.made
        made = Entry.objects.filter(
            case=OuterRef("pk"),
            kind=EntryKind.SIGNED,
            is_active=True,
            **{f"records__{kind}__{field}": value},
        )
        rows = rows.filter(Exists(made))
    return rows.order_by("org_path", "person__sort_key", "id").values_list("id", flat=True)


def reviews(case_ids: Iterable[int]) -> Mapping[int, NextReview]:
    """Return the repeated records that these cases owe."""
    rows = Duty.objects.filter(case_id__in=list(case_ids), is_repeat=True)
    columns = ("case_id", "due_on", "person__name", "other_person__name")
    return {case_id: _next(*rest) for case_id, *rest in rows.values_list(*columns)}


def of_people(actor: Actor, family: str, person_ids: Iterable[int]) -> Mapping[int, int]:
    """Return the open case of each of these people, by person, where the actor works on cases."""
    rows = access.scoped(Case.objects.all(), actor, Action.VIEW_CASES).filter(
        family=family, state__in=OPEN_STATES, person_id__in=list(person_ids)
    )
    return dict(rows.order_by("id").values_list("person_id", "id"))


def _next(due_on: date | None, *people: Any) -> NextReview:
    return NextReview(due_on, tuple(filter(None, people)))
