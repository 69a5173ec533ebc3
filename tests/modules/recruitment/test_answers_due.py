"""Deadlines of accountability: shown to who must answer and to who waits, to nobody else."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import cast
from tests.county import County
from tests.walk import NOW
from xianfeng.recruitment.commands import inquiries
from xianfeng.recruitment.commands.inquiries import Matter
from xianfeng.recruitment.models import Inquiry
from xianfeng.recruitment.queries import answers_due
from xianfeng.recruitment.queries.answers_due import AnswersDue

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
TODAY = date(2026, 11, 23)
DUE = date(2026, 11, 30)


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xianfeng.kernel.clock.now", lambda: NOW)


@pytest.fixture
def county() -> County:
    return County()


def notified(county: County, *, late: bool = False) -> int:
    office = cast.county_office(county.root.path)
    pk = inquiries.open_matter(
        actor=office,
        matter=Matter(
            organisation_id=county.branch.pk, matter="政审材料补造", post="党支部书记", rule="D-20"
        ),
        at=NOW,
    )
    inquiries.notify(
        actor=office, inquiry_id=pk, words="请限期整改并报告", on=None, due_on=None, at=NOW
    )
    if late:
        Inquiry.objects.filter(pk=pk).update(due_on=TODAY - timedelta(days=1))
    return pk


def told(actor) -> list[tuple[str, bool]]:
    return [(line.label, line.is_late) for line in answers_due.reminder(actor, TODAY).lines]


def test_tell_the_branch_what_it_answers_and_the_office_what_it_waits_for(county) -> None:
    notified(county)

    assert told(cast.branch_secretary(county.branch.path)) == [
        ("1 件待整改，最早 2026-11-30 前报告", False)
    ]
    assert told(cast.county_office(county.root.path)) == [
        ("1 件等对方整改，最早 2026-11-30 到期", False)
    ]


def test_mark_what_is_late_and_lead_to_it(county) -> None:
    notified(county)
    notified(county, late=True)

    line = answers_due.reminder(cast.branch_secretary(county.branch.path), TODAY).lines[0]

    assert (line.label, line.is_late) == (
        "2 件待整改，最早 2026-11-22 前报告，其中 1 件已逾期",
        True,
    )
    assert line.url.endswith("?overdue=on#matters")


def test_ask_the_opener_to_close_once_the_answer_is_there(county) -> None:
    pk = notified(county)
    secretary = cast.branch_secretary(county.branch.path)
    inquiries.rectify(actor=secretary, inquiry_id=pk, words="已重新政审", on=TODAY, at=NOW)

    assert told(secretary) == []
    assert told(cast.county_office(county.root.path)) == [("1 件已报告整改，等您核销", False)]


def test_tell_nobody_else(county) -> None:
    notified(county)

    assert told(cast.branch_secretary(county.other_branch.path)) == []
    assert told(cast.committee_organiser(county.other_committee.path)) == []
    assert answers_due.of(cast.security_administrator(), today=TODAY) == AnswersDue()


@pytest.mark.parametrize("role", [cast.branch_secretary, cast.county_office])
def test_stand_on_the_first_page_and_the_to_do_list_at_twelve_queries_at_most(county, role) -> None:
    notified(county)
    at = county.branch if role is cast.branch_secretary else county.root
    client = cast.client_of(role(at.path))
    for name in ("casework:start", "casework:todo"):
        with CaptureQueriesContext(connection) as seen:
            page = client.get(reverse(name))
        assert "最早 2026-11-30" in page.content.decode()
        assert len(seen) <= 12, [query["sql"][:90] for query in seen]
