"""Taking signatures back, extending and cancelling a probation: what is undone, what is decided anew."""

from datetime import date, timedelta

import pytest

from tests import snapshot
from tests.county import County
from tests.lawful import months_later
from tests.modules.casework.steering import (
    MEETING,
    WHY,
    case_of,
    extended,
    last_entry,
    open_again,
    refused,
    reverse,
    steer,
    walker_at,
)
from tests.walk import LATE, NOW, Walker
from xianfeng.casework.commands import cases, steps
from xianfeng.casework.models import Claim, Entry, Evidence, Paper
from xianfeng.kernel.errors import NotAllowed
from xianfeng.registry.models import HeadCount, Membership, Person
from xianfeng.trust.queries import verification

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", ["branch", "committee"])
def test_takes_back_only_the_latest_signature_by_its_own_hand(role: str) -> None:
    walker = walker_at("cultivate-activist")
    rows = Entry.objects.filter(case=walker.case_id, kind="signed").order_by("-id")
    earlier = rows[1].pk

    told = refused(steps.reverse, **steer(walker, None, role, entry_id=earlier))

    assert told.verdict.checks() == ("D-65",)
    if role == "committee":
        assert isinstance(refused(steps.reverse, **reverse(walker, role)), NotAllowed)
    given = {**reverse(walker, "branch"), "why": "错"}
    assert refused(steps.reverse, **given).verdict.checks() == ("D-65",)


def test_nobody_takes_back_what_a_higher_organisation_signed() -> None:
    # 第12环节 the branch or the committee may sign.
    walker = walker_at("short-training")
    row = Entry.objects.get(pk=last_entry(walker))
    assert row.step == "review-politically"
    Entry.objects.filter(pk=row.pk).update(signed_as="committee")
    before = snapshot.whole()

    told = refused(steps.reverse, **reverse(walker, "branch"))

    assert isinstance(told, NotAllowed)
    assert (
        told.verdict.reasons[0].message == NotAllowed.because("基层党委").verdict.reasons[0].message
    )
    assert snapshot.whole() == before
    steps.reverse(**reverse(walker, "committee"))


def test_takes_back_every_step_of_the_way_and_walks_again() -> None:
    walker = walker_at("")
    roll = dict(HeadCount.objects.filter(organisation=walker.county.branch).values_list("category", "people"))  # fmt: skip
    # An archived case is sealed: the committee takes the archiving back.
    steps.reverse(**reverse(walker, "committee"))
    while Entry.objects.filter(case=walker.case_id, kind="signed", is_active=True).exists():
        latest = Entry.objects.get(pk=last_entry(walker))
        steps.reverse(**reverse(walker, latest.signed_as))

    row = Person.objects.get(pk=walker.person.pk)
    assert (row.category, row.joined_on, row.full_on) == ("outsider", None, None)
    assert Membership.objects.filter(person=row).count() == 1
    assert not Paper.objects.filter(case=walker.case_id, is_active=True).exists()
    assert not Claim.objects.filter(case=walker.case_id).exists()
    assert (case_of(walker).state, case_of(walker).stage) == ("open", "stage-application")
    entries = Entry.objects.filter(case=walker.case_id)
    assert entries.filter(kind="reversed").count() == entries.filter(kind="signed").count() == 29
    Evidence.objects.filter(case=walker.case_id).update(withdrawn_at=NOW)
    walker.until("")
    again = dict(HeadCount.objects.filter(organisation=walker.county.branch).values_list("category", "people"))  # fmt: skip
    assert again == roll
    assert Person.objects.get(pk=walker.person.pk).full_on == date(2025, 11, 8)
    assert verification.verify().is_whole


def test_frees_the_number_of_a_form_taken_back() -> None:
    walker = walker_at("vote-admission")
    other = Walker.__new__(Walker)
    other.__dict__ |= {**walker.__dict__, "person": walker.county.applicant("另一人")}
    other.case_id = open_again(walker, other.person.pk)
    other.until("fill-form")
    assert refused(lambda: other.sign("fill-form")).verdict.checks() == ("D-31",)

    steps.reverse(**reverse(walker, "branch"))
    other.sign("fill-form")

    assert refused(lambda: walker.sign("fill-form")).verdict.checks() == ("D-31",)
    walker.sign("fill-form", volunteer_form={"number": "62052420240002"})


