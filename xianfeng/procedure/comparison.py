"""What is different between two editions: steps, words, papers, gates with their values.

Steps are paired by key, then by the main record they make: a number shifts
with every step before it and says nothing. Gates are paired by check, record
and what they compare, so that a changed value shows as a change and not as
one gate gone and one new.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from xianfeng.kernel.checks import catalogue
from xianfeng.procedure import handbook
from xianfeng.procedure.schema import Condition, Edition, Gate, Step
from xianfeng.procedure.shelf import EVERY_RECORD, Shelf


class Kind(StrEnum):
    """How a step or a gate differs."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    CHANGED = "changed"

    @property
    def label(self) -> str:
        """The word on the page."""
        return {"added": "新增", "removed": "取消", "moved": "移动", "changed": "改动"}[self.value]


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One property of a step, before and after."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class StepChange:
    """A step that differs; its numbers are those of either edition, None where it is missing."""

    kind: Kind
    key: str
    title: str
    before: int | None
    after: int | None
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, kw_only=True)
class GateChange:
    """A gate that differs, in words; ``levels`` are marks such as 警 and 阻."""

    kind: Kind
    check: str
    record: str
    before: str
    after: str
    level_before: str
    level_after: str


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Everything that differs, in the order of the right edition."""

    steps: tuple[StepChange, ...]
    gates: tuple[GateChange, ...]

    @property
    def is_empty(self) -> bool:
        """Whether both say the same."""
        return not self.steps and not self.gates


def compare(shelf: Shelf, left: Edition, right: Edition, *, on: date) -> Comparison:
    """Return what is different on a day.

    :param on: an edition that follows a national family is taken with the
        national gates in force then; any other with its own gates alone.
    """
    return Comparison(
        steps=tuple(_steps(left, right)),
        gates=tuple(_gates(left, right, effective(shelf, left, on), effective(shelf, right, on))),
    )


def effective(shelf: Shelf, edition: Edition, on: date) -> tuple[Gate, ...]:
    """Return all gates that judge a case of the edition on that day."""
    return (
        (*edition.gates, *shelf.rules_on(edition, on).gates) if edition.follows else edition.gates
    )


def pairs(left: Edition, right: Edition) -> dict[str, str]:
    """Return the left step of each right step that has one, by key."""
    own = {step.key for step in left.steps}
    found = {step.key: step.key for step in right.steps if step.key in own}
    taken = set(found.values())
    for step in right.steps:
        maker = left.maker_of(step.records[-1]) if step.records else None
        if step.key not in found and maker is not None and maker.key not in taken:
            found[step.key] = maker.key
            taken.add(maker.key)
    return found


def _steps(left: Edition, right: Edition) -> Iterator[StepChange]:
    paired = pairs(left, right)
    moved = _moved([left.step(paired[s.key]).number for s in right.steps if s.key in paired])
    for step in left.steps:
        if step.key not in paired.values():
            yield StepChange(
                kind=Kind.REMOVED, key=step.key, title=step.title, before=step.number, after=None
            )
    for step in right.steps:
        if step.key not in paired:
            yield StepChange(
                kind=Kind.ADDED, key=step.key, title=step.title, before=None, after=step.number
            )
            continue
        earlier = left.step(paired[step.key])
        differences = tuple(_differences(left, earlier, right, step))
        if differences or earlier.number in moved:
            yield StepChange(
                kind=Kind.MOVED if earlier.number in moved else Kind.CHANGED,
                key=step.key,
                title=step.title,
                before=earlier.number,
                after=step.number,
                differences=differences,
            )


def _moved(numbers: Sequence[int]) -> set[int]:
    """Return the numbers outside a longest rising run: the fewest steps whose move explains the order."""
    tails: list[int] = []
    ranks = []
    for number in numbers:
        at = bisect_left(tails, number)
        tails[at : at + 1] = [number]
        ranks.append(at)
    kept, wanted = set(), len(tails) - 1
    for number, rank in zip(reversed(numbers), reversed(ranks), strict=True):
        if rank == wanted:
            kept.add(number)
            wanted -= 1
    return set(numbers) - kept


def _differences(left: Edition, a: Step, right: Edition, b: Step) -> Iterator[Difference]:
    rows = (
        ("名称", a.title, b.title),
        ("阶段", left.stage_of(a).title, right.stage_of(b).title),
        ("责任主体", a.actor, b.actor),
        ("签署", "、".join(a.signed_by), "、".join(b.signed_by)),
        ("登记内容", _titles(left, a.records), _titles(right, b.records)),
        ("材料", _papers(left, a), _papers(right, b)),
        ("时限", a.limit, b.limit),
        ("定期登记", _rhythm(left, a), _rhythm(right, b)),
    )
    for what, before, after in rows:
        if before != after:
            yield Difference(what=what, before=before, after=after)


def _titles(edition: Edition, records: Iterable[str]) -> str:
    return "、".join(edition.records[key].title for key in records)


def _papers(edition: Edition, step: Step) -> str:
    return "、".join(paper.title for paper in edition.papers_of(step))


def _rhythm(edition: Edition, step: Step) -> str:
    if not step.repeated:
        return ""
    return f"{edition.records[step.repeated].title}，每{step.repeat_months}个月"


_Shape = tuple[str, str, tuple[tuple[str, str, str], ...]]


def _shape(gate: Gate) -> _Shape:
    return gate.check, gate.on, tuple((c.fact, c.op, c.other) for c in gate.any_of)


def _gates(
    left: Edition, right: Edition, before: Iterable[Gate], after: Iterable[Gate]
) -> Iterator[GateChange]:
    waiting: dict[_Shape, list[Gate]] = {}
    for gate in before:
        waiting.setdefault(_shape(gate), []).append(gate)
    for gate in after:
        same = waiting.get(_shape(gate))
        if not same:
            yield _gate(right, Kind.ADDED, None, gate)
            continue
        # The one that is most alike goes first: two levels of one limit are two gates of one shape.
        twin = min(same, key=lambda one: (one.level is not gate.level, _sizes(one) != _sizes(gate)))
        same.remove(twin)
        if twin.level is not gate.level or _words(left, twin) != _words(right, gate):
            yield _gate(right, Kind.CHANGED, twin, gate, left=left)
    for gate in (one for rest in waiting.values() for one in rest):
        yield _gate(left, Kind.REMOVED, gate, None)


def _sizes(gate: Gate) -> list[tuple[object, int, int, int]]:
    return [_size(condition) for condition in gate.any_of]


def _size(condition: Condition) -> tuple[object, int, int, int]:
    return condition.value, condition.months, condition.days, condition.workdays


def _words(edition: Edition, gate: Gate) -> str:
    return handbook.rule(edition, gate)


def _told(edition: Edition, gate: Gate) -> str:
    """Write the gate; a fact that a module works out has no title, so its check speaks."""
    words = _words(edition, gate)
    return catalogue()[gate.check].worded() if "`" in words else words


def _gate(
    edition: Edition,
    kind: Kind,
    before: Gate | None,
    after: Gate | None,
    *,
    left: Edition | None = None,
) -> GateChange:
    gate = after or before
    assert gate is not None
    where = "每个环节" if gate.on == EVERY_RECORD else edition.records[gate.on].title
    return GateChange(
        kind=kind,
        check=gate.check,
        record=where,
        before=_told(left or edition, before) if before else "",
        after=_told(edition, after) if after else "",
        level_before=before.level.label if before else "",
        level_after=after.level.label if after else "",
    )
