"""Places by their codes, as they were called on a given day; public names, so no scope."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from xianfeng.registry.models import Place
from xianfeng.registry.vocab import PlaceKind


@dataclass(frozen=True, kw_only=True)
class PlaceRow:
    """A place under the code and name that were true on the day asked for."""

    code: str
    name: str
    kind: PlaceKind
    parent_code: str


def _valid_on(day: date) -> QuerySet[Place]:
    return Place.objects.filter(
        Q(valid_from__isnull=True) | Q(valid_from__lte=day),
        Q(valid_to__isnull=True) | Q(valid_to__gte=day),
    )


def _rows(places: QuerySet[Place]) -> tuple[PlaceRow, ...]:
    columns = places.order_by("code").values_list("code", "name", "kind", "parent_code")
    return tuple(
        PlaceRow(code=c, name=n, kind=PlaceKind(k), parent_code=p) for c, n, k, p in columns
    )


def on(day: date, *, kinds: tuple[PlaceKind, ...] = tuple(PlaceKind)) -> tuple[PlaceRow, ...]:
    """Return the places of these kinds as they stood on the day, by code."""
    return _rows(_valid_on(day).filter(kind__in=kinds))


def inside(parent_code: str, *, day: date) -> tuple[PlaceRow, ...]:
    """Return the places directly inside another on the day, by code."""
    return _rows(_valid_on(day).filter(parent_code=parent_code))


def named(code: str, *, day: date) -> str:
    """Return what the code was called on the day; empty when it was not in force (check I-03)."""
    names = _valid_on(day).filter(code=code).order_by("name").values_list("name", flat=True)
    return names[0] if names else ""
