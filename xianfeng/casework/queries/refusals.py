"""What reviewers refused, by committee and code in the order of the tree: counts of files, not of people's worth."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Count, QuerySet
from django.db.models.functions import Left

from xianfeng.casework.models import Review
from xianfeng.casework.queries import dockets, reviews
from xianfeng.casework.queries import editions as county
from xianfeng.casework.vocab import CaseState
from xianfeng.casework.vocab.reviews import ReviewState
from xianfeng.kernel import paths
from xianfeng.procedure import board
from xianfeng.registry.queries import naming
from xianfeng.trust.vocab import Actor

MOST = 200
_COMMITTEE = 2 * paths.WIDTH


@dataclass(frozen=True, kw_only=True)
class PlaceCount:
    """One committee: how many submissions wait, passed, and were refused by each code."""

    name: str
    asked: int
    passed: int
    # Number and code, in the order of the codes.
    refused_by: tuple[tuple[int, str], ...]


class RefusedRow(NamedTuple):
    """One refusal: whose file, why, since when, and what has become of the case."""

    case_id: int
    record: str
    person: str
    organisation: str
    result: str
    why: str
    answered_on: date
    state: CaseState


@dataclass(frozen=True, kw_only=True)
class Refusals:
    """The counts with the codes that head their columns, and the latest refusals."""

    codes: tuple[str, ...]
    places: tuple[PlaceCount, ...]
    rows: tuple[RefusedRow, ...]
    is_cut: bool


def codes() -> dict[str, str]:
    """Return every result that refuses, over all editions, in words."""
    found: dict[str, str] = {}
    for family in board.families():
        for edition in county.all_of(family):
            for kind in edition.records.values():
                if kind.reviewer and kind.verdict_field and edition.maker_of(kind.key):
                    passing = reviews.passing(edition, kind)
                    found |= {k: v for k, v in kind.verdict_field.choices if k not in passing}
    return found


def of(actor: Actor, *, since: date) -> Refusals:
    """Return what was submitted since a day within the actor's reach; three queries."""
    known = codes()
    seen = Review.objects.filter(dockets.viewed(actor, field="case__org_path"), asked_on__gte=since)
    counts: dict[str, Counter[str]] = {}
    grouped = (
        seen.exclude(state=ReviewState.RECALLED)
        .annotate(place=Left("case__org_path", _COMMITTEE))
        .values_list("place", "state", "result")
        .annotate(n=Count("id"))
        .order_by("place")
    )
    for place, state, result, number in grouped:
        key = result if state == ReviewState.REFUSED else state
        counts.setdefault(place, Counter())[key] += number
    names = naming.named(counts)
    rows = _rows(seen, known)
    return Refusals(
        codes=tuple(known.values()),
        places=tuple(
            PlaceCount(
                name=names[place].name if place in names else "",
                asked=count[ReviewState.ASKED],
                passed=count[ReviewState.PASSED],
                refused_by=tuple((count[code], label) for code, label in known.items()),
            )
            for place, count in sorted(counts.items())
        ),
        rows=rows[:MOST],
        is_cut=len(rows) > MOST,
    )


def _rows(seen: QuerySet[Review], known: dict[str, str]) -> tuple[RefusedRow, ...]:
    columns = (
        "case_id", "record", "case__person__name", "case__organisation__short_name", "result",
        "why", "answered_on", "case__state",
    )  # fmt: skip
    rows = seen.filter(state=ReviewState.REFUSED)
    ordered = rows.order_by("case__org_path", "-answered_on", "-id").values_list(*columns)
    return tuple(
        RefusedRow(*first, known.get(result, result), why, day, CaseState(state))
        for *first, result, why, day, state in ordered[: MOST + 1]
    )
