"""One applicant through all 29 steps, by three people on telephones, through the pages only."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests import cast, chromium
from tests.chromium import PHONE, SIGN, Hand
from tests.county import County, id_number
from tests.walk import PROBATION_REVIEWS, REVIEWED, REVIEWS, Right, pass_review, story
from xianfeng.casework.models import Case, Entry, Evidence
from xianfeng.registry.models import Person
from xianfeng.registry.vocab import Category
from xianfeng.trust.vocab import Held, Role

pytestmark = chromium.marks
RESULTS = Path("test-results")
REASON = "纸质档案补录"


@pytest.fixture
def county(transactional_db: None) -> County:
    return County()


@pytest.fixture
def hands(chromium, live_server, today_is_fixed, county) -> Iterator[dict[str, Hand]]:
    seats = {
        "branch": Held(Role.BRANCH_SECRETARY, county.branch.path),
        "committee": Held(Role.COMMITTEE_ORGANISER, county.committee.path),
        "county": Held(Role.COUNTY_OFFICE, county.root.path),
    }
    made = {}
    for role, held in seats.items():
        cast.account(role, held)
        made[role] = Hand(chromium.new_context(**PHONE), live_server.url, role)
    yield made
    for hand in made.values():
        hand.context.close()


def test_three_people_take_an_applicant_from_application_to_archive(hands, county):
    try:
        _walk(hands, county)
    except Exception:
        RESULTS.mkdir(exist_ok=True)
        for role, hand in hands.items():
            hand.page.screenshot(path=RESULTS / f"walk-{role}.png", full_page=True)
        raise


def _walk(hands: dict[str, Hand], county: County) -> None:
    rights = story(county)
    _open(hands["branch"], rights[0])
    case = Case.objects.get()
    address = f"/cases/{case.pk}/"
    for number, right in enumerate(rights[1:], 2):
        if right.step == "cultivate-activist":
            _review(hands["branch"], address, number, "review", REVIEWS)
        if right.step == "observe-probation":
            _review(hands["branch"], address, number, "probation_review", PROBATION_REVIEWS)
        if REVIEWED in right.records:
            # The county answers on the story's day; tests/modules/casework/test_reviews tries its page.
            pass_review(
                case.pk,
                cast.committee_organiser(county.committee.path),
                cast.county_office(county.root.path),
            )
            records = {kind: row for kind, row in right.records.items() if kind != REVIEWED}
            right = replace(right, records=records)
        _sign(hands[right.role], address, number, right)
    _is_archived(hands["branch"], address, case)
    assert list(Entry.objects.order_by("id").values_list("step", flat=True)) == [
        right.step for right in rights
    ]
    assert Evidence.objects.count() == len(REVIEWS) + len(PROBATION_REVIEWS)


def _open(hand: Hand, right: Right) -> None:
    """Register the applicant from the first page; the reason for entering late is asked once."""
    hand.follow("main a:has-text('登记入党申请')")
    hand.page.fill("[name=name]", "申向党")
    hand.page.fill("[name=id_number]", id_number(date(1995, 3, 8)))
    hand.page.select_option("[name=education]", index=3)
    hand.page.fill("[name=occupation]", "种植大户")
    hand.page.fill("[name=phone]", "19900001234")
    hand.page.fill("[name=address]", "周庄村三组")
    hand.fill(right)
    assert hand.press("立案并签署") == 422
    assert hand.checks() == ["D-53"]
    assert not Person.objects.filter(name="申向党").exists()
    hand.page.fill('[name="reason.D-53"]', REASON)
    assert hand.press("立案并签署") == 200, hand.text()
    assert "已立案并办理第1环节" in hand.text()
    assert "1/29" in hand.text().replace(" ", "")


def _review(hand: Hand, address: str, number: int, kind: str, days: tuple[date, ...]) -> None:
    for day in days:
        hand.go(address)
        hand.follow(f'#step-{number} a[href$="/evidence/{kind}/"]')
        for name, value in {"on": day, "reviewer": "王书记", "opinion": "表现良好"}.items():
            hand.enter(f"{kind}.{name}", value)
        assert hand.press("登记") == 200, hand.text()


def _sign(hand: Hand, address: str, number: int, right: Right) -> None:
    hand.go(address)
    hand.follow(f'#step-{number} a[href$="/steps/{number}/"]')
    hand.fill(right)
    status = hand.press(SIGN)
    if status == 422:
        assert hand.checks() == ["D-53"], f"{right.step}: {hand.text()}"
        assert Entry.objects.filter(step=right.step).count() == 0
        hand.page.fill('[name="reason.D-53"]', REASON)
        status = hand.press(SIGN)
    assert status == 200, f"{right.step}: {hand.text()}"
    assert hand.page.url.endswith(address)
    assert f"已办理第{number}环节" in hand.text()


def _is_archived(hand: Hand, address: str, case: Case) -> None:
    hand.go(address)
    said = hand.text()
    assert "29/29" in said.replace(" ", "")
    assert "已归档" in said
    assert hand.page.locator(".timeline > li.done").count() == 29
    hand.follow("main a:has-text('人员档案')")
    facts = dict(
        zip(
            hand.page.locator("dl.facts dt").all_inner_texts(),
            hand.page.locator("dl.facts dd").all_inner_texts(),
            strict=True,
        )
    )
    assert facts["人员类别"] == "正式党员"
    assert facts["入党日期"] == "2024-11-08"
    assert facts["转正日期"] == "2025-11-08"
    person = Person.objects.get(pk=case.person_id)
    assert person.category == Category.FULL
