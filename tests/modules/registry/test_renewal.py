"""Of branches: their terms, their last member, their last activist; in reach and not dissolved."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.county import County
from xianfeng.registry.models import Organisation, Person, Term
from xianfeng.registry.queries import renewal

pytestmark = pytest.mark.django_db


def test_tells_the_days_of_every_branch_under_a_place() -> None:
    county = County()
    Person.objects.filter(pk=county.members[0].pk).update(
        joined_on=date(2020, 5, 5), full_on=date(2021, 5, 5)
    )
    Term.objects.create(
        organisation=county.branch, number=3, starts_on=date(2024, 6, 1), ends_on=date(2027, 6, 1)
    )

    with CaptureQueriesContext(connection) as seen:
        found = renewal.of_branches(county.committee.path)

    assert len(seen) == 4
    assert list(found) == [county.branch.name]
    one = found[county.branch.name]
    assert one.term_days == (date(2024, 6, 1), date(2027, 6, 1))
    assert (one.joined_on, one.activist_on) == (date(2020, 5, 5), None)
    assert set(renewal.of_branches("")) == {county.branch.name, county.other_branch.name}


def test_leaves_out_what_was_dissolved() -> None:
    county = County()
    Organisation.objects.filter(pk=county.branch.pk).update(valid_to=date(2025, 1, 1))
    assert renewal.of_branches(county.committee.path) == {}
