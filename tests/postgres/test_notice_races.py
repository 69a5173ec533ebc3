"""Two people change one notice at once: one wins, the other is told, no word and no objection is lost."""

from dataclasses import replace
from typing import Any

import pytest

from tests.county import County
from tests.posted import LAST, POSTED, STEP, Poster, on
from tests.postgres.racing import at_once
from tests.walk import Walker
from xianfeng.casework.commands import notices, objections, publications
from xianfeng.casework.models import Entry, Notice, NoticeEntry, Objection, Publication
from xianfeng.casework.vocab.notices import ObjectionDecision
from xianfeng.kernel.errors import Refused
from xianfeng.trust.queries import verification

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def poster() -> Poster:
    return Poster(Walker(County()))


def checks(results: list[Any]) -> list[tuple[str, ...]]:
    return sorted(r.verdict.checks() for r in results if isinstance(r, Refused))


def test_a_posting_and_an_edit_of_the_same_page_leave_one(poster: Poster) -> None:
    poster.draft().submit().clear()
    version, text = poster.row.version, replace(poster.text(), days=9)

    def edit() -> None:
        notices.edit(
            actor=poster.branch, notice_id=poster.id, text=text, at=on(POSTED), version=version
        )

    results = at_once(lambda: poster.publish(version=version), edit)

    assert checks(results) == [("D-62",)]
    row = poster.row
    assert row.version == version + 1
    copies = list(Publication.objects.values_list("length", flat=True))
    assert (row.state, row.days, copies) in (("published", 5, ["5个工作日"]), ("draft", 9, []))
    assert NoticeEntry.objects.filter(notice=poster.id).count() == 4
    assert verification.verify().is_whole


def test_what_is_public_is_what_was_cleared_even_without_versions(poster: Poster) -> None:
    poster.draft().submit().clear()
    text = replace(poster.text(), body="申向党，男。另行修改。")

    def edit() -> None:
        notices.edit(actor=poster.branch, notice_id=poster.id, text=text, at=on(POSTED))

    results = at_once(poster.publish, edit)

    assert checks(results) in ([("D-65",)], [("X-06",)])
    for copy in Publication.objects.all():
        assert copy.body == poster.row.body != text.body


def test_two_drafts_for_one_record_leave_one(poster: Poster) -> None:
    text = poster.text()

    results = at_once(*[
        lambda: notices.draft(
            actor=poster.branch, case_id=poster.walker.case_id, record="candidate_notice",
            text=text, at=on(POSTED),
        )
    ] * 3)  # fmt: skip

    assert checks(results) == [("D-62",), ("D-62",)]
    assert Notice.objects.count() == 1


def test_two_objections_closed_at_once_are_both_closed(poster: Poster) -> None:
    poster.posted()
    poster.object(token="one")
    poster.object(token="two")
    rows = list(Objection.objects.order_by("id").values_list("id", flat=True))
    for row in rows:
        objections.take_up(
            actor=poster.committee,
            objection_id=row,
            investigators="罗成",
            is_shared=False,
            at=on(LAST),
        )

    def close(row: int) -> None:
        objections.decide(
            actor=poster.committee, objection_id=row, finding=f"第{row}条不属实", at=on(LAST),
            decision=ObjectionDecision.NO_EFFECT, version=2,
        )  # fmt: skip

    results = at_once(*[lambda row=row: close(row) for row in rows])

    assert checks(results) == []
    assert set(Objection.objects.values_list("state", "version")) == {("closed", 3)}
    poster.sign()
    assert Entry.objects.get(step=STEP).records["candidate_notice"]["objections_closed"] == 2
    assert verification.verify().is_whole


def test_one_objection_decided_twice_at_once_keeps_one_decision(poster: Poster) -> None:
    poster.posted()
    poster.object()
    row = Objection.objects.get().pk
    objections.take_up(
        actor=poster.committee, objection_id=row, investigators="罗成", is_shared=False, at=on(LAST)
    )

    def close(decision: ObjectionDecision) -> str:
        objections.decide(
            actor=poster.committee, objection_id=row, finding="调查完毕", at=on(LAST),
            decision=decision, version=2,
        )  # fmt: skip
        return decision.value

    results = at_once(
        lambda: close(ObjectionDecision.NO_EFFECT), lambda: close(ObjectionDecision.ADVERSE)
    )

    assert checks(results) == [("D-62",)]
    [won] = [r for r in results if isinstance(r, str)]
    assert Objection.objects.get().decision == won


def test_an_objection_and_a_signature_never_miss_each_other(poster: Poster) -> None:
    poster.posted()

    results = at_once(poster.sign, lambda: poster.enter())

    assert Objection.objects.count() == 1
    signed = Entry.objects.filter(step=STEP, is_active=True)
    if checks(results):
        assert checks(results) == [("N-03",)]
        assert not signed.exists()
    else:
        # Signed first: the record says truly that there was none yet.
        assert signed.get().records["candidate_notice"]["objections"] == 0


def test_a_form_sent_many_times_at_once_is_one_objection(poster: Poster) -> None:
    poster.posted()

    receipts = at_once(*[lambda: poster.object(token="same")] * 4)

    assert len(set(receipts)) == 1
    assert Objection.objects.count() == 1


def test_taking_down_and_objecting_do_not_cross(poster: Poster) -> None:
    poster.posted()

    def withdraw() -> None:
        publications.withdraw(
            actor=poster.branch, notice_id=poster.id, why="姓名有误", at=on(POSTED)
        )

    def send() -> str:
        try:
            return poster.object()
        except Publication.DoesNotExist:
            return ""

    results = at_once(withdraw, send)

    assert Objection.objects.count() == bool(results[1])
    assert poster.row.state == "withdrawn"
