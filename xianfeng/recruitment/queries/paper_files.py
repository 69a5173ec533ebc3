"""Reading a workbook of development files: every row becomes named facts."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from xianfeng.recruitment import catalogue, rules
from xianfeng.registry.queries import sheets

_SEVERAL = re.compile(r"[、,，;；\s]+")
_METHODS = ("admission_meeting", "conversion_meeting")

Reader = Callable[[Any, catalogue.Column], Any]


@dataclass(frozen=True, kw_only=True)
class PaperFile:
    """One development file as a row of the workbook tells it; empty cells are left out.

    ``unread`` names the columns whose cell is no date or number; ``case_id``
    and ``edition`` the case kept here that the facts were read from, if they were, ``entered``
    when each of its steps was done and entered that nobody has explained.
    """

    row: int
    facts: Mapping[str, Any]
    unread: tuple[str, ...] = ()
    case_id: int | None = None
    edition: str = ""
    entered: tuple[tuple[date, date], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Workbook:
    """An opened workbook: which facts its columns hold, and its rows."""

    known: frozenset[str]
    rows: Callable[[], Iterator[PaperFile]]


def open_workbook(path: Path, *, file_name: str, limit: int) -> Workbook:
    """Open a workbook of development files, columns in any order.

    :raises sheets.FileRefused: in one sentence, why it cannot be read.
    """
    columns = catalogue.paper_columns()
    table = sheets.open_table(
        path,
        file_name=file_name,
        limit=limit,
        words={column.fact: column.words for column in columns},
        needs=tuple(column.fact for column in columns if column.needed),
    )
    present = [
        (column.fact, _READERS[column.kind], column)
        for column in columns
        if column.fact in table.fields
    ]
    known = table.fields | _derived(table.fields)

    def rows() -> Iterator[PaperFile]:
        for number, cells in table.rows():
            yield _read(number, cells, present)

    return Workbook(known=known, rows=rows)


def _read(
    number: int, cells: Mapping[str, Any], columns: list[tuple[str, Reader, catalogue.Column]]
) -> PaperFile:
    facts: dict[str, Any] = {}
    unread = []
    for fact, read, column in columns:
        cell = cells.get(fact)
        if not cell and (cell is None or cell == ""):
            continue
        value = read(cell, column)
        if value is None:
            unread.append(column.words.split()[0])
        elif value != ():
            facts[fact] = value
    _derive(facts)
    return PaperFile(row=number, facts=facts, unread=tuple(unread))


def _text(cell: Any, _column: catalogue.Column) -> Any:
    return sheets.text(cell)


def _date(cell: Any, _column: catalogue.Column) -> Any:
    return cell if type(cell) is date else sheets.day(cell)


def _dates(cell: Any, _column: catalogue.Column) -> Any:
    if not isinstance(cell, str):
        day = sheets.day(cell)
        return (day,) if day else None
    days = tuple(sheets.day(part) for part in _SEVERAL.split(cell.strip()) if part)
    return None if None in days else tuple(sorted(d for d in days if d))


def _number(cell: Any, _column: catalogue.Column) -> Any:
    try:
        value = float(sheets.text(cell)) if isinstance(cell, str) else float(cell)
    except ValueError:
        return None
    return int(value) if value == int(value) else value


def _names(cell: Any, _column: catalogue.Column) -> Any:
    return tuple(part for part in _SEVERAL.split(sheets.text(cell)) if part)


def _choice(cell: Any, column: catalogue.Column) -> Any:
    return column.choices.get(sheets.text(cell))


_READERS: dict[str, Reader] = {
    "text": _text,
    "organisation": _text,
    "date": _date,
    "dates": _dates,
    "number": _number,
    "names": _names,
    "choice": _choice,
}


def _derived(fields: frozenset[str]) -> frozenset[str]:
    """Name what can be worked out from the columns that are there."""
    names = {"recruitment.age_at_application", "recruitment.volunteer_form_is_free"}
    needs = {
        "recruitment.mentors_in_rights": {"mentors.people"},
        "recruitment.introducers_in_rights": {"introducers.people"},
        "recruitment.approver_has_power": {"approval.organisation"},
        "recruitment.days_to_approval": {"committee_talk.reported_on", "approval.on"},
        "recruitment.days_to_conversion_approval": {
            "conversion_approval.reported_on",
            "conversion_approval.on",
        },
        "training.days": {"training.starts_on", "training.on"},
        "review.count": {"review.dates"},
        "recruitment.reviews_in_time": {
            "review.dates",
            "activist_decision.on",
            "candidate_decision.on",
        },
        "cultivation.on": {"review.dates"},
        "probation.on": {"probation_review.dates"},
        "recruitment.longest_review_gap_on": {"review.dates", "activist_decision.on"},
        "recruitment.longest_review_gap_limit_on": {"review.dates", "activist_decision.on"},
        "recruitment.longest_probation_gap_on": {"probation_review.dates", "placement.on"},
        "recruitment.longest_probation_gap_limit_on": {"probation_review.dates", "placement.on"},
    }
    for meeting in _METHODS:
        name = meeting.removesuffix("_meeting")
        boxes = {f"{meeting}.{box}" for box in ("yes", "no", "abstain", "present")}
        needs |= {
            f"recruitment.{name}_yes": {f"{meeting}.yes"},
            f"recruitment.{name}_counted": boxes,
            f"{meeting}.returned": {f"{meeting}.present"},
            f"{meeting}.issued": {f"{meeting}.present"},
        }
    return frozenset(names | {name for name, asked in needs.items() if asked <= fields})


@cache
def _boxes(meeting: str) -> tuple[tuple[str, str], ...]:
    """Return what the columns can tell of a ballot: the record's own name for it, and the fact's."""
    facts = [column.fact for column in catalogue.paper_columns()]
    return tuple((f.split(".", 1)[1], f) for f in facts if f.startswith(f"{meeting}."))


def _derive(facts: dict[str, Any]) -> None:
    start, end = facts.get("training.starts_on"), facts.get("training.on")
    if start and end:
        facts["training.days"] = (end - start).days + 1
    for record in ("mentors", "introducers"):
        facts[f"recruitment.{record}_in_rights"] = len(facts.get(f"{record}.people", ()))
    _derive_reviews(facts)
    for meeting in _METHODS:
        if f"{meeting}.present" in facts:
            ballot = {box: facts[fact] for box, fact in _boxes(meeting) if fact in facts}
            name = meeting.removesuffix("_meeting")
            facts[f"recruitment.{name}_yes"] = rules.approvals(ballot)
            facts[f"recruitment.{name}_counted"] = rules.counted(ballot)
            # The workbook has no column for ballots handed out: everybody present got one.
            facts[f"{meeting}.issued"] = facts[f"{meeting}.returned"] = facts[f"{meeting}.present"]
    for name, first, last in (
        ("days_to_approval", "committee_talk.reported_on", "approval.on"),
        (
            "days_to_conversion_approval",
            "conversion_approval.reported_on",
            "conversion_approval.on",
        ),
    ):
        if first in facts and last in facts:
            facts[f"recruitment.{name}"] = (facts[last] - facts[first]).days


def _derive_reviews(facts: dict[str, Any]) -> None:
    decided = facts.get("activist_decision.on"), facts.get("candidate_decision.on")
    if decided[0] and decided[1]:
        facts["recruitment.reviews_in_time"] = rules.within(
            facts.get("review.dates", ()), decided[0], decided[1]
        )
    for start, kind, step, name, months in (
        ("activist_decision.on", "review", "cultivation.on", "longest_review_gap", 6),
        ("admission_meeting.on", "probation_review", "probation.on", "longest_probation_gap", 3),
    ):
        days = facts.get(f"{kind}.dates")
        if not days:
            continue
        facts[f"{kind}.count"], facts[step] = len(days), days[-1]
        gap = rules.widest_gap(facts.get(start), days, days[-1], months)
        if gap:
            facts[f"recruitment.{name}_on"], facts[f"recruitment.{name}_limit_on"] = gap
