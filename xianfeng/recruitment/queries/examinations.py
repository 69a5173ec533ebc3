"""File examination 档案体检: files go in, every breach comes out (mission A4b).

One examination for a workbook of dates and for the cases kept here: the gates
are those of the live case, the edition is the one in force on each date.
Organisations must be in the registry, the people of a workbook need not be.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from xianfeng.casework.queries.examinations import Found, Scheme, examine
from xianfeng.kernel import paths
from xianfeng.kernel.checks import reason
from xianfeng.kernel.dates import WorkCalendar, years_between
from xianfeng.kernel.verdict import Level
from xianfeng.procedure import board
from xianfeng.procedure.gates import shown
from xianfeng.recruitment import catalogue
from xianfeng.recruitment.queries import branch_pace, paper_files
from xianfeng.recruitment.queries.branch_pace import About, BranchPace
from xianfeng.recruitment.queries.paper_files import PaperFile
from xianfeng.recruitment.rules import pace
from xianfeng.recruitment.vocab import FAMILY
from xianfeng.registry.queries import calendar, sheets, standing

_REPORT_EVERY = 200


def _silent(_files: int) -> None:
    """Tell nobody how far it is."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One breach of one file, in words for the branch that keeps it.

    Row 0 is about the branch itself; ``rows`` are then the files that tell it.
    """

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
    org_path: str = ""
    committee_path: str = ""
    case_id: int | None = None
    rows: tuple[int, ...] = ()

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

    def as_branch_json(self) -> dict[str, Any]:
        """Return what is asked of a branch as the report writes it."""
        about = {"branch": self.branch, "rows": list(self.rows), "fact": self.fact}
        return about | {key: value for key, value in self.as_json().items() if key != "row"}


@dataclass(frozen=True, kw_only=True)
class Report:
    """What an examination found; ``outside`` names the rows left out, each with the reason.

    ``branches`` is what the files together give to ask their branches (D-54, D-56); the counts are of files.
    """

    files: int
    seconds: float
    findings: tuple[Finding, ...]
    branches: tuple[Finding, ...] = ()
    outside: tuple[tuple[int, str], ...] = ()
    org_path: str = ""
    by_check: Mapping[str, int] = field(init=False)
    by_committee: Mapping[str, int] = field(init=False)
    by_year: Mapping[int, int] = field(init=False)
    by_level: Mapping[str, int] = field(init=False)

    def __post_init__(self) -> None:
        """Count once what summary and workbook tell; committees stand in the order of the tree."""
        found = self.findings
        count = object.__setattr__
        count(self, "by_check", dict(Counter(f.check for f in found).most_common()))
        placed = Counter((f.committee_path, f.committee) for f in found)
        count(self, "by_committee", {name: n for (_path, name), n in sorted(placed.items())})
        count(self, "by_year", dict(sorted(Counter(f.year for f in found).items())))
        levels = Counter(f.level for f in found)
        count(self, "by_level", {level.mark: levels[level] for level in Level})

    @property
    def faulty(self) -> int:
        """How many files have a breach."""
        return len({finding.row for finding in self.findings})

    def as_json(self) -> dict[str, Any]:
        """Return the report as ``--report`` writes it."""
        return {
            "files": self.files,
            "seconds": round(self.seconds, 3),
            "findings": [finding.as_json() for finding in self.findings],
            "branches": [finding.as_branch_json() for finding in self.branches],
            "summary": {
                "files_with_findings": self.faulty,
                "by_level": dict(self.by_level),
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
    within: Callable[[str], bool] | None = None,
    progress: Callable[[int], None] = _silent,
) -> Report:
    """Examine every file of a workbook.

    :param checks: only these checks, all if empty.
    :param within: tells of a branch's path whether its files may be examined; without it
        every row is examined, those of branches that the registry does not know included.
    :raises sheets.FileRefused: the workbook cannot be read, or holds no file.
    """
    started = time.perf_counter()
    workbook = paper_files.open_workbook(path, file_name=file_name, limit=limit)
    return examine_files(
        workbook.rows(),
        known=workbook.known,
        today=today,
        checks=checks,
        within=within,
        progress=progress,
        started=started,
        together=branch_pace.of_workbook(workbook.known),
    )


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What files are examined among: the organisations that they name, the days people work."""

    places: standing.Places
    calendar: WorkCalendar


