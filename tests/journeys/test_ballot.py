"""A branch votes on two people in one meeting: one is admitted, one is not, and nothing wrong gets in."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.test import Client

from tests import cast, snapshot
from tests.county import County, person
from tests.journeys.test_refusals import body, told
from tests.meetings import HELD_ON, VOWS, totals
from tests.walk import LATE, NOW, Walker
from xianfeng.casework.models import AgendaItem, Attendance, Entry, Meeting, Seat, Tally
from xianfeng.registry.commands import sanctions
from xianfeng.registry.vocab import Category, SanctionKind

pytestmark = pytest.mark.django_db


class Day:
    """The day of the meeting, as the secretary works through it with pages and nothing else."""

    def __init__(self) -> None:
        self.county = County()
        self.first = Walker(self.county, name="申向党").until("vote-admission")
        second = Walker(self.county, name="解向党")
        second.rights = tuple(
            right if right.step != "fill-form" else _numbered(right) for right in second.rights
        )
        self.second = second.until("vote-admission")
        self.members = [member.pk for member in self.county.members]
        self.probationer = person("预备员", self.county.branch, category=Category.PROBATIONARY)
        self.watched = self.members[8]
        sanctions.enter(
            actor=self.first.actors["committee"], person_id=self.watched, at=NOW,
            kind=SanctionKind.PROBATION_WITHIN_PARTY, starts_on=date(2024, 6, 1),
            ends_on=date(2025, 6, 1), document="山纪〔2024〕3号",
        )  # fmt: skip
        self.client = cast.client_of(self.first.actors["branch"], username="shuji")

    @property
    def meeting(self) -> Meeting:
        return Meeting.objects.latest("id")

    def address(self, end: str = "") -> str:
        return f"/meetings/{self.meeting.pk}/{end}"

    def item(self, walker: Walker) -> str:
        item = AgendaItem.objects.get(case_id=walker.case_id, is_current=True)
        return self.address(f"items/{item.pk}/")

    def page(self, address: str) -> str:
        answer = self.client.get(address)
        assert answer.status_code == 200, address
        return answer.content.decode()

    def posts(self, address: str, sent: dict[str, Any], *, from_page: str = "") -> None:
        """Send a form with the version that its page carries; it goes through."""
        version = re.search(r'name="version" value="(\d+)"', self.page(from_page or address))
        if version:
            sent = {**sent, "version": version[1]}
        assert self.client.post(address, sent).status_code == 302, address

    def refuses(self, address: str, sent: dict[str, Any], *checks: str) -> None:
        """Send it with and without the page's version: refused in words, and nothing changed."""
        before = snapshot.whole()
        for extra in ({}, {"version": str(self.meeting.version)}):
            answer = self.client.post(address, {**sent, **extra})
            assert answer.status_code == 422, (address, answer.status_code)
            reasons = told(answer)
            assert tuple(dict.fromkeys(one.check for one in reasons)) == checks
            assert all(one.message for one in reasons)
        assert snapshot.whole() == before

    def presence(self, *away: int, **changes: Any) -> dict[str, Any]:
        there = [one for one in self.members[:8] if one not in away]
        chosen = {"scrutineer": self.members[4], "teller": self.members[5]}
        return {"present": there, **chosen, **changes}


def _numbered(right: Any) -> Any:
    row = {**right.records["volunteer_form"], "number": "62052420240002"}
    return type(right)(right.step, right.role, {"volunteer_form": row}, right.papers)


def counted(given: dict[str, str]) -> dict[str, str]:
    return {f"ballot.{name}": value for name, value in given.items()}


@pytest.fixture
def day(monkeypatch: pytest.MonkeyPatch) -> Iterator[Day]:
    monkeypatch.setattr("xianfeng.kernel.clock.now", lambda: NOW)
    return Day()


def test_two_candidates_one_admitted_one_not(day: Day) -> None:
    _convened(day)
    _frozen(day)
    _marked(day)
    _counted(day)
    _closed(day)
    _signed(day)


def _convened(day: Day) -> None:
    case = f"/cases/{day.first.case_id}/"
    new = f"/meetings/new?case={day.first.case_id}"
    assert new in day.page(case)
    assert new in day.page(f"{case}steps/18/")
    sent = {"organisation": day.county.branch.pk, "meeting.place": "村党员活动室"}
    sent |= {"meeting.on": HELD_ON.isoformat(), "meeting.chair": "冉云"}
    assert day.client.post(new, sent | {"meeting.place": ""}).status_code == 422
    assert day.client.post(new, sent).status_code == 302
    for walker in (day.first, day.second):
        day.posts(day.address("agenda"), {"case": walker.case_id})
    assert day.client.get(new)["Location"] == day.address()


