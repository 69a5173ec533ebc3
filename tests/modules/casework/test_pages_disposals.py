"""The pages of disposal: chosen, approved by another, carried out, printed; without JavaScript."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.due import BASIS, TODAY, Due
from xianfeng.casework.models import Case, Disposal, DisposalItem, Hold

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.FILES_DIR = tmp_path / "files"
    monkeypatch.setattr("xianfeng.kernel.clock.now", lambda: TODAY)


@pytest.fixture
def due() -> Due:
    return Due()


@pytest.fixture
def hands(due: Due) -> tuple[Client, Client]:
    """Two people of the county office, each with an account."""
    return (
        cast.client_of(due.first, username="hand-one"),
        cast.client_of(due.second, username="hand-two"),
    )


def test_goes_from_the_due_list_to_the_disposal_by_two_hands(
    due: Due, hands: tuple[Client, Client]
) -> None:
    first, second = hands
    going, staying = due.furnished(), due.ended("甲某")
    assert "申屠向葵" in first.get("/retention/").content.decode()

    answer = first.post("/retention/", {"case": [going], "basis": BASIS})
    url = f"/retention/lists/{Disposal.objects.get().pk}/"
    assert answer["Location"] == url
    assert "由你开列" in first.get(url).content.decode()
    assert first.post(url, {"do": "approve"}).status_code == 403
    assert first.post(url, {"do": "carry"}).status_code == 422
    assert second.post(url, {"do": "approve"}).status_code == 302
    printed = first.get(f"{url}print").content.decode()
    assert "申屠向葵" in printed
    assert printed.count("签字：") == 2
    assert first.post(url, {"do": "carry"}).status_code == 302

    page = second.get(url).content.decode()
    assert "已销毁 1 件，未销毁 0 件" in page
    assert f"{going} 号档案" in page
    assert "申屠向葵" not in page
    assert Case.objects.get(pk=staying).disposed_on is None
    assert "申屠向葵" not in first.get("/retention/").content.decode()


def test_shows_the_choice_again_with_every_reason(due: Due, hands: tuple[Client, Client]) -> None:
    case_id, held = due.ended("甲某"), due.ended("乙某")
    hold_url = f"/retention/cases/{held}/hold"
    assert hands[0].post(hold_url, {"do": "hold", "why": "要"}).status_code == 422
    hands[0].post(hold_url, {"do": "hold", "why": "涉及信访，待结论"})
    assert "涉及信访，待结论" in hands[1].get(hold_url).content.decode()

    answer = hands[0].post("/retention/", {"case": [case_id, held], "basis": BASIS})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "乙某：暂缓销毁：涉及信访，待结论" in page
    assert page.count(" checked>") == 2
    assert BASIS in page
    assert not Disposal.objects.exists()
    hands[1].post(hold_url, {"do": "lift", "why": "信访已经办结"})
    assert Hold.objects.get().lifted_why == "信访已经办结"


def test_takes_a_list_back_with_a_reason(due: Due, hands: tuple[Client, Client]) -> None:
    made = due.drawn_up(due.ended())
    url = f"/retention/lists/{made}/"
    assert hands[1].post(url, {"do": "withdraw", "why": ""}).status_code == 422
    assert hands[1].post(url, {"do": "withdraw", "why": "多列了一件"}).status_code == 302
    assert DisposalItem.objects.get().state == "dropped"
    assert hands[1].post(url, {"do": "approve"}).status_code == 409


@pytest.mark.parametrize("part", ["", "print"])
def test_asks_as_few_questions_for_many_files_as_for_one(
    due: Due, hands: tuple[Client, Client], part: str
) -> None:
    urls = [
        f"/retention/lists/{due.drawn_up(*[due.ended(f'{name}某') for name in names])}/{part}"
        for names in ("甲", "乙丙丁")
    ]
    counts = []
    for url in (urls[0], *urls):
        with CaptureQueriesContext(connection) as queries:
            assert hands[0].get(url).status_code == 200
        counts.append(len(queries))
    assert counts[1] == counts[2] <= 12
