"""What cases do to the quota: a candidate reserves, an admission uses, whatever is undone gives back."""

from datetime import date

import pytest

from tests import cast
from tests.county import County
from tests.planned import YEAR, adopted, balance, planned, split
from tests.walk import NOW, Walker
from xianfeng.casework.commands import cases, steps, transfers
from xianfeng.casework.commands.transfers import Going
from xianfeng.casework.models import Case, Entry
from xianfeng.casework.queries import dockets, effects
from xianfeng.kernel.errors import Refused
from xianfeng.recruitment.commands import quotas
from xianfeng.recruitment.models import QuotaEntry, QuotaHold
from xianfeng.recruitment.queries import quota_audit
from xianfeng.recruitment.vocab import FAMILY

pytestmark = pytest.mark.django_db


@pytest.fixture
def county() -> County:
    return County()


def kinds() -> list[str]:
    return list(
        QuotaEntry.objects.filter(case_ref__isnull=False)
        .order_by("id")
        .values_list("kind", flat=True)
    )


def reverse(walker: Walker, step: str) -> None:
    entry = Entry.objects.filter(case_id=walker.case_id, step=step, is_active=True).latest("id")
    steps.reverse(
        actor=walker.actors["committee"],
        case_id=walker.case_id,
        entry_id=entry.pk,
        why="日期有误，重新办理",
        at=NOW,
    )


def test_a_candidate_reserves_and_an_admission_uses(county: County) -> None:
    planned(county, branch=2)
    walker = Walker(county).until("file-candidate")
    assert balance(county.branch) == (2, 0, 0, 0)

    walker.sign("file-candidate")
    assert balance(county.branch) == (2, 0, 1, 0)

    for right in walker.rights[10:20]:
        walker.sign(right.step)
    assert balance(county.branch) == (2, 0, 0, 1)
    assert kinds() == ["reserve", "consume"]
    assert quota_audit.problems(YEAR) == []


def test_whoever_finds_no_place_is_refused_and_nothing_changes(county: County) -> None:
    planned(county, branch=1)
    Walker(county, name="甲某").until("name-introducers")
    second = Walker(county, name="乙某").until("file-candidate")

    with pytest.raises(Refused) as refused:
        second.sign("file-candidate")

    (told,) = refused.value.verdict
    assert told.check == "D-27"
    assert told.message == "中共武山县山丹镇周庄村支部委员会本年度发展党员计划已用完（1/1）"
    assert told.fact == "2024年度计划1个：已使用0，已占用1，已分给下级0，剩余0"
    assert not Entry.objects.filter(case_id=second.case_id, step="file-candidate").exists()
    assert QuotaHold.objects.count() == 1
    assert quota_audit.problems(YEAR) == []


def test_an_ended_case_gives_its_place_to_the_next(county: County) -> None:
    planned(county, branch=1)
    first = Walker(county, name="甲某").until("name-introducers")
    second = Walker(county, name="乙某").until("file-candidate")

    cases.end(actor=first.actors["branch"], case_id=first.case_id, why="本人申请退出", at=NOW)
    second.sign("file-candidate")

    assert kinds() == ["reserve", "return", "reserve"]
    assert balance(county.branch) == (1, 0, 1, 0)
    assert quota_audit.problems(YEAR) == []


def test_a_reversal_gives_back_what_was_reserved_and_unuses_what_was_used(county: County) -> None:
    planned(county, branch=1)
    walker = Walker(county).until("file-with-county")
    assert balance(county.branch) == (1, 0, 0, 1)

    reverse(walker, "approve-admission")
    assert balance(county.branch) == (1, 0, 1, 0)
    assert kinds() == ["reserve", "consume", "return", "reserve"]

    assert quota_audit.problems(YEAR) == []


def test_a_reversed_filing_frees_the_place(county: County) -> None:
    planned(county, branch=1)
    walker = Walker(county).until("name-introducers")
    reverse(walker, "file-candidate")
    assert balance(county.branch) == (1, 0, 0, 0)
    assert not QuotaHold.objects.exists()
    assert quota_audit.problems(YEAR) == []


def test_without_a_plan_nothing_is_booked(county: County) -> None:
    Walker(county).until("publish-admission")
    assert not QuotaEntry.objects.exists()


def test_a_plan_that_is_not_split_yet_leaves_the_typed_answer(county: County) -> None:
    adopted()
    Walker(county).until("publish-admission")
    assert kinds() == []


