"""The catalogue of checks with where each is applied.

The editions' gates say it for themselves; what modules apply in their own
rules the composition root lists.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from xianfeng.kernel.checks import catalogue
from xianfeng.kernel.verdict import Level
from xianfeng.procedure import board

TITLES: Mapping[str, str] = {
    "D": "发展党员",
    "V": "会议和票决",
    "N": "公示",
    "A": "责任追究",
    "E": "党员教育",
    "P": "无职党员设岗定责",
    "C": "在职党员到社区报到",
    "F": "流动党员",
    "L": "创业贷款贴息",
    "S": "便民服务",
    "R": "承诺和评议",
    "H": "结对帮扶",
    "B": "组织设置",
    "I": "名册和代码",
    "Z": "统计",
    "X": "安全和授权",
}

_applied: dict[str, tuple[str, ...]] = {}


@dataclass(frozen=True, kw_only=True)
class CheckRow:
    """One check: id, level, what it says, where it comes from, where it is applied."""

    id: str
    level: Level
    level_note: str
    rule: str
    message: str
    source: str
    places: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class CheckGroup:
    """The checks of one letter."""

    letter: str
    rows: tuple[CheckRow, ...]
    applied: int

    @property
    def title(self) -> str:
        """What the checks of this letter are about."""
        return TITLES.get(self.letter, "")


def install(applied: Mapping[str, tuple[str, ...]]) -> None:
    """Say which checks a place applies in its own rules; called by the composition root."""
    _applied.clear()
    _applied.update(applied)


def places() -> dict[str, tuple[str, ...]]:
    """Return by check where it is applied, each place once."""
    found: dict[str, dict[str, None]] = {}
    for place, checks in _applied.items():
        for check in checks:
            found.setdefault(check, {})[place] = None
    for family in board.families():
        for edition in family.shipped.editions:
            for gate in edition.gates:
                found.setdefault(gate.check, {})[edition.name] = None
    return {check: tuple(names) for check, names in found.items()}


def groups() -> tuple[CheckGroup, ...]:
    """Return the whole catalogue by letter, in its own order."""
    applied = places()
    letters: dict[str, list[CheckRow]] = {}
    for check in catalogue().values():
        letters.setdefault(check.id.split("-", 1)[0], []).append(
            CheckRow(
                id=check.id,
                level=check.level,
                level_note=check.level_note,
                rule=check.rule,
                message=check.worded(),
                source=check.source,
                places=applied.get(check.id, ()),
            )
        )
    return tuple(
        CheckGroup(letter=letter, rows=tuple(rows), applied=sum(bool(r.places) for r in rows))
        for letter, rows in letters.items()
    )


def as_document() -> str:
    """Return the whole catalogue as Markdown, made from the data alone."""
    found = groups()
    total = sum(len(group.rows) for group in found)
    applied = sum(group.applied for group in found)
    lines = [
        "# 检查项目录",
        "",
        f"由 `scripts/generate-docs` 生成，请勿手工修改。共{total}项，已实现{applied}项，其余标为“尚未实现”。",
    ]
    for group in found:
        lines += [
            "",
            f"## {group.letter}（{group.applied}/{len(group.rows)}）",
            "",
            "| 检查项 | 级别 | 提示 | 规则 | 依据 | 实现于 |",
            "|---|---|---|---|---|---|",
        ]
        for row in group.rows:
            level = row.level_note or row.level.mark
            places = "；".join(row.places) or "尚未实现"
            cells = (row.id, level, row.message, row.rule, row.source, places)
            lines.append(f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |")
    return "\n".join(lines) + "\n"
