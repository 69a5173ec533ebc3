"""Programmes on their pages: blank units derived, forecast, trend, scope, queries, actions."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.county import County, person
from tests.modules.recruitment.test_efforts import Hamlet
from tests.walk import NOW, Walker
from xianfeng.casework.commands import transfers
from xianfeng.casework.commands.transfers import Going
from xianfeng.recruitment.queries import programmes, subjects
from xianfeng.recruitment.queries.programmes import Wanted
from xianfeng.recruitment.vocab import Programme, Progress
from xianfeng.registry.models import Unit
from xianfeng.registry.vocab import UnitKind

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
VILLAGE, YOUNG = Programme.BLANK_VILLAGE, Programme.YOUNG_MEMBER


@pytest.fixture
def hamlet(monkeypatch: pytest.MonkeyPatch) -> Hamlet:
    monkeypatch.setattr("xianfeng.kernel.clock.now", lambda: NOW)
    made = Hamlet()
    Unit.objects.create(
        name="周庄村下庄", kind=UnitKind.NATURAL_VILLAGE,
        org_path=made.county.branch.path, organisation=made.county.branch,
    )  # fmt: skip
    return made


def office(county: County) -> Client:
    return cast.client_of(cast.county_office(county.root.path), username="office")


def test_derives_blank_units_from_the_roster(hamlet: Hamlet) -> None:
    rows = subjects.standings(hamlet.organiser, VILLAGE, today=TODAY)
    assert {row.subject.name: (row.presence.members, row.progress) for row in rows} == {
        "周庄村上庄": (0, Progress.UNASSIGNED), "周庄村下庄": (9, Progress.MET),
    }  # fmt: skip


def test_asks_for_a_young_member_in_every_branch(hamlet: Hamlet) -> None:
    county = hamlet.county
    person("年轻", county.branch, born_on=date(1991, 1, 1))
    found = subjects.standings(cast.county_office(county.root.path), YOUNG, today=TODAY)
    assert [(row.subject.id, row.progress) for row in found] == [
        (county.branch.pk, Progress.MET), (county.other_branch.pk, Progress.UNASSIGNED),
    ]  # fmt: skip


def test_foresees_a_village_whose_members_all_grow_old(hamlet: Hamlet) -> None:
    # Born in May 1970: not yet 62 in five years, and so still active.
    (row,) = [
        r for r in subjects.standings(hamlet.organiser, VILLAGE, today=TODAY) if r.presence.members
    ]
    assert not row.is_ebbing
    later = date(2037, 11, 23)
    (row,) = [
        r for r in subjects.standings(hamlet.organiser, VILLAGE, today=later) if r.presence.members
    ]
    assert row.is_ebbing


def test_foresees_a_blank_where_the_only_young_member_is_on_the_way_elsewhere(
    hamlet: Hamlet,
) -> None:
    walker = Walker(hamlet.county).until("observe-probation")
    later = date(2037, 11, 23)

    def ebbs() -> bool:
        rows = subjects.standings(hamlet.organiser, VILLAGE, today=later)
        return next(row for row in rows if row.presence.members).is_ebbing

    assert not ebbs()
    transfers.send(
        actor=walker.actors["branch"], case_id=walker.case_id, why="迁入鸳鸯镇费山村", at=NOW,
        going=Going(left_on=NOW.date(), organisation_id=hamlet.county.other_branch.pk),
    )  # fmt: skip
    assert ebbs()


def test_counts_past_years_from_membership_history(hamlet: Hamlet) -> None:
    every = subjects.standings(hamlet.organiser, VILLAGE, today=TODAY)
    points = subjects.trend(hamlet.organiser, VILLAGE, every, today=TODAY)
    assert [(str(p.day), p.unmet) for p in points] == [
        ("2021-12-31", 1), ("2022-12-31", 1), ("2023-12-31", 1), ("2024-12-31", 1),
        ("2025-12-31", 1), ("2026-11-23", 1),
    ]  # fmt: skip


def test_lists_by_committee_and_state(hamlet: Hamlet) -> None:
    county = hamlet.county
    actor = cast.county_office(county.root.path)
    board = programmes.board(
        actor, YOUNG, Wanted(committee_id=county.other_committee.pk), today=TODAY
    )
    assert [row.subject.id for row in board.rows] == [county.other_branch.pk]
    assert [(t.committee.id, t.total, t.unmet) for t in board.committees if t.committee] == [
        (county.committee.pk, 1, 1), (county.other_committee.pk, 1, 1),
    ]  # fmt: skip
    met = programmes.board(actor, YOUNG, Wanted(progress=Progress.MET), today=TODAY)
    assert met.rows == ()


def test_shows_nothing_out_of_reach(hamlet: Hamlet) -> None:
    assert subjects.standings(hamlet.stranger, VILLAGE, today=TODAY) == ()
    client = cast.client_of(hamlet.stranger, username="stranger")
    assert client.get(f"/programmes/blank_village/{hamlet.unit.pk}/").status_code == 404
    assert client.get("/programmes/nothing/").status_code == 404


@pytest.mark.parametrize("path", ["/programmes/", "/programmes/blank_village/"])
def test_asks_as_many_queries_for_many_units_as_for_few(hamlet: Hamlet, path: str) -> None:
    client = office(hamlet.county)
    client.get(path)
    with CaptureQueriesContext(connection) as few:
        assert client.get(path).status_code == 200
    Unit.objects.bulk_create(
        Unit(
            name=f"周庄村{n}组",
            kind=UnitKind.NATURAL_VILLAGE,
            org_path=hamlet.county.committee.path,
        )
        for n in range(60)
    )
    with CaptureQueriesContext(connection) as many:
        client.get(path)
    assert len(many) == len(few) <= 12


def test_decides_and_reports_by_page(hamlet: Hamlet) -> None:
    client = office(hamlet.county)
    address = f"/programmes/blank_village/{hamlet.unit.pk}/"
    assert "自然村尚无党员，列入空白点消除计划" in client.get(address).content.decode()
    refused = client.post(f"{address}assign", {"measure": "从返乡青年中培养"})
    assert refused.status_code == 422
    assert "从返乡青年中培养" in refused.content.decode()

    sent = {
        "responsible": str(hamlet.county.committee.pk), "person": "", "due_on": "2027-06-30",
        "measure": "从返乡青年中培养",
    }  # fmt: skip
    assert client.post(f"{address}assign", sent).status_code == 302
    assert client.post(f"{address}report", {"note": "已有两人递交申请"}).status_code == 302
    shown = client.get(address).content.decode()
    assert "正在解决" in shown and "已有两人递交申请" in shown
    assert "列入空白点消除计划" not in shown


def test_gives_the_list_out_without_any_person(hamlet: Hamlet) -> None:
    answer = office(hamlet.county).post("/programmes/blank_village/export")
    assert b"".join(answer.streaming_content)[:2] == b"PK"  # type: ignore[attr-defined]
