"""What was put on record is read from the signed records, by year, within reach, and leaves as a workbook."""

from datetime import date
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from tests import cast
from tests.county import County
from tests.walk import Walker
from xianfeng.casework.queries import filings
from xianfeng.casework.queries.filings import FiledFilter
from xianfeng.trust.models import LedgerEntry

pytestmark = pytest.mark.django_db


def listed(walker: Walker, role: str = "county", **wanted: object) -> list[tuple[str, date, str]]:
    chosen = FiledFilter(**{"year": 2024, **wanted})  # type: ignore[arg-type]
    rows = filings.page(walker.actors[role], chosen, number=1).rows
    return [(row.title, row.on, row.number) for row in rows]


def test_lists_the_filings_of_a_year_with_their_numbers() -> None:
    walker = Walker(County()).until("place-in-branch")

    assert listed(walker) == [
        ("发展对象备案", date(2024, 8, 2), "山党备〔2024〕9号"),
        ("组织部门备案", date(2024, 12, 20), "武组备2024-118"),
    ]
    assert listed(walker, year=2023) == [("积极分子备案", date(2023, 7, 18), "山党备〔2023〕7号")]
    assert listed(walker, year=2025) == []
    assert listed(walker, record="county_filing") == [
        ("组织部门备案", date(2024, 12, 20), "武组备2024-118")
    ]


def test_shows_nothing_beyond_ones_reach() -> None:
    walker = Walker(County()).until("place-in-branch")
    other = cast.committee_organiser(walker.county.other_committee.path)

    assert filings.page(other, FiledFilter(year=2024), number=1).total == 0


def test_leaves_as_a_workbook_with_a_reason_in_the_ledger() -> None:
    walker = Walker(County()).until("place-in-branch")
    client = cast.client_of(walker.actors["county"], username="office")

    assert client.post("/queues/filed/export?year=2024", {"reason": ""}).status_code == 422
    sent = client.post("/queues/filed/export?year=2024", {"reason": "年度备案核对"})

    sheet = load_workbook(BytesIO(b"".join(sent.streaming_content))).active
    rows = [row for row in sheet.iter_rows(values_only=True) if row[0] in (1, 2)]
    assert [(row[1], row[3], row[5]) for row in rows] == [
        ("申向党", "发展对象备案", "山党备〔2024〕9号"),
        ("申向党", "组织部门备案", "武组备2024-118"),
    ]
    (entry,) = LedgerEntry.objects.filter(event="registry.filings.exported")
    assert entry.reason == "年度备案核对"


def test_the_page_asks_few_queries() -> None:
    walker = Walker(County()).until("place-in-branch")
    client = cast.client_of(walker.actors["county"], username="office")
    client.get("/queues/filed/?year=2024")

    with CaptureQueriesContext(connection) as seen:
        page = client.get("/queues/filed/?year=2024").content.decode()

    assert "武组备2024-118" in page
    assert len(seen) <= 12
