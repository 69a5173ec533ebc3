"""One person's page: masks, history, measures, unmasking for a reason, scope."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import cast, given
from xianfeng.kernel.errors import NotAllowed, Refused
from xianfeng.registry.commands import unmasking
from xianfeng.registry.models import Membership, Person, Sanction
from xianfeng.registry.queries import links, person, standing
from xianfeng.registry.queries.links import Link
from xianfeng.registry.vocab import PersonalNumber
from xianfeng.trust.models import LedgerEntry

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
WHOLE = given.id_number(5, date(1980, 5, 17))


@pytest.fixture
def place():
    return given.county()


@pytest.fixture
def one(place):
    return given.person(
        place.branch, "王强", born_on=date(1980, 5, 17), number=5, **given.numbers(WHOLE)
    )


def test_shows_the_month_of_birth_and_masked_numbers(one):
    client = cast.client_of(cast.branch_secretary())
    answer = client.get(f"/people/{one}/")
    text = answer.content.decode()
    assert "1980年5月（46岁）" in text
    assert WHOLE not in text
    assert f"999999{'*' * 10}{WHOLE[-2:]}" in text
    assert "19900000005" not in text
    assert "199******05" in text
    assert "no-store" in answer["Cache-Control"]


def test_shows_history_measures_ledger_and_links(one, place):
    Membership.objects.create(
        person_id=one,
        organisation_id=place.other_branch,
        category="applicant",
        starts_on=date(2008, 1, 1),
        ends_on=date(2010, 7, 1),
    )
    Sanction.objects.create(
        person_id=one,
        kind="probation_within_party",
        starts_on=date(2026, 1, 1),
        ends_on=date(2027, 1, 1),
        document="武纪〔2026〕1号",
    )
    before = list(links._sources)
    links.install([lambda actor, person_id: (Link(label="发展档案", url=f"/x/{person_id}"),)])
    try:
        file = person.file_of(cast.county_office(), one, today=TODAY)
    finally:
        links.install(before)
    assert [(s.category, s.organisation) for s in file.standings] == [
        ("正式党员", "东关社区支部"),
        ("入党申请人", "裴庄村支部"),
    ]
    assert [(s.kind, s.is_in_force) for s in file.sanctions] == [("留党察看", True)]
    assert file.links == (Link(label="发展档案", url=f"/x/{one}"),)


@pytest.mark.parametrize(("days_on", "in_force"), [(0, True), (1, False)])
def test_shows_a_measure_in_force_to_its_last_day(one, days_on, in_force):
    last = date(2026, 6, 30)
    Sanction.objects.create(
        person_id=one, kind="probation_within_party", starts_on=date(2025, 7, 1), ends_on=last,
        document="武纪〔2025〕3号",
    )  # fmt: skip
    day = last + timedelta(days=days_on)
    file = person.file_of(cast.county_office(), one, today=day)
    assert [s.is_in_force for s in file.sanctions] == [in_force]
    assert standing.Register().is_full_in_rights(one, day) is not in_force


def test_stranger_and_other_branch_get_404(one):
    assert cast.client_of(cast.stranger()).get(f"/people/{one}/").status_code == 404
    other = cast.client_of(cast.branch_secretary(cast.OTHER_BRANCH), username="other")
    assert other.get(f"/people/{one}/").status_code == 404
    assert (
        other.post(
            f"/people/{one}/unmask", {"field": "id_number", "reason": "核对身份"}
        ).status_code
        == 404
    )
    assert not LedgerEntry.objects.filter(event="registry.person.unmasked").exists()


def test_member_sees_only_the_own_file_and_no_ledger(one, place):
    other = given.person(place.branch, "李梅", number=6)
    unmasking.reveal(
        actor=cast.branch_secretary(),
        person_id=one,
        field=PersonalNumber.PHONE,
        reason="通知开会",
        at=cast.NOON,
    )
    client = cast.client_of(cast.member(person_id=one))
    own = client.get(f"/people/{one}/")
    assert own.status_code == 200
    assert "通知开会" not in own.content.decode()
    assert "查看完整" not in own.content.decode()
    assert client.get(f"/people/{other}/").status_code == 404


def test_shows_the_whole_number_once_for_a_reason(one):
    client = cast.client_of(cast.branch_secretary())
    answer = client.post(f"/people/{one}/unmask", {"field": "id_number", "reason": "核对身份信息"})
    assert WHOLE in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert WHOLE not in client.get(f"/people/{one}/").content.decode()
    entry = LedgerEntry.objects.get(event="registry.person.unmasked")
    assert (entry.subject, entry.reason, entry.chain) == (
        f"person:{one}",
        "核对身份信息",
        f"org:{cast.BRANCH}",
    )
    assert WHOLE not in entry.detail


@pytest.mark.parametrize("form", [{"reason": "核对"}, {"reason": ""}, {"field": "address"}])
def test_refuses_without_a_reason_and_enters_nothing(one, form):
    client = cast.client_of(cast.branch_secretary())
    sent = {"field": "id_number", "reason": "核对身份", **form}
    answer = client.post(f"/people/{one}/unmask", sent)
    assert answer.status_code == 422
    assert WHOLE not in answer.content.decode()
    assert not LedgerEntry.objects.filter(event="registry.person.unmasked").exists()


def test_command_refuses_a_short_reason_and_a_wrong_role(one):
    reveal = {"person_id": one, "field": PersonalNumber.ID_NUMBER, "at": cast.NOON}
    with pytest.raises(Refused) as refused:
        unmasking.reveal(actor=cast.county_office(), reason=" 核对 ", **reveal)
    assert refused.value.verdict.checks() == ("X-19",)
    with pytest.raises(NotAllowed):
        unmasking.reveal(actor=cast.member(person_id=one), reason="看看自己", **reveal)
    with pytest.raises(Person.DoesNotExist):
        unmasking.reveal(actor=cast.auditor(), reason="审计抽查", **reveal)


def test_queries_are_few_and_the_same_for_more_history(one, place):
    client = cast.client_of(cast.branch_secretary())
    client.get(f"/people/{one}/")

    def queries():
        with CaptureQueriesContext(connection) as seen:
            assert client.get(f"/people/{one}/").status_code == 200
        return len(seen)

    few = queries()
    for year in range(1981, 2001):
        Membership.objects.create(
            person_id=one,
            organisation_id=place.other_branch,
            category="outsider",
            starts_on=date(year, 1, 1),
            ends_on=date(year, 12, 1),
        )
    assert queries() == few <= 12
