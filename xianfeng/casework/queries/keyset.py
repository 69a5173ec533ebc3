"""Paging by (day, id): the deepest page costs what the first costs."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

PAGE_SIZE = 50


@dataclass(frozen=True, kw_only=True)
class Position:
    """Where a page begins: after or before one row; no id means the first page."""

    day: date = date.min
    id: int = 0
    backwards: bool = False


def position(*, after: str = "", before: str = "") -> Position:
    """Read a position from an address; a broken one means the first page."""
    day, _, number = (after or before).partition("~")
    try:
        return Position(day=date.fromisoformat(day), id=int(number), backwards=bool(before))
    except ValueError:
        return Position()


def token(day: date, number: int) -> str:
    """Write a position for an address."""
    return f"{day.isoformat()}~{number}"


@dataclass(frozen=True, kw_only=True)
class Slice:
    """One page of raw rows, each beginning with id and day, and the neighbouring positions."""

    rows: list[tuple[Any, ...]]
    previous: str
    next: str


def cut(
    rows: QuerySet[Any], at: Position, columns: tuple[str, ...], *, day: str, size: int = PAGE_SIZE
) -> Slice:
    """Return one page of the rows in the order of ``day`` and id.

    :param columns: what to read beside id and day.
    """
    if at.id and at.backwards:
        rows = rows.filter(Q(**{f"{day}__lt": at.day}) | Q(**{day: at.day}, id__lt=at.id))
    elif at.id:
        rows = rows.filter(Q(**{f"{day}__gt": at.day}) | Q(**{day: at.day}, id__gt=at.id))
    order = (f"-{day}", "-id") if at.backwards else (day, "id")
    found = list(rows.order_by(*order).values_list("id", day, *columns)[: size + 1])
    has_more = len(found) > size
    found = found[:size]
    if at.backwards:
        found.reverse()
    has_previous = has_more if at.backwards else bool(at.id)
    has_next = bool(at.id) if at.backwards else has_more
    return Slice(
        rows=found,
        previous=token(found[0][1], found[0][0]) if found and has_previous else "",
        next=token(found[-1][1], found[-1][0]) if found and has_next else "",
    )
