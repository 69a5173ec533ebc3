"""Entering whole histories gives the same case as signing step by step."""

from dataclasses import replace
from datetime import date

import pytest

from tests.county import County
from tests.walk import LATE, NOW, PROBATION_REVIEWS, REVIEWS, Walker, story
from xianfeng.casework.commands import histories
from xianfeng.casework.commands.histories import Done, History, HistoryRefused, Seen
from xianfeng.casework.commands.steps import HandedIn
from xianfeng.casework.models import Case, Duty, Entry, Paper
from xianfeng.recruitment.vocab import DEFAULT_EDITION, FAMILY
from xianfeng.registry.models import HeadCount, Membership, Person
from xianfeng.trust.queries import verification

pytestmark = pytest.mark.django_db


def told(walker: Walker, person: Person, upto: int) -> History:
    happened: list[Done | Seen] = []
    for right in story(walker.county)[:upto]:
        repeats = {
            "cultivate-activist": ("review", REVIEWS),
            "observe-probation": ("probation_review", PROBATION_REVIEWS),
        }
        for day in repeats.get(right.step, ("", ()))[1]:
            facts = {"on": day, "reviewer": "王书记", "opinion": "表现良好"}
            happened.append(
                Seen(
                    kind=repeats[right.step][0], actor=walker.actors["branch"], at=NOW, facts=facts
                )
            )
        # The walker has become a full member, so the roll of the later meeting is one longer.
        changes = {"reasons": {**LATE, "V-04": "一人外出请假", **right.reasons}}
        if right.step == "fill-form":
            changes["volunteer_form"] = {"number": f"8{person.pk:06d}"}
        happened.append(
            Done(
                step=right.step,
                actor=walker.actors[right.role],
                at=NOW,
                submission=right.submission(**changes),
            )
        )
    return History(
        person_id=person.pk,
        edition=DEFAULT_EDITION,
        opened_by=walker.actors["branch"],
        opened_at=NOW,
        happened=tuple(happened),
    )


def rows(case_id: int) -> list[tuple[object, ...]]:
    entries = Entry.objects.filter(case_id=case_id).order_by("id")
    return [(e.step, e.happened_on, e.rules, e.signed_as, e.actor_name) for e in entries]


@pytest.mark.parametrize("upto", [0, 1, 7, 14, 22, 29])
def test_enters_the_same_case_as_signing_step_by_step(upto: int) -> None:
    walker = Walker(County())
    rights = story(walker.county)
    walker.until(rights[upto].step if upto < len(rights) else "")
    other = walker.county.applicant("另一人")

    (case_id,) = histories.enter(
        actor=walker.actors["county"], family=FAMILY, histories=[told(walker, other, upto)], at=NOW
    )

    signed, entered = Case.objects.get(pk=walker.case_id), Case.objects.get(pk=case_id)
    assert (entered.state, entered.stage, entered.round) == (
        signed.state,
        signed.stage,
        signed.round,
    )
    assert rows(case_id) == rows(walker.case_id)
    assert Paper.objects.filter(case=entered).count() == Paper.objects.filter(case=signed).count()
    columns = ("step", "title", "signer", "since_on", "earliest_on", "due_on", "is_repeat")
    if upto:
        assert sorted(Duty.objects.filter(case=entered).values_list(*columns), key=str) == sorted(
            Duty.objects.filter(case=signed).values_list(*columns), key=str
        )
    person, twin = Person.objects.get(pk=walker.person.pk), Person.objects.get(pk=other.pk)
    assert (twin.category, twin.joined_on, twin.full_on) == (
        person.category,
        person.joined_on,
        person.full_on,
    )
    spells = ("category", "starts_on", "ends_on")
    assert list(Membership.objects.filter(person=twin).order_by("id").values_list(*spells)) == list(
        Membership.objects.filter(person=person).order_by("id").values_list(*spells)
    )
    for count in HeadCount.objects.filter(organisation=walker.county.branch):
        assert (
            count.people
            == Person.objects.filter(
                organisation=walker.county.branch, category=count.category
            ).count()
        )
    assert verification.verify().is_whole


def test_refuses_the_whole_batch_for_one_wrong_step() -> None:
    walker = Walker(County())
    good, bad = (
        told(walker, walker.county.applicant("甲"), 9),
        told(walker, walker.county.applicant("乙"), 9),
    )
    bad = replace(
        bad, happened=tuple(h for h in bad.happened if getattr(h, "step", "") != "first-talk")
    )
    before = Case.objects.count()

    with pytest.raises(HistoryRefused) as refused:
        histories.enter(actor=walker.actors["county"], family=FAMILY, histories=[good, bad], at=NOW)

    assert refused.value.step == "recommend-activist"
    assert "D-52" in refused.value.verdict.checks()
    assert Case.objects.count() == before


@pytest.mark.parametrize(
    ("day", "check"),
    [
        (date(2026, 12, 1), "D-60"),
        (date(2023, 7, 11), "D-51"),
        (date(1899, 1, 1), "D-64"),
    ],
)
def test_refuses_a_review_that_adding_it_alone_refuses(day: date, check: str) -> None:
    walker = Walker(County())
    whole = told(walker, walker.county.applicant("甲"), 7)
    wrong = tuple(
        replace(h, facts={**h.facts, "on": day})
        if isinstance(h, Seen) and h.facts["on"] == REVIEWS[0]
        else h
        for h in whole.happened
    )
    before = Case.objects.count()

    with pytest.raises(HistoryRefused) as refused:
        histories.enter(
            actor=walker.actors["county"],
            family=FAMILY,
            histories=[replace(whole, happened=wrong)],
            at=NOW,
        )

    assert (refused.value.step, refused.value.verdict.checks()) == ("review", (check,))
    assert Case.objects.count() == before


def test_puts_no_paper_of_another_step_on_file() -> None:
    walker = Walker(County())
    whole = told(walker, walker.county.applicant("甲"), 2)
    first = whole.happened[0]
    assert isinstance(first, Done)
    more = replace(
        first.submission, papers=(*first.submission.papers, HandedIn(kind="nomination_form"))
    )

    (case_id,) = histories.enter(
        actor=walker.actors["county"],
        family=FAMILY,
        histories=[replace(whole, happened=(replace(first, submission=more), *whole.happened[1:]))],
        at=NOW,
    )

    kinds = Paper.objects.filter(case=case_id).values_list("kind", flat=True)
    assert sorted(kinds) == ["application_letter", "talk_record"]
