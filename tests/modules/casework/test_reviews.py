"""A review in the reviewer's own hands: asked by the step's signer, answered by the county, signed from."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests import cast, snapshot
from tests.county import County
from tests.walk import NOW, Walker
from xianfeng.casework.commands import cases, reviews, transfers
from xianfeng.casework.commands.reviews import Answer
from xianfeng.casework.models import Case, Entry, Review
from xianfeng.casework.queries import desks
from xianfeng.casework.queries import reviews as reads
from xianfeng.kernel.errors import Conflict, NotAllowed, Refused
from xianfeng.trust.models import LedgerEntry
from xianfeng.trust.queries import verification
from xianfeng.trust.vocab import Actor

pytestmark = pytest.mark.django_db
RECORD, STEP = "county_review", "pre-review"
TODAY = NOW.date()
PASSED = Answer(result="passed", on=TODAY)


class Desk:
    """A case whose pre-review is due, with its actors."""

    def __init__(self, *, is_staffed: bool = True) -> None:
        self.walker = Walker(County()).until(STEP)
        self.committee = self.walker.actors["committee"]
        self.office = self.walker.actors["county"]
        if is_staffed:
            self.office = cast.enrolled(self.office, username="office")

    @property
    def case(self) -> Case:
        return Case.objects.get(pk=self.walker.case_id)

    def ask(self, **changes: Any) -> int:
        wanted = {"actor": self.committee, "record": RECORD, **changes}
        return reviews.ask(case_id=self.walker.case_id, at=NOW, **wanted)

    def answer(self, review: int, given: Answer = PASSED, **changes: Any) -> None:
        reviews.answer(review_id=review, given=given, at=NOW, **{"actor": self.office, **changes})

    def refuse(self, review: int, code: str = "political") -> None:
        self.answer(review, Answer(result=code, on=TODAY, why="缺政审函调回函"))

    def sign(self) -> int:
        return self.walker.sign(STEP, county_review={"on": None, "result": None})


@pytest.fixture
def desk() -> Desk:
    return Desk()


def checks(call: Any, *args: Any, **given: Any) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as refused, transaction.atomic():
        call(*args, **given)
    return [(reason.check, reason.message) for reason in refused.value.verdict]


def test_signs_the_step_from_what_the_county_wrote(desk: Desk) -> None:
    desk.answer(desk.ask())

    desk.sign()

    entry = Entry.objects.get(case=desk.case, step=STEP, is_active=True)
    assert entry.records[RECORD] == {"on": "2026-11-23", "result": "passed"}
    assert (entry.signed_as, entry.actor_name) == ("committee", "罗成")
    row = Review.objects.get()
    assert (row.state, row.asked_by, row.answered_by) == ("passed", "罗成", "韩梅")
    events = LedgerEntry.objects.filter(event__startswith="casework.review.").order_by("id")
    assert list(events.values_list("event", flat=True)) == [
        "casework.review.asked",
        "casework.review.passed",
    ]
    assert verification.verify().is_whole


def test_the_committee_cannot_type_it_where_the_county_reviews_itself(desk: Desk) -> None:
    before = snapshot.whole()

    assert checks(desk.walker.sign, STEP) == [("D-59", "尚未经县委组织部审核")]
    assert snapshot.whole() == before
    desk.ask()
    assert checks(desk.walker.sign, STEP) == [("D-59", "已报县委组织部，尚未答复")]


def test_a_county_without_an_account_has_its_paper_review_typed() -> None:
    desk = Desk(is_staffed=False)

    desk.walker.sign(STEP)

    entry = Entry.objects.get(case=desk.case, step=STEP, is_active=True)
    assert entry.records[RECORD] == {"on": "2024-10-16", "result": "passed"}


def test_an_office_elsewhere_does_not_count_as_the_countys() -> None:
    desk = Desk(is_staffed=False)
    cast.account("elsewhere", *cast.county_office(desk.walker.county.other_committee.path).held)

    desk.walker.sign(STEP)

    assert Entry.objects.filter(case=desk.case, step=STEP, is_active=True).exists()


@pytest.mark.parametrize(
    ("code", "label"),
    [("standard", "标准不符"), ("procedure", "程序不严"), ("political", "未政审")],
)
def test_a_refusal_returns_the_case_with_code_and_reason(desk: Desk, code: str, label: str) -> None:
    desk.refuse(desk.ask(), code)

    assert desk.case.state == "returned"
    last = Entry.objects.filter(case=desk.case).latest("id")
    assert (last.kind, last.step) == ("returned", STEP)
    assert last.note == f"县委组织部审核不通过：{label}。缺政审函调回函"
    assert Review.objects.get().result == code


def test_a_new_submission_opens_a_refused_review_again(desk: Desk) -> None:
    desk.refuse(desk.ask())
    assert ("D-65", "此件已退回补充，不能继续办理") in checks(desk.ask)

    cases.resubmit(
        actor=desk.walker.actors["branch"], case_id=desk.case.pk, why="已补函调回函", at=NOW
    )
    assert checks(desk.walker.sign, STEP) == [("D-59", "县委组织部审核不通过：未政审")]
    desk.answer(desk.ask())
    desk.sign()

    states = Review.objects.order_by("id").values_list("state", flat=True)
    assert list(states) == ["refused", "passed"]


def test_what_passed_before_a_return_counts_no_more(desk: Desk) -> None:
    desk.answer(desk.ask())
    cases.return_for_more(actor=desk.committee, case_id=desk.case.pk, why="材料补正", at=NOW)
    branch = desk.walker.actors["branch"]
    cases.resubmit(actor=branch, case_id=desk.case.pk, why="材料已补", at=NOW)

    assert checks(desk.walker.sign, STEP) == [("D-59", "尚未经县委组织部审核")]
    desk.answer(desk.ask())
    desk.sign()


def test_a_return_takes_back_what_lies_before_the_county(desk: Desk) -> None:
    asked = desk.ask()
    cases.return_for_more(actor=desk.committee, case_id=desk.case.pk, why="材料补正", at=NOW)

    assert Review.objects.get().state == "recalled"
    with pytest.raises(Conflict):
        desk.answer(asked)


def test_only_the_signer_asks_and_only_the_reviewer_answers(desk: Desk) -> None:
    for actor in (desk.walker.actors["branch"], desk.office):
        with pytest.raises(NotAllowed):
            desk.ask(actor=actor)
    asked = desk.ask()
    before = snapshot.whole()
    for actor in (desk.committee, desk.walker.actors["branch"]):
        with pytest.raises(NotAllowed):
            desk.answer(asked, actor=actor)
    stranger = cast.branch_secretary(desk.walker.county.other_branch.path)
    with pytest.raises(Review.DoesNotExist):
        desk.answer(asked, actor=stranger)
    with pytest.raises(Case.DoesNotExist):
        desk.ask(actor=stranger)
    assert snapshot.whole() == before


def both_posts(desk: Desk) -> Actor:
    """Somebody who reviews for the county and keeps the papers of the committee too."""
    held = (*desk.office.held, *desk.committee.held)
    return cast.enrolled(Actor(account_id=0, name="谭双", held=held), username="both")


def test_who_passed_it_does_not_sign_the_step_from_it(desk: Desk) -> None:
    both = both_posts(desk)
    desk.answer(desk.ask(), actor=both)
    before = snapshot.whole()

    desk.walker.actors["committee"] = both
    with pytest.raises(NotAllowed) as refused:
        desk.sign()
    assert [(one.check, one.message) for one in refused.value.verdict] == [
        ("D-61", "您已签署本环节所依据的审核意见，不能再由您办理本环节")
    ]
    assert snapshot.whole() == before
    shown = desks.step(both, desk.case.pk, 15).waits
    assert "D-61" in [one.check for one in shown]
    desk.walker.actors["committee"] = desk.committee
    desk.sign()


def test_who_signed_a_step_of_the_file_does_not_review_it(desk: Desk) -> None:
    both = both_posts(desk)
    Entry.objects.filter(case=desk.case, step="file-candidate").update(account_ref=both.account_id)
    asked = desk.ask()
    before = snapshot.whole()

    with pytest.raises(NotAllowed):
        desk.answer(asked, actor=both)

    assert snapshot.whole() == before
    assert not reads.desk(both, desk.case.pk, RECORD).may_answer
    assert reads.desk(both, desk.case.pk, RECORD).stays_out == reads.OWN_WORK
    desk.answer(asked)


def test_a_step_signed_for_the_county_itself_is_no_work_under_review(desk: Desk) -> None:
    rows = Entry.objects.filter(case=desk.case, step="short-training")
    rows.update(account_ref=desk.office.account_id, signed_as="county")

    desk.answer(desk.ask())

    assert Review.objects.get().state == "passed"


def test_the_table_refuses_one_hand_for_both(desk: Desk) -> None:
    asked = desk.ask()

    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.filter(pk=asked).update(
            state="passed",
            result="passed",
            answered_on=TODAY,
            answered_ref=desk.committee.account_id,
        )


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        (Answer(result="", on=TODAY), {"D-64"}),
        (Answer(result="luck", on=None), {"D-64"}),
        (Answer(result="standard", on=TODAY, why="缺"), {"D-64"}),
        (Answer(result="passed", on=date(2026, 11, 24)), {"D-60"}),
        (Answer(result="passed", on=date(2026, 11, 22)), {"D-51"}),
    ],
)
def test_refuses_an_answer_that_is_none(desk: Desk, given: Answer, wanted: set[str]) -> None:
    asked = desk.ask()
    before = snapshot.whole()

    assert {check for check, _words in checks(desk.answer, asked, given)} == wanted
    assert snapshot.whole() == before
    assert Review.objects.get().state == "asked"


def test_asks_once_until_it_is_answered(desk: Desk) -> None:
    first = desk.ask()
    with pytest.raises(Conflict), transaction.atomic():
        desk.ask()

    reviews.recall(actor=desk.committee, review_id=first, why="材料漏报", at=NOW)
    desk.answer(desk.ask())
    assert checks(desk.ask) == [("D-65", "县委组织部审核已经通过")]
    with pytest.raises(Conflict):
        reviews.recall(actor=desk.committee, review_id=first, why="材料漏报", at=NOW)


def test_is_not_asked_before_its_turn() -> None:
    walker = Walker(County()).until("branch-review")

    found = checks(
        reviews.ask, actor=walker.actors["committee"], case_id=walker.case_id, record=RECORD, at=NOW
    )

    assert [check for check, _words in found] == ["D-52"]
    assert not Review.objects.exists()


def test_a_submitted_case_does_not_leave_the_branch(desk: Desk) -> None:
    desk.ask()
    going = transfers.Going(left_on=TODAY, organisation_id=desk.walker.county.other_branch.pk)

    found = checks(
        transfers.send, actor=desk.walker.actors["branch"], case_id=desk.case.pk, going=going,
        why="迁往外村", at=NOW,
    )  # fmt: skip

    assert found == [("D-65", "县委组织部审核尚未答复")]


def test_is_no_address_for_a_record_without_a_reviewer(desk: Desk) -> None:
    for record in ("prereview", "luck"):
        with pytest.raises(Case.DoesNotExist):
            reads.desk(desk.committee, desk.case.pk, record)
        with pytest.raises(Case.DoesNotExist):
            desk.ask(record=record)


def test_its_subject_sees_nothing_of_it(desk: Desk) -> None:
    subject = cast.member(desk.walker.county.branch.path, person_id=desk.walker.person.pk)

    with pytest.raises(Case.DoesNotExist):
        reads.desk(subject, desk.case.pk, RECORD)


def test_the_pages_lead_through_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xianfeng.kernel.clock.now", lambda: NOW)
    desk = Desk()
    committee = cast.client_of(desk.committee, username="committee")
    office = cast.client_of(desk.walker.actors["county"], username="office-2")
    url = f"/cases/{desk.case.pk}/reviews/{RECORD}/"

    page = committee.get(f"/cases/{desk.case.pk}/steps/15/").content.decode()
    assert url in page
    assert "尚未经县委组织部审核" in page
    assert committee.post(url, {"do": "ask"}).status_code == 302
    asked = Review.objects.get().pk
    queued = f"{url}?queue=review"
    assert queued in office.get("/queues/review/").content.decode()
    with CaptureQueriesContext(connection) as seen:
        form = office.get(queued).content.decode()
    assert len(seen) <= 12
    assert "未政审" in form
    assert "第 1 件，共 1 件" in form
    refused = office.post(queued, {"do": "answer", "review": asked, "result": "standard"})
    assert refused.status_code == 422
    assert "请写明不通过的具体原因" in refused.content.decode()
    sent = {"do": "answer", "review": asked, "result": "passed", "on": TODAY.isoformat()}
    assert office.post(queued, sent).headers["Location"] == "/queues/review/"
    step = committee.get(f"/cases/{desk.case.pk}/steps/15/").content.decode()
    assert "通过" in step
    assert 'name="county_review.result"' not in step
