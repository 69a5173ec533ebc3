"""The recount finds what was written past the commands."""

import pytest

from tests.county import County
from tests.planned import YEAR, planned
from tests.walk import Walker
from xianfeng.casework.models import Entry
from xianfeng.recruitment.models import QuotaAccount, QuotaEntry, QuotaHold
from xianfeng.recruitment.queries import quota_audit

pytestmark = pytest.mark.django_db


@pytest.fixture
def walker() -> Walker:
    county = County()
    planned(county)
    return Walker(county).until("name-introducers")


def test_finds_nothing_where_everything_agrees(walker: Walker) -> None:
    assert quota_audit.problems(YEAR) == []


def test_names_a_balance_that_somebody_wrote_over(walker: Walker) -> None:
    QuotaAccount.objects.filter(organisation=walker.county.branch).update(granted=5)
    found = quota_audit.problems(YEAR)
    assert len(found) == 2
    assert found[0].startswith("000100010001: Balance(granted=5")
    assert found[1] == "00010001: passed on 1, below are 5"


def test_names_a_case_without_its_place(walker: Walker) -> None:
    QuotaHold.objects.all().delete()
    assert quota_audit.problems(YEAR) == [
        "000100010001: reserved 1, cases hold 0",
        f"case {walker.case_id} holds nothing and should: reserved",
    ]


def test_names_a_place_that_no_record_asks_for(walker: Walker) -> None:
    Entry.objects.filter(step="file-candidate").update(is_active=False)
    assert quota_audit.problems(YEAR) == [
        f"case {walker.case_id} holds a place and no record asks for it"
    ]


def test_names_an_entry_that_took_more_than_there_was(walker: Walker) -> None:
    QuotaEntry.objects.filter(kind="grant", target__org_path="000100010001").update(
        source=None, target=QuotaAccount.objects.get(org_path="0001")
    )
    assert quota_audit.problems(YEAR) == ["000100010001: an entry took more than there was"]
