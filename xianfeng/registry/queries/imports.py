"""Imports that were handed in: the list, one batch with the rows that were refused."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from xianfeng.registry.models import ImportBatch, ImportRow, Person
from xianfeng.registry.rules import identity
from xianfeng.registry.vocab import BatchKind, BatchState
from xianfeng.trust import access, cipher
from xianfeng.trust.vocab import Action, Actor

PAGE = 50
CELLS_COLUMN = "import_row.cells"


@dataclass(frozen=True, kw_only=True)
class BatchRow:
    """One import in the list."""

    id: int
    kind: str
    file_name: str
    actor_name: str
    started_at: datetime
    state: BatchState
    rows: int
    accepted: int
    unchanged: int
    refused: int


@dataclass(frozen=True, kw_only=True)
class RefusedCell:
    """One error of one refused row; long numbers in ``value`` are masked."""

    row: int
    column: str
    value: str
    check: str
    message: str


@dataclass(frozen=True, kw_only=True)
class BatchSheet:
    """One import with a page of its errors."""

    batch: BatchRow
    rows_done: int
    failure: str
    undone_at: datetime | None
    cleared_on: date | None
    young: int
    errors: tuple[RefusedCell, ...]
    page: int
    pages: int

    @property
    def is_running(self) -> bool:
        """Tell whether it is worth asking again in a second."""
        return self.batch.state in {BatchState.WAITING, BatchState.RUNNING}


def batches(actor: Actor, *, before: int | None = None, limit: int = 20) -> list[BatchRow]:
    """Return the newest imports in the actor's reach, one more than ``limit`` if there are more."""
    rows = _visible(actor).order_by("-id")
    if before is not None:
        rows = rows.filter(id__lt=before)
    return [_row(batch) for batch in rows[: limit + 1]]


def batch(actor: Actor, *, batch_id: int, page: int = 1) -> BatchSheet:
    """Return one import and one page of its refused rows.

    :raises ImportBatch.DoesNotExist: it lies outside the actor's reach.
    """
    found = _visible(actor).get(pk=batch_id)
    refused = ImportRow.objects.filter(batch=found).exclude(errors=[]).order_by("number")
    pages = max(1, -(-found.refused // PAGE))
    page = min(max(page, 1), pages)
    rows = list(refused[(page - 1) * PAGE : page * PAGE])
    titles = _titles(found) if rows else []
    return BatchSheet(
        batch=_row(found),
        rows_done=found.rows_done,
        failure=found.failure,
        undone_at=found.undone_at,
        cleared_on=found.cleared_on,
        young=_young(found),
        errors=tuple(cell for row in rows for cell in _errors(row, titles)),
        page=page,
        pages=pages,
    )


def _visible(actor: Actor) -> QuerySet[ImportBatch]:
    return access.scoped(ImportBatch.objects.all(), actor, Action.IMPORT)


def _row(found: ImportBatch) -> BatchRow:
    return BatchRow(
        id=found.pk,
        kind=BatchKind(found.kind).label,
        file_name=found.file_name,
        actor_name=found.actor_name,
        started_at=found.started_at,
        state=BatchState(found.state),
        rows=found.rows,
        accepted=found.accepted,
        unchanged=found.unchanged,
        refused=found.refused,
    )


def _young(found: ImportBatch) -> int:
    if found.kind != BatchKind.ROSTER or found.state != BatchState.DONE:
        return 0
    earlier = Q(joined_on__month__lt=F("born_on__month")) | Q(
        joined_on__month=F("born_on__month"), joined_on__day__lt=F("born_on__day")
    )
    return Person.objects.filter(
        earlier, batch=found, joined_on__year=F("born_on__year") + 18
    ).count()


def _unsealed(row: ImportRow) -> Any:
    return json.loads(cipher.unseal(row.sealed, column=CELLS_COLUMN))


def _titles(found: ImportBatch) -> list[str]:
    for row in ImportRow.objects.filter(batch=found, errors=[], person__isnull=True):
        cells = _unsealed(row)
        if isinstance(cells, list):
            return cells
    return []


def _errors(row: ImportRow, titles: list[str]) -> list[RefusedCell]:
    cells = dict(zip(titles, _unsealed(row), strict=False))
    return [
        RefusedCell(
            row=row.number,
            column=error["column"],
            value=_masked(cells.get(error["column"], "")),
            check=error["check"],
            # Batches from before messages were masked when they were worded.
            message=identity.mask_within(error["message"]),
        )
        for error in row.errors
    ]


def _masked(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    words = "" if cell is None else str(cell)
    return identity.mask_within(words)


def returned_rows(batch_id: int) -> tuple[list[str], list[tuple[int, list[Any], list[str]]]]:
    """Return headings and refused rows in clear, for the workbook that goes back.

    The caller has checked the scope and enters the export in the ledger.
    """
    found = ImportBatch.objects.get(pk=batch_id)
    rows = ImportRow.objects.filter(batch=found).exclude(errors=[]).order_by("number")
    return _titles(found), [
        (row.number, _unsealed(row), [error["message"] for error in row.errors]) for row in rows
    ]


def account_of(batch_id: int) -> int | None:
    """Return the account that handed the file in."""
    return ImportBatch.objects.values_list("account_ref", flat=True).get(pk=batch_id)
