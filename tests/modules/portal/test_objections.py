"""What a visitor may send: an objection without a name, and a number to ask about it."""

import re

import pytest
from django.core.cache import cache
from django.test import Client

from tests.county import County
from tests.posted import POSTED, Poster, on
from tests.walk import Walker
from xianfeng.casework.commands import objections
from xianfeng.casework.models import Objection
from xianfeng.casework.vocab.notices import ObjectionDecision
from xianfeng.portal.views.objections import LOOK_UPS, OBJECTIONS

pytestmark = pytest.mark.django_db
WORDS = "此人在外务工，未参加学习"


@pytest.fixture
def poster(monkeypatch: pytest.MonkeyPatch) -> Poster:
    cache.clear()
    made = Poster(Walker(County())).posted()
    monkeypatch.setattr("xianfeng.kernel.clock.now", lambda: on(POSTED))
    return made


def send(poster: Poster, client: Client | None = None, **data: str) -> tuple[int, str]:
    url = f"/public/notices/{poster.id}/objection"
    response = (client or Client()).post(url, {"content": WORDS, "token": "one", **data})
    return response.status_code, response.content.decode()


def receipt_in(page: str) -> str:
    found = re.search(r"<code>([A-Z0-9-]{14})</code>", page)
    assert found
    return found[1]


def ask(receipt: str, client: Client | None = None) -> tuple[int, str]:
    response = (client or Client()).post("/public/progress", {"receipt": receipt})
    return response.status_code, response.content.decode()


def test_takes_an_objection_without_a_name_and_gives_a_number(poster: Poster) -> None:
    status, page = send(poster)

    assert status == 200
    assert "已列入核实" in ask(receipt_in(page))[1]
    row = Objection.objects.get()
    assert (row.channel, bytes(row.source), row.entered_ref) == ("portal", b"", None)


def test_pressing_twice_counts_once(poster: Poster) -> None:
    assert receipt_in(send(poster)[1]) == receipt_in(send(poster)[1])
    assert Objection.objects.count() == 1


def test_never_tells_what_was_decided_about_whom(poster: Poster) -> None:
    receipt = receipt_in(send(poster, source="村民甲")[1])
    row = Objection.objects.get()
    given = {"actor": poster.committee, "objection_id": row.pk, "at": on(POSTED)}
    objections.take_up(investigators="罗成、王书记", is_shared=False, **given)
    assert "已有专人在调查" in ask(receipt)[1]
    objections.decide(finding="情况属实，不宜发展", decision=ObjectionDecision.ADVERSE, **given)

    page = ask(receipt.lower())[1]

    assert "已经调查完毕" in page
    for secret in ("申向党", "罗成", "王书记", "情况属实", "不予发展", "村民甲", WORDS):
        assert secret not in page


def test_says_only_that_a_wrong_number_is_unknown(poster: Poster) -> None:
    send(poster)

    status, page = ask("AAAA-BBBB-CCCC")
    assert (status, "没有查到这个编号" in page) == (200, True)


def test_keeps_what_was_typed_when_it_is_refused(poster: Poster) -> None:
    status, page = send(poster, content="不行", source="村民甲")

    assert status == 422
    assert "不少于4个字" in page and "村民甲" in page
    assert not Objection.objects.exists()


def test_wants_the_forms_token_against_forgery(poster: Poster) -> None:
    forged = Client(enforce_csrf_checks=True)

    assert send(poster, forged)[0] == 403
    assert not Objection.objects.exists()


def test_is_open_only_while_the_notice_runs(
    poster: Poster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("xianfeng.kernel.clock.now", lambda: on(POSTED.replace(day=29)))

    assert send(poster)[0] == 404
    assert Client().get(f"/public/notices/{poster.id}/objection").status_code == 404


def test_takes_no_more_than_its_rate_from_one_address(poster: Poster) -> None:
    most = int(OBJECTIONS.split("/")[0])
    for n in range(most):
        assert send(poster, token=f"{n}")[0] == 200

    status, page = send(poster, token="more")

    assert status == 429
    assert "短时间内提交过多，暂不受理" in page and WORDS in page
    assert Objection.objects.count() == most


def test_lets_nobody_guess_numbers(poster: Poster) -> None:
    for _n in range(int(LOOK_UPS.split("/")[0])):
        assert ask("AAAA-BBBB-CCCC")[0] == 200

    assert ask("AAAA-BBBB-CCCC")[0] == 429
