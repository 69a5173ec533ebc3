"""Every edition as text that a person can check against the official document."""

from collections.abc import Iterator

from xianfeng.kernel.checks import catalogue
from xianfeng.procedure.gates import shown
from xianfeng.procedure.schema import Condition, Edition, Gate, Step
from xianfeng.procedure.shelf import EVERY_RECORD, Shelf

_WORDS = {
    "equals": "=", "differs": "≠", "one_of": "属于", "at_least": "≥", "at_most": "≤",
    "more_than": ">", "more_than_half_of": "> ½ ×", "on_or_after": "不早于",
    "on_or_before": "不晚于", "present": "已填", "absent": "未填",
    "has_no_personal_number": "不含个人号码",
}  # fmt: skip


def written(shelf: Shelf) -> str:
    """Return all editions as one Markdown document, made from the data alone."""
    lines = [
        "# 程序版本",
        "",
        "由 `scripts/generate-docs` 根据各版本数据生成，请勿手工修改。",
        "依据等级：A 官方文本，B 机关转载，C 第三方转载。级别：阻＝阻断，警＝写明理由后可继续，提＝提示。",
    ]
    for edition in shelf.editions:
        lines += ["", *_edition(edition)]
    return "\n".join(lines) + "\n"


def _edition(edition: Edition) -> Iterator[str]:
    until = shown(edition.valid_to) if edition.valid_to else "今"
    yield f"## {edition.id} {edition.name}"
    yield ""
    yield f"- 施行：{shown(edition.valid_from)}至{until}"
    yield f"- 状态：{edition.status}"
    if edition.follows:
        yield f"- 另受 `{edition.follows}` 当日有效版本的全部检查约束"
    if edition.note:
        yield f"- 说明：{edition.note}"
    for stage in edition.stages:
        yield ""
        yield f"### {'一二三四五六七八九'[stage.number - 1]}、{stage.title}"
        yield ""
        yield "| 序 | 环节 | 责任主体 | 材料 | 时限 | 依据 | 等级 |"
        yield "|---|---|---|---|---|---|---|"
        for step in edition.steps:
            if step.stage == stage.key:
                yield _step(edition, step)
    yield ""
    yield "### 检查"
    yield ""
    yield "| 检查 | 记录 | 级别 | 条件 | 依据 |"
    yield "|---|---|---|---|---|"
    for gate in edition.gates:
        yield _gate(edition, gate)


def _step(edition: Edition, step: Step) -> str:
    papers = "、".join(
        p.title + (f"（{p.form}）" if p.form else "") + ("" if p.is_required else "〔可选〕")
        for p in edition.papers_of(step)
    )
    title = f"**{step.title}**（县级增设）" if step.is_extra else step.title
    cells = (step.number, title, step.actor, papers, step.limit, step.cite, step.grade)
    return "| " + " | ".join(str(cell) or "–" for cell in cells) + " |"


def _gate(edition: Edition, gate: Gate) -> str:
    where = "每个环节" if gate.on == EVERY_RECORD else edition.records[gate.on].title
    source = gate.cite or catalogue()[gate.check].source
    return f"| {gate.check} | {where} | {gate.level.mark} | {rule(edition, gate)} | {source} |".replace(
        "\n", " "
    )


def rule(edition: Edition, gate: Gate) -> str:
    """Write what a gate asks as people read it: its conditions, when it speaks, what lifts it."""
    words = " 或 ".join(condition(edition, one) for one in gate.any_of)
    if gate.when:
        words += "；仅当 " + "、".join(condition(edition, one) for one in gate.when)
    if gate.unless:
        words += "；除非 " + condition(edition, gate.unless)
    return words


def condition(edition: Edition, one: Condition) -> str:
    """Write one comparison as people read it."""
    parts = [_fact(edition, one.fact), _WORDS[one.op]]
    if one.other:
        parts.append(_fact(edition, one.other))
        for amount, unit in (
            (one.months, "个月"), (one.days, "天"), (one.workdays, "个工作日"),
        ):  # fmt: skip
            if amount:
                parts.append(f"{'+' if amount > 0 else '−'} {abs(amount)} {unit}")
    elif one.value is not None:
        named = _choices(edition, one.fact)
        several = one.value if isinstance(one.value, list) else [one.value]
        parts.append("、".join(named.get(value, shown(value)) for value in several))
    return " ".join(parts)


def _choices(edition: Edition, name: str) -> dict[object, str]:
    record, _, field = name.removeprefix("previous.").partition(".")
    kind = edition.records.get(record)
    fields = kind.fields if kind else ()
    return {code: label for spec in fields if spec.name == field for code, label in spec.choices}


def _fact(edition: Edition, name: str) -> str:
    earlier = name.startswith("previous.")
    record, _, field = name.removeprefix("previous.").partition(".")
    kind = edition.records.get(record)
    if kind is None:
        for made in edition.records.values():
            for paper in made.papers:
                if name == f"paper.{paper.key}":
                    return f"材料“{paper.title}”"
        return f"`{name}`"
    titles = {f.name: f.title for f in kind.fields} | {"on": kind.date_title}
    return ("上一轮" if earlier else "") + f"{kind.title}·{titles.get(field, field)}"
