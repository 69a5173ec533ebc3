"""TOML to schema; reports every error of a document at once, each with its place."""

import hashlib
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from xianfeng.kernel.checks import catalogue
from xianfeng.kernel.verdict import Level
from xianfeng.procedure import shape
from xianfeng.procedure.gates import OPERATORS
from xianfeng.procedure.schema import (
    Condition,
    Edition,
    Field,
    FieldKind,
    Gate,
    Outcome,
    PaperKind,
    RecordKind,
    Stage,
    Step,
    Sum,
)
from xianfeng.procedure.shelf import EVERY_RECORD

# A draft has no first day yet: no day lies before it.
_UNDATED = date.max


class Unreadable(Exception):
    """A document breaks the schema; ``problems`` lists every place."""

    def __init__(self, problems: Iterable[str]) -> None:
        """Keep the problems and say them in the traceback."""
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


def records(text: str) -> dict[str, RecordKind]:
    """Read the kinds of evidence that all editions share.

    :raises Unreadable: a record that many people share holds what is one person's only, or a sum
        speaks of fields that the record does not have.
    """
    kinds = {key: _record(key, row) for key, row in tomllib.loads(text).items()}
    problems = [
        f"record {kind.key}: shared, but {spec.name} is of one case"
        for kind in kinds.values()
        for spec in kind.fields
        if kind.is_shared and (spec.is_unique or spec.is_per_case)
    ]
    problems += [
        f"record {kind.key}: no number {name} to add up"
        for kind in kinds.values()
        for one in kind.sums
        for name in (one.total, *one.parts)
        if name not in {spec.name for spec in kind.fields if spec.kind is FieldKind.NUMBER}
    ]
    if problems:
        raise Unreadable(problems)
    return kinds


def _record(key: str, row: Mapping[str, Any]) -> RecordKind:
    return RecordKind(
        key=key,
        title=row["title"],
        date_title=row.get("date", "日期"),
        fields=tuple(_field(f) for f in row.get("field", ())),
        papers=tuple(_paper(p) for p in row.get("paper", ())),
        instrument=row.get("instrument", ""),
        effect=row.get("effect", ""),
        is_shared=row.get("shared", False),
        by=row.get("by", ""),
        motion=row.get("motion", ""),
        reviewer=row.get("reviewer", ""),
        queue=row.get("queue", ""),
        beside=tuple(row.get("beside", ())),
        sums=tuple(
            Sum(check=one["check"], total=one["of"], parts=tuple(one["parts"]))
            for one in row.get("sum", ())
        ),
    )


def _field(row: Mapping[str, Any]) -> Field:
    return Field(
        name=row["name"],
        title=row["title"],
        kind=FieldKind(row.get("kind", "text")),
        is_required=row.get("required", False),
        is_unique=row.get("unique", False),
        choices=tuple((code, label) for code, label in row.get("choices", {}).items()),
        hint=row.get("hint", ""),
        unit=row.get("unit", ""),
        until=row.get("until", ""),
        is_per_case=row.get("per_case", False),
        is_implied=row.get("implied", False),
    )


def _paper(row: Mapping[str, Any]) -> PaperKind:
    return PaperKind(
        key=row["key"],
        title=row["title"],
        form=row.get("form", ""),
        is_required=row.get("required", True),
    )


