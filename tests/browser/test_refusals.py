"""What the pages say to somebody who does it wrongly: the check, what to do, and nothing changed.

All steps in all wrong ways are tried in tests/journeys/test_refusals.py.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests import cast, chromium, snapshot
from tests.chromium import PHONE, SIGN, Hand
from tests.county import County
from tests.walk import NOW, PROBATION_REVIEWS, REVIEWS, Right, Walker
from xianfeng.casework.models import Entry
from xianfeng.recruitment.catalogue import shelf
from xianfeng.recruitment.vocab import DEFAULT_EDITION
from xianfeng.trust.vocab import Held, Role

pytestmark = [*chromium.marks, pytest.mark.usefixtures("today_is_fixed")]
TOMORROW = NOW.date() + timedelta(days=1)
Seat = Callable[[str], Hand]


@pytest.fixture
def walker(transactional_db: None) -> Walker:
    return Walker(County())


@pytest.fixture
def seat(chromium: Browser, live_server: Any, walker: Walker) -> Any:
    """Seat somebody at a telephone of their own, signed in."""
    county, taken = walker.county, []
    places = {
        "branch": Held(Role.BRANCH_SECRETARY, county.branch.path),
        "committee": Held(Role.COMMITTEE_ORGANISER, county.committee.path),
        "county": Held(Role.COUNTY_OFFICE, county.root.path),
        "other branch": Held(Role.BRANCH_SECRETARY, county.other_branch.path),
    }

    def sit(role: str) -> Hand:
        username = f"hand-{len(taken)}"
        cast.account(username, places[role])
        hand = Hand(chromium.new_context(**PHONE), live_server.url, username)
        taken.append(hand)
        return hand

    yield sit
    for hand in taken:
        hand.context.close()


def stand_before(walker: Walker, step: str) -> Right:
    """Walk up to a step, with the reviews that it asks for."""
    walker.until(step)
    if step == "cultivate-activist":
        walker.review("review", REVIEWS)
    if step == "observe-probation":
        walker.review("probation_review", PROBATION_REVIEWS)
    return walker.right(step)


def address(walker: Walker, step: str) -> str:
    number = shelf().edition(DEFAULT_EDITION).step(step).number
    return f"/cases/{walker.case_id}/steps/{number}/"


WRONG = (
    # step, check, changed facts, paper left out, a word of the reason, a word of the remedy
    ("first-talk", "D-60", {"talk": {"on": TOMORROW}}, "", "晚于今天", "事情发生以后"),
    ("first-talk", "D-64", {"talk": {"talker": ""}}, "", "谈话人", "填写后再提交"),
    ("appoint-mentors", "D-09", "three", "", "培养联系人", ""),
    ("file-activist", "D-63", {}, "activist_filing_form", "缺少材料", "材料存卷后勾选"),
    ("publish-candidate", "N-01", {"candidate_notice": {"ends_on": date(2024, 7, 25), "on": date(2024, 7, 26)}}, "", "公示", ""),
    ("review-politically", "D-20", {"political_review": {"conclusion": "unqualified"}}, "", "政治审查", ""),
    ("vote-admission", "V-06", {"admission_meeting": {"method": "hands"}}, "", "无记名", ""),
    ("vote-admission", "V-02", {"admission_meeting": {"yes": 4, "no": 5}}, "", "赞成", ""),
    ("approve-conversion", "D-37", {"conversion_approval": {"present": 3, "yes": 3}}, "", "", ""),
)  # fmt: skip


@pytest.mark.parametrize("row", WRONG, ids=lambda row: f"{row[0]}-{row[1]}")
def test_a_wrong_step_is_refused_with_reason_and_remedy(walker, seat, row):
    step, check, changes, paper, message, remedy = row
    right = stand_before(walker, step)
    hand, before = seat(right.role), snapshot.whole()
    hand.go(address(walker, step))
    if changes == "three":
        changes = {"mentors": {"people": [member.pk for member in walker.county.members[:3]]}}
    hand.fill(right, **changes)
    if paper:
        hand.page.uncheck(f'[name="paper.{paper}"]')

    assert hand.press(SIGN) == 422

    box = hand.page.locator(".reason", has_text=f"检查 {check}").first
    assert "什么都没有改动" in hand.page.locator(":focus").inner_text()
    assert message in box.locator(".reason-message").inner_text()
    assert remedy in box.locator("dd").last.inner_text()
    if check in {"D-60", "D-64"}:
        assert hand.page.locator("[aria-invalid=true]").count() == 1
    assert snapshot.whole() == before


def test_what_was_typed_comes_back_and_the_corrected_step_is_taken(walker, seat):
    right = stand_before(walker, "vote-admission")
    hand = seat("branch")
    hand.go(address(walker, "vote-admission"))
    hand.fill(right, admission_meeting={"yes": 4, "no": 5})
    assert hand.press(SIGN) == 422
    hand.enter("admission_meeting.yes", 8)
    hand.enter("admission_meeting.no", 1)
    hand.page.fill('[name="reason.D-53"]', "纸质档案补录")

    assert hand.press(SIGN) == 200, hand.text()
    kept = Entry.objects.get(step="vote-admission").records["admission_meeting"]
    assert kept["tellers"] == right.records["admission_meeting"]["tellers"]
    assert kept["yes"] == 8


def test_a_typed_address_opens_no_step_too_early(walker, seat):
    walker.until("decide-activist")
    hand, before = seat("branch"), snapshot.whole()
    for step in ("recommend-activist", "vote-admission", "archive-case"):
        status = hand.go(address(walker, step))
        if step == "recommend-activist":
            # Already signed: back to the case, where it stands.
            assert hand.page.url.endswith(f"/cases/{walker.case_id}/#step-3")
            continue
        assert status == 200
        assert "现在还不能办理" in hand.text()
        assert "尚未办理" in hand.text()
        assert hand.page.get_by_role("button", name=SIGN).count() == 0
    assert snapshot.whole() == before


def test_a_typed_address_opens_no_step_of_somebody_else(walker, seat):
    walker.until("decide-activist")
    hands = {role: seat(role) for role in ("branch", "committee", "county", "other branch")}
    before = snapshot.whole()
    for role, step, status in (
        ("committee", "decide-activist", 403),
        ("county", "decide-activist", 403),
        ("branch", "file-activist", 403),
        ("other branch", "decide-activist", 404),
    ):
        hand = hands[role]
        assert hand.go(address(walker, step)) == status
        if status == 403:
            assert hand.checks() == ["D-61"]
            assert "怎么办" in hand.text()
        else:
            assert "申向党" not in hand.text()
    assert snapshot.whole() == before


def test_the_slower_of_two_is_told(walker, seat):
    right = stand_before(walker, "decide-activist")
    quick, slow = seat("branch"), seat("branch")
    for hand in (quick, slow):
        hand.go(address(walker, "decide-activist"))
        hand.fill(right)
    assert quick.press(SIGN) == 422
    quick.page.fill('[name="reason.D-53"]', "纸质档案补录")
    assert quick.press(SIGN) == 200
    before = snapshot.whole()

    assert slow.press(SIGN) == 409
    assert "D-62" in slow.checks()
    assert snapshot.whole() == before
