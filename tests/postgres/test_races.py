"""Two people press at once: one wins, the other is told, nothing is lost or doubled.

Runs on PostgreSQL and on an SQLite file; in memory there is one connection
and hence no race.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import date
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, transaction

from tests import cast
from tests.county import County
from tests.planned import TERMS, YEAR, adopted, balance, planned
from tests.walk import LATE, NOW, Walker
from xianfeng.casework.commands import blanks, cases, editions, moving, steps, transfers
from xianfeng.casework.commands.transfers import Going
from xianfeng.casework.models import Blank, Case, Claim, CountyEdition, Duty, Entry
from xianfeng.casework.queries import editions as queries
from xianfeng.kernel.errors import Refused
from xianfeng.procedure import edits
from xianfeng.recruitment.commands import quotas, splits
from xianfeng.recruitment.models import QuotaHold
from xianfeng.recruitment.queries import quota_audit
from xianfeng.recruitment.vocab import DEFAULT_EDITION, FAMILY
from xianfeng.trust.commands import ledger
from xianfeng.trust.queries import verification

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def several_connections() -> None:
    if connection.vendor == "sqlite" and "memory" in str(connection.settings_dict["NAME"]):
        pytest.fail("run through scripts/test: races need a file or a server")


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run all acts at the same moment, each on its own connection; return values or refusals."""
    start = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            start.wait(10)
            return act()
        except (Refused, CountyEdition.DoesNotExist) as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def refused(results: list[Any]) -> list[Refused]:
    return [r for r in results if isinstance(r, Refused)]


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


def test_a_draft_is_published_as_its_last_editor_left_it() -> None:
    office = cast.county_office()
    draft = editions.begin(actor=office, family=FAMILY, base=DEFAULT_EDITION, name="规程", at=NOW)
    more = edits.AskPaper(key="first-talk", title="谈话照片")

    results = at_once(
        lambda: editions.change(actor=office, draft_id=draft, edit=more, at=NOW, version=1),
        lambda: editions.publish(
            actor=office, draft_id=draft, valid_from=NOW.date(), at=NOW, version=1
        ),
    )

    row = CountyEdition.objects.get()
    gone = [r for r in results if isinstance(r, CountyEdition.DoesNotExist)]
    assert len(refused(results)) + len(gone) == 1
    assert row.version == 2
    assert ("谈话照片" in row.text) is (row.state == "draft")
    assert queries.broken() == []


@pytest.mark.parametrize("with_version", [True, False])
def test_a_signature_and_a_move_do_not_cross(with_version: bool) -> None:
    office = cast.county_office()
    draft = editions.begin(actor=office, family=FAMILY, base=DEFAULT_EDITION, name="规程", at=NOW)
    code = editions.publish(actor=office, draft_id=draft, valid_from=NOW.date(), at=NOW)
    walker = Walker(County()).until("first-talk")
    version = Case.objects.get(pk=walker.case_id).version if with_version else None

    def sign() -> int:
        return steps.sign_off(
            actor=walker.actors["branch"],
            case_id=walker.case_id,
            step="first-talk",
            submission=walker.right("first-talk").submission(reasons=LATE),
            at=NOW,
            version=version,
        )

    def move() -> None:
        moving.move(
            actor=walker.actors["county"],
            case_id=walker.case_id,
            edition=code,
            why="县里新规程已施行",
            at=NOW,
            version=version,
        )

    results = at_once(sign, move)

    case = Case.objects.get(pk=walker.case_id)
    kinds = set(Entry.objects.filter(case=case).values_list("kind", "step"))
    told = [r.verdict.checks() for r in refused(results)]
    if with_version:
        assert told == [("D-62",)]
        assert (case.edition == code) is not (("signed", "first-talk") in kinds)
    else:
        assert told == []
        assert case.edition == code
        assert ("signed", "first-talk") in kinds
    assert verification.verify().is_whole


def test_two_editions_of_one_day_leave_one() -> None:
    office = cast.county_office()
    drafts = [
        editions.begin(actor=office, family=FAMILY, base=DEFAULT_EDITION, name="规程", at=NOW)
        for _turn in range(3)
    ]

    results = at_once(
        *(
            lambda draft=draft: editions.publish(
                actor=office, draft_id=draft, valid_from=NOW.date(), at=NOW
            )
            for draft in drafts
        )
    )

    assert [r.verdict.checks() for r in refused(results)] == [("D-65",)] * 2
    assert CountyEdition.objects.filter(state="published").count() == 1


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


def test_the_last_place_goes_to_one_of_two_candidates() -> None:
    county = County()
    planned(county, branch=1)
    first = Walker(county, name="甲某").until("file-candidate")
    second = Walker(county, name="乙某").until("file-candidate")

    results = at_once(lambda: first.sign("file-candidate"), lambda: second.sign("file-candidate"))

    assert [r.verdict.checks() for r in refused(results)] == [("D-27",)]
    assert balance(county.branch) == (1, 0, 1, 0)
    assert quota_audit.problems(YEAR) == []
    assert verification.verify().is_whole


def test_a_place_is_not_moved_away_and_taken_at_once() -> None:
    county = County()
    planned(county, branch=1, other=0)
    walker = Walker(county).until("file-candidate")

    def move() -> int:
        return quotas.transfer(
            actor=cast.county_office(),
            year=YEAR,
            source_id=county.branch.pk,
            target_id=county.other_committee.pk,
            places=1,
            why="调剂给鸳鸯镇",
            at=NOW,
        )

    results = at_once(move, lambda: walker.sign("file-candidate"))

    assert [r.verdict.checks() for r in refused(results)] == [("D-27",)]
    assert sum(balance(place)[0] for place in (county.branch, county.other_committee)) == 1
    assert quota_audit.problems(YEAR) == []


def test_a_case_that_ends_keeps_no_place_beyond_the_plan() -> None:
    county = County()
    planned(county, branch=1)
    Walker(county, name="甲某").until("name-introducers")
    walker = Walker(county, name="乙某").until("file-candidate")

    def allow() -> str:
        try:
            quotas.allow_beyond(
                actor=cast.county_office(), year=YEAR, case_id=walker.case_id,
                document="武组函〔2024〕8号", why="灾后重建急需，县委同意", at=NOW,
            )  # fmt: skip
        except Refused as refused:
            return str(refused)
        finally:
            connection.close()
        return "allowed"

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            cases.end(
                actor=walker.actors["committee"], case_id=walker.case_id, why="本人申请退出", at=NOW
            )
            other = pool.submit(allow)
            # Long enough to see the open case, were it not held.
            wait([other], timeout=2)
        told = other.result()

    assert "已终止" in told
    assert not QuotaHold.objects.filter(case_ref=walker.case_id).exists()
    assert quota_audit.problems(YEAR) == []


def test_a_split_is_published_once() -> None:
    county = County()
    adopted()
    office = cast.county_office()
    split_id = splits.draw_up(
        actor=office, year=YEAR, organisation_id=county.root.pk, terms=TERMS, at=NOW
    )

    results = at_once(*[lambda: splits.publish(actor=office, split_id=split_id, at=NOW)] * 3)

    assert len(refused(results)) == 2
    assert balance(county.root) == (10, 10, 0, 0)
    assert quota_audit.problems(YEAR) == []
