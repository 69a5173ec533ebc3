"""Places moved by hand: down, up, across, taken back; by whoever disposes of them, never more than there are."""

import pytest
from django.db import IntegrityError, transaction

from tests import cast
from tests.county import County
from tests.planned import YEAR, adopted, balance, planned, split
from tests.walk import NOW, Walker
from xianfeng.kernel.errors import NotAllowed, Refused
from xianfeng.recruitment.commands import plans, quotas
from xianfeng.recruitment.models import Plan, QuotaAccount, QuotaEntry, QuotaHold
from xianfeng.recruitment.queries import quota_audit
from xianfeng.trust.models import LedgerEntry
from xianfeng.trust.vocab import Actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def county() -> County:
    return County()


def transfer(source: int, target: int, places: int = 1, *, actor: Actor | None = None) -> int:
    return quotas.transfer(
        actor=actor or cast.county_office(),
        year=YEAR,
        source_id=source,
        target_id=target,
        places=places,
        why="按实际需要调剂",
        at=NOW,
    )


def kind(entry_id: int) -> str:
    return QuotaEntry.objects.get(pk=entry_id).kind


def test_a_move_between_branches_of_two_committees_keeps_every_sum(county: County) -> None:
    planned(county, branch=2, other=1)
    assert kind(transfer(county.branch.pk, county.other_branch.pk)) == "move"
    assert balance(county.branch) == (1, 0, 0, 0)
    assert balance(county.committee) == (1, 1, 0, 0)
    assert balance(county.other_committee) == (2, 2, 0, 0)
    assert balance(county.root) == (10, 3, 0, 0)
    assert quota_audit.problems(YEAR) == []
    twin = LedgerEntry.objects.get(event="recruitment.quota.move")
    assert twin.chain == "quota:2024"


def test_down_is_a_grant_and_up_a_return(county: County) -> None:
    planned(county)
    assert kind(transfer(county.root.pk, county.committee.pk, 2)) == "grant"
    assert kind(transfer(county.branch.pk, county.committee.pk)) == "return"
    assert balance(county.committee) == (3, 0, 0, 0)
    organiser = cast.committee_organiser()
    assert kind(transfer(county.committee.pk, county.root.pk, 3, actor=organiser)) == "return"
    assert balance(county.root) == (10, 1, 0, 0)


def test_refuses_more_than_is_free_and_changes_nothing(county: County) -> None:
    planned(county)
    Walker(county).until("name-introducers")
    entries = QuotaEntry.objects.count()
    with pytest.raises(Refused) as refused:
        transfer(county.branch.pk, county.other_branch.pk)
    assert [r.message for r in refused.value.verdict] == [
        "中共武山县山丹镇周庄村支部委员会只剩0个名额，不足1个"
    ]
    assert QuotaEntry.objects.count() == entries
    assert balance(county.branch) == (1, 0, 1, 0)


def test_an_organiser_disposes_of_the_own_committee_only(county: County) -> None:
    planned(county)
    organiser = cast.committee_organiser()
    with pytest.raises(QuotaAccount.DoesNotExist):
        transfer(county.branch.pk, county.other_branch.pk, actor=organiser)
    with pytest.raises(NotAllowed):
        transfer(county.branch.pk, county.committee.pk, actor=cast.branch_secretary())
    with pytest.raises(QuotaAccount.DoesNotExist):
        transfer(county.root.pk, county.committee.pk, actor=organiser)
    assert QuotaEntry.objects.filter(kind__in=["move", "return"]).count() == 0


def test_a_correction_takes_back_once_by_an_entry_of_its_own(county: County) -> None:
    planned(county)
    wrong = transfer(county.root.pk, county.committee.pk, 3)
    office = cast.county_office()
    right = quotas.correct(actor=office, entry_id=wrong, why="下达单位填错", at=NOW)
    assert QuotaEntry.objects.get(pk=right).corrects_id == wrong
    assert balance(county.committee) == (1, 1, 0, 0)
    with pytest.raises(Refused) as refused:
        quotas.correct(actor=office, entry_id=wrong, why="下达单位填错", at=NOW)
    assert [r.message for r in refused.value.verdict] == ["此项已经更正过"]
    assert quota_audit.problems(YEAR) == []


def test_what_follows_from_a_case_is_not_corrected_here(county: County) -> None:
    planned(county)
    Walker(county).until("name-introducers")
    reserved = QuotaEntry.objects.get(kind="reserve")
    with pytest.raises(Refused):
        quotas.correct(actor=cast.county_office(), entry_id=reserved.pk, why="填错了呀", at=NOW)


def test_beyond_the_plan_needs_document_reason_and_a_full_account(county: County) -> None:
    planned(county, branch=2)
    walker = Walker(county).until("file-candidate")

    def allow(document: str = "武组函〔2024〕8号", actor: Actor | None = None) -> None:
        quotas.allow_beyond(
            actor=actor or cast.county_office(),
            year=YEAR,
            case_id=walker.case_id,
            document=document,
            why="县委研究同意",
            at=NOW,
        )

    with pytest.raises(Refused) as refused:
        allow()
    assert [r.message for r in refused.value.verdict] == ["该党组织还有2个名额，不需要超计划审批"]
    with pytest.raises(Refused):
        allow(document="")
    with pytest.raises(NotAllowed):
        allow(actor=cast.committee_organiser())
    assert not QuotaHold.objects.exists()


def test_a_revised_total_below_what_is_passed_on_is_refused(county: County) -> None:
    plan_id = adopted(total=10)
    split(county.root, {county.committee.pk: 8})
    office = cast.county_office()
    newer = plans.revise(actor=office, plan_id=plan_id, at=NOW)
    Plan.objects.filter(pk=newer).update(total=7)
    adopt = {"actor": office, "document": "武组发〔2024〕9号", "adopted_on": NOW.date(), "at": NOW}
    with pytest.raises(Refused) as refused:
        plans.adopt(plan_id=newer, **adopt)
    assert [r.message for r in refused.value.verdict] == ["已下达8个名额，年度计划总数不能少于此数"]
    assert Plan.objects.get(pk=plan_id).state == "adopted"

    Plan.objects.filter(pk=newer).update(total=9)
    plans.adopt(plan_id=newer, **adopt)
    assert balance(county.root) == (9, 8, 0, 0)
    assert quota_audit.problems(YEAR) == []


@pytest.mark.parametrize("change", [{"granted": 0}, {"reserved": 2}, {"used": 2}, {"passed_on": 2}])
def test_the_database_itself_refuses_an_overdrawn_account(
    county: County, change: dict[str, int]
) -> None:
    planned(county)
    Walker(county).until("name-introducers")
    with pytest.raises(IntegrityError), transaction.atomic():
        QuotaAccount.objects.filter(organisation=county.branch).update(**change)
