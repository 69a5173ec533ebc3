"""The thousand activists: aims by document, fact from the registry, quarters from its history, scope, queries."""

import json
from datetime import UTC, date, datetime

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from tests import cast, snapshot
from tests.county import County, person
from tests.modules.recruitment.test_classes import enter, hold
from tests.walk import NOW, Walker
from xianfeng.kernel.errors import NotAllowed, Refused
from xianfeng.recruitment.commands import activists as commands
from xianfeng.recruitment.commands.activists import Wish
from xianfeng.recruitment.models import ActivistAim
from xianfeng.recruitment.queries import activists
from xianfeng.recruitment.rules.training import Mark
from xianfeng.recruitment.vocab.training import ClassOutcome
from xianfeng.registry.commands import counts
from xianfeng.registry.models import Membership, Organisation, Person
from xianfeng.registry.vocab import Category
from xianfeng.trust.models import LedgerEntry
from xianfeng.trust.vocab import Actor

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
DOCUMENT = "武组发〔2026〕5号"


@pytest.fixture
def county(monkeypatch: pytest.MonkeyPatch) -> County:
    monkeypatch.setattr("xianfeng.kernel.clock.now", lambda: NOW)
    made = County()
    for name, since in (("甲积极", date(2025, 1, 10)), ("乙积极", date(2026, 4, 1))):
        person(name, made.branch, category=Category.ACTIVIST, since=since)
    person("丙积极", made.other_branch, category=Category.ACTIVIST, since=date(2024, 9, 30))
    counts.recount({made.branch.pk, made.other_branch.pk})
    return made


def office(county: County) -> Actor:
    return cast.county_office(county.root.path)


def aim(
    county: County,
    place: Organisation | None = None,
    people: int | None = 800,
    *,
    document: str = DOCUMENT,
    actor: Actor | None = None,
    at: datetime = NOW,
) -> None:
    wish = Wish(organisation_id=(place or county.root).pk, people=people, document=document)
    commands.aim(actor=actor or office(county), wish=wish, at=at)


def test_aims_at_a_thousand_until_the_county_sets_a_number(county: County) -> None:
    whole = activists.glance(office(county), today=TODAY).whole
    assert (whole.people, whole.aim, whole.lacking) == (3, 1000, 997)
    aim(county, people=2)
    whole = activists.glance(office(county), today=TODAY).whole
    assert (whole.aim, whole.lacking) == (2, 0)
    aim(county, people=None)
    assert activists.glance(office(county), today=TODAY).whole.aim == 1000


def test_sets_a_committees_number_with_its_document_in_the_ledger(county: County) -> None:
    aim(county, county.committee, 60)
    row = ActivistAim.objects.get()
    assert (row.org_path, row.people, row.set_on) == (county.committee.path, 60, TODAY)
    (told,) = LedgerEntry.objects.filter(event="recruitment.activists.aim_set")
    assert told.chain == f"org:{county.committee.path}"
    assert json.loads(told.detail) == {"aim": 60, "document": DOCUMENT}
    seen = activists.glance(office(county), today=TODAY)
    assert [(one.name, one.aim, one.people, one.lacking) for one in seen.below] == [
        ("中共武山县山丹镇委员会", 60, 2, 58), ("中共武山县鸳鸯镇委员会", None, 1, None),
    ]  # fmt: skip
    assert seen.passed_on == 60


def test_refuses_with_every_reason_and_changes_nothing(county: County) -> None:
    before = snapshot.whole()
    with pytest.raises(Refused) as refused, transaction.atomic():
        aim(county, county.branch, 0, document="口头")
    assert [f"{one.check} {one.field}" for one in refused.value.verdict] == [
        "D-65 organisation", "D-64 people", "D-64 document",
    ]  # fmt: skip
    with pytest.raises(Refused), transaction.atomic():
        aim(county, people=20_001)
    for actor in (cast.committee_organiser(county.committee.path), cast.stranger()):
        with pytest.raises((NotAllowed, Organisation.DoesNotExist)), transaction.atomic():
            aim(county, county.committee, 60, actor=actor)
    assert snapshot.whole() == before


def test_counts_quarters_from_memberships_with_what_was_aimed_at_then(county: County) -> None:
    aim(county, people=900, at=datetime(2025, 12, 31, 2, tzinfo=UTC))
    gone = person("丁积极", county.branch, category=Category.ACTIVIST, since=date(2025, 2, 1))
    Membership.objects.filter(person=gone).update(ends_on=date(2026, 3, 31))
    Membership.objects.create(
        person=gone, organisation=county.branch, category=Category.CANDIDATE,
        starts_on=date(2026, 3, 31),
    )  # fmt: skip
    Person.objects.filter(pk=gone.pk).update(category=Category.CANDIDATE)
    trend = activists.board(office(county), today=TODAY).trend
    assert [(str(one.day), one.people, one.aim) for one in trend] == [
        ("2024-12-31", 1, 1000), ("2025-03-31", 3, 1000), ("2025-06-30", 3, 1000),
        ("2025-09-30", 3, 1000), ("2025-12-31", 3, 900), ("2026-03-31", 2, 900),
        ("2026-06-30", 3, 900), ("2026-09-30", 3, 900), ("2026-11-23", 3, 900),
    ]  # fmt: skip


