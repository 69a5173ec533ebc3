"""Steering a case beside its steps: return, postpone, end, open again; and what each refuses."""

from datetime import date, timedelta

import pytest

from tests import cast, snapshot
from tests.county import person
from tests.modules.casework.steering import (
    WHY,
    case_of,
    last_entry,
    open_again,
    refused,
    reverse,
    steer,
    walker_at,
)
from tests.walk import LATE, NOW
from xianfeng.casework.commands import cases, evidence, steps
from xianfeng.casework.models import Duty, Entry, Evidence
from xianfeng.kernel.errors import Conflict, NotAllowed, Refused
from xianfeng.recruitment.vocab import DEFAULT_EDITION, FAMILY
from xianfeng.registry.models import Person, Sanction
from xianfeng.registry.vocab import Category, SanctionKind
from xianfeng.trust.queries import verification

pytestmark = pytest.mark.django_db


def test_rests_a_returned_case_until_it_is_handed_in_again() -> None:
    walker = walker_at("file-activist")
    cases.return_for_more(**steer(walker, None, "committee"))

    assert case_of(walker).state == "returned"
    assert list(Duty.objects.filter(case=walker.case_id).values_list("title", "signer")) == [
        ("补充材料后重报", "branch")
    ]
    told = refused(lambda: walker.sign("file-activist"))
    assert told.verdict.checks() == ("D-65",)
    assert isinstance(refused(cases.resubmit, **steer(walker, None, "committee")), NotAllowed)
    cases.resubmit(**steer(walker, None))
    assert case_of(walker).state == "open"
    walker.sign("file-activist")
    kinds = list(Entry.objects.filter(case=walker.case_id).order_by("id").values_list("kind", flat=True))  # fmt: skip
    assert kinds[-3:] == ["returned", "resubmitted", "signed"]


def test_lets_only_those_above_the_branch_return_a_case() -> None:
    walker = walker_at("file-activist")

    assert isinstance(refused(cases.return_for_more, **steer(walker, None, "branch")), NotAllowed)
    assert isinstance(refused(cases.return_for_more, **steer(walker, None, "county")), NotAllowed)


def test_refuses_to_resubmit_what_was_not_returned() -> None:
    walker = walker_at("file-activist")

    assert refused(cases.resubmit, **steer(walker, None)).verdict.checks() == ("D-65",)
    assert refused(cases.resume, **steer(walker, None)).verdict.checks() == ("D-65",)


@pytest.mark.parametrize("verb", ["return_for_more", "postpone", "end"])
def test_asks_a_reason_of_four_characters(verb: str) -> None:
    walker = walker_at("file-activist")
    more = {"until": NOW.date() + timedelta(days=30)} if verb == "postpone" else {}
    given = steer(walker, None, "committee", **{**more, "why": " 不行 "})

    assert refused(getattr(cases, verb), **given).verdict.checks() == ("D-64",)


def test_postpones_to_a_day_ahead_and_resumes() -> None:
    walker = walker_at("name-introducers")
    today = NOW.date()
    told = refused(cases.postpone, **steer(walker, None, until=today))
    assert told.verdict.checks() == ("D-65",)

    cases.postpone(**steer(walker, None, until=today + timedelta(days=90)))

    assert (case_of(walker).state, case_of(walker).resume_on) == (
        "postponed",
        today + timedelta(days=90),
    )
    assert refused(lambda: walker.sign("name-introducers")).verdict.checks() == ("D-65",)
    assert refused(lambda: walker.review("review", (date(2024, 8, 5),))).verdict.checks()[0] == "D-65"  # fmt: skip
    told = refused(cases.postpone, **steer(walker, None, until=today + timedelta(days=9)))
    assert told.verdict.checks() == ("D-65",)
    cases.resume(**steer(walker, None))
    assert (case_of(walker).state, case_of(walker).resume_on) == ("open", None)
    walker.sign("name-introducers")


def test_ends_a_case_and_opens_a_second_one() -> None:
    walker = walker_at("name-introducers")
    cases.end(**steer(walker, None))

    person_row = Person.objects.get(pk=walker.person.pk)
    assert (case_of(walker).state, case_of(walker).closed_on) == ("ended", NOW.date())
    assert person_row.category == "outsider"
    assert not Duty.objects.filter(case=walker.case_id).exists()
    assert refused(lambda: walker.sign("name-introducers")).verdict.checks() == ("D-65",)
    assert refused(steps.reverse, **reverse(walker, "committee")).verdict.checks() == ("D-65",)
    assert refused(cases.end, **steer(walker, None)).verdict.checks() == ("D-65",)
    first = walker.case_id
    walker.case_id = open_again(walker, walker.person.pk)
    assert walker.case_id != first
    assert refused(lambda: walker.sign("submit-application")).verdict.checks() == ("D-51",)
    walker.sign("submit-application", application={"on": NOW.date()}, reasons={})
    assert Person.objects.get(pk=walker.person.pk).category == "applicant"


def test_never_ends_the_case_of_a_member() -> None:
    walker = walker_at("file-with-county")

    for role in ("branch", "county"):
        assert refused(cases.end, **steer(walker, None, role)).verdict.checks() == ("D-65",)


def test_keeps_one_open_case_a_person() -> None:
    walker = walker_at("first-talk")

    told = refused(lambda: open_again(walker, walker.person.pk))

    assert told.verdict.checks() == ("D-66",)


@pytest.mark.parametrize("category", [Category.FULL, Category.PROBATIONARY])
def test_opens_no_case_for_a_member(category: Category) -> None:
    walker = walker_at("first-talk")
    member = person("某党员", walker.county.branch, category=category, since=date(2020, 1, 1))

    assert refused(lambda: open_again(walker, member.pk)).verdict.checks() == ("D-67",)


