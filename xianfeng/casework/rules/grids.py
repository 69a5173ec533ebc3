"""The grid on which a paper history is typed: its rows, and what its strings tell.

One row a record, in the order of the steps; a record that a step repeats has
several rows before the step's own. Cells are named "row.field", "paper.kind",
"reason.step.check", "why"; the row of a record is its kind, of a repeated one kind-1, kind-2 …
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from xianfeng.casework.vocab import DAY
from xianfeng.procedure.schema import Edition, FieldKind, RecordKind, Step
from xianfeng.procedure.shelf import EVERY_RECORD

# Of a record that a step repeats: so many rows at first, so many empty ones more once all are used.
FIRST_ROWS, MORE_ROWS = 4, 2
MOST_ROWS = 40
LONGEST = 4_000
# The cell that answers the checks of every step at once.
WHY = "why"
_DAY = re.compile(r"(\d{4})\D{0,2}?(\d{1,2})\D{1,2}(\d{1,2})\D?|(\d{4})(\d{2})(\d{2})")

Cells = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Row:
    """One record of one step; ``nth`` counts the rows of a repeated one, 0 for the others."""

    step: Step
    kind: RecordKind
    nth: int = 0

    @property
    def key(self) -> str:
        """The first part of the row's cells."""
        return f"{self.kind.key}-{self.nth}" if self.nth else self.kind.key

    @property
    def is_last(self) -> bool:
        """Tell whether the step's own reasons stand here: on its last record, on each repeated one."""
        return bool(self.nth) or self.kind.key == self.step.records[-1]


@dataclass(frozen=True, kw_only=True)
class Told:
    """What some rows tell together: one step with its records, or one repeated record."""

    rows: tuple[Row, ...]
    records: Mapping[str, Mapping[str, Any]]
    papers: tuple[str, ...] = ()
    reasons: Mapping[str, str] | None = None

    @property
    def last(self) -> Row:
        """The row at which the step is judged."""
        return self.rows[-1]


def rows(edition: Edition, cells: Cells) -> tuple[Row, ...]:
    """Return the rows of an edition's grid, with room for one or two repeated records more."""
    found: list[Row] = []
    for step in edition.steps:
        if step.repeated:
            kind = edition.records[step.repeated]
            count = _repeats(kind, cells)
            found += [Row(step=step, kind=kind, nth=n) for n in range(1, count + 1)]
        found += [Row(step=step, kind=kind) for kind in edition.kinds_of(step)]
    return tuple(found)


def _repeats(kind: RecordKind, cells: Cells) -> int:
    used = [n for n in range(1, MOST_ROWS + 1) if _has_any(cells, f"{kind.key}-{n}.")]
    last = max(used, default=0)
    return min(max(FIRST_ROWS, last + MORE_ROWS if last >= FIRST_ROWS else 0), MOST_ROWS)


def is_filled(row: Row, cells: Cells) -> bool:
    """Tell whether somebody typed anything into the row."""
    return _has_any(cells, f"{row.key}.") or (
        not row.nth and any(cells.get(f"paper.{paper.key}") for paper in row.kind.papers)
    )


def _has_any(cells: Cells, prefix: str) -> bool:
    return any(name.startswith(prefix) and _typed(value) for name, value in cells.items())


def _typed(value: Any) -> bool:
    return any(map(str.strip, value)) if isinstance(value, list) else bool(str(value).strip())


def asked_everywhere(editions: Iterable[Edition]) -> tuple[str, ...]:
    """Name the checks that judge every step alike, such as a late entry (D-53): answered once a grid."""
    checks = (g.check for e in editions for g in e.gates if g.on == EVERY_RECORD)
    return tuple(dict.fromkeys(checks))


