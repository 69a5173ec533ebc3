"""Which facts do the gates name, and does anybody offer them?"""

import re
from collections.abc import Iterable, Iterator

from xianfeng.procedure import gates, loader
from xianfeng.procedure.schema import Condition, Edition, FieldKind, Gate

_FACT = re.compile(r"[a-z_]+(\.[a-z_]+)+")


def named_by(edition: Edition) -> frozenset[str]:
    """Return every fact that the edition's gates and outcomes name; plain words left out."""
    names = set(gates.named_facts(edition.gates))
    for step in edition.steps:
        names |= {step.decided_by, *(outcome.standing_from for outcome in step.outcomes)}
    return frozenset(name for name in names if _FACT.fullmatch(name))


def missing(edition: Edition, offered: Iterable[str]) -> list[str]:
    """Return the named facts that neither a record nor a module offers: such a gate could never pass."""
    return sorted(named_by(edition) - loader.known_names(edition) - frozenset(offered))


def unused(editions: Iterable[Edition], offered: Iterable[str]) -> list[str]:
    """Return the offered facts that no edition names."""
    named: set[str] = set()
    for edition in editions:
        named |= named_by(edition)
    return sorted(frozenset(offered) - named)


_OF_ANY = frozenset({"present", "absent"})
_OF_WORDS = _OF_ANY | {"equals", "differs", "one_of", "has_no_personal_number"}
_OF_DAYS = _OF_ANY | {"on_or_after", "on_or_before", "equals", "differs"}
_OF_NUMBERS = _OF_ANY | {
    "equals", "differs", "one_of", "at_least", "at_most", "more_than", "more_than_half_of",
}  # fmt: skip
_OPERATORS = {FieldKind.DATE: _OF_DAYS, FieldKind.NUMBER: _OF_NUMBERS}


def misused(edition: Edition, shipped: Iterable[Edition]) -> list[str]:
    """Return the comparisons that cannot be made, such as a day with a number.

    What a module works out has no type here: a county compares it as some
    shipped edition does, with another number at most.
    """
    known = {_shape(c) for one in shipped for gate in one.gates for c in _conditions(gate)}
    kinds = _field_kinds(edition)
    return [
        f"检查 {gate.check}@{gate.on}：“{condition.fact}”不能这样比较（{condition.op}）"
        for gate in edition.gates
        for condition in _conditions(gate)
        if not _fits(condition, kinds) and _shape(condition) not in known
    ]


def _conditions(gate: Gate) -> Iterator[Condition]:
    yield from (*gate.any_of, *gate.when)
    if gate.unless:
        yield gate.unless


def _shape(condition: Condition) -> tuple[str, str, str, type]:
    return condition.fact, condition.op, condition.other, type(condition.value)


def _field_kinds(edition: Edition) -> dict[str, FieldKind]:
    kinds: dict[str, FieldKind] = {}
    for kind in edition.records.values():
        own = {f"{kind.key}.on": FieldKind.DATE, f"{kind.key}.count": FieldKind.NUMBER}
        own |= {f"{kind.key}.{spec.name}": spec.kind for spec in kind.fields}
        own |= {f"paper.{paper.key}": FieldKind.YES_NO for paper in kind.papers}
        kinds |= own | {f"previous.{name}": one for name, one in own.items()}
    return kinds


def _fits(condition: Condition, kinds: dict[str, FieldKind]) -> bool:
    kind = kinds.get(condition.fact)
    if kind is None or condition.op not in _OPERATORS.get(kind, _OF_WORDS):
        return False
    if condition.op in _OF_ANY or condition.op == "has_no_personal_number":
        return True
    if condition.other:
        return kinds.get(condition.other) is kind and condition.value is None
    if condition.op == "one_of":
        return isinstance(condition.value, list)
    return (
        kind is not FieldKind.DATE
        and condition.value is not None
        and (kind is not FieldKind.NUMBER or isinstance(condition.value, int))
    )


def unheard(edition: Edition, words: Iterable[str]) -> list[str]:
    """Return the effects of the edition's records that nobody hears."""
    carried = {kind.effect for kind in edition.records.values() if kind.effect}
    return sorted(carried - frozenset(words))
