"""Splitting: proposed exactly, changed with a reason beside the proposal, published as grants."""

from dataclasses import replace
from fractions import Fraction

import pytest

from tests import cast
from tests.county import County
from tests.planned import TERMS, YEAR, adopted, balance, split
from tests.walk import NOW, Walker
from xianfeng.kernel.errors import NotAllowed, Refused
from xianfeng.recruitment.commands import quotas, splits
from xianfeng.recruitment.commands.splits import Terms
from xianfeng.recruitment.models import QuotaAccount, QuotaEntry, Split, SplitShare
from xianfeng.recruitment.queries import quota_audit
from xianfeng.recruitment.vocab.quotas import Criterion, Method
from xianfeng.trust.vocab import Actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def county() -> County:
    made = County()
    adopted(total=10)
    return made


def propose(county: County, terms: Terms = TERMS, actor: Actor | None = None) -> Split:
    split_id = splits.draw_up(
        actor=actor or cast.county_office(),
        year=YEAR,
        organisation_id=county.root.pk,
        terms=terms,
        at=NOW,
    )
    return Split.objects.get(pk=split_id)


def shares(made: Split) -> list[SplitShare]:
    return list(made.shares.order_by("number"))


def change(made: Split, decided: dict[int, int], why: str = "灾后重建任务较重") -> int:
    return splits.change(
        actor=cast.county_office(), split_id=made.pk, decided=decided, why=why, at=NOW
    )


def test_proposes_by_weight_and_keeps_what_it_was_weighed_by(county: County) -> None:
    made = propose(county, replace(TERMS, coefficients={Criterion.MEMBERS: 10}))
    one, other = shares(made)
    # Nine members and one; ten places.
    assert (one.proposed, other.proposed) == (9, 1)
    assert (one.values["members"], other.values["members"]) == (9, 1)
    assert Fraction(one.weight) == 9
    assert Fraction(one.quota) == 9
    assert made.coefficients == {"members": 10}
    assert not QuotaAccount.objects.filter(parent__isnull=False).exists()


def test_every_method_adds_up_to_the_places_asked_for(county: County) -> None:
    for method in Method:
        made = propose(county, Terms(method=method, places=7, least=1, most=6))
        assert sum(share.proposed for share in shares(made)) == 7
    assert list(Split.objects.order_by("id").values_list("state", flat=True)) == [
        "discarded",
        "discarded",
        "draft",
    ]


def test_nobody_is_proposed_less_than_the_candidates_of_the_year_need(county: County) -> None:
    Walker(county, name="甲某").until("name-introducers")
    Walker(county, name="乙某").until("file-with-county")
    made = propose(county, replace(TERMS, coefficients={Criterion.BLANK_UNITS: 1}, places=2))
    one, other = shares(made)
    assert (one.floor, one.proposed, other.proposed) == (2, 2, 0)


def test_changes_stand_beside_the_proposal_with_their_reason(county: County) -> None:
    made = propose(county)
    one, other = shares(made)
    assert change(made, {one.organisation_id: 5, other.organisation_id: 4}) == 2
    one.refresh_from_db()
    assert (one.decided, one.why) == (5, "灾后重建任务较重")
    assert one.proposed != 5


@pytest.mark.parametrize(
    ("wanted", "why", "fields"),
    [
        ((5, 6), "灾后重建任务较重", ["total"]),
        ((5, 5), "", ["why"]),
        ((-1, 5), "灾后重建任务较重", ["share"]),
        ((20, 5), "", ["why", "total"]),
    ],
)
def test_refuses_changes_that_do_not_fit_with_every_reason(
    county: County, wanted: tuple[int, int], why: str, fields: list[str]
) -> None:
    made = propose(county)
    before = [share.decided for share in shares(made)]
    one, other = shares(made)
    with pytest.raises(Refused) as refused:
        change(
            made,
            dict(zip((one.organisation_id, other.organisation_id), wanted, strict=True)),
            why,
        )
    assert [r.field.split("-")[0] for r in refused.value.verdict] == fields
    assert [share.decided for share in shares(made)] == before


