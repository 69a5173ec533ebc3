"""An edition's document as TOML text: one order of keys, so that equal documents are equal to the byte.

The standard library reads TOML and does not write it; this writes just what
:mod:`procedure.loader` reads. Comments of a hand-written document are not kept.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

_HEAD = (
    "id", "family", "follows", "name", "valid_from", "valid_to", "status", "note",
    "ends_before", "ended_standing",
)  # fmt: skip
_TABLES: dict[str, tuple[str, ...]] = {
    "stage": ("key", "title"),
    "record": ("key", "title", "date", "field", "paper"),
    "paper": ("on", "key", "title", "form", "required"),
    "step": (
        "key", "stage", "title", "actor", "signed_by", "records", "after", "national", "extra",
        "repeated", "repeat_months", "decided_by", "outcome", "limit", "cite", "grade",
    ),
    "gate": (
        "check", "on", "level", "fact", "op", "value", "other", "months", "days", "workdays",
        "any", "when", "unless", "say", "cite", "remedy",
    ),
}  # fmt: skip
KEYS = frozenset({*_HEAD, *_TABLES})
COLUMNS = {name: frozenset(columns) for name, columns in _TABLES.items()}


def text(row: Mapping[str, Any]) -> str:
    """Write a resolved document; what no edition knows is left out."""
    lines = [f"{key} = {_value(row[key])}" for key in _HEAD if row.get(key) not in (None, "")]
    for name, columns in _TABLES.items():
        for one in row.get(name, ()):
            lines += ["", f"[[{name}]]", *_columns(one, columns)]
    return "\n".join(lines) + "\n"


def _columns(row: Mapping[str, Any], columns: tuple[str, ...]) -> Iterator[str]:
    for key in columns:
        if key in row:
            yield f"{key} = {_value(row[key])}"


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, Mapping):
        inside = ", ".join(f"{_key(key)} = {_value(one)}" for key, one in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_value, value)) + "]"
    raise TypeError(f"no TOML for {type(value).__name__}")


def _key(key: str) -> str:
    return (
        key if key.isascii() and key.replace("_", "").replace("-", "").isalnum() else _quoted(key)
    )


_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def _quoted(words: str) -> str:
    out = (
        _ESCAPES.get(sign)
        or (f"\\u{ord(sign):04x}" if ord(sign) < 32 or ord(sign) == 127 else sign)
        for sign in words
    )
    return '"' + "".join(out) + '"'
