"""The demo's reviews go through the public commands."""

import pytest

from tests.county import County
from tests.walk import NOW, Walker
from xianfeng.casework.models import Review
from xianfeng.demo import reviews

pytestmark = pytest.mark.django_db


def test_leaves_one_waiting_one_passed_and_one_returned() -> None:
    county = County()
    walkers = [Walker(county, name=name).until("pre-review") for name in ("甲某", "乙某", "丙某")]
    actors = walkers[0].actors

    assert reviews.submit([actors["committee"]], actors["county"], at=NOW) == 3

    rows = Review.objects.order_by("id").values_list("state", "result")
    assert list(rows) == [("asked", ""), ("passed", "passed"), ("refused", "political")]
