"""What a person is, where, since when: changing it, and taking the change back."""

from datetime import date

import pytest

from tests import cast
from tests.county import County, person
from tests.walk import NOW
from xianfeng.kernel.errors import Refused
from xianfeng.registry.commands import standing
from xianfeng.registry.models import HeadCount, Membership, Person
from xianfeng.registry.vocab import Category
from xianfeng.trust.models import LedgerEntry

pytestmark = pytest.mark.django_db
SINCE = date(2024, 5, 6)


def change(county: County, person_id: int, category: Category, **more: object) -> None:
    given = {"since": SINCE, "at": NOW} | more
    standing.change(
        actor=cast.county_office(county.root.path), person_id=person_id, category=category, **given
    )


def spells(person_id: int) -> list[tuple[str, date, date | None]]:
    rows = Membership.objects.filter(person=person_id).order_by("starts_on", "id")
    return list(rows.values_list("category", "starts_on", "ends_on"))


@pytest.mark.parametrize(
    ("category", "joined_on", "full_on"),
    [
        (Category.APPLICANT, None, None),
        (Category.PROBATIONARY, SINCE, None),
        (Category.FULL, SINCE, SINCE),
    ],
)
def test_opens_one_spell_where_the_other_ends_and_dates_the_person(
    category: Category, joined_on: date | None, full_on: date | None
) -> None:
    county = County()
    one = county.applicant()

    change(county, one.pk, category)

    made = Person.objects.get(pk=one.pk)
    assert (made.category, made.joined_on, made.full_on, made.left_on) == (
        category,
        joined_on,
        full_on,
        None,
    )
    assert spells(one.pk) == [
        ("outsider", date(2020, 1, 2), SINCE),
        (category.value, SINCE, None),
    ]
    assert HeadCount.objects.get(organisation=county.branch, category=category).people == (
        10 if category is Category.FULL else 1
    )
    assert LedgerEntry.objects.get(event="registry.standing.changed").subject == f"person:{one.pk}"


def test_lets_a_member_leave_the_corps_and_come_back() -> None:
    county = County()
    one = county.members[0]

    change(county, one.pk, Category.OUTSIDER)
    assert Person.objects.get(pk=one.pk).left_on == SINCE
    standing.revert(actor=cast.county_office(county.root.path), person_id=one.pk, at=NOW)

    made = Person.objects.get(pk=one.pk)
    assert (made.category, made.left_on, made.full_on) == ("full", None, one.full_on)
    assert spells(one.pk) == [("full", date(1996, 7, 1), None)]
    assert HeadCount.objects.get(organisation=county.branch, category="full").people == 9


def test_moves_a_person_to_another_branch_without_touching_the_dates() -> None:
    county = County()
    one = county.members[0]

    change(county, one.pk, Category.FULL, organisation_id=county.other_branch.pk)

    made = Person.objects.get(pk=one.pk)
    assert (made.organisation_id, made.org_path) == (
        county.other_branch.pk,
        county.other_branch.path,
    )
    assert (made.joined_on, made.full_on) == (one.joined_on, one.full_on)
    assert HeadCount.objects.get(organisation=county.other_branch, category="full").people == 2


def test_refuses_a_day_before_a_members_spell_and_a_change_to_the_same() -> None:
    county = County()
    one = county.members[0].pk

    for category, since, check in (
        (Category.OUTSIDER, date(1996, 6, 30), "D-51"),
        (Category.FULL, SINCE, "Z-01"),
    ):
        with pytest.raises(Refused) as refused:
            change(county, one, category, since=since)
        assert refused.value.verdict.checks() == (check,)

    assert spells(one) == [("full", date(1996, 7, 1), None)]
    assert not LedgerEntry.objects.filter(event="registry.standing.changed").exists()


def test_refuses_to_take_back_a_first_standing() -> None:
    county = County()
    with pytest.raises(Refused) as refused:
        standing.revert(
            actor=cast.county_office(county.root.path), person_id=county.members[0].pk, at=NOW
        )
    assert refused.value.verdict.checks() == ("Z-01",)


def test_dates_the_first_spell_back_before_membership_only() -> None:
    county = County()
    early, twice = (
        person(name, county.branch, category=Category.APPLICANT, since=date(2024, 6, 1))
        for name in ("早申请", "再申请")
    )
    Membership.objects.create(
        person=twice, organisation=county.branch, category="outsider",
        starts_on=date(2020, 1, 1), ends_on=date(2024, 6, 1),
    )  # fmt: skip

    change(county, early.pk, Category.ACTIVIST)
    with pytest.raises(Refused) as refused:
        change(county, twice.pk, Category.ACTIVIST)

    assert spells(early.pk) == [("applicant", SINCE, SINCE), ("activist", SINCE, None)]
    assert refused.value.verdict.checks() == ("D-51",)
