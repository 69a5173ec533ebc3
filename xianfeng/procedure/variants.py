"""May a county use this variant? It may add steps and tighten limits, never drop or loosen (check D-00)."""

from collections.abc import Iterable, Iterator
from datetime import date

from xianfeng.kernel.checks import reason
from xianfeng.kernel.verdict import Level, Reason
from xianfeng.procedure import handbook
from xianfeng.procedure.limits import STRICTER_UP
from xianfeng.procedure.schema import Condition, Edition, Gate, Outcome, Step


def in_force_from(editions: Iterable[Edition], family: str, day: date) -> tuple[Edition, ...]:
    """Return the editions of a national family that are the rule on a day or later."""
    members = [edition for edition in editions if edition.family == family]
    return tuple(e for e in members if e.valid_to is None or e.valid_to >= day)


def problems(
    variant: Edition, national: Edition, *, fixed: frozenset[str] = frozenset()
) -> list[Reason]:
    """Return a reason for every national step dropped, handed to others, or loosened.

    The national gates in force judge a variant's steps beside its own, so a
    variant must follow the national family; what it can still spoil is
    steps, order, hands, effects and its own looser wording of a limit.

    :param fixed: checks whose numbers no variant may touch, neither way.
    """
    found = []
    if variant.follows != national.family:
        found.append(_refusal(f"未适用《{national.name}》"))
    for step in national.steps:
        found += [_refusal(words, step) for words in _of_step(variant, national, step)]
    found += [_refusal(words) for words in _own_effects(variant, national)]
    found += [_refusal(words) for words in _ending(variant, national)]
    for gate in variant.gates:
        found += [_refusal(words) for words in _loosened(gate, variant, national)]
        found += [_refusal(words) for words in _touched(gate, national, fixed)]
    return found


def _refusal(words: str, step: Step | None = None) -> Reason:
    clause = step.cite if step else ""
    told = f"国家第{step.number}环节“{step.title}”{words}" if step else words
    return reason(
        "D-00", 环节=told, fact=told, clause=clause, remedy="恢复国家规定的环节和期限",
        field=step.key if step else "",
    )  # fmt: skip


def _of_step(variant: Edition, national: Edition, step: Step) -> Iterator[str]:
    makers = [_signs(variant, record) for record in step.records]
    maker = makers[-1]
    if maker is None or None in makers or not any(step.number in s.national for s in variant.steps):
        yield "被删减"
        return
    if not set(maker.signed_by) <= set(step.signed_by) or not maker.signed_by:
        yield "改由他人办理"
    if maker.outcomes != step.outcomes or maker.decided_by != step.decided_by:
        yield "的办理结果被改动"
    before = _ancestors(variant, maker)
    for record, one in zip(step.records, makers, strict=True):
        if one is not None and one.key not in {maker.key, *before}:
            yield f"的“{variant.records[record].title}”改在此环节之后"
    for key in step.after:
        earlier = variant.maker_of(national.step(key).records[-1])
        if earlier is not None and earlier.key not in before:
            yield f"不再以“{earlier.title}”为前提"
    if step.repeated:
        yield from _rhythm(variant, step)


def _signs(variant: Edition, record: str) -> Step | None:
    """Return the step that signs a record once.

    Kept as a repeated note it would be judged by no gate and asked of nobody.
    """
    return next((step for step in variant.steps if record in step.records), None)


def _rhythm(variant: Edition, step: Step) -> Iterator[str]:
    keeper = next((one for one in variant.steps if one.repeated == step.repeated), None)
    title = variant.records[step.repeated].title
    if keeper is None:
        yield f"不再登记“{title}”"
    elif not 0 < keeper.repeat_months <= step.repeat_months:
        yield f"的“{title}”由每{step.repeat_months}个月放宽为每{keeper.repeat_months}个月"


def _own_effects(variant: Edition, national: Edition) -> Iterator[str]:
    """Only the step that makes a national step's main record may change a standing, close or go back."""
    effects = {step.records[-1]: step.outcomes for step in national.steps}
    for step in variant.steps:
        allowed: tuple[Outcome, ...] = ()
        for record in step.records:
            allowed = effects.get(record) or allowed
        if step.outcomes and step.outcomes != allowed:
            yield f"第{step.number}环节“{step.title}”不得改变人员身份或结案"


def _ending(variant: Edition, national: Edition) -> Iterator[str]:
    if not national.ends_before:
        return
    record = national.step(national.ends_before).records[-1]
    maker = variant.maker_of(record)
    if maker is not None and maker.key != variant.ends_before:
        yield f"终止的最晚时点不再是“{maker.title}”之前"
    if variant.ended_standing != national.ended_standing:
        yield "终止后的人员类别被改动"


def _ancestors(edition: Edition, step: Step) -> set[str]:
    found: set[str] = set()
    waiting = [*step.after]
    while waiting:
        key = waiting.pop()
        if key not in found:
            found.add(key)
            waiting += edition.step(key).after
    return found


def _loosened(gate: Gate, variant: Edition, national: Edition) -> Iterator[str]:
    for other in national.gates:
        if other.level is not Level.BLOCK and other.level is not gate.level:
            continue
        for mine in gate.any_of:
            for theirs in other.any_of:
                if _is_looser(mine, theirs):
                    step = national.maker_of(other.on)
                    place = f"“{step.title}”" if step else ""
                    source = other.cite or national.name
                    yield (
                        f"{place}{other.check}由“{handbook.condition(variant, theirs)}”（{source}）"
                        f"放宽为“{handbook.condition(variant, mine)}”"
                    )


def _touched(gate: Gate, national: Edition, fixed: frozenset[str]) -> Iterator[str]:
    if gate.check not in fixed:
        return
    theirs = [c for g in national.gates if g.check == gate.check for c in g.any_of]
    if any(condition not in theirs for condition in gate.any_of):
        yield f"{gate.check}的期限由国家统一规定，县级不得改动"


def _is_looser(mine: Condition, theirs: Condition) -> bool:
    if (mine.fact, mine.op, mine.other) != (theirs.fact, theirs.op, theirs.other):
        return False
    direction = STRICTER_UP.get(mine.op)
    if direction is None:
        return False
    if not mine.other:
        return direction * _number(mine) < direction * _number(theirs)
    if _units(mine) == _units(theirs):
        return any(
            direction * a < direction * b
            for a, b in zip(_offset(mine), _offset(theirs), strict=True)
        )
    # Months, days and working days have no fixed ratio: what is not stricter on any day is looser on some.
    (low, high), (least, most) = _span(mine), _span(theirs)
    return low < most if direction > 0 else high > least


def _number(condition: Condition) -> float:
    return float(condition.value) if isinstance(condition.value, int | float) else 0.0


def _offset(condition: Condition) -> tuple[int, int, int]:
    return condition.months, condition.days, condition.workdays


def _units(condition: Condition) -> tuple[bool, bool, bool]:
    return bool(condition.months), bool(condition.days), bool(condition.workdays)


def _span(condition: Condition) -> tuple[float, float]:
    """Return the fewest and the most days that an offset can be, holidays of up to two weeks counted."""
    months, days, workdays = _offset(condition)
    low = months * 30.4 - 3 * bool(months) + days + workdays
    high = months * 30.5 + 3 * bool(months) + days + (workdays * 1.4 + 14 if workdays else 0)
    return low, high
