"""What the public reads of notices: copies that run today, by township, nothing else."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.county import County
from tests.modules.casework.test_pages_notices import Office, crowd
from tests.posted import CONTACT, LAST, POSTED, Poster, on
from tests.walk import Walker
from xianfeng.casework.commands import publications
from xianfeng.casework.models import Notice, Publication

pytestmark = pytest.mark.django_db
PERSONAL = re.compile(r"\d{17}[\dXx]|1990\d{7}")


@pytest.fixture
def poster(monkeypatch: pytest.MonkeyPatch) -> Poster:
    made = Poster(Walker(County())).posted()
    monkeypatch.setattr("xianfeng.kernel.clock.now", lambda: on(date(2024, 7, 22)))
    return made


def words(url: str, **data: str) -> str:
    response = Client().get(url, data)
    assert response.status_code == 200
    return response.content.decode()


def test_lists_what_runs_and_shows_one(poster: Poster) -> None:
    assert "关于拟确定申向党同志为发展对象的公示" in words("/public/")
    shown = words(f"/public/notices/{poster.id}/")
    assert "申向党，男，汉族，1995年3月出生" in shown and CONTACT in shown
    assert "2024年7月19日张贴，至2024年7月26日止" in shown
    assert not PERSONAL.search(shown)


def test_needs_no_account_and_leaves_no_session(poster: Poster) -> None:
    response = Client().get(f"/public/notices/{poster.id}/")

    assert "sessionid" not in response.cookies
    assert "max-age=60" in response["Cache-Control"]


def test_asks_only_the_table_of_copies(poster: Poster) -> None:
    for url in ("/public/", f"/public/notices/{poster.id}/"):
        with CaptureQueriesContext(connection) as caught:
            words(url)
        tables = {t for q in caught for t in re.findall(r'(?:FROM|JOIN) "(\w+)"', q["sql"])}
        assert tables == {"casework_publication"}, url


def test_keeps_drafts_from_the_public(monkeypatch: pytest.MonkeyPatch) -> None:
    poster = Poster(Walker(County())).draft().submit().clear()
    monkeypatch.setattr("xianfeng.kernel.clock.now", lambda: on(POSTED))

    assert "现在没有正在公示的" in words("/public/")
    assert Client().get(f"/public/notices/{poster.id}/").status_code == 404


@pytest.mark.parametrize("day", [date(2024, 7, 18), date(2024, 7, 27)])
def test_shows_nothing_before_and_after_its_days(
    poster: Poster, day: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("xianfeng.kernel.clock.now", lambda: on(day))

    assert "申向党" not in words("/public/")
    assert Client().get(f"/public/notices/{poster.id}/").status_code == 404


def test_shows_nothing_that_was_taken_down(poster: Poster) -> None:
    publications.withdraw(
        actor=poster.branch, notice_id=poster.id, why="姓名有误", at=on(date(2024, 7, 22))
    )

    assert "申向党" not in words("/public/")
    assert Client().get(f"/public/notices/{poster.id}/").status_code == 404


def test_narrows_to_a_township(poster: Poster) -> None:
    here = "中共武山县山丹镇委员会"
    assert "申向党" in words("/public/", township=here)
    assert "申向党" in words("/public/", township="没有这个镇")
    assert f"{here} 1" in words("/public/")


@pytest.mark.parametrize("rest", ["", "objection"])
def test_finds_no_notice_of_a_number_without_end(rest: str) -> None:
    assert Client().get(f"/public/notices/{'9' * 30}/{rest}").status_code == 404


def test_takes_two_queries_for_any_number_of_notices(
    poster: Poster, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = Office.__new__(Office)
    office.poster = poster
    crowd(office, 200)
    Publication.objects.bulk_create(
        Publication(
            notice=notice, kind_title="公示", title=f"公示{notice.pk}", body="公示", contact=CONTACT,
            places="公开栏", organisation="支部", township="城关镇", starts_on=POSTED, ends_on=LAST,
            length="5个工作日", published_at=on(POSTED),
        )
        for notice in Notice.objects.exclude(pk=poster.id)
    )  # fmt: skip

    with CaptureQueriesContext(connection) as caught:
        page = words("/public/")

    assert len(caught) == 2
    assert page.count('href="/public/notices/') == 50
    assert "全县 201" in page and "城关镇 200" in page
