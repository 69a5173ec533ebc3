"""May a county use this variant? It may add steps and tighten limits, never drop or loosen (check D-00)."""

from collections.abc import Iterator

from xianfeng.kernel.checks import reason
from xianfeng.kernel.verdict import Level, Reason
from xianfeng.procedure.schema import Condition, Edition, Gate, Step

# Which way a larger bound makes an operator stricter.
_STRICTER_UP = {"on_or_after": 1, "at_least": 1, "more_than": 1, "on_or_before": -1, "at_most": -1}


def problems(variant: Edition, national: Edition) -> list[Reason]:
    """Return a reason for every national step dropped, handed to others, or loosened.

    The national gates in force judge a variant's steps beside its own, so a
    variant must follow the national family; what it can still spoil is
    steps, order, hands, effects and its own looser wording of a limit.
    """
    found = []
    if variant.follows != national.family:
        found.append(_refusal(f"未适用《{national.name}》"))
    for step in national.steps:
        found += [_refusal(f"“{step.title}”{words}") for words in _of_step(variant, national, step)]
    found += [_refusal(words) for gate in variant.gates for words in _loosened(gate, national)]
    return found


def _refusal(words: str) -> Reason:
    return reason("D-00", 环节=words, fact=words, remedy="恢复国家规定的环节和期限")


def _of_step(variant: Edition, national: Edition, step: Step) -> Iterator[str]:
    makers = [variant.maker_of(record) for record in step.records]
    if None in makers or not any(step.number in s.national for s in variant.steps):
        yield "被删减"
        return
    maker = makers[-1]
    assert maker is not None
    if not set(maker.signed_by) <= set(step.signed_by):
        yield "改由他人办理"
    if maker.outcomes != step.outcomes or maker.decided_by != step.decided_by:
        yield "办理结果被改动"
    before = _ancestors(variant, maker)
    for key in step.after:
        earlier = variant.maker_of(national.step(key).records[-1])
        if earlier is not None and earlier.key not in before:
            yield f"不再以“{earlier.title}”为前提"


def _ancestors(edition: Edition, step: Step) -> set[str]:
    found: set[str] = set()
    waiting = [*step.after]
    while waiting:
        key = waiting.pop()
        if key not in found:
            found.add(key)
            waiting += edition.step(key).after
    return found


def _loosened(gate: Gate, national: Edition) -> Iterator[str]:
    for other in national.gates:
        if (other.check, other.on) != (gate.check, gate.on) or other.level is not Level.BLOCK:
            continue
        for mine in gate.any_of:
            for theirs in other.any_of:
                if _is_looser(mine, theirs):
                    yield f"{gate.check}：{mine.fact}的期限被放宽"


def _is_looser(mine: Condition, theirs: Condition) -> bool:
    if (mine.fact, mine.op, mine.other) != (theirs.fact, theirs.op, theirs.other):
        return False
    direction = _STRICTER_UP.get(mine.op)
    if direction is None:
        return False
    return bool(direction * _size(mine) < direction * _size(theirs))


def _size(condition: Condition) -> float:
    if isinstance(condition.value, int | float):
        return float(condition.value)
    return condition.months * 30.4 + condition.days + condition.workdays * 1.4
