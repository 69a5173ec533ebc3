"""Crafted requests against the whole house."""

from datetime import date

import pytest

from tests import cast
from tests.county import County, id_number
from tests.walk import NOW, Walker
from xianfeng.casework.models import Case
from xianfeng.kernel.errors import Refused
from xianfeng.registry.commands import people
from xianfeng.registry.vocab import Category

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

    assert client.get(address).status_code in {200, 400, 404}


def test_takes_no_field_with_a_nul() -> None:
    walker = Walker(County()).until("first-talk")
    client = cast.client_of(walker.actors["branch"])
    address = f"/cases/{walker.case_id}"

    assert client.post(f"{address}/end", {"why": "本人申请\0停止"}).status_code == 400
    assert client.get("/search/", {"q": "\0"}).status_code == 400

    assert Case.objects.get().state == "open"


@pytest.mark.parametrize("name", ["长" * 61, "王\0强"])
def test_registers_nobody_under_a_name_that_no_column_holds(name: str) -> None:
    county = County()

    with pytest.raises(Refused) as refused:
        people.register(
            actor=cast.branch_secretary(county.branch.path),
            name=name,
            id_number=id_number(date(1990, 1, 1), serial=79),
            organisation_id=county.branch.pk,
            category=Category.OUTSIDER,
            since=date(2020, 1, 1),
            at=NOW,
        )

    assert [(r.check, r.field) for r in refused.value.verdict] == [("I-03", "name")]
