"""Who serves whose case now, and how many: read from the records, shown where people are chosen."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.county import County
from tests.walk import NOW, Walker
from xianfeng.casework.models import Case
from xianfeng.casework.queries import ties
from xianfeng.recruitment.vocab import FAMILY

pytestmark = pytest.mark.django_db


def loads(walker: Walker, kind: str, *, except_case: int = 0) -> dict[int, int]:
    return dict(ties.loads(FAMILY, kind, walker.county.branch.pk, except_case))


def test_counts_those_whom_somebody_serves_and_leaves_the_own_case_out() -> None:
    walker = Walker(County()).until("cultivate-activist")
    mentors = walker.right("appoint-mentors").records["mentors"]["people"]

    assert loads(walker, "mentors") == dict.fromkeys(mentors, 1)
    assert loads(walker, "introducers") == {}
    assert loads(walker, "mentors", except_case=walker.case_id) == {}


def test_sets_people_free_by_the_record_that_ends_their_service() -> None:
    walker = Walker(County()).until("place-in-branch")

    assert loads(walker, "mentors") == {}
    assert len(loads(walker, "introducers")) == 2


def test_counts_no_case_that_is_over() -> None:
    walker = Walker(County()).until("cultivate-activist")
    Case.objects.update(state="ended", closed_on=NOW.date())

    assert loads(walker, "mentors") == {}


def test_lists_who_serves_whom_within_reach() -> None:
    walker = Walker(County()).until("branch-review")

    found = ties.listed(walker.actors["committee"], None)

    assert (found.page, found.pages, found.is_cut) == (1, 1, False)
    assert {(row.role, tuple(one.person for one in row.served)) for row in found.rows} == {
        ("培养联系人", ("申向党",)),
        ("入党介绍人", ("申向党",)),
    }
    stranger = cast.branch_secretary(walker.county.other_branch.path)
    assert ties.listed(stranger, None).rows == ()


def test_shows_the_load_beside_each_name_where_people_are_chosen() -> None:
    county = County()
    first = Walker(county, name="甲某").until("cultivate-activist")
    second = Walker(county, name="乙某").until("appoint-mentors")
    client = cast.client_of(second.actors["branch"], username="secretary")
    mentor = first.right("appoint-mentors").records["mentors"]["people"][0]
    name = next(member.name for member in county.members if member.pk == mentor)

    page = client.get(f"/cases/{second.case_id}/steps/6/").content.decode()

    assert f"{name}（现1人）" in page


def test_asks_no_more_for_many_cases_than_for_one() -> None:
    county = County()
    client = cast.client_of(cast.branch_secretary(county.branch.path), username="secretary")
    counted = []
    for name in ("甲某", "乙某", "丙某"):
        Walker(county, name=name).until("cultivate-activist")
        with CaptureQueriesContext(connection) as seen:
            assert client.get("/serving/").status_code == 200
        counted.append(len(seen))

    assert counted[1] == counted[2] <= 12
