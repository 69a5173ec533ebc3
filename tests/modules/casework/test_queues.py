"""Worklists are gone through one by one, in the order of the tree, the oldest first."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.county import County
from tests.walk import NOW, Walker
from xianfeng.casework.models import Case, Duty
from xianfeng.casework.queries import queues
from xianfeng.casework.vocab.reviews import Queue
from xianfeng.kernel.errors import NotAllowed

pytestmark = pytest.mark.django_db
TODAY = date(2024, 12, 1)


def listed(actor: Any, queue: Queue) -> queues.QueueList:
    return queues.page(actor, queue, number=1, today=TODAY)


def test_shows_days_used_of_the_limits_that_the_rules_set() -> None:
    walker = Walker(County()).until("approve-admission")

    (row,) = listed(walker.actors["committee"], Queue.APPROVE).rows

    assert (row.person, row.number, row.title) == ("申向党", 20, "上级党委审批")
    assert (row.term.since_on, row.term.due_on) == (date(2024, 11, 12), date(2025, 2, 12))
    assert row.term.never_after == date(2025, 5, 12)
    assert (row.days, row.term.limit) == (19, 92)
    assert row.url == f"/cases/{walker.case_id}/steps/20/?queue=approve"


def test_counts_a_pre_review_from_the_branchs_review_while_nobody_entered_the_report() -> None:
    walker = Walker(County()).until("pre-review")

    (row,) = listed(walker.actors["committee"], Queue.EXAMINE).rows

    assert (row.term.since_on, row.term.due_on) == (date(2024, 9, 20), date(2024, 10, 20))
    assert not row.term.is_counted_from_report
    assert row.lateness == "late"


def test_each_case_stands_in_the_list_of_who_decides() -> None:
    walker = Walker(County()).until("file-with-county")

    assert queues.counts(walker.actors["county"]) == {Queue.REVIEW: 0, Queue.FILE: 1}
    assert queues.counts(walker.actors["committee"]) == {
        Queue.EXAMINE: 0,
        Queue.APPROVE: 0,
        Queue.FILE: 0,
    }
    assert queues.counts(walker.actors["branch"]) == {}
    other = cast.committee_organiser(walker.county.other_committee.path)
    assert listed(other, Queue.APPROVE).total == 0
    with pytest.raises(NotAllowed):
        listed(walker.actors["branch"], Queue.APPROVE)
    with pytest.raises(NotAllowed):
        listed(walker.actors["county"], Queue.APPROVE)


def _copies(walker: Walker, days: list[date]) -> list[int]:
    """Put more cases into the list by rows, as many as a test needs."""
    made = []
    duty = Duty.objects.get(case=walker.case_id, step="approve-admission")
    for nth, day in enumerate(days):
        case = Case.objects.get(pk=walker.case_id)
        case.pk, case.person = None, walker.county.applicant(f"第{nth}人")
        case.save(force_insert=True)
        duty.pk, duty.case, duty.since_on = None, case, day
        duty.save(force_insert=True)
        made.append(case.pk)
    return made


def test_goes_from_one_to_the_next_oldest_first() -> None:
    walker = Walker(County()).until("approve-admission")
    late, early = _copies(walker, [date(2024, 11, 25), date(2024, 11, 1)])
    actor = walker.actors["committee"]

    trail = queues.trail(actor, Queue.APPROVE, walker.case_id)

    assert [row.case_id for row in listed(actor, Queue.APPROVE).rows] == [
        early,
        walker.case_id,
        late,
    ]
    assert trail is not None
    assert (trail.position, trail.total) == (2, 3)
    assert trail.previous_url == f"/cases/{early}/steps/20/?queue=approve"
    assert trail.next_url == f"/cases/{late}/steps/20/?queue=approve"
    first, last = (queues.trail(actor, Queue.APPROVE, one) for one in (early, late))
    assert first is not None and not first.previous_url
    assert last is not None and not last.next_url
    assert queues.trail(actor, Queue.EXAMINE, walker.case_id) is None


def test_leads_on_after_each_signature(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xianfeng.kernel.clock.now", lambda: NOW)
    county = County()
    walkers = [Walker(county, name=name).until("file-activist") for name in ("甲某", "乙某")]
    client = cast.client_of(walkers[0].actors["committee"], username="committee")
    form = {
        "activist_filing.on": "2023-07-18", "activist_filing.number": "山党备〔2023〕7号",
        "paper.activist_filing_form": "on", "reason.D-53": "纸质档案补录",
    }  # fmt: skip
    urls = [f"/cases/{walker.case_id}/steps/5/?queue=file" for walker in walkers]

    page = client.get(urls[0]).content.decode()
    first = client.post(urls[0], form)
    second = client.post(urls[1], form)

    assert "第 1 件，共 2 件" in page
    assert (first.status_code, first.headers["Location"]) == (302, urls[1])
    assert (second.status_code, second.headers["Location"]) == (302, "/queues/file/")


def test_a_page_asks_as_many_queries_for_many_as_for_one() -> None:
    walker = Walker(County()).until("approve-admission")
    client = cast.client_of(walker.actors["committee"], username="committee")
    client.get("/queues/approve/")
    with CaptureQueriesContext(connection) as few:
        client.get("/queues/approve/")
    _copies(walker, [date(2024, 11, 25)] * 60)

    with CaptureQueriesContext(connection) as many:
        page = client.get("/queues/approve/").content.decode()

    assert "第 1 页，共 2 页" in page
    assert len(few) == len(many) <= 12
    with CaptureQueriesContext(connection) as index:
        client.get("/queues/")
    assert len(index) <= 12


def test_the_form_opened_from_a_list_asks_few_queries_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xianfeng.kernel.clock.now", lambda: NOW)
    walker = Walker(County()).until("pre-review")
    cast.enrolled(walker.actors["county"], username="office")
    client = cast.client_of(walker.actors["committee"], username="committee")
    url = f"/cases/{walker.case_id}/steps/15/?queue=examine"
    client.get(url)

    with CaptureQueriesContext(connection) as seen:
        page = client.get(url).content.decode()

    assert "第 1 件，共 1 件" in page
    assert len(seen) <= 12
