"""One case under one national edition, on which wrong and right submissions are tried: which gates spoke."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

from django.db import transaction

from tests import cast, snapshot
from tests.county import County, person
from tests.lawful import months_later, moved, story_moved
from tests.modules.casework.mistakes import Story
from tests.walk import Right
from xianfeng.casework.commands import cases, evidence, steps
from xianfeng.casework.commands.steps import HandedIn, Submission
from xianfeng.casework.models import Case, Claim
from xianfeng.casework.queries import claims, dockets, ties
from xianfeng.casework.rules import judging, values
from xianfeng.kernel.errors import Refused
from xianfeng.kernel.verdict import Level, Verdict
from xianfeng.procedure import board, gates
from xianfeng.recruitment.catalogue import shelf
from xianfeng.recruitment.vocab import DEFAULT_EDITION, FAMILY
from xianfeng.registry.models import Sanction
from xianfeng.registry.vocab import Category, SanctionKind
from xianfeng.trust.vocab import Actor

GateName = tuple[str, str, str, int]
TAKEN = "62052420249999"


@dataclass(frozen=True)
class Era:
    """A story wholly under one national edition."""

    name: str
    rules: str
    weeks: int
    today: datetime
    born_on: date
    answers: Mapping[str, str] = field(default_factory=dict)
    changes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def noon(year: int) -> datetime:
    return datetime(year, 6, 1, 4, tzinfo=UTC)


HANDS = {"method": "hands"}
ERAS = (
    Era(
        "1990", "CPC-DEV-1990", -678, noon(2026), date(1985, 3, 8),
        # A show of hands was lawful then; so it is the right story of its time.
        changes={"admission_meeting": HANDS, "conversion_meeting": HANDS, "training": {"days": 5, "hours": 40}},
    ),
    Era("2014", "CPC-DEV-2014", -104, noon(2026), date(1998, 3, 8)),
    Era(
        "2026", "CPC-DEV-2026", 208, noon(2032), date(2008, 7, 8),
        answers={"N-05": "县里已按通知核对"},
    ),
)  # fmt: skip


class Bench:
    """One case on its way; tries wrong and right submissions and remembers which gates spoke."""

    def __init__(self, era: Era) -> None:
        self.era = era
        county = County()
        self.county = county
        self.subject = county.applicant(born_on=era.born_on, since=months_later(era.born_on, 12))
        extra = [
            person("预备某", county.branch, category=Category.PROBATIONARY, since=date(2009, 1, 1)),
            person("受处分", county.other_branch),
        ]
        kind = next(iter(SanctionKind))
        Sanction.objects.create(person=extra[1], kind=kind, starts_on=date(2005, 1, 1))
        self.actors = {
            "branch": cast.branch_secretary(county.branch.path),
            "committee": cast.committee_organiser(county.committee.path),
            "county": cast.county_office(county.root.path),
        }
        self.rights = story_moved(county, era.weeks, **era.changes)
        self.story = Story(
            of={kind: row for right in self.rights for kind, row in right.records.items()},
            subject=self.subject.pk,
            probationary=extra[0].pk,
            sanctioned=extra[1].pk,
            members=tuple(member.pk for member in county.members),
        )
        self.case_id = self._open(self.subject.pk)
        other = self._open(county.applicant("另一人").pk)
        Claim.objects.create(kind="volunteer_form.number", value=TAKEN, case_id=other)
        self.failed: set[GateName] = set()
        self.passed: set[GateName] = set()
        self.faults: list[str] = []
        # What the database holds until the next step is really signed.
        self._before: dict[str, list[tuple[Any, ...]]] = {}

    def _open(self, person_id: int) -> int:
        return cases.open_case(
            actor=self.actors["branch"],
            family=FAMILY,
            edition=DEFAULT_EDITION,
            person_id=person_id,
            at=noon(2009),
        )

    def submission(self, right: Right, changes: Mapping[str, Any] | None = None) -> Submission:
        rows = dict(changes or {})
        left_out = rows.pop("papers_left_out", frozenset())
        answers = {"D-53": "纸质档案补录", **self.era.answers, **rows.pop("reasons", {})}
        records = {kind: {**row, **rows.get(kind, {})} for kind, row in right.records.items()}
        papers = tuple(HandedIn(kind=kind) for kind in right.papers if kind not in left_out)
        return Submission(records=records, papers=papers, reasons=answers)

    def sign(self, right: Right, wanted: Submission) -> int:
        """Sign a step that is right."""
        self._before = {}
        return self._try(right, wanted)

    def _try(
        self,
        right: Right,
        wanted: Submission,
        *,
        actor: Actor | None = None,
        at: datetime | None = None,
    ) -> int:
        actor, at = actor or self.actors[right.role], at or self.era.today
        self._listen(right.step, wanted, actor, at)
        return steps.sign_off(
            actor=actor, case_id=self.case_id, step=right.step, submission=wanted, at=at
        )

    def _listen(self, step: str, wanted: Submission, actor: Actor, at: datetime) -> None:
        """Note which gates are met and which are not, judged one by one."""
        docket = dockets.of(Case.objects.get(pk=self.case_id))
        place = docket.edition.step(step)
        kinds = docket.edition.kinds_of(place)
        records, typing = values.typed(kinds, wanted.records)
        papers = judging.own_papers(docket.edition, place, (p.kind for p in wanted.papers))
        draft = judging.Draft(step=place, records=records, papers=papers, reasons=wanted.reasons)
        lookups = board.family(FAMILY).lookups()
        lookups.taken_numbers = claims.is_taken
        lookups.loads = partial(ties.loads, FAMILY)
        path = max(held.path for held in actor.held)
        _verdict, _rules, facts = docket.judge(
            draft, typing=typing, signing_path=path, today=at.date(), lookups=lookups
        )
        on = values.happened_on(records, kinds) or at.date()
        for gate in docket.shelf.gates(docket.edition, place, on):
            if not gates.applies(gate, facts, docket.calendar):
                continue
            met = any(gates.holds(c, facts, docket.calendar) for c in gate.any_of)
            (self.passed if met else self.failed).add(named(gate))

    def refused(self, right: Right, wanted: Submission, **how: Any) -> Verdict:
        """Try to sign and return why not; nothing of the database may have changed."""
        before = self._before = self._before or snapshot.whole()
        verdict = Verdict()
        try:
            with transaction.atomic():
                self._try(right, wanted, **how)
                transaction.set_rollback(True)
        except Refused as refusal:
            verdict = refusal.verdict
        if snapshot.whole() != before:
            self.faults.append(f"{right.step}: a refusal changed the database")
        return verdict

    def expect(self, right: Right, verdict: Verdict, check: str, level: str, name: str) -> None:
        found = [r for r in verdict if r.check == check and r.level == Level(level)]
        if not found:
            self.faults.append(f"{name}: not refused by {check} {level}, but {verdict.checks()}")
        for item in verdict:
            if not (item.message and item.clause) or "{" in item.message:
                self.faults.append(f"{name}: {item.check} lacks words: {item}")
        self.faults += [f"{name}: {r.check} without remedy" for r in found if not r.remedy]

    def passes(self, right: Right, changes: Mapping[str, Any], name: str, **how: Any) -> None:
        try:
            with transaction.atomic():
                self._try(right, self.submission(right, changes), **how)
                transaction.set_rollback(True)
        except Refused as refusal:
            said = [(r.check, str(r.level), r.message, r.fact) for r in refusal.verdict]
            self.faults.append(f"{name}: the lawful value is refused: {said}")

    def review(self, kind: str, days: tuple[date, ...]) -> None:
        self._before = {}
        for day in days:
            evidence.add(
                actor=self.actors["branch"],
                case_id=self.case_id,
                kind=kind,
                facts={"on": moved(day, self.era.weeks), "reviewer": "王", "opinion": "好"},
                at=self.era.today,
            )


def named(gate: Any) -> GateName:
    edition = shelf().edition(gate.edition)
    alike = [g for g in edition.gates if (g.check, g.on) == (gate.check, gate.on)]
    return gate.edition, gate.check, gate.on, next(n for n, g in enumerate(alike) if g is gate)
