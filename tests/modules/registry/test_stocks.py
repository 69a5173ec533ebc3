"""Who stood in a category on a day, who does now and since when: within reach, the last day not included."""

from datetime import date

import pytest

from tests import cast
from tests.county import County, person
from xianfeng.registry.models import Membership, Person
from xianfeng.registry.queries import stocks
from xianfeng.registry.vocab import Category

pytestmark = pytest.mark.django_db
ACTIVIST = Category.ACTIVIST


def test_counts_from_the_first_day_up_to_but_not_on_the_last() -> None:
    county = County()
    gone = person("甲积极", county.branch, category=ACTIVIST, since=date(2025, 3, 31))
    Membership.objects.filter(person=gone).update(ends_on=date(2025, 6, 30))
    person("乙积极", county.other_branch, category=ACTIVIST, since=date(2025, 1, 2))
    days = [date(2025, 3, 30), date(2025, 3, 31), date(2025, 6, 29), date(2025, 6, 30)]
    assert stocks.counts_on(cast.county_office(county.root.path), ACTIVIST, days) == {
        county.branch.path: (0, 1, 1, 0), county.other_branch.path: (1, 1, 1, 1),
    }  # fmt: skip
    own = cast.committee_organiser(county.committee.path)
    assert set(stocks.counts_on(own, ACTIVIST, days)) == {county.branch.path}


def test_leaves_out_whose_file_has_left_the_reach() -> None:
    county = County()
    moved = person("丙积极", county.branch, category=ACTIVIST, since=date(2025, 1, 2))
    Person.objects.filter(pk=moved.pk).update(
        organisation=county.other_branch, org_path=county.other_branch.path
    )
    own = cast.committee_organiser(county.committee.path)
    assert stocks.counts_on(own, ACTIVIST, [date(2025, 6, 30)]) == {}
    assert stocks.holders(own, ACTIVIST, path="", start=0, stop=50) == ()


def test_begins_anew_after_a_break_but_not_after_a_move() -> None:
    county = County()
    back = person("丁积极", county.branch, category=ACTIVIST, since=date(2022, 1, 2))
    Membership.objects.filter(person=back).update(ends_on=date(2023, 1, 2))
    for starts_on, ends_on in ((date(2024, 5, 6), date(2025, 5, 6)), (date(2025, 5, 6), None)):
        Membership.objects.create(
            person=back, organisation=county.branch, category=ACTIVIST,
            starts_on=starts_on, ends_on=ends_on,
        )  # fmt: skip
    (row,) = stocks.holders(
        cast.county_office(county.root.path), ACTIVIST, path=county.branch.path, start=0, stop=50
    )
    assert (row.name, row.since_on) == ("丁积极", date(2024, 5, 6))
