"""May a case go on under another edition? What was signed stays as it is; only what lies ahead changes.

A signed step is found again by what it recorded, under the same name. A step
that the new edition puts before something signed already is not asked for:
a change of edition never rewrites finished steps. Where that would leave a
later gate without the facts it needs, the case cannot move.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from xianfeng.casework.rules.history import Standing, comes_before_signed
from xianfeng.kernel.checks import reason
from xianfeng.kernel.verdict import Level, Verdict
from xianfeng.procedure.schema import Edition, Gate, Step


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a move would do: steps that stay signed, steps no longer asked for, why it cannot be."""

    kept: Mapping[str, tuple[int, int]]
    waived: tuple[Step, ...]
    verdict: Verdict


def plan(
    old: Edition,
    new: Edition,
    standing: Standing,
    gates_of: Callable[[Step], Iterable[Gate]],
) -> Plan:
    """Return what moving a case from one edition to another does.

    :param gates_of: the gates that will judge a step of the new edition.
    """
    kept: dict[str, tuple[int, int]] = {}
    problems: list[str] = []
    for key in standing.signed:
        if key in standing.waived:
            continue
        before = old.step(key)
        problems += _lost(before, new)
        after = next((step for step in new.steps if step.key == key), None)
        if after is not None:
            kept[key] = (before.number, after.number)
    waived = tuple(_passed(old, new, standing))
    for step in waived:
        if not step.is_extra:
            problems.append(f"新版本第{step.number}环节“{step.title}”是国家环节，原版本没有办理")
    missing = {record for step in waived for record in step.records}
    missing |= {record for key in kept for record in new.step(key).records} - {
        record for key in kept for record in old.step(key).records
    }
    for step in new.steps:
        if step.key not in standing.signed and step not in waived:
            problems += _starved(step, missing, gates_of(step), new)
    return Plan(kept=kept, waived=waived, verdict=_verdict(problems))


def _verdict(problems: Iterable[str]) -> Verdict:
    return Verdict.of(
        reason("D-65", message=words, remedy="此件按原版本办完")
        for words in dict.fromkeys(problems)
    )


def _lost(before: Step, new: Edition) -> Iterator[str]:
    after = next((step for step in new.steps if step.key == before.key), None)
    words = f"已办的第{before.number}环节“{before.title}”"
    if after is None or before.records[-1] not in after.records:
        yield f"{words}在新版本中没有对应的环节"
        return
    for record in before.records:
        maker = new.maker_of(record)
        if maker is not None and maker.key != before.key:
            yield f"{words}登记的“{new.records[record].title}”在新版本中另有环节"


def _passed(old: Edition, new: Edition, standing: Standing) -> Iterator[Step]:
    known = {step.key for step in old.steps}
    for step in new.steps:
        is_new = step.key not in known or step.key in standing.waived
        unsigned = step.key not in standing.signed or step.key in standing.waived
        if is_new and unsigned and comes_before_signed(new, step.key, standing.signed):
            yield step


def _starved(step: Step, missing: set[str], gates: Iterable[Gate], new: Edition) -> Iterator[str]:
    lacking = missing - set(step.records)
    for gate in gates:
        named = {name.split(".", 1)[0] for c in gate.any_of for name in (c.fact, c.other)}
        if gate.level is Level.BLOCK and gate.on != "*" and (lost := named & lacking):
            titles = "、".join(new.records[record].title for record in sorted(lost))
            yield (
                f"后面的第{step.number}环节“{step.title}”要用“{titles}”（{gate.check}），此件没有登记"
            )
