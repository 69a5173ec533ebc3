"""Rows of an organisations file: read, judged, and put in order with parents first."""

from dataclasses import dataclass, field
from typing import NamedTuple

from xianfeng.registry.importing.examining import RefusedRow
from xianfeng.registry.importing.headings import Columns
from xianfeng.registry.importing.problems import FileRefused, Problem, problem
from xianfeng.registry.importing.workbooks import Cells, Sheet
from xianfeng.registry.rules import spelling
from xianfeng.registry.vocab import OrganisationKind

CODE, NAME, PLACE = 20, 120, 60


class Standing(NamedTuple):
    """An organisation that the registry already has."""

    id: int
    code: str
    name: str
    path: str
    parent_code: str


class TreeRow(NamedTuple):
    """One good row."""

    number: int
    code: str
    name: str
    kind: OrganisationKind
    parent_code: str
    township: str
    village: str


@dataclass
class Tree:
    """The good rows, parents before children, and the others."""

    columns: Columns
    rows: int = 0
    good: list[TreeRow] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)
    cells: dict[int, Cells] = field(default_factory=dict)


def examine(sheet: Sheet, columns: Columns, *, standing: dict[str, Standing]) -> Tree:
    """Check every row; a row under a refused parent is refused with it (I-15).

    :param standing: the registry's organisations by code.
    :raises FileRefused: there is no row.
    """
    tree = Tree(columns)
    read = {name: columns.reader(name) for name in _FIELDS}
    problems: dict[int, list[Problem]] = {}
    rows: list[TreeRow] = []
    for number, cells in sheet.rows():
        values = {name: spelling.text(reader(cells)) for name, reader in read.items()}
        if number <= columns.row or not any(values.values()):
            continue
        tree.rows += 1
        tree.cells[number], problems[number] = cells, []
        rows.append(_read(number, values, columns, problems[number]))
    if not rows:
        raise FileRefused("表头下面没有任何党组织。")
    _find_doubles(rows, columns, standing, problems)
    tree.good = _in_order(rows, columns, standing, problems)
    tree.refused = [RefusedRow(n, tree.cells[n], found) for n, found in problems.items() if found]
    return tree


_FIELDS = ("code", "name", "kind", "parent", "township", "village")


def _read(number: int, values: dict[str, str], columns: Columns, found: list[Problem]) -> TreeRow:
    code = spelling.official(values["code"]).upper()
    name = spelling.official(values["name"])
    parent = "" if spelling.is_blank(values["parent"]) else spelling.official(values["parent"])
    for field_name, label in (("code", "党组织代码"), ("name", "党组织全称"), ("kind", "组织类别")):
        if spelling.is_blank(values[field_name]):
            found.append(problem(number, columns.title(field_name), "I-05", 字段=label))
    kind = spelling.organisation_kind(values["kind"])
    if kind is None and values["kind"]:
        words = f"{columns.title('kind')}“{values['kind']}”不在代码表中"
        found.append(problem(number, columns.title("kind"), "I-03", message=words))
    for field_name, value, limit in (
        ("code", code, CODE), ("name", name, NAME),
        ("township", values["township"], PLACE), ("village", values["village"], PLACE),
    ):  # fmt: skip
        if len(value) > limit:
            title = columns.title(field_name)
            found.append(problem(number, title, "I-03", message=f"{title}超过{limit}个字"))
    return TreeRow(
        number, code, name, kind or OrganisationKind.BRANCH, parent.upper(),
        _place(values["township"]), _place(values["village"]),
    )  # fmt: skip


def _place(value: str) -> str:
    return "" if spelling.is_blank(value) else value


def _find_doubles(
    rows: list[TreeRow],
    columns: Columns,
    standing: dict[str, Standing],
    problems: dict[int, list[Problem]],
) -> None:
    codes: set[str] = set()
    names = {place.name: place.code for place in standing.values()}
    for row in rows:
        if row.code and row.code in codes:
            found = problem(row.number, columns.title("code"), "I-14", 字段="代码", 值=row.code)
            problems[row.number].append(found)
        elif row.name and names.get(row.name, row.code) != row.code:
            found = problem(row.number, columns.title("name"), "I-14", 字段="名称", 值=row.name)
            problems[row.number].append(found)
        codes.add(row.code)
        names.setdefault(row.name, row.code)


def _in_order(
    rows: list[TreeRow],
    columns: Columns,
    standing: dict[str, Standing],
    problems: dict[int, list[Problem]],
) -> list[TreeRow]:
    """Return the rows that hang on the tree, level by level in the file's order."""
    root = next((place.code for place in standing.values() if not place.parent_code), "")
    good = [row for row in rows if not problems[row.number]]
    by_parent: dict[str, list[TreeRow]] = {}
    for row in good:
        if not row.parent_code and not root:
            root = row.code
        by_parent.setdefault(row.parent_code, []).append(row)
    ordered: list[TreeRow] = [row for row in by_parent.get("", ()) if row.code == root]
    reached = {row.code for row in ordered}
    level = [root, *(code for code in standing if code != root)]
    while level:
        children = [
            row for code in level for row in by_parent.get(code, ()) if row.code not in reached
        ]
        ordered += children
        level = [row.code for row in children]
        reached.update(level)
    hung = {row.number for row in ordered}
    for row in good:
        if row.number in hung:
            continue
        title = columns.title("parent")
        if not row.parent_code:
            words = f"上级党组织代码不能为空：全县只有一个最上级党组织（{root}）"
            problems[row.number].append(problem(row.number, title, "I-15", message=words))
        else:
            problems[row.number].append(problem(row.number, title, "I-15", 值=row.parent_code))
    return ordered
