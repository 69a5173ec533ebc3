"""Many people's standings at once: as if each had been changed alone."""

from datetime import date

import pytest

from tests import cast
from tests.county import County, person
from tests.walk import NOW
from xianfeng.registry.commands import standing, standings
from xianfeng.registry.models import HeadCount, Membership, Person
from xianfeng.registry.vocab import Category
from xianfeng.trust.models import LedgerEntry

pytestmark = pytest.mark.django_db
WAY = (
    (Category.APPLICANT, date(2021, 3, 1)),
    (Category.ACTIVIST, date(2022, 3, 1)),
    (Category.PROBATIONARY, date(2024, 3, 1)),
    (Category.FULL, date(2025, 3, 1)),
)
DATES = ("category", "joined_on", "full_on", "left_on")


def spells(person_id: int) -> list[tuple[str, date, date | None]]:
    rows = Membership.objects.filter(person=person_id).order_by("starts_on", "id")
    return list(rows.values_list("category", "starts_on", "ends_on"))


@pytest.mark.parametrize(
    ("way", "counted"),
    [(WAY[:1], [2]), (WAY, [11]), ((*WAY, (Category.OUTSIDER, date(2026, 1, 5))), [])],
)
def test_enters_what_changing_one_by_one_enters(
    way: tuple[standings.Change, ...], counted: list[int]
) -> None:
    county = County()
    actor = cast.county_office(county.root.path)
    alone, together = county.applicant("单独办"), county.applicant("一起办")
    for category, since in way:
        standing.change(actor=actor, person_id=alone.pk, category=category, since=since, at=NOW)

    standings.enter(actor=actor, changes={together.pk: way}, at=NOW)

    assert spells(together.pk) == spells(alone.pk)
    one, other = Person.objects.filter(pk__in=[alone.pk, together.pk]).values_list(*DATES)
    assert one == other
    assert LedgerEntry.objects.filter(event="registry.standing.entered").count() == 1
    held = HeadCount.objects.filter(organisation=county.branch, category=way[-1][0])
    assert list(held.values_list("people", flat=True)) == counted


def test_refuses_days_that_run_backwards() -> None:
    county = County()
    one = county.applicant()
    with pytest.raises(ValueError, match="run backwards"):
        standings.enter(
            actor=cast.county_office(county.root.path),
            changes={one.pk: (WAY[1], WAY[0])},
            at=NOW,
        )
    assert spells(one.pk) == [("outsider", date(2020, 1, 2), None)]


def test_dates_back_nobody_who_stood_elsewhere_before() -> None:
    county = County()
    one = person("再申请", county.branch, category=Category.APPLICANT, since=date(2024, 6, 1))
    Membership.objects.create(
        person=one, organisation=county.branch, category="outsider",
        starts_on=date(2020, 1, 1), ends_on=date(2024, 6, 1),
    )  # fmt: skip
    with pytest.raises(ValueError, match="run backwards"):
        standings.enter(
            actor=cast.county_office(county.root.path), changes={one.pk: WAY[1:2]}, at=NOW
        )