def test_every_number_is_as_long_as_the_list_that_it_opens(county: County) -> None:
    client = cast.client_of(office(county), username="office")
    board = activists.board(
        office(county), organisation_id=county.committee.pk, today=TODAY
    )  # fmt: skip
    for point in board.trend:
        listed = client.get(f"/people/?{point.query}").context["page"].people
        assert len(listed.rows) == point.people
    assert [one.name for one in board.rows] == ["甲积极", "乙积极"]


def test_tells_since_when_without_a_break_and_what_came_of_the_class(county: County) -> None:
    walker = Walker(county, name="戊积极").until("cultivate-activist")
    enter(walker, hold(walker), Mark(outcome=ClassOutcome.PASSED))
    moved = Person.objects.get(name="丙积极")
    Membership.objects.filter(person=moved).update(ends_on=date(2025, 5, 1))
    Membership.objects.create(
        person=moved, organisation=county.other_branch, category=Category.ACTIVIST,
        starts_on=date(2025, 5, 1),
    )  # fmt: skip
    rows = activists.board(office(county), today=TODAY).rows
    assert [(r.name, str(r.since_on), r.months, r.case_id, r.outcome) for r in rows] == [
        ("甲积极", "2025-01-10", 22, None, None),
        ("戊积极", "2023-07-10", 40, walker.case_id, ClassOutcome.PASSED),
        ("乙积极", "2026-04-01", 7, None, None),
        ("丙积极", "2024-09-30", 25, None, None),
    ]


def test_shows_an_organiser_the_branches_and_a_secretary_their_own(county: County) -> None:
    aim(county, county.committee, 60)
    own = activists.glance(cast.committee_organiser(county.committee.path), today=TODAY)
    assert (own.whole.people, own.whole.aim) == (2, 60)
    assert [(one.name, one.people, one.aim) for one in own.below] == [
        ("中共武山县山丹镇周庄村支部委员会", 2, None)
    ]
    secretary = activists.glance(cast.branch_secretary(county.branch.path), today=TODAY)
    assert (secretary.whole.people, secretary.whole.aim) == (2, None)
    client = cast.client_of(cast.branch_secretary(county.branch.path), username="secretary")
    shown = client.get("/programmes/activists/")
    assert "甲积极" in shown.content.decode() and "历次设定" not in shown.content.decode()
    other = county.other_committee.pk
    assert client.get(f"/programmes/activists/?organisation={other}").status_code == 404


def test_sets_the_number_by_page_and_keeps_what_was_typed(county: County) -> None:
    client = cast.client_of(office(county), username="office")
    sent = {"organisation": str(county.committee.pk), "people": "许多", "document": DOCUMENT}
    refused = client.post("/programmes/activists/aim", sent)
    assert (refused.status_code, ActivistAim.objects.count()) == (422, 0)
    assert "许多" in refused.content.decode()
    empty = client.post("/programmes/activists/aim", {"people": "6", "document": DOCUMENT})
    assert empty.status_code == 422
    assert client.post("/programmes/activists/aim", sent | {"people": "60"}).status_code == 302
    assert "60 人" in client.get("/programmes/activists/").content.decode()


def test_gives_out_a_workbook_of_numbers_only(county: County, tmp_path: object) -> None:
    aim(county, county.committee, 60)
    answer = cast.client_of(office(county), username="office").post("/programmes/activists/export")
    path = tmp_path / "activists.xlsx"  # type: ignore[operator]
    path.write_bytes(b"".join(answer.streaming_content))  # type: ignore[attr-defined]
    rows = list(load_workbook(path, read_only=True).active.iter_rows(values_only=True))
    head = next(nth for nth, row in enumerate(rows) if row[0] == "党组织")
    assert rows[head][:6] == ("党组织", "目标", "在培", "差额", "2024-12-31", "2025-03-31")
    assert [row[:6] for row in rows[head + 1 :]] == [
        ("中共武山县委员会", 1000, 3, 997, 1, 2),
        ("中共武山县山丹镇委员会", 60, 2, 58, 0, 1),
        ("中共武山县鸳鸯镇委员会", None, 1, None, 1, 1),
    ]
    assert "甲积极" not in str(rows)
    (told,) = LedgerEntry.objects.filter(event="registry.activists.exported")
    assert told.reason == "按党组织汇总，不含个人信息"


def test_asks_as_many_queries_for_many_people_as_for_few(county: County) -> None:
    aim(county, county.committee, 60)
    client = cast.client_of(office(county), username="office")
    address = "/programmes/activists/"
    assert asked(client, address) == asked(client, address) <= 12
    before = asked(client, f"{address}?organisation={county.branch.pk}")
    few = asked(client, address)
    for nth in range(200):
        person(f"己{nth}", county.branch, category=Category.ACTIVIST, since=date(2026, 1, 2))
    counts.recount({county.branch.pk})
    assert asked(client, address) == few
    assert asked(client, f"{address}?organisation={county.branch.pk}") == before <= 12
    assert "?page=2#people" in client.get(address).content.decode()


def asked(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)