def examine_files(
    files: Iterable[PaperFile],
    *,
    known: frozenset[str],
    today: date,
    checks: frozenset[str] = frozenset(),
    within: Callable[[str], bool] | None = None,
    progress: Callable[[int], None] = _silent,
    started: float | None = None,
    together: BranchPace | None = None,
    among: Surroundings | None = None,
) -> Report:
    """Examine files wherever they come from.

    :param known: every fact that these files could hold; others are not asked for.
    :param together: what the files tell of their branches; without it no branch is asked.
    :param among: organisations and calendar, if the caller has read them; else the whole county's.
    """
    started = time.perf_counter() if started is None else started
    among = among or Surroundings(places=standing.Places(), calendar=calendar.work_calendar())
    examiner = _Examiner(known=known, among=among, today=today)
    findings: list[Finding] = []
    outside: list[tuple[int, str]] = []
    examined = 0
    for one in files:
        why = examiner.left_out(one, within) if within else ""
        if why:
            outside.append((one.row, why))
            continue
        examined += 1
        if together:
            together.add(one.row, one.facts)
        findings += (f for f in examiner.look_at(one) if not checks or f.check in checks)
        if examined % _REPORT_EVERY == 0:
            progress(examined)
    return Report(
        files=examined,
        seconds=time.perf_counter() - started,
        findings=tuple(findings),
        branches=tuple(
            examiner.asked(about)
            for about in (together.found() if together else ())
            if not checks or about.reason.check in checks
        ),
        outside=tuple(outside),
    )


class _Examiner:
    """Looks at one file after another; remembers form numbers that it has seen."""

    def __init__(self, *, known: frozenset[str], among: Surroundings, today: date) -> None:
        self.known, self.today = known, today
        self.places, self.calendar = among.places, among.calendar
        self.numbers: dict[str, int] = {}
        self.schemes: dict[str, Scheme] = {}

    def scheme_of(self, paper_file: PaperFile) -> Scheme:
        """Return the order of paper files, or the edition that a case keeps."""
        key = paper_file.edition
        if key not in self.schemes:
            shelf, edition = catalogue.paper_file()
            if key:
                family = board.family(FAMILY)
                edition, shelf = family.edition(key), family.shelf
            self.schemes[key] = Scheme(shelf, edition, self.known, self.calendar)
        return self.schemes[key]

    def left_out(self, paper_file: PaperFile, within: Callable[[str], bool]) -> str:
        """Say why a file may not be examined; empty if it may."""
        path = self.places.path_of(str(paper_file.facts.get("subject.branch", "")))
        if not path:
            return "党支部未在系统登记，请核对名称"
        return "" if within(path) else "党支部不在本次体检的范围"

    def look_at(self, paper_file: PaperFile) -> Iterator[Finding]:
        """Return the findings of one file."""
        scheme = self.scheme_of(paper_file)
        facts = {**self._named(paper_file), **paper_file.facts}
        for found in (
            *self._unread(paper_file, scheme),
            *examine(scheme, facts, today=self.today),
            *self._crammed(paper_file, scheme),
        ):
            yield self._worded(paper_file, found, scheme)

    def _crammed(self, paper_file: PaperFile, scheme: Scheme) -> Iterator[Found]:
        limit = catalogue.pace().crammed
        for told in pace.crammed(paper_file.entered, limit):
            problem = reason(
                "D-53",
                message=f"{shown(told.entered_on)}一天录入{told.steps}个环节，疑似突击补录，请说明",
                fact=f"所办事项从{shown(told.first)}到{shown(told.last)}",
                remedy="由录入人说明原因，查找当时的原始材料",
                clause=limit.source,
            )
            rules = scheme.rules_on(told.entered_on)
            yield Found(reason=problem, step="", edition=rules, on=told.entered_on)

    def asked(self, about: About) -> Finding:
        """Word what is asked of a branch."""
        scheme = self.scheme_of(PaperFile(row=0, facts={}))
        of_branch = PaperFile(row=0, facts={"subject.branch": about.branch})
        found = Found(reason=about.reason, step="", edition=scheme.rules_on(about.on), on=about.on)
        return replace(self._worded(of_branch, found, scheme), rows=about.rows)

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

    def _unread(self, paper_file: PaperFile, scheme: Scheme) -> Iterator[Found]:
        for title in paper_file.unread:
            problem = reason(
                "I-06", 字段=title, 值="", message=f"“{title}”一格读不出来", remedy="改正后再体检"
            )
            yield Found(reason=problem, step="", edition=scheme.edition.id, on=self.today)

    def _worded(self, paper_file: PaperFile, found: Found, scheme: Scheme) -> Finding:
        branch = str(paper_file.facts.get("subject.branch", ""))
        path = self.places.path_of(branch)
        edition = scheme.edition
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
            org_path=path,
            committee_path=path[: 2 * paths.WIDTH],
            case_id=paper_file.case_id,
        )