def test_opens_no_case_out_of_sight_or_by_other_hands() -> None:
    walker = walker_at("first-talk")
    newcomer = walker.county.applicant("新人")
    given = {"family": FAMILY, "edition": DEFAULT_EDITION, "person_id": newcomer.pk, "at": NOW}

    with pytest.raises(Person.DoesNotExist):
        other = cast.branch_secretary(walker.county.other_branch.path)
        cases.open_case(actor=other, **given)
    for role in ("committee", "county"):
        assert isinstance(refused(cases.open_case, actor=walker.actors[role], **given), NotAllowed)


def test_tells_whoever_comes_second() -> None:
    walker = walker_at("first-talk")
    seen = case_of(walker).version
    walker.sign("first-talk")
    right = walker.right("recommend-activist")
    given = {
        "actor": walker.actors["branch"],
        "case_id": walker.case_id,
        "step": "recommend-activist",
        "submission": right.submission(reasons=LATE),
        "at": NOW,
    }

    told = refused(steps.sign_off, **given, version=seen)

    assert isinstance(told, Conflict)
    assert told.verdict.checks() == ("D-62",)
    assert "冉云" in told.verdict.reasons[0].message
    steps.sign_off(**given, version=seen + 1)
    assert "D-62" in refused(steps.sign_off, **given).verdict.checks()
    for command, more in (
        (cases.end, {}),
        (cases.postpone, {"until": date(2027, 1, 1)}),
        (steps.reverse, {"entry_id": last_entry(walker)}),
    ):
        assert isinstance(refused(command, **steer(walker, None, **more), version=seen), Conflict)


def test_refuses_mentors_and_introducers_without_rights() -> None:
    walker = walker_at("appoint-mentors")
    punished = walker.county.members[1]
    young = person("预备某", walker.county.branch, category=Category.PROBATIONARY, since=date(2020, 1, 1))  # fmt: skip
    Sanction.objects.create(
        person=punished, kind=next(iter(SanctionKind)), starts_on=date(2023, 7, 12), ends_on=date(2024, 8, 6)
    )  # fmt: skip
    for people in ([punished.pk], [young.pk], [walker.person.pk], [10**30], [-1], [999_999]):
        told = refused(lambda chosen=people: walker.sign("appoint-mentors", mentors={"people": chosen}))  # fmt: skip
        assert {"D-09", "D-64"} & set(told.verdict.checks())
    walker.sign("appoint-mentors", mentors={"people": [walker.county.members[0].pk]})
    for right in walker.rights[6:10]:
        if right.step == "cultivate-activist":
            walker.review("review", (date(2023, 12, 20), date(2024, 6, 18)))
        walker.sign(right.step)
    pair = [walker.county.members[0].pk, punished.pk]
    told = refused(lambda: walker.sign("name-introducers", introducers={"people": pair}))
    assert told.verdict.checks() == ("D-19",)
    after = {"people": pair, "on": date(2024, 8, 7)}
    walker.sign("name-introducers", introducers=after)


def test_counts_neither_probationary_nor_sanctioned_members_in_the_roll() -> None:
    walker = walker_at("vote-admission")
    person("预备某", walker.county.branch, category=Category.PROBATIONARY, since=date(2020, 1, 1))
    Sanction.objects.create(
        person=walker.county.members[8], kind=next(iter(SanctionKind)), starts_on=date(2024, 11, 8)
    )

    told = refused(lambda: walker.sign("vote-admission"))

    assert told.verdict.checks() == ("V-04", "V-05")
    eight = {"entitled": 8, "present": 8, "issued": 8, "returned": 8, "yes": 8, "no": 0}
    walker.sign("vote-admission", admission_meeting=eight)


def test_reads_a_repeated_record_only_while_its_step_is_open() -> None:
    walker = walker_at("cultivate-activist")
    given = {"actor": walker.actors["branch"], "case_id": walker.case_id, "kind": "review", "at": NOW}  # fmt: skip
    facts = {"reviewer": "王", "opinion": "好"}

    def add(day: date) -> Refused:
        return refused(evidence.add, **given, facts={**facts, "on": day})

    assert add(date(2023, 7, 17)).verdict.checks() == ("D-51",)
    assert add(date(2027, 1, 1)).verdict.checks() == ("D-60",)
    made = evidence.add(**given, facts={**facts, "on": date(2023, 7, 18)})
    assert add(date(2023, 7, 18)).verdict.checks() == ("D-64",)
    evidence.withdraw(
        actor=given["actor"], case_id=walker.case_id, evidence_id=made, why=WHY, at=NOW
    )
    walker.review("review", (date(2023, 12, 20), date(2024, 6, 18)))
    walker.sign("cultivate-activist")
    assert add(date(2024, 6, 19)).verdict.checks() == ("D-52",)
    kept = Evidence.objects.filter(case=walker.case_id, withdrawn_at=None).first()
    told = refused(evidence.withdraw, **{**steer(walker, None), "evidence_id": kept.pk})
    assert told.verdict.checks() == ("D-65",)


def test_enters_each_change_in_the_ledger_of_the_case() -> None:
    walker = walker_at("vote-conversion")
    before = snapshot.whole()["LedgerEntry"]
    steps.reverse(**reverse(walker, "branch"))

    made = snapshot.whole()["LedgerEntry"][len(before) :]
    assert [any(str(v) == "casework.case.reversed" for v in row) for row in made] == [True]
    assert verification.verify().is_whole
