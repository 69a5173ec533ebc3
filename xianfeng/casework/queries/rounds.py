"""The repeated records that a whole branch owes, such as half-yearly reviews, for one form."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from xianfeng.casework.models import Case, Duty
from xianfeng.casework.queries import hands
from xianfeng.casework.rules import duties
from xianfeng.casework.vocab import CaseState, Lateness
from xianfeng.procedure import board
from xianfeng.procedure.schema import RecordKind
from xianfeng.trust.vocab import Actor

MOST = 100
# So many days before its latest day a record is asked for.
AHEAD = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class RoundRow:
    """One case that owes the record; ``people`` whose it is by name."""

    case_id: int
    version: int
    person: str
    organisation: str
    last_on: date
    due_on: date | None
    lateness: Lateness
    people: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class RoundDesk:
    """One kind of repeated record with all who owe it; ``others`` are the other kinds."""

    kind: RecordKind
    rows: tuple[RoundRow, ...]
    left_out: int
    is_whole: bool
    kinds: tuple[RecordKind, ...]


def kinds() -> dict[str, tuple[RecordKind, frozenset[str]]]:
    """Return every kind of repeated record, with the steps that repeat it."""
    found: dict[str, tuple[RecordKind, frozenset[str]]] = {}
    for family in board.families():
        for edition in family.shelf.editions:
            for step in edition.steps:
                if step.repeated:
                    kind = edition.records[step.repeated]
                    _old, steps = found.get(kind.key, (kind, frozenset()))
                    found[kind.key] = (kind, steps | {step.key})
    return found


def desk(actor: Actor, key: str, *, today: date, is_whole: bool = False) -> RoundDesk:
    """Return who owes this record, in the order of the tree, then of the names.

    :param is_whole: those too who owe it only later.
    :raises Case.DoesNotExist: no step repeats such a record.
    """
    every = kinds()
    if key not in every:
        raise Case.DoesNotExist(f"no record {key}")
    kind, steps = every[key]
    due = Q() if is_whole else Q(due_on__lte=today + AHEAD)
    rows = Duty.objects.filter(
        hands.mine(actor), due, is_repeat=True, step__in=steps, case__state=CaseState.OPEN
    ).order_by("org_path", "case__person__sort_key", "case_id")
    found = [_row(raw, today) for raw in rows.values_list(*_COLUMNS)]
    return RoundDesk(
        kind=kind,
        rows=tuple(found[:MOST]),
        left_out=max(len(found) - MOST, 0),
        is_whole=is_whole,
        kinds=tuple(one for one, _steps in every.values()),
    )


_COLUMNS = (
    "case_id", "case__version", "case__person__name", "case__organisation__short_name",
    "earliest_on", "due_on", "person__name", "other_person__name",
)  # fmt: skip


def _row(raw: tuple[Any, ...], today: date) -> RoundRow:
    case_id, version, person, organisation, last_on, due_on, *people = raw
    return RoundRow(
        case_id=case_id,
        version=version,
        person=person,
        organisation=organisation,
        last_on=last_on,
        due_on=due_on,
        lateness=duties.lateness(today, last_on, due_on),
        people=tuple(filter(None, people)),
    )
