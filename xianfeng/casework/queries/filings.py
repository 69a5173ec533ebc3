"""What has been put on record (备案), in the order of the tree and then by day: read from signed records."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from xianfeng.casework.models import Entry
from xianfeng.casework.queries import cases, dockets
from xianfeng.casework.queries import editions as county
from xianfeng.casework.vocab import SIGNER_LABELS, EntryKind
from xianfeng.casework.vocab.reviews import Queue
from xianfeng.procedure import board
from xianfeng.procedure.schema import RecordKind
from xianfeng.trust.vocab import Actor

PAGE_SIZE = 50
_ORDER = ("case__org_path", "happened_on", "id")
_NUMBER = "number"


@dataclass(frozen=True, kw_only=True)
class FiledFilter:
    """Which filings to list; an empty record means all kinds."""

    year: int
    record: str = ""
    organisation_id: int | None = None


class FiledRow(NamedTuple):
    """One filing: whose, what, when, under which number, by whom."""

    case_id: int
    person: str
    organisation: str
    title: str
    on: date
    number: str
    signed_as: str
    actor_name: str


@dataclass(frozen=True, kw_only=True)
class FiledList:
    """One page of filings, and how many there are in all."""

    rows: tuple[FiledRow, ...]
    total: int
    page: int
    pages: int


def kinds() -> dict[str, str]:
    """Return the record kinds that are filings, with their titles."""
    return {kind.key: kind.title for _edition, _step, kind in _places()}


def page(actor: Actor, wanted: FiledFilter, *, number: int) -> FiledList:
    """Return one page.

    :raises Organisation.DoesNotExist: the organisation is out of sight.
    """
    rows = _selected(actor, wanted)
    total = rows.count()
    pages = max(-(-total // PAGE_SIZE), 1)
    at = min(max(number, 1), pages)
    part = rows[(at - 1) * PAGE_SIZE : at * PAGE_SIZE]
    return FiledList(rows=tuple(_rows(part)), total=total, page=at, pages=pages)


def every_row(actor: Actor, wanted: FiledFilter) -> Iterator[FiledRow]:
    """Yield the whole list of a year."""
    return _rows(_selected(actor, wanted).iterator(chunk_size=2_000))


def _places() -> Iterator[tuple[str, str, RecordKind]]:
    for family in board.families():
        for edition in county.all_of(family):
            for step in edition.steps:
                for kind in edition.kinds_of(step):
                    if kind.queue == Queue.FILE:
                        yield edition.id, step.key, kind


def _selected(actor: Actor, wanted: FiledFilter) -> QuerySet[Entry, Any]:
    steps: dict[str, set[str]] = defaultdict(set)
    for edition, step, kind in _places():
        if wanted.record in ("", kind.key):
            steps[edition].add(step)
    condition = Q(pk__in=())
    for edition, keys in steps.items():
        condition |= Q(case__edition=edition, step__in=sorted(keys))
    rows = Entry.objects.filter(
        condition,
        dockets.viewed(actor, field="case__org_path"),
        cases.place(actor, wanted.organisation_id, field="case__org_path"),
        kind=EntryKind.SIGNED,
        is_active=True,
        happened_on__gte=date(wanted.year, 1, 1),
        happened_on__lte=date(wanted.year, 12, 31),
    )
    columns = (
        "case_id", "case__person__name", "case__organisation__short_name", "case__edition", "step",
        "happened_on", "records", "signed_as", "actor_name",
    )  # fmt: skip
    return rows.order_by(*_ORDER).values_list(*columns)


def _rows(raw: Any) -> Iterator[FiledRow]:
    kinds_of = {(edition, step): kind for edition, step, kind in _places()}
    for case_id, person, organisation, edition, step, on, records, signed_as, name in raw:
        kind = kinds_of[edition, step]
        yield FiledRow(
            case_id=case_id,
            person=person,
            organisation=organisation,
            title=kind.title,
            on=on,
            number=str(records.get(kind.key, {}).get(_NUMBER, "")),
            signed_as=SIGNER_LABELS.get(signed_as, ""),
            actor_name=name,
        )
