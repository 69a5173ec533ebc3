"""Places of a year are wanted twice at once: one gets them, the other is told, the balance holds."""

from concurrent.futures import ThreadPoolExecutor, wait

import pytest
from django.db import connection, transaction

from tests import cast
from tests.county import County
from tests.planned import TERMS, YEAR, adopted, balance, planned
from tests.postgres.racing import at_once, refused
from tests.walk import NOW, Walker
from xianfeng.casework.commands import cases
from xianfeng.kernel.errors import Refused
from xianfeng.recruitment.commands import quotas, splits
from xianfeng.recruitment.models import QuotaHold
from xianfeng.recruitment.queries import quota_audit
from xianfeng.trust.queries import verification

pytestmark = pytest.mark.django_db(transaction=True)


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
