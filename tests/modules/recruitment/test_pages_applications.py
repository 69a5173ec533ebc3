"""Taking an application: person, case and first step at one go, or nothing."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.county import County, id_number
from xianfeng.casework.models import Case, Entry, Paper
from xianfeng.registry.models import Membership, Person
from xianfeng.registry.vocab import Sex
from xianfeng.trust.models import LedgerEntry

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
URL = "/recruitment/cases/new"
NUMBER = id_number(date(1999, 4, 5), sex=Sex.FEMALE, serial=321)


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xianfeng.kernel.clock.now", lambda: NOW)


@pytest.fixture
def county() -> County:
    return County(members=3)


@pytest.fixture
def client(county):
    return cast.client_of(cast.branch_secretary(county.branch.path))


def fields(county: County, **changes: str) -> dict[str, str]:
    return {
        "organisation": str(county.branch.pk), "name": "申小红", "id_number": NUMBER,
        "ethnicity": "01", "education": "61", "occupation": "农牧渔民", "phone": "19900001234",
        "address": "周庄村", "application.on": "2026-11-20", "application.receiver": "王书记",
        "application.is_own_unit": "yes", "paper.application_letter": "on", **changes,
    }  # fmt: skip


def tables() -> tuple[int, ...]:
    kept = (Person, Membership, Case, Entry, Paper, LedgerEntry)
    return tuple(table.objects.count() for table in kept)


def test_opens_the_case_with_its_first_step(county, client):
    answer = client.post(URL, fields(county))
    case = Case.objects.get()
    assert answer["Location"] == f"/cases/{case.pk}/"
    person = case.person
    assert (person.name, person.sex, person.born_on) == ("申小红", "2", date(1999, 4, 5))
    assert (person.category, person.org_path) == ("applicant", county.branch.path)
    entry = Entry.objects.get()
    assert (entry.step, entry.happened_on) == ("submit-application", date(2026, 11, 20))
    assert list(Paper.objects.values_list("kind", flat=True)) == ["application_letter"]


@pytest.mark.parametrize(
    ("change", "check"),
    [
        ({"id_number": NUMBER[:-1] + ("1" if NUMBER[-1] != "1" else "2")}, "I-01"),
        ({"name": ""}, "I-05"),
        ({"id_number": ""}, "I-05"),
        ({"phone": "12"}, "I-13"),
        ({"application.on": "2026-12-20"}, "I-07"),
        ({"application.on": ""}, "D-64"),
        ({"application.receiver": ""}, "D-64"),
        ({"paper.application_letter": ""}, "D-63"),
        ({"id_number": id_number(date(2010, 4, 5), serial=322)}, "D-01"),
    ],
)
def test_a_refusal_keeps_nothing_and_shows_what_was_typed(county, client, change, check):
    client.get(URL)
    before = tables()
    answer = client.post(URL, fields(county, **change))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert f"检查 {check}" in text
    assert 'value="农牧渔民"' in text
    assert tables() == before


def test_takes_somebody_on_the_roll_as_they_stand(county, client):
    assert client.post(URL, fields(county)).status_code == 302
    people = Person.objects.count()
    case = Case.objects.get()
    again = client.post(URL, fields(county))
    assert again.status_code == 422
    assert "检查 D-66" in again.content.decode()
    renamed = client.post(URL, fields(county, name="申大红"))
    assert "登记的姓名是“申小红”" in renamed.content.decode()
    assert client.post(f"/cases/{case.pk}/end", {"why": "本人撤回申请"}).status_code == 302
    assert client.post(URL, fields(county, **{"application.on": "2026-11-23"})).status_code == 302
    assert Person.objects.count() == people
    assert Case.objects.count() == 2


def test_other_roles_and_other_branches_are_refused(county, client):
    before = Case.objects.count()
    for actor in (
        cast.committee_organiser(county.committee.path),
        cast.county_office(county.root.path),
        cast.member(county.branch.path),
        cast.auditor(),
    ):
        other = cast.client_of(actor)
        assert other.get(URL).status_code == 403
        assert other.post(URL, fields(county)).status_code == 403
    elsewhere = fields(county, organisation=str(county.other_branch.pk))
    assert client.post(URL, elsewhere).status_code == 404
    assert client.post(URL, fields(county, organisation="x")).status_code == 422
    assert Case.objects.count() == before


def test_stays_inside_the_budget(county, client):
    with CaptureQueriesContext(connection) as seen:
        assert client.get(URL).status_code == 200
    assert len(seen) <= 12
