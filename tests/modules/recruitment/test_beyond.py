"""The county is led from a case to an approval beyond the plan exactly while no place is left for it."""

import pytest

from tests import cast
from tests.county import County
from tests.planned import planned
from tests.walk import NOW, Walker
from xianfeng.casework.models import Case
from xianfeng.casework.queries.asides import Seen
from xianfeng.casework.vocab import CaseState
from xianfeng.recruitment.commands import quotas
from xianfeng.recruitment.queries import beyond

pytestmark = pytest.mark.django_db
OFFICE = cast.county_office()


def beside(walker: Walker) -> Seen:
    case = Case.objects.get(pk=walker.case_id)
    state = CaseState(case.state)
    return Seen(id=case.pk, family=case.family, org_path=case.org_path, state=state)


def test_leads_the_county_there_while_no_place_is_left() -> None:
    county = County()
    planned(county, branch=1)
    second = Walker(county, name="乙某").until("file-candidate")
    assert beyond.aside(OFFICE, beside(second)) is None
    first = Walker(county, name="甲某").until("name-introducers")
    found = beyond.aside(OFFICE, beside(second))
    assert found is not None
    assert found.url == f"/quotas/2024/beyond/{second.case_id}"
    assert found.lines == (f"{county.branch.short_name}2024年度名额已用完。",)
    # Who has a place needs none, and nobody but the county gives one.
    assert beyond.aside(OFFICE, beside(first)) is None
    assert beyond.aside(cast.committee_organiser(), beside(second)) is None
    quotas.allow_beyond(
        actor=OFFICE, year=2024, case_id=second.case_id, document="武组发〔2024〕9号",
        why="急需的青年人选", at=NOW,
    )  # fmt: skip
    assert beyond.aside(OFFICE, beside(second)) is None


def test_is_silent_where_no_plan_was_split() -> None:
    walker = Walker(County()).until("first-talk")
    assert beyond.aside(OFFICE, beside(walker)) is None
