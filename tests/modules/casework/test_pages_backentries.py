"""The pages of a paper history: typed, refused with everything kept, confirmed, in how many queries."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import cast, papers
from tests.county import County
from tests.walk import NOW
from xianfeng.casework.commands import blanks
from xianfeng.casework.models import BackEntry, Case
from xianfeng.registry.models import Person

pytestmark = pytest.mark.django_db
MOST = 12


class Office:
    """A county with clients of branch and committee, and an applicant."""

    def __init__(self) -> None:
        self.county = County()
        self.person = self.county.applicant()
        self.branch = cast.client_of(
            cast.branch_secretary(self.county.branch.path), username="typist"
        )
        self.committee = cast.client_of(
            cast.committee_organiser(self.county.committee.path), username="confirmer"
        )

    def begin(self, person: Person | None = None) -> str:
        subject = person or self.person
        answer = self.branch.post(f"/recruitment/people/{subject.pk}/back-entry")
        assert answer.status_code == 302
        return answer["Location"]

    def cells(self, upto: int, **changes: Any) -> dict[str, Any]:
        version = BackEntry.objects.latest("id").version
        return {**papers.cells(self.county, upto=upto), **changes, "version": version}


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr("xianfeng.kernel.clock.now", lambda: NOW)
    return Office()


def queries(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


def test_goes_from_the_person_to_a_case_by_two_hands(office: Office) -> None:
    page = office.branch.get(f"/people/{office.person.pk}/").content.decode()
    assert f"/recruitment/people/{office.person.pk}/back-entry" in page
    url = office.begin()
    form = office.branch.get(url).content.decode()
    sent = office.cells(8)
    for name in sent:
        assert name == "version" or f'name="{name}"' in form

    assert office.branch.post(url, sent | {"do": "hand-in"}).status_code == 302
    waiting = office.branch.get(url).content.decode()
    assert "等待基层党委确认" in waiting
    assert "确认并签署" not in waiting
    assert "轮到您" in office.committee.get("/back-entries/").content.decode()
    seen = office.committee.get(url).content.decode()
    assert "确认并签署" in seen
    assert "2023年1月10日" in seen
    answer = office.committee.post(f"{url}confirm", {"version": sent["version"] + 2})

    case = Case.objects.get()
    assert answer["Location"] == f"/cases/{case.pk}/"
    assert "补录" in office.branch.get(f"/cases/{case.pk}/").content.decode()


def test_shows_each_rows_reasons_and_keeps_everything_typed(office: Office) -> None:
    url = office.begin()
    sent = office.cells(3, **{"talk.on": "20230401", "application.receiver": ""})

    answer = office.branch.post(url, sent)

    text = answer.content.decode()
    assert answer.status_code == 422
    assert "有 2 行未通过" in text
    assert "收到入党申请书已满一个月，尚未派人谈话" in text
    assert 'name="reason.first-talk.D-04"' in text
    assert 'name="talk.on" value="20230401"' in text
    assert BackEntry.objects.get().sheet == {}


def test_takes_the_words_against_a_rows_warning(office: Office) -> None:
    url = office.begin()
    sent = office.cells(3, **{"talk.on": "20230401", "reason.first-talk.D-04": "书记住院"})

    answer = office.branch.post(url, sent)

    assert answer.status_code == 302
    assert Case.objects.get().entries.get(step="first-talk").reasons["D-04"] == "书记住院"


def test_saves_a_draft_and_shows_it_again(office: Office) -> None:
    url = office.begin()

    answer = office.branch.post(url, {"application.on": "20230110", "do": "save", "version": "1"})

    assert answer["Location"] == f"{url}?checked=1"
    assert 'name="application.on" value="20230110"' in office.branch.get(url).content.decode()
    assert "接收人" in office.branch.get(answer["Location"]).content.decode()


def test_gives_back_with_a_reason_and_shows_it(office: Office) -> None:
    url = office.begin()
    office.branch.post(url, office.cells(8))

    assert office.committee.post(f"{url}back", {"why": ""}).status_code == 422
    assert office.committee.post(f"{url}back", {"why": "备案编号不符"}).status_code == 302

    assert "备案编号不符" in office.branch.get(url).content.decode()


def test_needs_no_more_queries_for_a_full_grid_or_many_histories(office: Office) -> None:
    url = office.begin()
    few = queries(office.branch, "/back-entries/")
    office.branch.post(url, office.cells(29))
    for n in range(20):
        office.begin(office.county.applicant(f"某{n}"))

    assert queries(office.branch, "/back-entries/") == few <= MOST
    assert queries(office.committee, url) <= MOST


@pytest.mark.parametrize("rows", [1, 8, 29])
def test_shows_what_was_saved_in_as_many_queries_as_any_page(office: Office, rows: int) -> None:
    blanks.receive(
        actor=cast.county_office(), kind="volunteer_form.number", first="62052420240001", source="省委组织部",
        last="62052420240009", received_on=date(2024, 1, 5), at=NOW,
    )  # fmt: skip
    url = office.begin()
    office.branch.post(url, office.cells(rows, **{"talk.on": "20230401"}) | {"do": "save"})

    assert queries(office.branch, f"{url}?checked=1") <= MOST
    assert ("未在登记册中" in office.branch.get(f"{url}?checked=1").content.decode()) == (
        rows == 29
    )