def test_cases_of_a_committee_that_keeps_its_places_draw_on_the_committee(county: County) -> None:
    adopted()
    split(county.root, {county.committee.pk: 3})
    Walker(county).until("name-introducers")
    assert balance(county.committee) == (3, 0, 1, 0)


def test_a_split_books_who_was_a_candidate_before(county: County) -> None:
    Walker(county, name="甲某").until("name-introducers")
    Walker(county, name="乙某").until("file-with-county")
    adopted()
    split(county.root, {county.committee.pk: 4})
    assert balance(county.committee) == (4, 0, 1, 1)

    split(county.committee, {county.branch.pk: 3})
    assert balance(county.committee) == (4, 3, 0, 0)
    assert balance(county.branch) == (3, 0, 1, 1)
    assert quota_audit.problems(YEAR) == []


def test_a_place_beyond_the_plan_serves_its_case_and_leaves_with_it(county: County) -> None:
    planned(county, branch=1)
    Walker(county, name="甲某").until("name-introducers")
    second = Walker(county, name="乙某").until("file-candidate")

    quotas.allow_beyond(
        actor=cast.county_office(),
        year=YEAR,
        case_id=second.case_id,
        document="武组函〔2024〕8号",
        why="灾后重建急需，县委同意",
        at=NOW,
    )
    second.sign("file-candidate")
    assert balance(county.branch) == (2, 0, 2, 0)
    assert balance(county.root) == (11, 3, 0, 0)
    assert quota_audit.problems(YEAR) == []

    cases.end(actor=second.actors["branch"], case_id=second.case_id, why="本人申请退出", at=NOW)
    assert balance(county.branch) == (1, 0, 1, 0)
    assert balance(county.root) == (10, 2, 0, 0)
    assert quota_audit.problems(YEAR) == []


def test_a_pre_review_of_another_year_takes_a_place_of_that_year(county: County) -> None:
    planned(county, branch=1)
    adopted(year=2025)
    split(county.root, {county.committee.pk: 1}, year=2025)
    walker = Walker(county).until("pre-review")
    walker.sign(
        "pre-review",
        prereview={"on": date(2025, 1, 8), "reported_on": date(2024, 12, 25)},
        county_review={"on": date(2025, 1, 9)},
        reasons={"D-53": "纸质档案补录"},
    )
    assert balance(county.branch) == (1, 0, 0, 0)
    assert balance(county.committee, year=2025) == (1, 0, 1, 0)
    assert quota_audit.problems(YEAR) == quota_audit.problems(2025) == []


def test_one_reading_of_all_cases_says_what_each_says_alone(county: County) -> None:
    Walker(county, name="甲某").until("name-introducers")
    Walker(county, name="乙某").until("file-with-county")
    Walker(county, name="丙某").until("first-talk")
    together = {one.case_id: one for one in effects.standing(FAMILY, under=county.root.path)}
    alone = {case.pk: effects.of(dockets.of(case)) for case in Case.objects.all()}
    assert together == {pk: one for pk, one in alone.items() if one.effects}
    assert len(together) == 2


def test_gives_the_place_back_of_whoever_leaves_the_county(county: County) -> None:
    planned(county, branch=1)
    walker = Walker(county).until("name-introducers")
    assert balance(county.branch) == (1, 0, 1, 0)

    transfers.send(
        actor=walker.actors["branch"], case_id=walker.case_id, why="外出定居，组织关系转出",
        going=Going(left_on=NOW.date(), outside="陕西省西安市"), at=NOW,
    )  # fmt: skip

    assert balance(county.branch) == (1, 0, 0, 0)
    assert quota_audit.problems(YEAR) == []


def test_takes_the_place_in_the_branch_to_which_a_case_goes(county: County) -> None:
    planned(county, branch=1, other=1)
    walker = Walker(county).until("name-introducers")
    going = Going(left_on=NOW.date(), organisation_id=county.other_branch.pk)
    sent = transfers.send(
        actor=walker.actors["branch"], case_id=walker.case_id, going=going, why="迁入费山村", at=NOW
    )
    there = cast.branch_secretary(county.other_branch.path)
    transfers.accept(actor=there, transfer_id=sent, resumed_on=NOW.date(), arrived=[], at=NOW)

    assert (balance(county.branch), balance(county.other_branch)) == ((1, 0, 0, 0), (1, 0, 1, 0))
    assert quota_audit.problems(YEAR) == []
