"""The particulars of people on forms …"""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import given
from xianfeng.registry.queries import particulars

pytestmark = pytest.mark.django_db


def test_mask_the_numbers_and_say_codes_in_words() -> None:
    county = given.county()
    changes = {"born_on": date(1980, 2, 3), "ethnicity": "01"}
    person = given.person(county.branch, "欧阳春", **changes)
    told = particulars.of([person])[person]
    assert (told.name, told.born_on, told.ethnicity) == ("欧阳春", date(1980, 2, 3), "汉族")
    assert told.id_number.startswith("999999**********")
    assert told.phone.startswith("199******")


def test_cost_one_query() -> None:
    county = given.county()
    people = given.people(county.branch, 20)
    with CaptureQueriesContext(connection) as queries:
        assert len(particulars.of(people)) == 20
    assert len(queries) == 1
