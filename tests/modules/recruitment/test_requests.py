"""Asking for places: one open question an organisation, answered by whoever disposes of them."""

import pytest

from tests import cast
from tests.county import County
from tests.planned import YEAR, balance, planned
from tests.walk import NOW
from xianfeng.kernel.errors import NotAllowed, Refused
from xianfeng.recruitment.commands import requests
from xianfeng.recruitment.models import QuotaRequest

pytestmark = pytest.mark.django_db


@pytest.fixture
def county() -> County:
    made = County()
    planned(made)
    return made


def ask(county: County, *, places: int = 2, why: str = "两名致富能人培养成熟") -> int:
    return requests.ask(
        actor=cast.committee_organiser(),
        year=YEAR,
        organisation_id=county.committee.pk,
        places=places,
        why=why,
        at=NOW,
    )


def grant(county: County, request_id: int, *, places: int = 1) -> None:
    requests.grant(
        actor=cast.county_office(),
        request_id=request_id,
        source_id=county.root.pk,
        places=places,
        answer="先追加一个名额",
        at=NOW,
    )


def test_an_answer_may_grant_fewer_than_were_asked_for(county: County) -> None:
    grant(county, ask(county))
    made = QuotaRequest.objects.get()
    assert (made.state, made.answer, made.places) == ("met", "先追加一个名额", 2)
    assert balance(county.committee) == (2, 1, 0, 0)


def test_a_no_has_a_reason_and_is_final(county: County) -> None:
    request_id = ask(county)
    office = cast.county_office()
    with pytest.raises(Refused):
        requests.decline(actor=office, request_id=request_id, answer="", at=NOW)
    requests.decline(actor=office, request_id=request_id, answer="本年度已无机动名额", at=NOW)
    assert QuotaRequest.objects.get().state == "declined"
    with pytest.raises(Refused):
        grant(county, request_id)
    assert balance(county.committee) == (1, 1, 0, 0)


def test_only_one_request_waits_at_a_time(county: County) -> None:
    ask(county)
    with pytest.raises(Refused):
        ask(county)
    assert QuotaRequest.objects.count() == 1


def test_refuses_with_every_reason(county: County) -> None:
    with pytest.raises(Refused) as refused:
        ask(county, places=0, why="")
    assert [r.field for r in refused.value.verdict] == ["places", "why"]


def test_nobody_answers_the_own_request(county: County) -> None:
    request_id = ask(county)
    with pytest.raises(NotAllowed):
        requests.decline(
            actor=cast.committee_organiser(), request_id=request_id, answer="不需要了", at=NOW
        )
