"""Typed values of records: from a form or a caller, to the database's JSON and back.

Whatever comes in, only the record's own fields and types pass; a wrong type
is a reason (check D-64), never an exception and never silently dropped.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from unicodedata import category

from xianfeng.casework.vocab import DAY as DAY
from xianfeng.kernel.checks import reason
from xianfeng.kernel.verdict import Reason
from xianfeng.kernel.words import visible
from xianfeng.procedure.schema import Field, FieldKind, RecordKind

Records = dict[str, dict[str, Any]]
_TRUE, _FALSE = {"yes", "true", "1", "是", "on"}, {"no", "false", "0", "否", "off"}
LARGEST_NUMBER = 99_999
LONGEST_TEXT = 4_000
# As wide as the column in which claimed numbers are kept.
LONGEST_NUMBER = 80
LARGEST_KEY = 2**63 - 1
LONGEST_KEY = len(str(LARGEST_KEY))
FIRST_YEAR, LAST_YEAR = 1900, 2199
_NOBODY = "请从名单中选择"


def typed(
    kinds: Iterable[RecordKind], raw: Mapping[str, Mapping[str, Any]]
) -> tuple[Records, list[Reason]]:
    """Bring raw values into their types; name everything missing or unreadable.

    :param raw: by record kind, then by field name; "on" is the record's date.
    """
    records: Records = {}
    reasons: list[Reason] = []
    for kind in kinds:
        given = raw.get(kind.key, {})
        day = Field(name=DAY, title=kind.date_title, kind=FieldKind.DATE, is_required=True)
        kept: dict[str, Any] = {}
        for spec in (day, *kind.fields):
            value, problem = _typed(spec, given.get(spec.name))
            if problem or (spec.is_required and value is None):
                reasons.append(_incomplete(kind, spec, problem))
            elif value is not None:
                kept[spec.name] = value
        records[kind.key] = kept
    return records, reasons


def _incomplete(kind: RecordKind, spec: Field, problem: str) -> Reason:
    return reason(
        "D-64",
        message=f"{spec.title}：{problem}" if problem else "",
        field=f"{kind.key}.{spec.name}",
        remedy="填写后再提交",
        项目=spec.title,
    )


def people(kinds: Iterable[RecordKind], records: Records) -> frozenset[int]:
    """Return everybody whom the records name, by id."""
    return frozenset(
        person
        for kind in kinds
        for spec in kind.fields
        if spec.kind is FieldKind.PEOPLE
        for person in records.get(kind.key, {}).get(spec.name, ())
    )


def without(
    kinds: Iterable[RecordKind], records: Records, strangers: frozenset[int]
) -> list[Reason]:
    """Drop every field that names one of these people, as if it named nobody at all; say which."""
    reasons = []
    for kind in kinds:
        for spec in kind.fields:
            row = records.get(kind.key, {})
            if spec.kind is FieldKind.PEOPLE and strangers.intersection(row.get(spec.name, ())):
                del row[spec.name]
                reasons.append(_incomplete(kind, spec, _NOBODY))
    return reasons


def _typed(spec: Field, value: Any) -> tuple[Any, str]:
    if value is None or value == "" or value == []:
        return None, ""
    return _READERS[spec.kind](spec, value)


def _text(spec: Field, value: Any) -> tuple[Any, str]:
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None, "应为文字"
    text = visible(str(value))
    longest = LONGEST_NUMBER if spec.is_unique else LONGEST_TEXT
    if len(text) > longest:
        return None, f"不能超过{longest}字"
    # No office writes them, and PostgreSQL keeps no NUL.
    if any(category(sign) == "Cc" and sign not in "\t\r\n" for sign in text):
        return None, "含有不能显示的字符"
    return text or None, ""


def _date(_spec: Field, value: Any) -> tuple[Any, str]:
    try:
        day = value if type(value) is date else date.fromisoformat(str(value).strip())
    except ValueError:
        return None, f"“{_short(value)}”不是有效日期，请按2026-01-31的样子填写"
    if day.year < FIRST_YEAR:
        return None, f"年份应在{FIRST_YEAR}年以后"
    return (day, "") if day.year <= LAST_YEAR else (None, f"年份不能晚于{LAST_YEAR}年")


def _number(_spec: Field, value: Any) -> tuple[Any, str]:
    text = str(value).strip()
    if isinstance(value, bool) or not text.isascii() or not text.isdigit():
        return None, f"“{_short(value)}”应为不小于0的整数"
    # Python reads no text of thousands of digits.
    if len(text) > LONGEST_NUMBER or int(text) > LARGEST_NUMBER:
        return None, f"“{_short(value)}”太大，请核对"
    return int(text), ""


def _short(value: Any) -> str:
    """Repeat what was typed, of a flood its beginning only."""
    text = str(value)
    return text if len(text) <= LONGEST_NUMBER else f"{text[:LONGEST_NUMBER]}…"


def _choice(spec: Field, value: Any) -> tuple[Any, str]:
    codes = {code for code, _label in spec.choices}
    return (
        (value, "") if isinstance(value, str) and value in codes else (None, "请从所列选项中选择")
    )


def _yes_no(_spec: Field, value: Any) -> tuple[Any, str]:
    if isinstance(value, bool):
        return value, ""
    word = str(value).strip().lower()
    if word in _TRUE or word in _FALSE:
        return word in _TRUE, ""
    return None, "请选“是”或“否”"


def _people(_spec: Field, value: Any) -> tuple[Any, str]:
    items = value if isinstance(value, list | tuple) else [value]
    ids = {_key(item) for item in items}
    return (sorted(ids) or None, "") if 0 not in ids else (None, _NOBODY)


def _key(item: Any) -> int:
    """Read a row's id; 0 for what can be none."""
    text = "" if isinstance(item, bool) or not isinstance(item, int | str) else str(item)
    is_plain = text.isascii() and text.isdigit() and len(text) <= LONGEST_KEY
    return int(text) if is_plain and int(text) <= LARGEST_KEY else 0


_READERS = {
    FieldKind.TEXT: _text,
    FieldKind.LONG_TEXT: _text,
    FieldKind.DATE: _date,
    FieldKind.NUMBER: _number,
    FieldKind.CHOICE: _choice,
    FieldKind.YES_NO: _yes_no,
    FieldKind.PEOPLE: _people,
}


def plain(records: Mapping[str, Mapping[str, Any]]) -> Records:
    """Write dates as ISO text, for the database's JSON."""
    return {
        kind: {n: v.isoformat() if isinstance(v, date) else v for n, v in row.items()}
        for kind, row in records.items()
    }


def restored(kinds: Mapping[str, RecordKind], stored: Mapping[str, Mapping[str, Any]]) -> Records:
    """Read what :func:`plain` wrote; fields of older editions that are gone now are kept as text."""
    records: Records = {}
    for key, row in stored.items():
        dates = {DAY}
        if key in kinds:
            dates |= {f.name for f in kinds[key].fields if f.kind is FieldKind.DATE}
        records[key] = {
            name: date.fromisoformat(value) if name in dates else value
            for name, value in row.items()
        }
    return records


def flat(records: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Name every value "record.field", as the gates do."""
    return {f"{kind}.{name}": value for kind, row in records.items() for name, value in row.items()}


def happened_on(
    records: Mapping[str, Mapping[str, Any]], kinds: Iterable[RecordKind]
) -> date | None:
    """Return the step's own day: the latest of its records' dates.

    What comes after the step must come after all of them, in whatever order they were made.
    """
    days = [records[kind.key][DAY] for kind in kinds if DAY in records.get(kind.key, {})]
    return max(days, default=None)
