"""An edition as a picture: stages as lanes, steps as boxes in columns, what runs beside what.

Only places and numbers; how it is drawn is the page's matter.
"""

from dataclasses import dataclass
from datetime import date

from xianfeng.kernel.verdict import Level
from xianfeng.procedure.schema import Edition, Step
from xianfeng.procedure.shelf import EVERY_RECORD, Shelf


@dataclass(frozen=True, kw_only=True)
class Box:
    """One step of the picture; ``follows`` names its predecessors where they are not just the box before."""

    number: int
    title: str
    actor: str
    signed_by: tuple[str, ...]
    limit: str
    blocks: int
    warnings: int
    is_extra: bool
    repeat_months: int
    follows: tuple[int, ...]
    back_to: int | None


@dataclass(frozen=True, kw_only=True)
class Lane:
    """One stage: columns from left to right, each with the boxes that may be done side by side."""

    number: int
    title: str
    columns: tuple[tuple[Box, ...], ...]

    @property
    def steps(self) -> int:
        """How many steps the stage has."""
        return sum(len(column) for column in self.columns)


def lanes(shelf: Shelf, edition: Edition, day: date) -> tuple[Lane, ...]:
    """Lay an edition out; gates are counted as they judge on that day."""
    ranks = _ranks(edition)
    found = []
    for stage in edition.stages:
        inside = [step for step in edition.steps if step.stage == stage.key]
        columns = [
            tuple(_box(shelf, edition, step, day) for step in inside if ranks[step.key] == rank)
            for rank in sorted({ranks[step.key] for step in inside})
        ]
        found.append(Lane(number=stage.number, title=stage.title, columns=tuple(columns)))
    return tuple(found)


def _ranks(edition: Edition) -> dict[str, int]:
    """Return how many steps lie before each one on the longest way."""
    ranks: dict[str, int] = {}
    for step in edition.steps:
        ranks[step.key] = max((ranks[key] + 1 for key in step.after), default=0)
    return ranks


def _box(shelf: Shelf, edition: Edition, step: Step, day: date) -> Box:
    gates = [gate for gate in shelf.gates(edition, step, day) if gate.on != EVERY_RECORD]
    follows = tuple(sorted(edition.step(key).number for key in step.after))
    restarts = [outcome.restart for outcome in step.outcomes if outcome.restart]
    return Box(
        number=step.number,
        title=step.title,
        actor=step.actor,
        signed_by=step.signed_by,
        limit=step.limit,
        blocks=sum(gate.level is Level.BLOCK for gate in gates),
        warnings=sum(gate.level is Level.WARN for gate in gates),
        is_extra=step.is_extra,
        repeat_months=step.repeat_months,
        follows=() if follows in {(), (step.number - 1,)} else follows,
        back_to=edition.step(restarts[0]).number if restarts else None,
    )
