"""File examination 档案体检: a workbook of dates goes in, every breach comes out (mission A4b).

The gates are those of the live case; the edition is the one in force on each
date. Organisations must be in the registry, the people need not be.
"""

import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from xianfeng.casework.queries.examinations import Found, Scheme, examine
from xianfeng.kernel.checks import reason
from xianfeng.kernel.dates import years_between
from xianfeng.kernel.verdict import Level
from xianfeng.recruitment import catalogue
from xianfeng.recruitment.queries import paper_files
from xianfeng.recruitment.queries.paper_files import PaperFile
from xianfeng.registry.queries import calendar, sheets, standing


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One breach of one file, in words for the branch that keeps it."""

    row: int
    name: str
    branch: str
    committee: str
    year: int
    check: str
    level: Level
    edition: str
    step: str
    message: str
    fact: str
    clause: str
    remedy: str

    def as_json(self) -> dict[str, Any]:
        """Return the finding as the report writes it."""
        return {
            "row": self.row,
            "check": self.check,
            "level": self.level.mark,
            "edition": self.edition,
            "message": self.message,
            "clause": self.clause,
            "remedy": self.remedy,
        }


@dataclass(frozen=True, kw_only=True)
class Report:
    """What an examination found."""

    files: int
    seconds: float
    findings: tuple[Finding, ...]
    by_check: Mapping[str, int] = field(default_factory=dict)
    by_committee: Mapping[str, int] = field(default_factory=dict)
    by_year: Mapping[int, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return the report as ``--report`` writes it."""
        return {
            "files": self.files,
            "seconds": round(self.seconds, 3),
            "findings": [finding.as_json() for finding in self.findings],
            "summary": {
                "by_check": dict(self.by_check),
                "by_committee": dict(self.by_committee),
                "by_year": {str(year): n for year, n in self.by_year.items()},
            },
        }


def examine_workbook(
    path: Path,
    *,
    file_name: str,
    limit: int,
    today: date,
    checks: frozenset[str] = frozenset(),
) -> Report:
    """Examine every file of a workbook.

    :param checks: only these checks, all if empty.
    :raises sheets.FileRefused: the workbook cannot be read, or holds no file.
    """
    started = time.perf_counter()
    workbook = paper_files.open_workbook(path, file_name=file_name, limit=limit)
    shelf, edition = catalogue.paper_file()
    examiner = _Examiner(
        scheme=Scheme(shelf, edition, workbook.known), places=standing.Places(), today=today
    )
    findings: list[Finding] = []
    files = 0
    for paper_file in workbook.rows():
        files += 1
        findings += (f for f in examiner.look_at(paper_file) if not checks or f.check in checks)
    return Report(
        files=files,
        seconds=time.perf_counter() - started,
        findings=tuple(findings),
        by_check=dict(Counter(f.check for f in findings).most_common()),
        by_committee=dict(Counter(f.committee for f in findings).most_common()),
        by_year=dict(sorted(Counter(f.year for f in findings).items())),
    )


class _Examiner:
    """Looks at one file after another; remembers form numbers that it has seen."""

    def __init__(self, *, scheme: Scheme, places: standing.Places, today: date) -> None:
        self.scheme, self.places, self.today = scheme, places, today
        self.calendar = calendar.work_calendar()
        self.numbers: dict[str, int] = {}

    def look_at(self, paper_file: PaperFile) -> Iterator[Finding]:
        """Return the findings of one file."""
        facts = {**paper_file.facts, **self._named(paper_file)}
        for found in (
            *self._unread(paper_file),
            *examine(self.scheme, facts, calendar=self.calendar, today=self.today),
        ):
            yield self._worded(paper_file, found)

    def _named(self, paper_file: PaperFile) -> dict[str, Any]:
        facts = paper_file.facts
        named: dict[str, Any] = {}
        born_on = sheets.birth_of(facts.get("subject.id_number", ""))
        applied_on = facts.get("application.on")
        if born_on and applied_on:
            named["recruitment.age_at_application"] = years_between(born_on, applied_on)
        number = facts.get("volunteer_form.number")
        if number:
            first = self.numbers.setdefault(number, paper_file.row)
            named["recruitment.volunteer_form_is_free"] = first == paper_file.row
        approver = facts.get("approval.organisation")
        if approver:
            named["recruitment.approver_has_power"] = self.places.may_approve(approver)
        return named

    def _unread(self, paper_file: PaperFile) -> Iterator[Found]:
        for title in paper_file.unread:
            problem = reason(
                "I-06", 字段=title, 值="", message=f"“{title}”一格读不出来", remedy="改正后再体检"
            )
            yield Found(reason=problem, step="", edition=self.scheme.edition.id, on=self.today)

    def _worded(self, paper_file: PaperFile, found: Found) -> Finding:
        branch = str(paper_file.facts.get("subject.branch", ""))
        edition = self.scheme.edition
        return Finding(
            row=paper_file.row,
            name=str(paper_file.facts.get("subject.name", "")),
            branch=branch,
            committee=self.places.committee_of(branch),
            year=found.on.year,
            check=found.reason.check,
            level=found.reason.level,
            edition=found.edition,
            step=edition.step(found.step).title if found.step else "",
            message=found.reason.message,
            fact=found.reason.fact,
            clause=found.reason.clause,
            remedy=found.reason.remedy,
        )
