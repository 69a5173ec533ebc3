"""No sequence of commands, in any order, with any dates, by any roles, makes a member with a clause unmet."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from tests import cast, snapshot
from tests.county import County, person
from tests.lawful import DAY, months_later
from tests.modules.casework.clauses import STEPS, breaches
from tests.modules.casework.temptations import tempt
from tests.walk import Right, story
from xianfeng.casework.commands import cases, evidence, steps
from xianfeng.casework.commands.steps import HandedIn, Submission
from xianfeng.casework.models import Case, Entry, Evidence
from xianfeng.kernel.errors import Refused
from xianfeng.recruitment.vocab import DEFAULT_EDITION, FAMILY
from xianfeng.registry.models import HeadCount, Person, Sanction
from xianfeng.registry.vocab import Category, SanctionKind
from xianfeng.trust.queries import verification

pytestmark = pytest.mark.django_db
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
ACTORS = ("branch", "committee", "county", "other", "stranger", "member", "auditor")
GAPS = {"decide-candidate": 3, "pre-review": 11, "committee-talk": 3, "approve-conversion": 5}
reached: Counter[str] = Counter()


class Steered(RuleBasedStateMachine):
    """One applicant's case under any commands; time goes on by itself."""

    county: County
    story: tuple[Right, ...]
    sanctioned: int
    probationary: int

    def __init__(self) -> None:
        super().__init__()
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

    # What the commands are given.

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

    # What can happen.

    @initialize(years=st.integers(0, 16))
    def begin(self, years: int) -> None:
        self.now += timedelta(days=365 * years)
        assert self.open("branch")

    @rule(actor=st.sampled_from(ACTORS))
    def open_again(self, actor: str) -> None:
        self.open(actor)

    def open(self, actor: str) -> bool:
        return self.attempt(
            cases.open_case,
            actor=self.actors[actor],
            family=FAMILY,
            edition=DEFAULT_EDITION,
            person_id=self.subject.pk,
        )

    @rule(count=st.integers(3, 12), seed=st.integers(0, 2**32 - 1))
    def go_on(self, count: int, seed: int) -> None:
        """Take steps rightly, but try first whether something tempting would pass."""
        # Evenly spread temptations: Hypothesis itself would draw the plainest again and again.
        chance = Random(seed)
        for _ in range(count):
            step = self.next_step()
            if step == "cultivate-activist":
                self.look_after(chance.choice((0, 1, 2, 2)))
            if step == "apply-conversion" and chance.random() < 0.5:
                self.cut_probation_short()
                continue
            if self.tempted(step, chance) or self.sign(step, self.rightly(step)):
                continue
            if step != "decide-candidate" or self.next_step() != step:
                return
            # Too few reviews: take the summary back and hold those that are missing.
            self.attempt(
                steps.reverse,
                actor=self.actors["branch"],
                case_id=self.case_id,
                entry_id=Entry.objects.filter(kind="signed", is_active=True).latest("id").pk,
                why=WHY,
            )
            self.look_after(2)

    def cut_probation_short(self) -> None:
        for step in ALL_STEPS[24:28]:
            if not self.sign(step, self.rightly(step, hurried=True)):
                return

    def tempted(self, step: str, chance: Random) -> bool:
        """Try a few temptations; tell whether one passed, as a lawful one may."""
        for _ in range(chance.randint(0, 4)):
            tempting = self.rightly(step, hurried=chance.random() < 0.6)
            if chance.random() < 0.6:
                tempt(step, tempting, chance, self.tempters())
            now = self.now
            if self.sign(step, tempting):
                return True
            self.now = now
        return False

    def look_after(self, count: int) -> None:
        start = self.signed.get("decide-activist", self.now)
        for month in (7, 11)[:count]:
            self.now = max(self.now, months_later(start, month))
            self.review("review", months_later(start, month))

    def tempters(self) -> list[int]:
        others = [self.sanctioned, self.probationary, self.subject.pk, self.county.outsider.pk]
        return [*others, *(member.pk for member in self.county.members[:3])]

    @rule(
        which=st.sampled_from(("next", "next", "next", "any")),
        step=st.sampled_from(ALL_STEPS),
        place=st.integers(0, 60),
        value=st.one_of(
            st.sampled_from((None, True, False, 0, 1, 2, 3, 4, 5, 8, 9, 10, "secret", "hands", "passed",
                             "failed", "qualified", "unqualified", "convert", "extend", "cancel", "")),
            st.integers(-400, 400).map(lambda n: timedelta(days=n)),
            st.sampled_from(("outsider", "sanctioned", "probationary", "subject", "three")),
        ),
        actor=st.sampled_from(("", "", "", *ACTORS)),
        reasons=st.booleans(),
        papers=st.sampled_from((True, True, False)),
        stale=st.sampled_from((None, None, 0)),
    )  # fmt: skip
    def sign_somehow(self, which: str, step: str, place: int, value: Any, actor: str, reasons: bool, papers: bool, stale: int | None) -> None:  # fmt: skip
        step = self.next_step() if which == "next" else step
        records = self.rightly(step)
        slots = [(kind, name) for kind, row in records.items() for name in row]
        slots += [(kind, "extend_until") for kind in records if kind == "conversion_meeting"]
        kind, name = slots[place % len(slots)]
        records[kind][name] = self._changed(records[kind].get(name), value)
        self.sign(step, records, actor=actor, reasons=reasons, papers=papers, version=stale)

    def _changed(self, old: Any, value: Any) -> Any:
        if isinstance(value, timedelta):
            return old + value if isinstance(old, date) else abs(value.days)
        people = {
            "outsider": [self.county.outsider.pk],
            "sanctioned": [self.county.members[0].pk, self.sanctioned],
            "probationary": [self.county.members[0].pk, self.probationary],
            "subject": [self.county.members[0].pk, self.subject.pk],
            "three": [member.pk for member in self.county.members[:3]],
        }
        return people.get(value, value) if isinstance(value, str) else value

    @rule(months=st.integers(6, 12))
    def extend(self, months: int) -> None:
        if self.next_step() != "vote-conversion" or "vote-admission" not in self.signed:
            return
        records = self.rightly("vote-conversion")
        until = months_later(self.signed["vote-admission"], 12 + months)
        records["conversion_meeting"] |= {"decision": "extend", "extend_until": until}
        if self.sign("vote-conversion", records):
            records = self.rightly("approve-conversion")
            records["conversion_approval"]["decision"] = "extend"
            self.sign("approve-conversion", records)

    @rule(
        kind=st.sampled_from(("review", "probation_review", "talk")),
        days=st.integers(-300, 30),
        actor=st.sampled_from(("branch", *ACTORS)),
    )
    def add_review(self, kind: str, days: int, actor: str) -> None:
        self.review(kind, self.now + DAY * days, actor=actor)

    @rule(actor=st.sampled_from(("branch", *ACTORS)))
    def withdraw_review(self, actor: str) -> None:
        row = Evidence.objects.filter(case=self.case_id, withdrawn_at=None).order_by("id").last()
        self.attempt(
            evidence.withdraw,
            actor=self.actors[actor],
            case_id=self.case_id,
            evidence_id=row.pk if row else 0,
            why=WHY,
        )

    @rule(
        verb=st.sampled_from(("return_for_more", "resubmit", "postpone", "resume", "resume", "resubmit")),
        actor=st.sampled_from(("branch", "committee", *ACTORS)),
    )  # fmt: skip
    def steer(self, verb: str, actor: str) -> None:
        more = {"until": self.now + DAY * 40} if verb == "postpone" else {}
        who = self.actors[actor]
        self.attempt(getattr(cases, verb), actor=who, case_id=self.case_id, why=WHY, **more)
        if verb in {"return_for_more", "postpone"} and len(self.signed) % 2:
            # Mostly the case goes on, or runs would get stuck here.
            back = {"return_for_more": cases.resubmit, "postpone": cases.resume}[verb]
            self.attempt(back, actor=self.actors["branch"], case_id=self.case_id, why=WHY)

    @rule(actor=st.sampled_from(("branch", *ACTORS)), sure=st.integers(0, 9))
    def end(self, actor: str, sure: int) -> None:
        if sure == 0 or "approve-admission" in self.signed:
            self.attempt(cases.end, actor=self.actors[actor], case_id=self.case_id, why=WHY)

    @rule(back=st.integers(0, 2), actor=st.sampled_from(("", "", *ACTORS)))
    def reverse(self, back: int, actor: str) -> None:
        rows = list(
            Entry.objects.filter(case=self.case_id, kind="signed", is_active=True).order_by("-id")[:3]
        )  # fmt: skip
        if back < len(rows):
            role = actor or rows[back].signed_as
            self.attempt(
                steps.reverse,
                actor=self.actors[role],
                case_id=self.case_id,
                entry_id=rows[back].pk,
                why=WHY,
            )

    @rule(days=st.integers(1, 500))
    def wait(self, days: int) -> None:
        if self.now < date(2030, 1, 1):
            self.now += DAY * days

    @invariant()
    def every_clause_is_met(self) -> None:
        category = Person.objects.values_list("category", flat=True).get(pk=self.subject.pk)
        reached[f"once {category}"] += 1
        assert breaches(self.subject.pk, today=self.now) == []
        for count in HeadCount.objects.filter(organisation=self.county.branch):
            people = Person.objects.filter(
                organisation=self.county.branch, category=count.category
            ).count()
            assert count.people == people


def test_no_sequence_of_commands_makes_a_member_with_a_clause_unmet() -> None:
    county = County()
    Steered.county, Steered.story = county, story(county)
    Steered.probationary = person(
        "预备某", county.branch, category=Category.PROBATIONARY, since=date(2009, 1, 1)
    ).pk
    punished = person("受处分", county.other_branch)
    Sanction.objects.create(
        person=punished, kind=next(iter(SanctionKind)), starts_on=date(2005, 1, 1)
    )
    Steered.sanctioned = punished.pk
    reached.clear()

    run_state_machine_as_test(
        Steered,
        settings=settings(
            max_examples=60,
            stateful_step_count=30,
            derandomize=True,
            # A failing run is told as it is: making it shorter takes minutes.
            phases=[Phase.generate],
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )

    assert reached["whole"] == reached["runs"]
    assert reached["once full"] > 0, reached
    assert reached["once probationary"] > 0, reached
    assert reached["refused"] > reached["runs"], reached