def documents(texts: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Parse edition documents and resolve what each amends, by edition id."""
    raw = {}
    for name, text in texts.items():
        row = tomllib.loads(text)
        row["digest"] = hashlib.sha256(text.encode()).hexdigest()
        row["file"] = name
        raw[row["id"]] = row
    return {edition_id: _resolved(edition_id, raw) for edition_id in raw}


def _resolved(edition_id: str, raw: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    row = raw[edition_id]
    if "amends" not in row:
        return row
    base = _resolved(row["amends"], raw)
    # An edition with steps of its own takes of the other only the gates.
    inherited = () if row.get("own_steps") else base["step"]
    steps = {step["key"]: step for step in inherited}
    for change in row.get("step", ()):
        steps[change["key"]] = {**steps.get(change["key"], {}), **change}
    replaced = {(gate["check"], gate["on"]) for gate in row.get("gate", ())}
    replaced |= {tuple(name.split("@", 1)) for name in row.get("drop", ())}
    kept = [gate for gate in base["gate"] if (gate["check"], gate["on"]) not in replaced]
    return {
        "follows": base.get("follows", ""),
        **row,
        "stage": row.get("stage", base["stage"]),
        "step": list(steps.values()),
        "ends_before": row.get("ends_before", base.get("ends_before", "")),
        "ended_standing": row.get("ended_standing", base.get("ended_standing", "")),
        "gate": [*kept, *row.get("gate", ())],
    }


def edition(row: Mapping[str, Any], kinds: Mapping[str, RecordKind]) -> Edition:
    """Build one edition and check it.

    :raises Unreadable: with every problem, each naming step or gate.
    """
    problems: list[str] = []
    own = _with_own(row, kinds, problems)
    stages = tuple(
        Stage(key=s["key"], number=n, title=s["title"]) for n, s in enumerate(row["stage"], 1)
    )
    steps = _steps(row["step"])
    gates = tuple(_gate(g, row["id"], problems) for g in row.get("gate", ()))
    built = Edition(
        id=row["id"],
        family=row["family"],
        name=row["name"],
        valid_from=row.get("valid_from", _UNDATED),
        valid_to=row.get("valid_to"),
        status=row.get("status", ""),
        stages=stages,
        steps=steps,
        gates=gates,
        records=own,
        follows=row.get("follows", ""),
        ends_before=row.get("ends_before", ""),
        ended_standing=row.get("ended_standing", ""),
        note=row.get("note", ""),
        digest=row.get("digest", ""),
    )
    problems += _step_problems(built) + _gate_problems(built)
    if problems:
        raise Unreadable(f"{row['id']}：{problem}" for problem in problems)
    return built


def county(text: str, *, edition_id: str, kinds: Mapping[str, RecordKind]) -> Edition:
    """Build an edition of a county's own from its document, under the id that its content was given.

    :raises Unreadable: with every problem of shape, or else of meaning.
    """
    row, faults = shape.read(text)
    if faults:
        raise Unreadable(faults)
    row["digest"] = hashlib.sha256(text.encode()).hexdigest()
    return edition({**row, "id": edition_id}, kinds)


def _with_own(
    row: Mapping[str, Any], kinds: Mapping[str, RecordKind], problems: list[str]
) -> dict[str, RecordKind]:
    """Return the shared kinds of evidence with the document's own kinds and papers added; none is replaced."""
    own = dict(kinds)
    for one in row.get("record", ()):
        if one["key"] in own:
            problems.append(f"登记“{one['key']}”已有，不能重新定义")
        else:
            own[one["key"]] = _record(one["key"], one)
    for one in row.get("paper", ()):
        if one["on"] not in own:
            problems.append(f"材料“{one['title']}”所属的登记“{one['on']}”不存在")
            continue
        kind = own[one["on"]]
        own[one["on"]] = replace(kind, papers=(*kind.papers, _paper(one)))
    keys = [paper.key for kind in own.values() for paper in kind.papers]
    problems += [
        f"材料“{key}”重复" for key in dict.fromkeys(keys)
        if keys.count(key) > 1 and row.get("follows")
    ]  # fmt: skip
    return own


def _steps(rows: Iterable[Mapping[str, Any]]) -> tuple[Step, ...]:
    steps: list[Step] = []
    for number, row in enumerate(rows, 1):
        before = (steps[-1].key,) if steps else ()
        steps.append(
            Step(
                number=number,
                key=row["key"],
                stage=row["stage"],
                title=row["title"],
                actor=row["actor"],
                signed_by=tuple(row["signed_by"]),
                records=tuple(row.get("records", (row["key"],))),
                after=tuple(row.get("after", before)),
                repeated=row.get("repeated", ""),
                repeat_months=row.get("repeat_months", 0),
                decided_by=row.get("decided_by", ""),
                outcomes=tuple(Outcome(**outcome) for outcome in row.get("outcome", ())),
                cite=row.get("cite", ""),
                grade=row.get("grade", ""),
                national=tuple(row.get("national", (number,))),
                is_extra=row.get("extra", False),
                limit=row.get("limit", ""),
            )
        )
    return tuple(steps)


_CONDITION = ("fact", "op", "value", "other", "months", "days", "workdays")


def _condition(row: Mapping[str, Any]) -> Condition:
    return Condition(**{name: row[name] for name in _CONDITION if name in row})


def _gate(row: Mapping[str, Any], edition_id: str, problems: list[str]) -> Gate:
    place = f"检查 {row.get('check')}@{row.get('on')}"
    check = catalogue().get(row["check"])
    if check is None:
        problems.append(f"{place}：检查目录中没有这一项")
    any_of = tuple(_condition(c) for c in row["any"]) if "any" in row else (_condition(row),)
    level = Level(row["level"]) if "level" in row else check.level if check else Level.BLOCK
    return Gate(
        check=row["check"],
        on=row["on"],
        level=level,
        any_of=any_of,
        when=tuple(_condition(c) for c in row.get("when", ())),
        unless=_condition(row["unless"]) if "unless" in row else None,
        cite=row.get("cite", ""),
        remedy=row.get("remedy", ""),
        say=row.get("say", {}),
        remind=row.get("remind", ""),
        edition=edition_id,
    )


def _step_problems(built: Edition) -> list[str]:
    problems = []
    keys = [step.key for step in built.steps]
    if len(set(keys)) != len(keys):
        problems.append("有两个环节的 key 相同")
    for position, step in enumerate(built.steps):
        place = f"第{step.number}环节 {step.key}"
        problems += [f"{place}：{words}" for words in _record_problems(built, position)]
        problems += [f"{place}：{words}" for words in _order_problems(step, keys[:position])]
    return problems


def _record_problems(built: Edition, position: int) -> Iterator[str]:
    step = built.steps[position]
    made = {r for earlier in built.steps[:position] for r in _made(earlier)}
    if step.stage not in {stage.key for stage in built.stages}:
        yield f"没有阶段 {step.stage}"
    if not step.records:
        yield "没有登记内容"
    for record in _made(step):
        if record not in built.records:
            yield f"没有登记 {record}"
        if record in made:
            yield f"{record} 前面的环节已经登记"


def _made(step: Step) -> tuple[str, ...]:
    return (*step.records, *((step.repeated,) if step.repeated else ()))


def _order_problems(step: Step, earlier: Sequence[str]) -> Iterator[str]:
    if earlier and not step.after:
        yield "没有写明在哪个环节之后"
    for key in step.after:
        if key not in earlier:
            yield f"{key} 不是前面的环节"
    for outcome in step.outcomes:
        if outcome.restart and outcome.restart not in earlier:
            yield f"要回到的 {outcome.restart} 不是前面的环节"


def _gate_problems(built: Edition) -> list[str]:
    problems = []
    made: dict[str, int] = {}
    for step in built.steps:
        for record in (*step.records, *((step.repeated,) if step.repeated else ())):
            made.setdefault(record, step.number)
    for gate in built.gates:
        place = f"检查 {gate.check}@{gate.on}"
        conditions = (*gate.any_of, *gate.when, *((gate.unless,) if gate.unless else ()))
        for condition in conditions:
            if condition.op not in OPERATORS:
                problems.append(f"{place}：没有比较方式 {condition.op}")
        if gate.on == EVERY_RECORD:
            continue
        if gate.on not in made:
            # An order of paper files may leave out what some other edition's gates speak of.
            if not built.follows:
                problems.append(f"{place}：没有环节登记它")
            continue
        for condition in gate.any_of:
            for fact in (condition.fact, condition.other):
                record = fact.split(".", 1)[0]
                if made.get(record, 0) > made[gate.on]:
                    problems.append(f"{place}：要用后面才有的 {fact}")
    return problems


def known_names(built: Edition) -> frozenset[str]:
    """Return every "record.field" that the edition's records can supply."""
    names = set()
    for kind in built.records.values():
        own = {f"{kind.key}.on", f"{kind.key}.count", f"{kind.key}.dates"}
        own |= {f"{kind.key}.{f.name}" for f in kind.fields}
        names |= own | {f"previous.{name}" for name in own}
        names |= {f"paper.{paper.key}" for paper in kind.papers}
    return frozenset(names)
