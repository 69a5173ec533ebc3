"""No sequence of commands, in any order, with any dates, by any roles, makes a member with a clause unmet."""

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from tests.county import County, person
from tests.lawful import DAY, months_later
from tests.modules.casework.attempts import ALL_STEPS, WHY, Attempts, reached
from tests.modules.casework.clauses import breaches
from tests.modules.casework.temptations import tempt
from tests.walk import story
from xianfeng.casework.commands import cases, evidence, steps
from xianfeng.casework.models import Entry, Evidence
from xianfeng.registry.models import HeadCount, Person, Sanction
from xianfeng.registry.vocab import Category, SanctionKind

pytestmark = pytest.mark.django_db
ACTORS = ("branch", "committee", "county", "other", "stranger", "member", "auditor")


class Steered(Attempts, RuleBasedStateMachine):
    """Whatever can happen to a case; time goes on by itself."""

    def __init__(self) -> None:
        RuleBasedStateMachine.__init__(self)
        Attempts.__init__(self)

    @initialize(years=st.integers(0, 16))
    def begin(self, years: int) -> None:
        self.now += timedelta(days=365 * years)
        assert self.open("branch")

    @rule(actor=st.sampled_from(ACTORS))
    def open_again(self, actor: str) -> None:
        self.open(actor)

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
