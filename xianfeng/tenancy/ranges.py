"""Subtree conditions as path ranges.

``LIKE 'prefix%'`` does not use the index on SQLite and finds nothing in some
collations; a range is right and fast on both databases.
"""

from collections.abc import Iterable

from django.db.models import Q

from xianfeng.kernel import paths
from xianfeng.tenancy.compiled import Given, places


def under(*roots: str, field: str = "org_path") -> Q:
    """Return the condition "``field`` lies in one of these subtrees"; no root means nothing."""
    return any_of(roots, field=field)


def any_of(roots: Iterable[str], *, field: str) -> Q:
    """Join the subtree ranges; roots inside another root are dropped first."""
    kept = outermost(roots)
    if not kept:
        return Q(pk__in=())
    condition = Q()
    for root in kept:
        condition |= Q(**{f"{field}__gte": root, f"{field}__lte": paths.upper(root)})
    return condition


def given(roots: int, *, field: str) -> Q:
    """Return the condition of :func:`any_of` for so many roots, whose ends come with each call."""
    if not roots:
        return Q(pk__in=())
    condition = Q()
    for number in range(roots):
        ends = {
            f"{field}__gte": Given(f"from{number}"),
            f"{field}__lte": Given(f"to{number}"),
        }
        condition |= Q(**ends)
    return condition


def ends(roots: Iterable[str]) -> dict[str, str]:
    """Return the values that :func:`given` waits for; no root lies inside another."""
    kept = tuple(roots)
    return {**places("from", kept), **places("to", map(paths.upper, kept))}


def outermost(roots: Iterable[str]) -> tuple[str, ...]:
    """Drop every root that lies inside another."""
    kept: list[str] = []
    for root in sorted(set(roots)):
        if not kept or not paths.contains(kept[-1], root):
            kept.append(root)
    return tuple(kept)