def known(edition: Edition, raw: Cells) -> dict[str, Any]:
    """Keep of what a form sent the cells that the grid has, each no longer than a record may hold."""
    names = {WHY}
    for row in rows(edition, raw):
        names |= {f"{row.key}.{spec.name}" for spec in row.kind.fields} | {f"{row.key}.{DAY}"}
        names |= {f"paper.{paper.key}" for paper in row.kind.papers}
    keys = {step.key for step in edition.steps}
    kept: dict[str, Any] = {}
    for name, value in raw.items():
        parts = name.split(".")
        if name in names or (parts[0] == "reason" and len(parts) == 3 and parts[1] in keys):
            kept[name] = (
                [v[:LONGEST] for v in value] if isinstance(value, list) else value[:LONGEST]
            )
    return {name: value for name, value in kept.items() if _typed(value)}


def told(edition: Edition, cells: Cells, *, everywhere: Iterable[str] = ()) -> Iterator[Told]:
    """Yield what the filled rows tell, in the order in which it is judged.

    :param everywhere: the checks that the grid's one answer (its cell "why") speaks to.
    """
    answers = dict.fromkeys(everywhere, str(cells.get(WHY, "")))
    for step in edition.steps:
        of_step = [
            row for row in rows(edition, cells) if row.step is step and is_filled(row, cells)
        ]
        seen = [row for row in of_step if row.nth]
        for row in sorted(seen, key=lambda row: day(cells.get(f"{row.key}.{DAY}", ""))):
            yield Told(rows=(row,), records={row.kind.key: facts(row, cells)})
        own = tuple(row for row in of_step if not row.nth)
        if own:
            yield _step(step, own, cells, answers)


def _step(step: Step, own: tuple[Row, ...], cells: Cells, answers: Mapping[str, str]) -> Told:
    prefix = f"reason.{step.key}."
    answered = {
        name.removeprefix(prefix): str(value)
        for name, value in cells.items()
        if name.startswith(prefix)
    }
    return Told(
        rows=own,
        records={row.kind.key: facts(row, cells) for row in own},
        papers=tuple(
            paper.key for row in own for paper in row.kind.papers if cells.get(f"paper.{paper.key}")
        ),
        reasons={**answers, **answered},
    )


def facts(row: Row, cells: Cells) -> dict[str, Any]:
    """Return what was typed into a row, by field, for :mod:`values` to bring into types."""
    given = {DAY: day(str(cells.get(f"{row.key}.{DAY}", "")))}
    for spec in row.kind.fields:
        value = cells.get(f"{row.key}.{spec.name}", "")
        if spec.kind is FieldKind.PEOPLE:
            value = [item for item in _several(value) if item]
        elif spec.kind is FieldKind.DATE:
            value = day(str(value))
        given[spec.name] = value
    return given


def _several(value: Any) -> Sequence[str]:
    return value if isinstance(value, list) else [str(value)]


def day(text: str) -> str:
    """Write a day as 2024-01-05, whichever way it was typed: 20240105, 2024.1.5, 2024年1月5日.

    What is no such day comes back as it was typed, for the judgement to name.
    """
    found = _DAY.fullmatch(text.strip())
    if not found:
        return text.strip()
    year, month, number = (part for part in found.groups() if part)
    return f"{year}-{int(month):02d}-{int(number):02d}"


def roles(
    edition: Edition, cells: Cells, *, offices: Mapping[str, date] = MappingProxyType({})
) -> tuple[str, ...]:
    """Return who has to put their name to what the grid tells, the branch first.

    A step that several may sign is told by the lowest of them; everything
    typed is first of all the branch's word.

    :param offices: since when a reviewer works here with an account of its own: a review of
        that time is the reviewer's to confirm, an older one was signed on paper.
    """
    filled = [row for row in rows(edition, cells) if is_filled(row, cells)]
    needed = {row.step.signed_by[0] for row in filled}
    for row in filled:
        since = offices.get(row.kind.reviewer)
        # A day that cannot be read is refused elsewhere; until then it is nobody's but the reviewer's.
        if since and day(str(cells.get(f"{row.key}.{DAY}", ""))) >= since.isoformat():
            needed.add(row.kind.reviewer)
    order = ("branch", "committee", "county")
    return ("branch", *(role for role in order[1:] if role in needed))