def test_refuses_a_step_again_after_its_number_or_form_grew_too_long() -> None:
    walker = walker_at("fill-form")

    told = refused(lambda: walker.sign("fill-form", volunteer_form={"number": "6" * 81}))

    assert told.verdict.checks()[0] == "D-64"


@pytest.mark.parametrize("months", [18, 24])
def test_extends_once_and_converts_at_the_new_end(months: int) -> None:
    until = months_later(MEETING, months)
    walker = extended(Walker(County()), until)
    assert (case_of(walker).state, case_of(walker).round) == ("open", 2)
    assert Person.objects.get(pk=walker.person.pk).category == "probationary"
    assert "D-52" in refused(lambda: walker.sign("archive-case")).verdict.checks()

    day = until - timedelta(days=20)
    walker.sign("observe-probation", probation={"on": day}, reasons={**LATE, "D-41": WHY})
    walker.sign("apply-conversion", conversion_application={"on": day}, reasons={**LATE, "D-42": WHY})  # fmt: skip
    shown = {"starts_on": day, "ends_on": day + timedelta(days=12), "on": day + timedelta(days=13)}
    walker.sign("publish-conversion", conversion_notice=shown)
    vote = {"on": until + timedelta(days=3), "decision": "extend", "extend_until": None}
    checks = refused(lambda: walker.sign("vote-conversion", conversion_meeting=vote)).verdict.checks()  # fmt: skip
    assert "D-46" in checks
    walker.sign("vote-conversion", conversion_meeting={"on": vote["on"], "decision": "convert"})
    walker.sign(
        "approve-conversion",
        conversion_approval={"on": vote["on"], "reported_on": vote["on"]},
    )
    row = Person.objects.get(pk=walker.person.pk)
    assert (row.category, row.joined_on, row.full_on) == ("full", MEETING, until)


def test_takes_an_extension_back_and_decides_anew() -> None:
    walker = extended(Walker(County()), months_later(MEETING, 18))
    walker.sign("observe-probation", probation={"on": date(2026, 5, 1)}, reasons={**LATE, "D-41": WHY})  # fmt: skip
    steps.reverse(**reverse(walker, "branch"))
    steps.reverse(**reverse(walker, "committee"))
    assert case_of(walker).round == 1
    assert refused(lambda: walker.sign("observe-probation")).verdict.checks()[0] == "D-62"
    steps.reverse(**reverse(walker, "branch"))

    walker.sign("vote-conversion")
    walker.sign("approve-conversion")

    assert Person.objects.get(pk=walker.person.pk).full_on == months_later(MEETING, 12)
    walker.sign("archive-case")
    assert verification.verify().is_whole


def cancelled() -> Walker:
    walker = walker_at("vote-conversion")
    walker.sign("vote-conversion", conversion_meeting={"decision": "cancel"})
    walker.sign("approve-conversion", conversion_approval={"decision": "cancel"})
    return walker


def test_cancels_a_probationary_membership() -> None:
    walker = cancelled()

    assert case_of(walker).state == "cancelled"
    assert case_of(walker).closed_on == date(2025, 12, 15)
    assert Person.objects.get(pk=walker.person.pk).category == "outsider"
    assert "D-65" in refused(lambda: walker.sign("archive-case")).verdict.checks()
    steps.reverse(**reverse(walker, "committee"))
    assert case_of(walker).state == "open"
    assert Person.objects.get(pk=walker.person.pk).category == "probationary"


def test_takes_nothing_back_once_a_later_case_stands() -> None:
    walker = cancelled()
    given = reverse(walker, "committee")
    second = open_again(walker, walker.person.pk)

    assert refused(steps.reverse, **given).verdict.checks() == ("D-65",)

    cases.end(actor=walker.actors["branch"], case_id=second, why=WHY, at=NOW)
    assert refused(steps.reverse, **given).verdict.checks() == ("D-65",)
