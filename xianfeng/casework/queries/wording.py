"""Typed records in words, for the running record of a case."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from xianfeng.casework.rules import values
from xianfeng.procedure.gates import shown
from xianfeng.procedure.schema import Edition, Field, FieldKind


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One fact with its name, as people read it."""

    title: str
    value: str


@dataclass(frozen=True, kw_only=True)
class RecordWords:
    """One record of a step in words."""

    title: str
    facts: tuple[Fact, ...]


def people_in(edition: Edition, stored: Iterable[Mapping[str, Mapping[str, Any]]]) -> set[int]:
    """Return everybody whom the stored records name."""
    found: set[int] = set()
    for records in stored:
        for key, row in records.items():
            kind = edition.records.get(key)
            for spec in kind.fields if kind else ():
                if spec.kind is FieldKind.PEOPLE:
                    found.update(row.get(spec.name) or ())
    return found


def records(
    edition: Edition, stored: Mapping[str, Mapping[str, Any]], names: Mapping[int, str]
) -> tuple[RecordWords, ...]:
    """Put stored records into words, in the edition's order of fields; what was left out is left out."""
    typed = values.restored(edition.records, stored)
    return tuple(
        RecordWords(title=edition.records[key].title, facts=tuple(facts(edition, key, row, names)))
        for key, row in typed.items()
        if key in edition.records
    )


def facts(
    edition: Edition, key: str, row: Mapping[str, Any], names: Mapping[int, str]
) -> Iterator[Fact]:
    """Yield a record's facts in words."""
    kind = edition.records[key]
    if values.DAY in row:
        yield Fact(title=kind.date_title, value=shown(row[values.DAY]))
    for spec in kind.fields:
        if spec.name in row:
            yield Fact(title=spec.title, value=_value(spec, row[spec.name], names))


def _value(spec: Field, value: Any, names: Mapping[int, str]) -> str:
    if spec.kind is FieldKind.CHOICE:
        return dict(spec.choices).get(value, str(value))
    if spec.kind is FieldKind.PEOPLE:
        return "、".join(names.get(person, f"（{person}）") for person in value)
    if spec.kind is FieldKind.NUMBER:
        return f"{value}{spec.unit}"
    return shown(value)


def day(value: date | None) -> str:
    """Write a date as people read it; nothing for none."""
    return shown(value) if value else ""
