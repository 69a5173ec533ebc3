"""Commands given to one applicant's case as anybody might give them, and what came of each."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction

from tests import cast, snapshot
from tests.county import County
from tests.lawful import DAY, months_later
from tests.modules.casework.clauses import STEPS
from tests.walk import Right
from xianfeng.casework.commands import cases, evidence, steps
from xianfeng.casework.commands.steps import HandedIn, Submission
from xianfeng.casework.models import Case, Entry
from xianfeng.kernel.errors import Refused
from xianfeng.recruitment.vocab import DEFAULT_EDITION, FAMILY
from xianfeng.registry.models import Person
from xianfeng.trust.queries import verification

ALL_STEPS = (*STEPS, "archive-case")
WHY = "事出有因，已核实"
WARNINGS = [
    "D-03",
    "D-04",
    "D-07",
    "D-10",
    "D-11",
    "D-13",
    "D-14",
    "D-21",
    "D-24",
    "D-28",
    "D-30",
    "D-32",
    "D-35",
    "D-38",
    "D-39",
    "D-41",
    "D-42",
    "D-43",
    "D-47",
    "D-53",
    "D-55",
    "D-17",
    "V-04",
    "V-13",
    "N-04",
    "N-05",
]
GAPS = {"decide-candidate": 3, "pre-review": 11, "committee-talk": 3, "approve-conversion": 5}
reached: Counter[str] = Counter()


class Attempts:
    """One applicant's case under any commands: what it takes to give one, and what came of it."""

    county: County
    story: tuple[Right, ...]
    sanctioned: int
    probationary: int

    def __init__(self) -> None:
        self.frame = transaction.atomic()
        self.frame.__enter__()
        self.subject = self.county.applicant(born_on=date(1996, 2, 29), since=date(2000, 1, 1))
        place = self.county
        self.actors = {
            "branch": cast.branch_secretary(place.branch.path),
            "committee": cast.committee_organiser(place.committee.path),
            "county": cast.county_office(place.root.path),
            "other": cast.branch_secretary(place.other_branch.path),
            "stranger": cast.stranger(),
            "member": cast.member(place.branch.path, person_id=self.subject.pk),
            "auditor": cast.auditor(),
        }
        self.now = date(2012, 3, 1)
        self.version = 1
        self.case_id = 0
        self.signed: dict[str, date] = {}
        self.serial = 0

    def teardown(self) -> None:
        reached[Person.objects.get(pk=self.subject.pk).category] += 1
        reached["whole"] += verification.verify().is_whole
        reached["runs"] += 1
        transaction.set_rollback(True)
        self.frame.__exit__(None, None, None)

    @property
    def at(self) -> datetime:
        return datetime(self.now.year, self.now.month, self.now.day, 4, tzinfo=UTC)

    def attempt(self, command: Callable[..., Any], **given: Any) -> bool:
        """Run a command; whatever it refuses must have changed nothing."""
        before = snapshot.whole() if self.case_id and reached["attempts"] % 4 == 0 else None
        reached["attempts"] += 1
        try:
            with transaction.atomic():
                made = command(**given, at=self.at)
        except (Refused, ObjectDoesNotExist):
            reached["refused"] += 1
            if before is not None:
                assert snapshot.whole() == before
            return False
        if command is cases.open_case:
            self.case_id = made
        reached["done"] += 1
        case = Case.objects.get(pk=self.case_id)
        self.version = case.version
        rows = Entry.objects.filter(case=case, kind="signed", is_active=True).order_by("id")
        self.signed = {}
        for row in rows:
            self.signed[row.step] = row.happened_on
            if row.records.get("conversion_approval", {}).get("decision") == "extend":
                first = ALL_STEPS.index("observe-probation")
                self.signed = {k: d for k, d in self.signed.items() if ALL_STEPS.index(k) < first}
        return True

    def next_step(self) -> str:
        return next((step for step in ALL_STEPS if step not in self.signed), "archive-case")

    def probation_end(self) -> date:
        case = Entry.objects.filter(case=self.case_id, kind="signed", is_active=True)
        extended = case.filter(step="vote-conversion").order_by("id").last()
        if extended and extended.records["conversion_meeting"].get("extend_until"):
            return date.fromisoformat(extended.records["conversion_meeting"]["extend_until"])
        return months_later(self.signed["vote-admission"], 12)

    def earliest(self, step: str, *, hurried: bool) -> date:
        day = max(self.signed.values(), default=self.now) + DAY
        if step == "submit-application" and not hurried:
            day = max(day, months_later(self.subject.born_on, 217))
        if hurried:
            pass
        elif step == "decide-candidate" and "decide-activist" in self.signed:
            day = max(day, months_later(self.signed["decide-activist"], 12))
        elif step == "vote-conversion" and "vote-admission" in self.signed:
            day = max(day, self.probation_end())
        elif step == "apply-conversion" and "vote-admission" in self.signed:
            day = max(day, self.probation_end() - DAY * 10)
        return day

    def rightly(self, step: str, *, hurried: bool = False) -> dict[str, dict[str, Any]]:
        """Return the step's facts, dated as soon as the clauses allow, or sooner."""
        right = next(r for r in self.story if r.step == step)
        day = self.earliest(step, hurried=hurried)
        records = {kind: dict(row) for kind, row in right.records.items()}
        last = day + DAY * GAPS.get(step, 0)
        for kind, row in records.items():
            row["on"] = last
            if "starts_on" in row and "ends_on" in row:
                row |= {"starts_on": day, "ends_on": day + DAY * 17, "on": day + DAY * 18}
            elif "starts_on" in row:
                row |= {"starts_on": day, "on": day + DAY * 4, "days": 5, "hours": 40}
            if "reported_on" in row:
                row["reported_on"] = day
            if kind == "candidate_opinions":
                row["on"] = day
            if kind == "prereview":
                row["on"] = day + DAY * 9
            if kind == "volunteer_form":
                self.serial += 1
                row["number"] = f"6205240000{self.serial:04d}"
        return records

    def sign(self, step: str, records: dict[str, Any], *, actor: str = "", reasons: bool = True, papers: bool = True, version: int | None = None) -> bool:  # fmt: skip
        right = next(r for r in self.story if r.step == step)
        days = [v for row in records.values() for n, v in row.items()
                if isinstance(v, date) and n in {"on", "ends_on", "reported_on"}]  # fmt: skip
        self.now = max([self.now, *(day for day in days if day < date(2033, 1, 1))])
        return self.attempt(
            steps.sign_off,
            actor=self.actors[actor or right.role],
            case_id=self.case_id,
            step=step,
            submission=Submission(
                records=records,
                papers=tuple(HandedIn(kind=kind) for kind in right.papers) if papers else (),
                reasons=dict.fromkeys(WARNINGS, WHY) if reasons else {},
            ),
            version=version,
        )

    def review(self, kind: str, day: date, *, actor: str = "branch") -> bool:
        facts = {"on": day, "reviewer": "王", "opinion": "好"}
        return self.attempt(
            evidence.add, actor=self.actors[actor], case_id=self.case_id, kind=kind, facts=facts
        )

    def open(self, actor: str) -> bool:
        return self.attempt(
            cases.open_case,
            actor=self.actors[actor],
            family=FAMILY,
            edition=DEFAULT_EDITION,
            person_id=self.subject.pk,
        )
