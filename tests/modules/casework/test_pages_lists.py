"""Lists of casework: case list, to-do, start page: scope, filters, paging, budgets, roles."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.county import County
from xianfeng.casework.models import Case, Duty
from xianfeng.registry.models import Person
from xianfeng.registry.vocab import Category
from xianfeng.tenancy import bulk
from xianfeng.trust.models import LedgerEntry
from xianfeng.trust.vocab import Actor, Held, Role

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
MOST = 12


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xianfeng.kernel.clock.now", lambda: NOW)


@pytest.fixture
def county() -> County:
    return County(members=3)


def load(county: County, count: int, *, signer: str = "branch", first: int = 0) -> None:
    """Put so many cases with one duty each into the branch; duty n is due n days from 30 days ago."""
    start = bulk.next_id(Person)
    people = [
        Person(
            id=start + n, name=f"申请{first + n}", sex="1", born_on=date(1995, 1, 1), ethnicity="01",
            id_number=b"", id_index=b"%08d" % (first + n), id_tail_index=b"", phone=b"",
            organisation=county.branch, org_path=county.branch.path, category=Category.APPLICANT,
            sort_key="shen", pinyin="shenqing", initials="sq", given_name="请", created_at=NOW,
        )
        for n in range(count)
    ]  # fmt: skip
    Person.objects.bulk_create(people)
    made = Case.objects.bulk_create(
        Case(
            family="member_development", edition="WUSHAN-29", person=person,
            organisation=county.branch, org_path=county.branch.path, opened_at=NOW,
            opened_by="冉云", stage="stage-activist" if n % 2 else "stage-application",
        )
        for n, person in enumerate(people)
    )  # fmt: skip
    for n, case in enumerate(made):
        due = TODAY + timedelta(days=first + n - 30)
        Duty.objects.create(
            case=case, step="first-talk", number=2, title="党组织派人谈话", actor_words="党支部书记",
            signer=signer, org_path=county.branch.path, since_on=TODAY - timedelta(days=60),
            earliest_on=TODAY - timedelta(days=60), due_on=due, sort_on=due,
        )  # fmt: skip


def roles(county: County) -> dict[str, Actor]:
    return {
        "branch": cast.branch_secretary(county.branch.path),
        "committee": cast.committee_organiser(county.committee.path),
        "county": cast.county_office(county.root.path),
    }


@pytest.mark.parametrize(
    "path", ["/", "/todo/", "/cases/", "/todo/?side=others", "/cases/?late=on&q=shen"]
)
@pytest.mark.parametrize("role", ["branch", "committee", "county"])
def test_takes_the_same_few_queries_for_20_rows_as_for_200(county, path, role):
    client = cast.client_of(roles(county)[role])
    numbers = []
    for first, count in ((0, 20), (20, 180)):
        load(county, count, first=first)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(path).status_code == 200
        numbers.append(len(seen))
    assert numbers[0] == numbers[1]
    assert numbers[1] <= MOST


def names(client: Client, url: str) -> tuple[list[str], str]:
    found = client.get(url).context["page"]
    rows = found.duties.rows if hasattr(found, "duties") else found.cases.rows
    return [row.person for row in rows], found.next_url


@pytest.mark.parametrize("path", ["/todo/", "/cases/"])
def test_pages_by_key_through_every_row_once_and_back(county, path):
    load(county, 120)
    client = cast.client_of(roles(county)["branch"])
    seen: list[str] = []
    url = path
    while url:
        found, following = names(client, url)
        seen += found
        last, url = url, following and path + following
    assert seen == [f"申请{n}" for n in range(120)]
    page = client.get(last).context["page"]
    back, _following = names(client, path + page.previous_url)
    assert back == [f"申请{n}" for n in range(50, 100)]


def test_todo_shows_whose_turn_it_is_and_how_late(county):
    load(county, 31)
    load(county, 2, signer="committee", first=500)
    branch = cast.client_of(roles(county)["branch"])
    mine = branch.get("/todo/").content.decode()
    assert "我要办 <b>31</b>" in mine
    assert "等别人办 <b>2</b>" in mine
    assert "逾期 30 天" in mine
    assert "今天到期" in mine
    late = branch.get("/todo/?when=late").context["page"].duties.rows
    assert len(late) == 30
    others = branch.get("/todo/?side=others").content.decode()
    assert "由 党支部书记 办理" in others
    assert ">办理</a>" not in others
    committee = cast.client_of(roles(county)["committee"])
    assert committee.get("/todo/").context["page"].sides[0].number == 2


def test_todo_keeps_what_cannot_be_done_yet_apart(county):
    load(county, 1)
    Duty.objects.update(
        earliest_on=TODAY + timedelta(days=9), due_on=None, sort_on=date(9999, 12, 31)
    )
    client = cast.client_of(roles(county)["branch"])
    assert client.get("/todo/").context["page"].duties.rows == ()
    (row,) = client.get("/todo/?when=early").context["page"].duties.rows
    assert row.lateness == "early"


def test_counts_by_stage_agree_with_the_rows_behind_them(county):
    load(county, 41)
    client = cast.client_of(roles(county)["county"])
    page = client.get("/cases/").context["page"]
    counted = {one.key: (one.cases, one.late) for one in page.stages}
    assert counted["stage-application"] == (21, 15)
    assert counted["stage-activist"] == (20, 15)
    assert counted["stage-probation"] == (0, 0)
    for key, (number, late) in counted.items():
        assert len(client.get(f"/cases/?stage={key}").context["page"].cases.rows) == number
        rows = client.get(f"/cases/?stage={key}&late=on").context["page"].cases.rows
        assert len(rows) == late


def test_filters_by_name_state_edition_and_organisation(county):
    load(county, 3)
    Case.objects.filter(person__name="申请2").update(state="ended", closed_on=TODAY)
    client = cast.client_of(roles(county)["county"])
    assert names(client, "/cases/")[0] == ["申请0", "申请1"]
    assert names(client, "/cases/?state=ended")[0] == ["申请2"]
    assert len(names(client, "/cases/?state=all")[0]) == 3
    assert names(client, "/cases/?q=申请1")[0] == ["申请1"]
    assert len(names(client, "/cases/?q=sq")[0]) == 2
    assert names(client, "/cases/?edition=CPC-DEV-2014")[0] == []
    assert len(names(client, f"/cases/?organisation={county.committee.pk}")[0]) == 2
    assert names(client, f"/cases/?organisation={county.other_committee.pk}")[0] == []


def test_an_organisation_out_of_sight_is_not_found(county):
    client = cast.client_of(roles(county)["branch"])
    for path in ("/cases/", "/todo/"):
        answer = client.get(f"{path}?organisation={county.other_branch.pk}")
        assert answer.status_code == 200
        assert answer.context["page"].is_filtered is False


def test_others_see_nothing_of_a_branch(county):
    load(county, 5)
    stranger = cast.client_of(cast.branch_secretary(county.other_branch.path))
    assert names(stranger, "/cases/?state=all")[0] == []
    assert names(stranger, "/todo/?side=others")[0] == []
    assert "申请" + "0" not in stranger.get("/").content.decode()


def test_start_page_answers_every_role_with_its_own(county):
    load(county, 12)
    branch = cast.client_of(roles(county)["branch"]).get("/")
    assert len(branch.context["page"].start.duties) == 5
    assert "要我办的" in branch.content.decode()
    committee = cast.client_of(roles(county)["committee"]).get("/").context["page"].start
    assert [(p.name, p.cases, p.late) for p in committee.places] == [(county.branch.name, 12, 12)]
    office = cast.client_of(roles(county)["county"]).get("/").context["page"].start
    assert [(p.name, p.cases, p.late) for p in office.places] == [(county.committee.name, 12, 12)]
    assert "/ledger/" in cast.client_of(cast.auditor()).get("/").content.decode()
    assert "账号" in cast.client_of(cast.system_administrator()).get("/").content.decode()
    assert "还没有角色" in cast.client_of(cast.stranger()).get("/").content.decode()
    for actor in (cast.auditor(), cast.system_administrator()):
        assert (
            cast.client_of(actor, username=f"n{actor.account_id}").get("/cases/").status_code == 403
        )


def test_somebody_with_two_roles_sees_both_turns(county):
    load(county, 1)
    load(county, 1, signer="committee", first=9)
    both = Actor(
        account_id=950, name="兼任",
        held=(Held(Role.BRANCH_SECRETARY, county.branch.path), Held(Role.COMMITTEE_ORGANISER, county.committee.path)),
    )  # fmt: skip
    assert len(names(cast.client_of(both), "/todo/")[0]) == 2


def test_exports_for_a_reason_only(county):
    load(county, 4)
    client = cast.client_of(roles(county)["branch"])
    before = LedgerEntry.objects.count()
    assert client.post("/cases/export", {"reason": "短"}).status_code == 422
    assert LedgerEntry.objects.count() == before
    answer = client.post("/cases/export?late=on", {"reason": "上报镇党委"})
    assert b"".join(answer.streaming_content)[:2] == b"PK"
    entry = LedgerEntry.objects.latest("id")
    assert (entry.event, entry.reason) == ("registry.cases.exported", "上报镇党委")


def test_htmx_gets_the_list_alone(county):
    load(county, 1)
    client = cast.client_of(roles(county)["branch"])
    for path in ("/todo/", "/cases/"):
        answer = client.get(path, headers={"HX-Request": "true"})
        assert "<html" not in answer.content.decode()
        assert "HX-Request" in answer["Vary"]
