"""Crafted requests against the whole house."""

import pytest

from tests import cast
from tests.county import County

pytestmark = pytest.mark.django_db
LONG, WIDE = "9" * 5000, "9" * 30


@pytest.mark.parametrize(
    "address",
    [
        "/people/?after=WyJhIiwxZTk5OV0",
        "/people/?after=" + "W1tb" * 3000,
        f"/people/?organisation={LONG}",
        f"/people/?organisation={WIDE}",
        f"/cases/?organisation={LONG}",
        f"/cases/?organisation={WIDE}",
        f"/cases/?after=2026-01-01~{LONG}",
        f"/todo/?organisation={LONG}",
        f"/organisations/?at={LONG}",
        f"/organisations/?at={WIDE}",
        f"/imports/?before={LONG}",
        f"/imports/?before={WIDE}",
        f"/calendar/?year={LONG}",
        "/people/?q=%00",
        "/search/?q=%00",
        "/people/?on=0001-01-01",
        "/people/?on=9999-12-31",
        "/people/?age_from=130&age_to=0",
        f"/cases/{WIDE}/",
        f"/people/{WIDE}/",
    ],
    ids=lambda address: address[:40],
)
def test_no_address_breaks_the_house(address: str) -> None:
    county = County()
    client = cast.client_of(cast.county_office(county.root.path))

    assert client.get(address).status_code in {200, 404}
