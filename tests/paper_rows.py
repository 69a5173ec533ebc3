"""A history of records written down as an office writes its workbook: one row, one column a fact.

What a row can hold is what ``recruitment/paper_file/columns.toml`` has columns
for; a ballot's papers handed out and returned are then those present.
"""

import csv
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from xianfeng.recruitment import catalogue
from xianfeng.recruitment.catalogue import Column
from xianfeng.recruitment.queries import examinations
from xianfeng.recruitment.queries.examinations import Report

Records = Mapping[str, Mapping[str, Any]]


def row(
    records: Records,
    *,
    subject: Mapping[str, str],
    approver: str,
    names: Mapping[int, str] | None = None,
) -> dict[str, str]:
    """Return the cells by heading; ``names`` says who the mentors and introducers are."""
    facts: dict[str, Any] = {f"subject.{name}": value for name, value in subject.items()}
    for kind, fields in records.items():
        facts |= {f"{kind}.{name}": value for name, value in fields.items()}
    if "approval" in records:
        facts["approval.organisation"] = approver
    return {
        heading(column): _cell(column, facts.get(column.fact), names or {})
        for column in catalogue.paper_columns()
    }


def heading(column: Column) -> str:
    """Return the words over a column."""
    return column.words.split()[0]


def _cell(column: Column, value: Any, names: Mapping[int, str]) -> str:
    if value is None:
        return ""
    if column.kind == "choice":
        return next((word for word, code in column.choices.items() if code == value), "")
    if column.kind == "names":
        return "、".join(names.get(one, f"成员{one}") for one in value)
    if column.kind == "dates":
        return "、".join(day.isoformat() for day in value)
    return value.isoformat() if isinstance(value, date) else str(value)


def workbook(path: Path, rows: Iterable[Mapping[str, str]]) -> Path:
    """Write the rows as a sheet with a heading."""
    headings = [heading(column) for column in catalogue.paper_columns()]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, headings)
        writer.writeheader()
        writer.writerows(rows)
    return path


def examined(path: Path, *, today: date) -> Report:
    """Examine a workbook as the command line does."""
    return examinations.examine_workbook(path, file_name=path.name, limit=10_000_000, today=today)