def test_publishing_grants_once_and_opens_everybody_s_account(county: County) -> None:
    made = propose(county)
    one, other = shares(made)
    change(made, {one.organisation_id: 6, other.organisation_id: 0})
    office = cast.county_office()
    splits.publish(actor=office, split_id=made.pk, at=NOW)
    assert balance(county.committee) == (6, 0, 0, 0)
    assert balance(county.other_committee) == (0, 0, 0, 0)
    assert balance(county.root) == (10, 6, 0, 0)
    with pytest.raises(Refused):
        splits.publish(actor=office, split_id=made.pk, at=NOW)
    assert QuotaEntry.objects.filter(split=made).count() == 1
    assert quota_audit.problems(YEAR) == []


def test_what_was_held_back_can_be_split_later(county: County) -> None:
    split(county.root, {county.committee.pk: 4})
    split(county.root, {county.committee.pk: 1, county.other_committee.pk: 2})
    assert balance(county.committee) == (5, 0, 0, 0)
    assert balance(county.root) == (10, 7, 0, 0)


def test_refuses_to_publish_what_is_no_longer_there(county: County) -> None:
    split(county.root, {county.committee.pk: 4})
    made = propose(county)
    office = cast.county_office()
    quotas.transfer(
        actor=office, year=YEAR, source_id=county.root.pk, target_id=county.committee.pk,
        places=1, why="先行下达一个", at=NOW,
    )  # fmt: skip
    with pytest.raises(Refused) as refused:
        splits.publish(actor=office, split_id=made.pk, at=NOW)
    assert [r.message for r in refused.value.verdict] == [
        "名额已有变动，不够按本方案下达，请重新拟定"
    ]
    assert balance(county.committee) == (5, 0, 0, 0)
    assert Split.objects.get(pk=made.pk).state == "draft"


def test_a_committee_splits_its_own_and_nobody_else_s(county: County) -> None:
    split(county.root, {county.committee.pk: 4, county.other_committee.pk: 2})
    organiser = cast.committee_organiser()
    made = splits.draw_up(
        actor=organiser, year=YEAR, organisation_id=county.committee.pk, terms=TERMS, at=NOW
    )
    splits.publish(actor=organiser, split_id=made, at=NOW)
    assert balance(county.branch) == (4, 0, 0, 0)
    with pytest.raises(QuotaAccount.DoesNotExist):
        splits.draw_up(
            actor=organiser, year=YEAR, organisation_id=county.other_committee.pk, terms=TERMS,
            at=NOW,
        )  # fmt: skip
    with pytest.raises(QuotaAccount.DoesNotExist):
        propose(county, actor=organiser)
    with pytest.raises(NotAllowed):
        splits.draw_up(
            actor=cast.branch_secretary(), year=YEAR, organisation_id=county.branch.pk,
            terms=TERMS, at=NOW,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        (replace(TERMS, places=11), "可分名额为10个，请填写1至10"),
        (replace(TERMS, places=3, least=2), "各单位最少名额合计4，多于可分名额3"),
        (replace(TERMS, most=3), "按权数和最多名额只能分出6个，可分名额为10"),
        (replace(TERMS, least=3, most=2), "每个单位最多名额不能少于最少名额"),
        (replace(TERMS, coefficients={Criterion.MEMBERS: -1}), "党员数的系数应为0至1000的整数"),
        (replace(TERMS, coefficients={}), "按权数和最多名额只能分出0个，可分名额为10"),
    ],
)
def test_says_why_nothing_can_be_proposed(county: County, terms: Terms, words: str) -> None:
    with pytest.raises(Refused) as refused:
        propose(county, terms)
    assert words in [r.message for r in refused.value.verdict]
    assert not Split.objects.exists()


def test_a_draft_can_be_given_up(county: County) -> None:
    made = propose(county)
    splits.discard(actor=cast.county_office(), split_id=made.pk, at=NOW)
    assert Split.objects.get(pk=made.pk).state == "discarded"
