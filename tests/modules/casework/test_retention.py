"""What is due: the county's list, which disposes of nothing."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import cast, snapshot
from tests.county import County
from tests.walk import NOW, Walker
from xianfeng.casework.commands import cases
from xianfeng.casework.models import Case
from xianfeng.casework.queries import keyset, retention
from xianfeng.kernel.errors import NotAllowed

pytestmark = pytest.mark.django_db


def ended(county: County, name: str, closed_on: date) -> Walker:
    walker = Walker(county, name=name).until("first-talk")
    cases.end(actor=walker.actors["branch"], case_id=walker.case_id, why="本人书面撤回", at=NOW)
    Case.objects.filter(pk=walker.case_id).update(closed_on=closed_on)
    return walker


def listed(walker: Walker, role: str = "county") -> retention.DueList:
    return retention.due(walker.actors[role], today=date(2026, 11, 23), at=keyset.position())


def test_lists_what_is_over_the_longest_first_and_counts_it() -> None:
    county = County()
    ended(county, "甲某", date(2024, 11, 22))
    ended(county, "乙某", date(2020, 1, 5))
    walker = ended(county, "丙某", date(2024, 11, 23))
    Walker(county, name="丁某")

    found = listed(walker)

    assert [(row.person, row.ended_on, row.papers, row.scans) for row in found.rows] == [
        ("乙某", date(2022, 1, 5), 1, 0), ("甲某", date(2026, 11, 22), 1, 0),
    ]  # fmt: skip
    assert [(term.state, term.closed, term.due) for term in found.terms] == [
        ("ended", 3, 2), ("cancelled", 0, 0), ("archived", 0, 0),
    ]  # fmt: skip


def test_is_the_countys_alone() -> None:
    walker = ended(County(), "甲某", date(2020, 1, 5))
    for role in ("branch", "committee"):
        with pytest.raises(NotAllowed):
            listed(walker, role)


def test_page_changes_nothing_and_asks_few_questions() -> None:
    county = County()
    walker = ended(county, "甲某", date(2020, 1, 5))
    client = cast.client_of(walker.actors["county"])
    client.get("/retention/")
    before, counts = snapshot.whole(), []
    for name in ("", "乙某"):
        if name:
            ended(county, name, date(2020, 1, 6))
            before = snapshot.whole()
        with CaptureQueriesContext(connection) as queries:
            page = client.get("/retention/")
        counts.append(len(queries))
    assert "乙某" in page.content.decode()
    assert "批准后才能执行" in page.content.decode()
    assert snapshot.whole() == before
    assert counts[0] == counts[1] <= 12
