"""The values in force: every number that a gate compares with, where it comes from, how far it may be moved."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from xianfeng.kernel.checks import catalogue
from xianfeng.kernel.verdict import Level
from xianfeng.procedure import handbook
from xianfeng.procedure.schema import Condition, Edition, Gate

# Which way a larger number makes an operator stricter.
STRICTER_UP = {"on_or_after": 1, "at_least": 1, "more_than": 1, "on_or_before": -1, "at_most": -1}
UNITS = {"months": "个月", "days": "天", "workdays": "个工作日", "value": ""}


@dataclass(frozen=True, kw_only=True)
class Limit:
    """One number: ``national`` is the bound that a county may not cross, None where there is none."""

    ref: str
    check: str
    record: str
    step: int
    words: str
    amount: int
    unit: str
    column: str
    direction: int
    national: int | None
    clause: str
    grade: str
    level: Level
    is_own: bool
    is_fixed: bool
    gate: Gate
    index: int


def column_of(condition: Condition) -> str:
    """Return which column holds the one number of a comparison; "" if none does or several do."""
    if condition.op not in STRICTER_UP:
        return ""
    if not condition.other:
        value = condition.value
        return "value" if isinstance(value, int) and not isinstance(value, bool) else ""
    used = [name for name in ("months", "days", "workdays") if getattr(condition, name)]
    return used[0] if len(used) == 1 and getattr(condition, used[0]) > 0 else ""


def amount_of(condition: Condition, column: str) -> int:
    """Return the number in that column."""
    amount = getattr(condition, column)
    assert isinstance(amount, int)
    return amount


def in_force(
    edition: Edition, national: Iterable[Gate], *, fixed: frozenset[str] = frozenset()
) -> tuple[Limit, ...]:
    """Return every limit in the order of the steps.

    :param national: the gates that judge beside the edition's own.
    :param fixed: checks whose numbers no county may touch.
    """
    found: dict[str, Limit] = {}
    for is_own, gates in ((False, national), (True, edition.gates)):
        for gate in gates:
            for index, condition in enumerate(gate.any_of):
                if column := column_of(condition):
                    ref = _ref(gate, condition, column)
                    earlier = found.get(ref)
                    found[ref] = _limit(
                        edition, gate, index, column, ref, is_own=is_own,
                        national=earlier.national if earlier else None, fixed=fixed,
                    )  # fmt: skip
    known = [limit for limit in found.values() if limit.step]
    return tuple(sorted(known, key=lambda limit: (limit.step, limit.check, limit.words)))


def _ref(gate: Gate, condition: Condition, column: str) -> str:
    parts = (gate.check, gate.on, gate.level, condition.fact, condition.op, condition.other, column)
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:12]


def _limit(
    edition: Edition,
    gate: Gate,
    index: int,
    column: str,
    ref: str,
    *,
    is_own: bool,
    national: int | None,
    fixed: frozenset[str],
) -> Limit:
    condition = gate.any_of[index]
    amount = amount_of(condition, column)
    maker = edition.maker_of(gate.on)
    record = edition.records.get(gate.on)
    return Limit(
        ref=ref,
        check=gate.check,
        record=record.title if record else gate.on,
        step=maker.number if maker else 0,
        words=_words(edition, gate, condition),
        amount=amount,
        unit=UNITS[column] or _unit(edition, condition),
        column=column,
        direction=STRICTER_UP[condition.op],
        national=national if is_own else amount,
        clause=gate.cite or catalogue()[gate.check].source,
        grade=maker.grade if maker else "",
        level=gate.level,
        is_own=is_own,
        is_fixed=gate.check in fixed,
        gate=gate,
        index=index,
    )


def _words(edition: Edition, gate: Gate, condition: Condition) -> str:
    words = handbook.condition(edition, condition)
    return catalogue()[gate.check].worded() if "`" in words else words


def _unit(edition: Edition, condition: Condition) -> str:
    record, _, name = condition.fact.partition(".")
    kind = edition.records.get(record)
    return next((f.unit for f in kind.fields if f.name == name), "") if kind else ""
