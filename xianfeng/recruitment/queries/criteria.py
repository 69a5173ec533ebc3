"""By what places are weighed: the registry's counts rolled up to the organisations of a split."""

from collections.abc import Mapping, Sequence
from datetime import date

from xianfeng.kernel import paths
from xianfeng.recruitment.queries import groups
from xianfeng.recruitment.vocab.quotas import Criterion
from xianfeng.registry.queries import tallies
from xianfeng.registry.queries.tallies import Tally

# Beyond ten years without an admission, longer weighs no more.
MOST_IDLE_YEARS = 10
DEFAULTS: Mapping[Criterion, int] = {
    Criterion.MEMBERS: 40,
    Criterion.ACTIVISTS: 30,
    Criterion.BLANK_UNITS: 10,
    Criterion.ELDERS: 10,
    Criterion.FRONT_LINE: 5,
    Criterion.IDLE_YEARS: 5,
}


def values(root: str, recipients: Sequence[str], *, today: date) -> dict[str, dict[Criterion, int]]:
    """Return every criterion's value for each recipient with its subtree, by path."""
    gathered: dict[str, list[Tally]] = {path: [] for path in recipients}
    for path, tally in tallies.by_organisation(root, groups.LINE.part, today=today).items():
        for above in paths.ancestors(path):
            if above in gathered:
                gathered[above].append(tally)
    return {path: _summed(rows, today) for path, rows in gathered.items()}


def _summed(rows: Sequence[Tally], today: date) -> dict[Criterion, int]:
    last = max((row.joined_year for row in rows if row.joined_year), default=0)
    return {
        Criterion.MEMBERS: sum(row.members for row in rows),
        Criterion.ACTIVISTS: sum(row.ready_activists for row in rows),
        Criterion.BLANK_UNITS: sum(row.blank_units for row in rows),
        Criterion.ELDERS: sum(row.elders for row in rows),
        Criterion.FRONT_LINE: sum(row.front_line for row in rows),
        Criterion.IDLE_YEARS: min(max(today.year - last, 0), MOST_IDLE_YEARS) if rows else 0,
    }
