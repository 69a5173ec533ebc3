"""The week's digest: what is late or due, by who must act; words without names; rows behind each number."""

from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.county import County
from tests.modules.casework.test_pages_lists import NOW, load
from xianfeng.casework.queries import digests
from xianfeng.casework.queries.digests import Matter
from xianfeng.kernel.errors import NotAllowed

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xianfeng.kernel.clock.now", lambda: NOW)


@pytest.fixture
def county() -> County:
    # Duty n of ``load`` is due n days from 30 days ago: 0–29 are late, 30–37 due by the seventh day.
    made = County(members=3)
    load(made, 45)
    return made


def test_counts_what_is_late_or_due_within_seven_days(county: County) -> None:
    office = cast.county_office(county.root.path)
    (section,) = digests.of(office, today=TODAY).sections
    assert section.organisation.path == county.committee.path
    (matter,) = section.matters
    assert (matter.number, matter.late, matter.first_on) == (38, 30, TODAY - timedelta(days=30))
    assert matter.label == "党组织派人谈话（党支部办理）"


def test_says_it_without_any_persons_name(county: County) -> None:
    (section,) = digests.of(cast.county_office(county.root.path), today=TODAY).sections
    assert section.words.splitlines() == [
        f"【先锋工作提示】{section.organisation.name}（2026年11月23日）",
        "1. 党组织派人谈话（党支部办理）：38 件，其中逾期 30，最早期限 2026年10月24日",
        "请登录系统，在“待办”中查看名单并按期办理。",
    ]


@pytest.mark.parametrize("role", ["branch", "committee", "county"])
def test_every_number_opens_its_rows(county: County, role: str) -> None:
    actor = {
        "branch": cast.branch_secretary(county.branch.path),
        "committee": cast.committee_organiser(county.committee.path),
        "county": cast.county_office(county.root.path),
    }[role]
    client = cast.client_of(actor)
    assert '<a href="/todo/?' in client.get("/digest/").content.decode()
    (section,) = digests.of(actor, today=TODAY).sections
    (matter,) = section.matters
    for url, number in ((matter.url, matter.number), (matter.late_url, matter.late)):
        shown = client.get(url).content.decode()
        side = parse_qs(urlsplit(url).query)["side"]
        assert side == (["mine"] if role == "branch" else ["others"])
        assert shown.count('class="duty-main"') == number
        assert "只看：党组织派人谈话" in shown


def test_leaves_out_what_lies_out_of_reach(county: County) -> None:
    elsewhere = cast.committee_organiser(county.other_committee.path)
    assert digests.of(elsewhere, today=TODAY).sections == ()
    with pytest.raises(NotAllowed):
        digests.of(cast.stranger(), today=TODAY)


def test_puts_other_modules_matters_where_they_lie(county: County) -> None:
    before = list(digests._sources)
    told = Matter(county.branch.path, "计划任务：甲", 1, 0, TODAY, "/tasks/1/", "/tasks/1/")
    try:
        digests.install([lambda *_: [told]])
        (section,) = digests.of(cast.county_office(county.root.path), today=TODAY).sections
    finally:
        digests.install(before)
    assert section.matters[-1] == told and section.organisation.path == county.committee.path


def test_takes_the_same_few_queries_for_many_rows(county: County) -> None:
    client = cast.client_of(cast.county_office(county.root.path))
    numbers = []
    for first, count in ((45, 1), (46, 180)):
        load(county, count, first=first)
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/digest/").status_code == 200
        numbers.append(len(queries))
    assert numbers[0] == numbers[1] <= 12
