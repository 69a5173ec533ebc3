"""Which open cases wait for the step that makes a kind of record, and what it says where it is signed."""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from django.db.models import QuerySet

from xianfeng.casework.models import Duty, Entry
from xianfeng.casework.vocab import OPEN_STATES, CaseState, EntryKind
from xianfeng.procedure import board
from xianfeng.tenancy import ranges
from xianfeng.trust import access
from xianfeng.trust.vocab import Action, Actor


class Waiting(NamedTuple):
    """One case that waits."""

    case_id: int
    person: str
    organisation: str


def makers(kind: str) -> frozenset[str]:
    """Return the steps of all editions that make or repeat this kind of record."""
    found = (
        edition.maker_of(kind) for family in board.families() for edition in family.shelf.editions
    )
    return frozenset(step.key for step in found if step is not None)


def for_record(actor: Actor, kind: str, *, under: str) -> tuple[Waiting, ...]:
    """Return the cases in sight under a place, in the order of the tree, then of the names."""
    rows = _duties(actor, kind, under)
    columns = ("case_id", "case__person__name", "case__organisation__short_name")
    ordered = rows.order_by("org_path", "case__person__sort_key", "case_id")
    return tuple(Waiting(*row) for row in ordered.values_list(*columns))


def ids(actor: Actor, kind: str, *, under: str, among: Collection[int]) -> frozenset[int]:
    """Return which of these cases wait, of those in sight under a place."""
    rows = _duties(actor, kind, under).filter(case_id__in=among)
    return frozenset(rows.values_list("case_id", flat=True))


def signed(
    actor: Actor, kind: str, *, under: str, among: Collection[int]
) -> Mapping[int, Mapping[str, Any]]:
    """Return the record as it was signed, dates as ISO text, of those open cases that have it."""
    rows = Entry.objects.filter(
        access.scope(actor, Action.VIEW_CASES, field="case__org_path"),
        ranges.under(under, field="case__org_path"),
        case_id__in=among,
        case__state__in=OPEN_STATES,
        kind=EntryKind.SIGNED,
        is_active=True,
        step__in=makers(kind),
    ).order_by("id")
    found = rows.values_list("case_id", "records")
    return {case_id: records[kind] for case_id, records in found if kind in records}


def _duties(actor: Actor, kind: str, under: str) -> QuerySet[Any]:
    return Duty.objects.filter(
        access.scope(actor, Action.VIEW_CASES, field="case__org_path"),
        ranges.under(under),
        step__in=makers(kind),
        is_repeat=False,
        case__state=CaseState.OPEN,
    )