def _frozen(day: Day) -> None:
    day.posts(day.address("freeze"), {}, from_page=day.address())
    on_roll = set(Seat.objects.values_list("person_id", flat=True))
    assert on_roll == set(day.members[:8])


def _marked(day: Day) -> None:
    roll, writer = day.address("roll"), day.members[7]
    assert day.page(roll).count(" checked>") == 8
    others = {"present": [*day.members[:7], day.probationer], **_tellers(day)}
    day.refuses(roll, others, "V-05")
    day.refuses(roll, {"present": [*day.members[:7], day.watched], **_tellers(day)}, "V-05")
    late = {f"written.{writer}": "2024-11-09"}
    day.refuses(roll, day.presence(writer, **late), "V-07")
    day.refuses(roll, day.presence(**{f"written.{writer}": "2024-11-06"}), "V-03")
    day.refuses(roll, day.presence(teller=day.second.person.pk), "V-12")
    few = {"present": day.members[2:6], **_tellers(day)}
    day.posts(roll, few)
    day.refuses(day.item(day.first), counted(totals(4)), "V-01")
    day.posts(roll, day.presence(writer, **{f"written.{writer}": "2024-11-06"}))
    assert (Attendance.objects.count(), day.meeting.scrutineer_id) == (8, day.members[4])


def _tellers(day: Day) -> dict[str, int]:
    return {"scrutineer": day.members[4], "teller": day.members[5]}


def _counted(day: Day) -> None:
    first, second = day.item(day.first), day.item(day.second)
    day.refuses(first, counted(totals(7) | {"issued": "8"}), "V-09")
    day.refuses(first, counted(totals(7) | {"returned": "8"}), "V-09", "V-10")
    day.refuses(first, counted(totals(6) | {"returned": "7", "issued": "7"}), "V-10")
    day.refuses(first, counted(totals(7, written_yes=1, written_no=1)), "V-07")
    day.refuses(first, counted(totals(7) | {"yes": "七"}), "D-64")
    day.posts(first, counted(totals(4, 2, abstain=1, written_yes=1)))
    day.refuses(day.address("close"), dict.fromkeys(VOWS, "on"), "D-64")
    day.posts(second, counted(totals(3, 4, written_yes=1)))
    assert Tally.objects.count() == 2


def _closed(day: Day) -> None:
    day.refuses(day.address("close"), {"secret": "on", "one_by_one": "on"}, "V-08")
    day.posts(day.address("close"), dict.fromkeys(VOWS, "on"), from_page=day.address())
    page = day.page(day.address())
    assert "赞成合计5，超过应到人数的半数（至少须5），表决通过" in page
    assert "赞成合计4，未超过应到人数的半数（至少须5），表决不通过" in page
    assert not Attendance.objects.exists()
    report = day.page(day.address("print/report"))
    assert report.count("票决结果报告单</h1>") == 2 + 1
    day.refuses(day.address("roll"), day.presence(), "D-65")
    day.refuses(day.item(day.second), counted(totals(7)), "D-65")


def _signed(day: Day) -> None:
    for walker, is_admitted in ((day.second, False), (day.first, True)):
        right = walker.right("vote-admission")
        # Whatever is typed, the meeting's totals are what is judged and signed.
        sent = body(right) | {f"reason.{check}": words for check, words in LATE.items()}
        answer = day.client.post(f"/cases/{walker.case_id}/steps/18/", sent)
        if is_admitted:
            assert answer.status_code == 302
        else:
            assert answer.status_code == 422
            assert [one.check for one in told(answer)] == ["V-02"]
    record = Entry.objects.get(step="vote-admission").records["admission_meeting"]
    assert (record["entitled"], record["present"], record["yes"], record["written_yes"]) == (8, 7, 4, 1)  # fmt: skip
    day.refuses(day.address("reopen"), {"why": "票数登记有误"}, "D-65")


def test_nobody_else_runs_it(day: Day) -> None:
    _convened(day)
    before = snapshot.whole()
    strangers = {
        "committee": (day.first.actors["committee"], 403),
        "county": (day.first.actors["county"], 403),
        "other": (cast.branch_secretary(day.county.other_branch.path), 404),
    }
    clients: dict[str, tuple[Client, int]] = {
        name: (cast.client_of(actor, username=f"x-{name}"), status)
        for name, (actor, status) in strangers.items()
    }
    before = snapshot.whole()
    for name, (client, status) in clients.items():
        for end in ("freeze", "close", "roll", "agenda", "reopen", "call-off", "roll/exclude"):
            assert client.post(day.address(end), {}).status_code == status, (name, end)
        seen = client.get(day.address()).status_code
        assert seen == (200 if status == 403 else 404), name
    assert snapshot.whole() == before
