"""Is a document from outside an edition at all? Every fault at once, with its line.

The loader trusts shipped documents; what a county uploads passes here first:
syntax, unknown and missing words, types. Meaning is the loader's matter.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from xianfeng.kernel.verdict import Level
from xianfeng.procedure import writing
from xianfeng.procedure.schema import FieldKind

LARGEST = 400_000
_HEADING = re.compile(r"^\s*\[\[\s*([a-z]+)\s*\]\]")
_KEY = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_FACT = re.compile(r"[a-z_0-9]+(\.[a-z_0-9-]+)+")

_TEXT, _LIST, _DAY, _NUMBER, _YES_NO, _ANY = "文字", "列表", "日期", "整数", "true 或 false", ""
_KINDS: dict[str, Any] = {
    _TEXT: str, _LIST: list, _DAY: date, _NUMBER: int, _YES_NO: bool,
}  # fmt: skip
_TYPES: dict[str, dict[str, str]] = {
    "": {
        "id": _TEXT, "family": _TEXT, "follows": _TEXT, "name": _TEXT, "valid_from": _DAY,
        "valid_to": _DAY, "status": _TEXT, "note": _TEXT, "ends_before": _TEXT,
        "ended_standing": _TEXT,
    },
    "stage": {"key": _TEXT, "title": _TEXT},
    "record": {"key": _TEXT, "title": _TEXT, "date": _TEXT, "field": _LIST, "paper": _LIST},
    "paper": {"on": _TEXT, "key": _TEXT, "title": _TEXT, "form": _TEXT, "required": _YES_NO},
    "step": {
        "key": _TEXT, "stage": _TEXT, "title": _TEXT, "actor": _TEXT, "signed_by": _LIST,
        "records": _LIST, "after": _LIST, "national": _LIST, "extra": _YES_NO, "repeated": _TEXT,
        "repeat_months": _NUMBER, "decided_by": _TEXT, "outcome": _LIST, "limit": _TEXT,
        "cite": _TEXT, "grade": _TEXT,
    },
    "gate": {
        "check": _TEXT, "on": _TEXT, "level": _TEXT, "fact": _TEXT, "op": _TEXT, "value": _ANY,
        "other": _TEXT, "months": _NUMBER, "days": _NUMBER, "workdays": _NUMBER, "any": _LIST,
        "when": _LIST, "unless": _ANY, "say": _ANY, "cite": _TEXT, "remedy": _TEXT,
    },
}  # fmt: skip
_NEEDED = {
    "": ("id", "family", "name"),
    "stage": ("key", "title"),
    "record": ("key", "title"),
    "paper": ("on", "key", "title"),
    "step": ("key", "stage", "title", "actor", "signed_by", "records", "after", "national"),
    "gate": ("check", "on"),
}
_CONDITION = {"fact", "op", "value", "other", "months", "days", "workdays"}
_LONGEST = 400


def read(text: str) -> tuple[dict[str, Any], list[str]]:
    """Parse a document; return it with every fault of its shape, each with the line."""
    if len(text) > LARGEST:
        return {}, [f"文件太长：不能超过{LARGEST // 1000}千字"]
    try:
        row = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return {}, [f"TOML 语法有误：{_in_chinese(str(error))}"]
    lines = _lines(text)
    faults = list(_table("", row, "第1行"))
    for name, columns in writing.COLUMNS.items():
        rows = row.get(name, [])
        if not isinstance(rows, list) or not all(isinstance(one, Mapping) for one in rows):
            faults.append(f"{name}：应写成 [[{name}]]")
            continue
        places = lines.get(name, [])
        for number, one in enumerate(rows):
            line = f"第{places[number]}行" if number < len(places) else ""
            place = f"{line} [[{name}]] {one.get('key') or one.get('check') or number + 1}".strip()
            faults += _table(name, one, place)
            faults += [f"{place}：不认识的项“{key}”" for key in one if key not in columns]
            faults += _inner(name, one, place)
    faults += [f"第1行：缺少 [[{name}]]" for name in ("stage", "step") if not row.get(name)]
    known = writing.KEYS | {"amends", "drop", "own_steps"}
    faults += [f"不认识的项“{key}”" for key in row if key not in known]
    if "amends" in row:
        faults.append("县级版本应写成完整的文件，不能只写对另一版本的改动（amends）")
    return row, faults


def _in_chinese(error: str) -> str:
    found = re.search(r"\(at line (\d+), column (\d+)\)", error)
    if found is None:
        return "文件没有写完"
    return f"第{found[1]}行第{found[2]}列附近"


def _lines(text: str) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if heading := _HEADING.match(line):
            found.setdefault(heading[1], []).append(number)
    return found


def _table(name: str, row: Mapping[str, Any], place: str) -> Iterator[str]:
    for key in _NEEDED[name]:
        if row.get(key) in (None, ""):
            yield f"{place}：缺少“{key}”"
    for key, kind in _TYPES[name].items():
        if key not in row or kind == _ANY:
            continue
        value = row[key]
        wrong_number = kind == _NUMBER and isinstance(value, bool)
        if not isinstance(value, _KINDS[kind]) or wrong_number:
            yield f"{place}：“{key}”应为{kind}"
        elif kind == _TEXT and len(value) > _LONGEST:
            yield f"{place}：“{key}”不能超过{_LONGEST}字"
    if name and isinstance(row.get("key"), str) and not _KEY.fullmatch(row["key"]):
        yield f"{place}：“key”只能用小写字母、数字、- 和 _，不超过40个字符"


def _inner(name: str, row: Mapping[str, Any], place: str) -> Iterator[str]:
    if name == "step":
        for key in ("signed_by", "records", "after"):
            if not _all(row.get(key, []), str):
                yield f"{place}：“{key}”的每一项应为文字"
        if not _all(row.get("national", []), int):
            yield f"{place}：“national”的每一项应为整数"
        yield from _outcomes(row, place)
    if name == "gate":
        yield from _gate(row, place)
    if name == "record":
        yield from _record(row, place)


def _all(values: Any, kind: type) -> bool:
    return isinstance(values, list) and all(isinstance(value, kind) for value in values)


def _outcomes(row: Mapping[str, Any], place: str) -> Iterator[str]:
    columns = {"value", "standing", "standing_from", "close", "restart"}
    for one in row.get("outcome", []) if isinstance(row.get("outcome", []), list) else []:
        if not isinstance(one, Mapping) or not set(one) <= columns or not _texts(one):
            yield f"{place}：“outcome”写法不对"


def _texts(row: Mapping[str, Any]) -> bool:
    return all(isinstance(value, str) for value in row.values())


def _gate(row: Mapping[str, Any], place: str) -> Iterator[str]:
    if "level" in row and row["level"] not in set(Level):
        yield f"{place}：“level”应为 block、warn 或 hint"
    alternatives = row.get("any", [{key: row[key] for key in _CONDITION if key in row}])
    conditions = [*_rows(alternatives), *_rows(row.get("when", []))]
    if "unless" in row:
        conditions += _rows([row["unless"]])
    if not _rows(alternatives):
        yield f"{place}：缺少条件"
    for one in conditions:
        yield from _condition(one, place)
    if "say" in row and not (isinstance(row["say"], Mapping) and _texts(row["say"])):
        yield f"{place}：“say”写法不对"


def _rows(values: Any) -> list[Any]:
    return list(values) if isinstance(values, list) else [values]


def _condition(one: Any, place: str) -> Iterator[str]:
    if not isinstance(one, Mapping) or not set(one) <= _CONDITION:
        yield f"{place}：条件的写法不对"
        return
    for key in ("fact", "op"):
        if not isinstance(one.get(key), str):
            yield f"{place}：条件缺少“{key}”"
    for key in ("fact", "other"):
        if isinstance(one.get(key), str) and not _FACT.fullmatch(one[key]):
            yield f"{place}：“{key}”应写成“登记.内容”"
    for key in ("months", "days", "workdays"):
        if not isinstance(one.get(key, 0), int) or abs(one.get(key, 0)) > 3650:
            yield f"{place}：“{key}”应为整数，不超过3650"
    if not isinstance(one.get("value", 0), str | int | list):
        yield f"{place}：“value”的写法不对"


def _record(row: Mapping[str, Any], place: str) -> Iterator[str]:
    for one in _rows(row.get("field", [])):
        if not isinstance(one, Mapping) or not isinstance(one.get("name"), str):
            yield f"{place}：“field”缺少“name”"
        elif not isinstance(one.get("title"), str) or one.get("kind", "text") not in set(FieldKind):
            yield f"{place}：内容“{one['name']}”的名称或种类不对"
        elif not _KEY.fullmatch(one["name"]) or one["name"] in {"on", "count", "dates"}:
            yield f"{place}：内容“{one['name']}”不能这样命名"
    for one in _rows(row.get("paper", [])):
        if not isinstance(one, Mapping) or not all(
            isinstance(one.get(key), str) for key in ("key", "title")
        ):
            yield f"{place}：“paper”缺少“key”或“title”"
        elif not _KEY.fullmatch(one["key"]):
            yield f"{place}：材料“{one['key']}”不能这样命名"
