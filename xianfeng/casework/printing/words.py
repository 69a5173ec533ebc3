"""The words that may stand in a template: a closed vocabulary, and how values are written.

A vocabulary is a tree: a word leads to its meaning, to more words, or to a list
of rows that share words. Values have the same shape; everything is text.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from xianfeng.procedure.schema import Field, FieldKind, RecordKind

# Meanings are text, values are text: both are trees of the same shape.
Tree = Mapping[str, Any]
DAY = "on"


class Unknown(str):
    """What is written where nothing is known: room for the pen. False in a condition."""

    __slots__ = ()

    def __bool__(self) -> bool:
        """Be false, so that ``{{ x or "无" }}`` and ``{% if x %}`` take it for nothing."""
        return False


NOTHING = Unknown("")
NO_DAY = Unknown("　　年　月　日")


def day(value: date | None) -> str:
    """Write a date as official papers do, or leave room for one."""
    return f"{value.year}年{value.month}月{value.day}日" if value else NO_DAY


def month(value: date | None) -> str:
    """Write year and month."""
    return f"{value.year}年{value.month}月" if value else NOTHING


def text(value: object) -> str:
    """Write anything that is no date."""
    return NOTHING if value is None or value == "" else str(value)


def said(row: Mapping[str, Any]) -> dict[str, str]:
    """Write values of any kind, dates as dates; what is unknown by the name of its word."""
    return {
        word: day(value) if isinstance(value, date) or _is_day(word) else text(value)
        for word, value in row.items()
    }


def records(kinds: Mapping[str, RecordKind]) -> dict[str, Any]:
    """Return the words of the kinds of evidence; repeated ones have ``rows`` too."""
    found: dict[str, Any] = {}
    for key, kind in kinds.items():
        one = record(kind)
        found[key] = {**one, "rows": [{"n": "序号", **one}]}
    return found


def record(kind: RecordKind) -> dict[str, Any]:
    """Return the words of one kind of evidence."""
    words: dict[str, Any] = {DAY: kind.date_title}
    for spec in kind.fields:
        words[spec.name] = spec.title
        if spec.kind is FieldKind.PEOPLE:
            words[f"{spec.name}_rows"] = [dict(_SOMEBODY)]
    return words


_SOMEBODY = {
    "n": "序号", "name": "姓名", "sex": "性别", "born_month": "出生年月", "education": "学历",
    "occupation": "工作岗位", "joined_on": "入党日期",
}  # fmt: skip


def written(
    kind: RecordKind, row: Mapping[str, Any], people: Mapping[int, Mapping[str, str]]
) -> dict[str, Any]:
    """Write one record; ``people`` are described by their ids."""
    words: dict[str, Any] = {DAY: day(row.get(DAY))}
    for spec in kind.fields:
        value = row.get(spec.name)
        if spec.kind is FieldKind.PEOPLE:
            rows = [people[key] for key in value or () if key in people]
            words[spec.name] = text("、".join(one["name"] for one in rows))
            words[f"{spec.name}_rows"] = numbered(rows)
        else:
            words[spec.name] = _value(spec, value)
    return words


def _value(spec: Field, value: Any) -> str:
    if spec.kind is FieldKind.DATE:
        return day(value)
    if spec.kind is FieldKind.YES_NO and value is not None:
        return "是" if value else "否"
    if spec.kind is FieldKind.CHOICE:
        return text(dict(spec.choices).get(value, value))
    return text(value)


def numbered(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Give each row of a list its number."""
    return [{"n": str(number), **row} for number, row in enumerate(rows, 1)]


def blank(vocabulary: Tree, *, no_day: str = NO_DAY) -> dict[str, Any]:
    """Return values for every word of which nothing is known; lists are empty."""
    values: dict[str, Any] = {}
    for word, meaning in vocabulary.items():
        if isinstance(meaning, str):
            values[word] = no_day if _is_day(word) else NOTHING
        else:
            is_list = isinstance(meaning, list)
            values[word] = [] if is_list else blank(meaning, no_day=no_day)
    return values


def sample(vocabulary: Tree) -> dict[str, Any]:
    """Return values for every word that say what stands there; lists have two rows."""
    values: dict[str, Any] = {}
    for word, meaning in vocabulary.items():
        if isinstance(meaning, str):
            values[word] = f"〔{meaning}〕"
        elif isinstance(meaning, list):
            values[word] = [sample(meaning[0]), sample(meaning[0])]
        else:
            values[word] = sample(meaning)
    return values


def _is_day(word: str) -> bool:
    return word == DAY or word.endswith("_on") or word in {"extend_until", "until"}


def padded(values: dict[str, Any], vocabulary: Tree, least: Mapping[str, int]) -> dict[str, Any]:
    """Return the values with blank rows added to the lists named "a.b", up to so many."""
    for name, rows in least.items():
        values = _padded(values, vocabulary, name.split("."), rows)
    return values


def _padded(
    values: Mapping[str, Any], vocabulary: Tree, path: Sequence[str], rows: int
) -> dict[str, Any]:
    first, *rest = path
    if rest:
        return {**values, first: _padded(values[first], vocabulary[first], rest, rows)}
    there = values[first]
    # No dates to complete in them: a whole line is left to the pen.
    empty = blank(vocabulary[first][0], no_day=NOTHING)
    spare = [empty for _ in range(rows - len(there))]
    return {**values, first: [*there, *spare]}


def leaves(vocabulary: Tree, before: str = "") -> Iterator[tuple[str, str]]:
    """Yield every word as a template writes it, with its meaning; a list's words begin with ``行.``."""
    for word, meaning in vocabulary.items():
        name = f"{before}{word}"
        if isinstance(meaning, str):
            yield name, meaning
        elif isinstance(meaning, list):
            yield from leaves(meaning[0], f"{name}[行].")
        else:
            yield from leaves(meaning, f"{name}.")
