"""The county's own work in real clicks: a plan down to the last place, a notice to the public, a vote by keyboard.

Each page that somebody comes to on the way is looked at once: accessible, and no wider than the screen.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.urls import resolve

from tests import cast, chromium
from tests.chromium import DESK, PHONE, SIGN, Hand
from tests.county import County, person
from tests.due import BASIS, Due
from tests.due import TODAY as DISPOSED_AT
from tests.meetings import HELD_ON, VOWS, totals
from tests.planned import balance
from tests.posted import CONTACT, POSTED, RECORD, on
from tests.walk import LATE, Walker
from xianfeng.casework.models import AgendaItem, Entry, Meeting, Notice, Objection
from xianfeng.recruitment.queries import quota_audit
from xianfeng.registry.vocab import Category, Sex
from xianfeng.trust.models import Grant
from xianfeng.trust.vocab import Held, Role

pytestmark = chromium.marks
YEAR = 2024


@pytest.fixture
def county(transactional_db: None) -> County:
    return County()


class LookingHand(Hand):
    """Looks at each page that it comes to, the first time."""

    def __init__(self, context: Any, base: str, username: str) -> None:
        """Sign in."""
        self.seen: set[str] = set()
        self.faults: list[str] = []
        super().__init__(context, base, username)

    def go(self, path: str) -> int:
        """Type an address and look."""
        status = super().go(path)
        self.look()
        return status

    def press(self, label: str) -> int:
        """Send the form and look at the answer."""
        status = super().press(label)
        self.look()
        return status

    def follow(self, selector: str) -> None:
        """Follow a link and look."""
        super().follow(selector)
        self.look()

    def look(self) -> None:
        """Note what is wrong with a page of a name not seen before."""
        address = urlsplit(self.page.url).path
        name = resolve(address).view_name
        if name in self.seen:
            return
        self.seen.add(name)
        found = chromium.examined(self.page)
        if found.violations_count:
            self.faults.append(f"{address} {found.generate_report()}")
        wide, width = self.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        if wide > width:
            self.faults.append(f"{address}: {wide} px wide at {width}")


@pytest.fixture
def enter(chromium: Any, live_server: Any, county: County) -> Iterator[Any]:
    """Let somebody of a role sit down at a browser of their own."""
    places = {
        "branch": Held(Role.BRANCH_SECRETARY, county.branch.path),
        "committee": Held(Role.COMMITTEE_ORGANISER, county.committee.path),
        "county": Held(Role.COUNTY_OFFICE, county.root.path),
        "colleague": Held(Role.COUNTY_OFFICE, county.root.path),
    }
    made: list[LookingHand] = []

    def entered(role: str, look: dict[str, Any]) -> Hand:
        cast.account(role, places[role])
        # The stories play before the accounts were made.
        Grant.objects.update(starts_on=date(2020, 1, 1))
        made.append(LookingHand(chromium.new_context(**look), live_server.url, role))
        return made[-1]

    yield entered
    for hand in made:
        hand.context.close()
    faults = [fault for hand in made for fault in hand.faults]
    assert faults == [], "\n".join(faults)


def test_a_plan_reaches_the_last_place_of_a_branch(
    enter: Any, county: County, today_is_fixed: None
) -> None:
    office, organiser = enter("county", DESK), enter("committee", PHONE)
    _adopt(office)
    _split(office, {county.committee.pk: "1", county.other_committee.pk: "2"}, why="按县委意见")
    _split(organiser, {}, why="")
    assert balance(county.branch) == (1, 0, 0, 0)

    Walker(county, name="甲某").until("name-introducers")
    second = Walker(county, name="乙某").until("file-candidate")
    assert _sign(organiser, second) == 422
    assert "D-27" in organiser.checks()
    assert not Entry.objects.filter(case=second.case_id, step="file-candidate").exists()

    _move_one(office, county)
    assert _sign(organiser, second) == 200, organiser.text()
    assert balance(county.branch) == (2, 0, 2, 0)
    assert quota_audit.problems(YEAR) == []


def _adopt(office: Hand) -> None:
    office.go("/plans/")
    office.follow("main a:has-text('拟定计划')")
    office.enter("kind", "annual")
    office.page.fill("[name=first_year]", str(YEAR))
    office.page.fill("[name=title]", f"{YEAR}年发展党员工作计划")
    office.page.fill("[name=total]", "3")
    assert office.press("存为草案") == 200, office.text()
    office.follow(f"main a:has-text('{YEAR}年发展党员工作计划')")
    plan = office.page.url.removeprefix(office.base)
    office.go(f"{plan}change")
    office.go(plan)
    office.follow("main a:has-text('通过')")
    office.page.fill("[name=document]", "武组发〔2024〕3号")
    office.page.fill("[name=adopted_on]", "2024-01-18")
    assert office.press("确认通过") == 200, office.text()


def _split(hand: Hand, decided: dict[int, str], *, why: str) -> None:
    hand.go(f"/quotas/{YEAR}/")
    hand.follow("main a:has-text('分配名额')")
    assert hand.press("提出建议") == 200, hand.text()
    if decided:
        for organisation, places in decided.items():
            hand.page.fill(f"[name=share-{organisation}]", places)
        hand.page.fill("[name=why]", why)
        assert hand.press("保存调整") == 200, hand.text()
    assert hand.press("下达名额") == 200, hand.text()


def _sign(hand: Hand, walker: Walker) -> int:
    right = walker.right("file-candidate")
    hand.go(f"/cases/{walker.case_id}/")
    hand.follow('main a[href$="/steps/10/"]')
    hand.fill(right)
    status = hand.press(SIGN)
    if hand.page.locator('[name="reason.D-53"]').count():
        hand.page.fill('[name="reason.D-53"]', LATE["D-53"])
        status = hand.press(SIGN)
    return status


def _move_one(office: Hand, county: County) -> None:
    office.go(f"/quotas/{YEAR}/?at={county.other_committee.pk}")
    office.follow("main a:has-text('调剂')")
    office.enter("target", county.branch.pk)
    office.page.fill("[name=places]", "1")
    office.page.fill("[name=why]", "鸳鸯镇暂无成熟对象，调剂一名")
    assert office.press("确认") == 200, office.text()


def test_a_notice_goes_from_draft_to_the_public_and_a_visitor_objects(
    enter: Any, county: County, chromium: Any, live_server: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr("xianfeng.kernel.clock.now", lambda: on(POSTED))
    walker = Walker(county).until("publish-candidate")
    branch, committee = enter("branch", PHONE), enter("committee", DESK)

    branch.go(f"/cases/{walker.case_id}/")
    branch.follow(f'main a[href$="/notices/{RECORD}/new"]')
    branch.page.fill("[name=contact]", CONTACT)
    assert branch.press("保存草稿") == 200, branch.text()
    notice = f"/notices/{Notice.objects.get().pk}/"
    branch.go(f"{notice}edit")
    branch.go(notice)
    assert branch.press("送保密审查") == 200, branch.text()

    committee.go("/")
    committee.follow("main a:has-text('等您作保密审查')")
    committee.follow("main a:has-text('申向党')")
    assert committee.press("审查通过") == 200, committee.text()

    branch.go(f"/notices/{Notice.objects.get().pk}/")
    branch.follow("main a:has-text('登记张贴并公开')")
    branch.page.fill("[name=posted_on]", POSTED.isoformat())
    assert branch.press("确认登记张贴并公开") == 200, branch.text()

    visitor = chromium.new_context(**PHONE)
    page = visitor.new_page()
    page.goto(live_server.url + "/public/")
    page.locator("main a:has-text('申向党')").first.click()
    page.locator("main a:has-text('反映情况')").click()
    page.fill("[name=content]", "此人常年在外务工，很少参加学习")
    page.get_by_role("button", name="提交", exact=True).click()
    page.wait_for_load_state()
    assert "编号" in page.inner_text("main")
    visitor.close()
    assert Objection.objects.count() == 1

    committee.go("/")
    committee.follow("main a:has-text('1 条反映没有结论')")
    assert "申向党" in committee.text()
    committee.go(f"/objections/{Objection.objects.get().pk}/")


def test_a_county_drafts_an_edition_of_its_own(enter: Any, today_is_fixed: None) -> None:
    office = enter("county", PHONE)
    office.go("/procedures/new")
    office.page.fill("[name=name]", "武山县发展党员工作规程（试行）")
    assert office.press("开始起草") == 200, office.text()
    office.go(f"{urlsplit(office.page.url).path}steps/1/")
    assert {"recruitment:draft", "recruitment:draft-step"} <= office.seen


def test_a_county_writes_why_a_years_number_changed(
    enter: Any, county: County, today_is_fixed: None
) -> None:
    for year, women in ((2022, 1), (2023, 6)):
        for nth in range(women):
            person(
                f"女某{year}{nth}", county.branch, sex=Sex.FEMALE, joined_on=date(year, 6, 1), since=date(year + 1, 6, 1),
                category=Category.FULL,
            )  # fmt: skip
    office = enter("county", PHONE)
    office.go(f"/figures/year/{county.root.pk}/2023/women/words")
    office.page.fill("[name=words]", "妇女干部培养专项上年起步")
    assert office.press("写明原因") == 200, office.text()
    assert "妇女干部培养专项上年起步" in office.text()


def test_two_hands_dispose_of_what_is_due_and_a_file_is_held_back(
    enter: Any, county: County, monkeypatch: Any
) -> None:
    monkeypatch.setattr("xianfeng.kernel.clock.now", lambda: DISPOSED_AT)
    due = Due(county)
    going, staying = due.ended("甲某"), due.ended("乙某")
    office, colleague = enter("county", PHONE), enter("colleague", DESK)

    office.go(f"/retention/cases/{staying}/hold")
    office.page.fill("[name=why]", "纪检机关正在核查")
    assert office.press("暂缓销毁") == 200, office.text()
    office.go("/retention/")
    office.page.check(f'[name=case][value="{going}"]')
    office.page.fill("[name=basis]", BASIS)
    assert office.press("开列销毁清册") == 200, office.text()

    address = urlsplit(office.page.url).path
    colleague.go(address)
    assert colleague.press("批准") == 200, colleague.text()
    colleague.go(f"{address}print")
    office.go(address)
    assert office.press("执行销毁") == 200, office.text()
    assert "已销毁 1 件" in office.text() and "甲某" not in office.text()
    assert {"casework:hold", "casework:disposal"} <= office.seen
    assert "casework:disposal-sheet" in colleague.seen


class Keys:
    """Works through pages with the keyboard alone: Tab to a control, type, Space or Enter."""

    def __init__(self, hand: Hand) -> None:
        self.page = hand.page

    def to(self, selector: str, *, most: int = 120) -> None:
        """Press Tab until the control has the focus."""
        for _stop in range(most):
            if self.page.evaluate("s => document.activeElement.matches(s)", selector):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{selector} cannot be reached: {self.page.inner_text('main')}")

    def write(self, name: str, words: str) -> None:
        """Type into a field."""
        self.to(f'[name="{name}"]')
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(words)

    def press(self, selector: str, key: str = "Enter") -> None:
        """Press a button or follow a link, and wait for the page that comes."""
        self.to(selector)
        with self.page.expect_navigation():
            self.page.keyboard.press(key)


def test_a_branch_votes_at_a_phone_width_by_keyboard(
    enter: Any, county: County, today_is_fixed: None
) -> None:
    walker = Walker(county).until("vote-admission")
    hand = enter("branch", {"viewport": {"width": 390, "height": 844}, "locale": "zh-CN"})
    keys, members = Keys(hand), [member.pk for member in county.members]
    hand.go(f"/cases/{walker.case_id}/")
    keys.press(f'main a[href="/meetings/new?case={walker.case_id}"]')
    hand.page.fill('[name="meeting.on"]', HELD_ON.isoformat())
    keys.write("meeting.place", "村党员活动室")
    keys.write("meeting.chair", "冉云")
    keys.press('main form button[type="submit"]')
    meeting = Meeting.objects.get()
    if not AgendaItem.objects.exists():
        hand.go(f"/meetings/{meeting.pk}/agenda")
        keys.press('main form button[type="submit"]')
    hand.go(f"/meetings/{meeting.pk}/")
    hand.go(f"/meetings/{meeting.pk}/call-off")
    hand.go(f"/meetings/{meeting.pk}/")
    keys.press('form[action$="/freeze"] button')
    for name, member in (("scrutineer", members[4]), ("teller", members[5])):
        hand.page.select_option(f'[name="{name}"]', str(member))
    keys.press("main form button.btn-primary")
    item = AgendaItem.objects.get()
    hand.go(f"/meetings/{meeting.pk}/roll")
    hand.go(f"/meetings/{meeting.pk}/items/{item.pk}/withdraw")
    hand.go(f"/meetings/{meeting.pk}/items/{item.pk}/")
    for name in ("issued", "returned", "yes", "no", "abstain", "void"):
        keys.write(f"ballot.{name}", totals(8, 1)[name])
    keys.to('[name="ballot.applicant_present"]')
    hand.page.keyboard.press("Space")
    keys.press("main form button.btn-primary")
    hand.go(f"/meetings/{meeting.pk}/items/{item.pk}/void")
    hand.go(f"/meetings/{meeting.pk}/")
    for vow in sorted(VOWS):
        hand.page.focus(f'[name="{vow}"]')
        hand.page.keyboard.press("Space")
    keys.press('form[action$="/close"] button')
    assert "表决通过" in hand.text()
    assert hand.page.evaluate("document.documentElement.scrollWidth") == 390
    assert Meeting.objects.get().state == "finished"
    hand.go(f"/meetings/{meeting.pk}/reopen")
