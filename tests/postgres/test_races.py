"""Two people press at once: one wins, the other is told, nothing is lost or doubled."""

from datetime import date
from typing import Any

import pytest
from django.db import transaction

from tests import cast
from tests.county import County
from tests.postgres.racing import at_once, refused
from tests.walk import LATE, NOW, Walker
from xianfeng.casework.commands import blanks, cases, steps, transfers
from xianfeng.casework.commands.transfers import Going
from xianfeng.casework.models import Blank, Case, Claim, Duty, Entry
from xianfeng.kernel.errors import Refused
from xianfeng.recruitment.vocab import DEFAULT_EDITION, FAMILY
from xianfeng.trust.commands import ledger
from xianfeng.trust.queries import verification

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_signatures_of_one_step_leave_one() -> None:
    walker = Walker(County())

    results = at_once(*[lambda: walker.sign("submit-application")] * 4)

    assert len(refused(results)) == 3
    assert {check for r in refused(results) for check in r.verdict.checks()} == {"D-62"}
    assert Entry.objects.filter(case_id=walker.case_id, is_active=True).count() == 1
    assert verification.verify().is_whole


def test_two_pages_of_the_same_version_leave_one_change() -> None:
    walker = Walker(County()).until("file-candidate")
    version = Case.objects.get(pk=walker.case_id).version
    right = walker.right("file-candidate")

    def sign() -> int:
        return steps.sign_off(
            actor=walker.actors["committee"],
            case_id=walker.case_id,
            step="file-candidate",
            submission=right.submission(reasons=LATE),
            at=NOW,
            version=version,
        )

    def postpone() -> None:
        cases.postpone(
            actor=walker.actors["committee"],
            case_id=walker.case_id,
            until=NOW.date().replace(year=2027),
            why="等待补充调查",
            at=NOW,
            version=version,
        )

    results = at_once(sign, postpone)

    assert [r.verdict.checks() for r in refused(results)] == [("D-62",)]
    assert Case.objects.get(pk=walker.case_id).version == version + 1
    assert Duty.objects.filter(case_id=walker.case_id).exists()


def test_a_number_spoiled_at_the_same_moment_is_not_filled_in_too() -> None:
    county = County()
    walker = Walker(county).until("fill-form")
    office, number = walker.actors["county"], "62052420240001"
    kind = {"kind": "volunteer_form.number", "first": number, "last": number, "at": NOW}
    blanks.receive(actor=office, source="市委组织部", received_on=date(2024, 1, 5), **kind)
    blanks.hand(actor=office, organisation_id=county.branch.pk, **kind)
    spoiled = {"blank_id": Blank.objects.get().pk, "why": "被雨淋湿", "at": NOW}

    results = at_once(
        lambda: walker.sign("fill-form"),
        lambda: blanks.spoil(actor=walker.actors["branch"], **spoiled),
    )

    blank = Blank.objects.get()
    assert [r.verdict.checks() for r in refused(results)] == [("D-31",)]
    assert Claim.objects.filter(value=number).count() == int(blank.state == "used")
    assert blank.state in {"used", "spoiled"}


def test_one_form_number_serves_one_case() -> None:
    county = County()
    first = Walker(county, name="甲某").until("fill-form")
    second = Walker(county, name="乙某").until("fill-form")

    results = at_once(lambda: first.sign("fill-form"), lambda: second.sign("fill-form"))

    assert [r.verdict.checks() for r in refused(results)] == [("D-31",)]
    assert Claim.objects.count() == 1
    assert verification.verify().is_whole


def test_one_person_gets_one_open_case() -> None:
    county = County()
    walker = Walker(county)
    person = county.applicant("丙某")

    def open_case() -> int:
        return cases.open_case(
            actor=walker.actors["branch"],
            family=FAMILY,
            edition=DEFAULT_EDITION,
            person_id=person.pk,
            at=NOW,
        )

    results = at_once(*[open_case] * 3)

    assert [r.verdict.checks() for r in refused(results)] == [("D-66",)] * 2
    assert Case.objects.filter(person=person).count() == 1


def test_writers_of_one_chain_queue_and_keep_it_whole() -> None:
    walker = Walker(County())

    def write() -> None:
        for _turn in range(5):
            with transaction.atomic():
                ledger.record(
                    actor=walker.actors["branch"],
                    at=NOW,
                    chain="org:0001",
                    event="test.written",
                    subject="organisation:1",
                )

    at_once(*[write] * 4)

    result = verification.verify()
    assert result.is_whole, result.broken
    assert result.entries >= 20


def test_a_case_that_is_taken_over_takes_no_signature_in_the_old_branch() -> None:
    walker = Walker(County()).until("file-activist")
    there = walker.county.other_branch
    sent = transfers.send(
        actor=walker.actors["branch"],
        case_id=walker.case_id,
        going=Going(left_on=NOW.date(), organisation_id=there.pk),
        why="随家迁居",
        at=NOW,
    )

    def accept() -> int:
        return transfers.accept(
            actor=cast.branch_secretary(there.path),
            transfer_id=sent,
            resumed_on=NOW.date(),
            arrived=[],
            at=NOW,
        )

    def sign() -> Any:
        try:
            return walker.sign("appoint-mentors")
        except Case.DoesNotExist:
            return "gone"

    accepted, signed = at_once(accept, sign)

    case = Case.objects.get(pk=walker.case_id)
    if isinstance(accepted, Refused):
        # The signature came first: what was sent is not what lies here now.
        assert accepted.verdict.checks() == ("D-62",)
        assert isinstance(signed, int)
        assert case.org_path == walker.county.branch.path
    else:
        assert signed == "gone"
        assert case.org_path == there.path
        assert not Entry.objects.filter(case=case, step="appoint-mentors").exists()
    assert verification.verify().is_whole


def test_two_who_take_over_at_once_move_the_case_once() -> None:
    walker = Walker(County()).until("file-activist")
    there = walker.county.other_branch
    sent = transfers.send(
        actor=walker.actors["branch"],
        case_id=walker.case_id,
        going=Going(left_on=NOW.date(), organisation_id=there.pk),
        why="随家迁居",
        at=NOW,
    )

    def accept() -> int:
        return transfers.accept(
            actor=cast.branch_secretary(there.path),
            transfer_id=sent,
            resumed_on=NOW.date(),
            arrived=[],
            at=NOW,
        )

    results = at_once(*[accept] * 3)

    assert [r.verdict.checks() for r in refused(results)] == [("D-62",)] * 2
    assert Entry.objects.filter(case_id=walker.case_id, kind="handed_over").count() == 1


def test_a_signature_and_its_reversal_do_not_cross() -> None:
    walker = Walker(County()).until("first-talk")
    entry = Entry.objects.get(case_id=walker.case_id, step="submit-application")

    def reverse() -> None:
        steps.reverse(
            actor=walker.actors["branch"],
            case_id=walker.case_id,
            entry_id=entry.pk,
            why="登记有误重办",
            at=NOW,
        )

    results = at_once(lambda: walker.sign("first-talk"), reverse)

    assert len(refused(results)) == 1
    signed = set(
        Entry.objects.filter(case_id=walker.case_id, is_active=True, kind="signed").values_list(
            "step", flat=True
        )
    )
    assert signed in ({"submit-application", "first-talk"}, set())
    assert verification.verify().is_whole
