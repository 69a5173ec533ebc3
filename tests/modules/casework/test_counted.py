"""A counted vote is corrected or void on record, and never dropped for its result."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import cast, snapshot
from tests.county import County
from tests.meetings import Assembly, ready, totals
from tests.walk import NOW, Walker
from xianfeng.casework.commands import agendas, meetings, tallies
from xianfeng.casework.models import AgendaItem, Reversal, Tally
from xianfeng.kernel.errors import NotAllowed, Refused
from xianfeng.trust.models import LedgerEntry
from xianfeng.trust.queries import verification

pytestmark = pytest.mark.django_db
WHY = "计票时漏计一张"
BEFORE = {
    "issued": 9, "returned": 9, "yes": 8, "no": 1, "abstain": 0, "void": 0,
    "written_yes": 0, "written_no": 0,
}  # fmt: skip


@pytest.fixture
def walker() -> Walker:
    return Walker(County()).until("vote-admission")


def refused(act: object, **values: object) -> list[tuple[str, str]]:
    before = snapshot.whole()
    with pytest.raises(Refused) as refusal:
        act(**values)  # type: ignore[operator]
    assert snapshot.whole() == before
    return [(reason.check, reason.field) for reason in refusal.value.verdict]


def taken_back() -> list[tuple[str, dict[str, int], str]]:
    rows = Reversal.objects.order_by("id")
    return [(row.kind, row.before, row.why) for row in rows]


def test_a_counted_meeting_is_not_called_off_nor_its_candidate_taken_off(walker: Walker) -> None:
    assembly, item = ready(walker, yes=4, no=5)

    assert refused(meetings.call_off, why="表决未通过，另行召集", **assembly.common) == [
        ("V-09", "")
    ]
    assert refused(
        agendas.withdraw, item_id=item, why="表决未通过，暂不表决", **assembly.common
    ) == [("V-09", "")]
    assert AgendaItem.objects.get(pk=item).is_current


def test_totals_are_corrected_for_a_reason_and_the_former_ones_stay(walker: Walker) -> None:
    assembly, item = ready(walker)

    assert refused(assembly.count, item=item, given=totals(7, 2)) == [("D-64", "why")]
    assembly.count(item, totals(7, 2), why=WHY)

    assert Tally.objects.get().yes == 7
    assert taken_back() == [("corrected", BEFORE, WHY)]
    assert Reversal.objects.get().actor_name == assembly.actor.name


def test_the_same_totals_again_need_no_reason(walker: Walker) -> None:
    assembly, item = ready(walker)
    assembly.count(item, totals(8, 1))
    assert taken_back() == []


def test_reopening_tells_the_reason_once_for_what_is_corrected_after(walker: Walker) -> None:
    assembly, item = ready(walker)
    assembly.close()
    meetings.reopen(why=WHY, **assembly.common)
    assert taken_back() == [("reopened", BEFORE, WHY)]

    assembly.count(item, totals(9))

    assert taken_back() == [("reopened", BEFORE, WHY)]
    assert refused(assembly.count, item=item, given=totals(7, 2)) == [("D-64", "why")]
    assert refused(meetings.call_off, why="表决未通过，另行召集", **assembly.common) == [
        ("V-09", "")
    ]


def test_a_void_vote_is_held_again_or_the_meeting_called_off(walker: Walker) -> None:
    assembly, item = ready(walker)
    common = assembly.common | {"item_id": item}
    assert refused(tallies.void, why="票", **common) == [("D-64", "why")]

    tallies.void(why="收回的票比发出的多一张", **common)

    assert not Tally.objects.exists()
    assert taken_back() == [("voided", BEFORE, "收回的票比发出的多一张")]
    entry = LedgerEntry.objects.get(event="casework.tally.voided")
    assert entry.reason == "收回的票比发出的多一张"
    assert refused(tallies.void, why="再作废一次", **common) == [("D-64", "")]
    assert [check for check, _field in refused(assembly.close)] == ["D-64"]
    assembly.count(item, totals(7, 2))
    assembly.close()
    assert verification.verify().is_whole


def test_is_void_for_the_branch_only_and_while_the_meeting_sits(walker: Walker) -> None:
    assembly, item = ready(walker)
    common = assembly.common | {"item_id": item, "why": "收回的票比发出的多一张"}
    with pytest.raises(NotAllowed):
        tallies.void(**common | {"actor": walker.actors["committee"]})
    with pytest.raises(AgendaItem.DoesNotExist):
        tallies.void(**common | {"item_id": 10**9})
    assembly.close()
    assert refused(tallies.void, **common) == [("D-65", "")]
    assert taken_back() == []


# ── The pages ──


@pytest.fixture
def client(walker: Walker, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr("xianfeng.kernel.clock.now", lambda: NOW)
    return cast.client_of(walker.actors["branch"])


def sent(yes: int, no: int, **changes: str) -> dict[str, str]:
    return {f"ballot.{name}": value for name, value in totals(yes, no).items()} | changes


def test_pages_ask_why_and_keep_the_reversal_in_view_and_on_paper(
    walker: Walker, client: Client
) -> None:
    assembly, item = ready(walker)
    url = f"/meetings/{assembly.id}/"
    shown = client.get(url).content.decode()
    assert f"{url}items/{item}/void" in shown
    assert f"{url}call-off" not in shown
    assert f"{url}items/{item}/withdraw" not in shown
    assert 'name="why"' in client.get(f"{url}items/{item}/").content.decode()

    assert client.post(f"{url}items/{item}/", sent(7, 2)).status_code == 422
    assert client.post(f"{url}items/{item}/", sent(7, 2, why=WHY)).status_code == 302

    told = "原登记赞成 8、不赞成 1、弃权 0、无效 0"
    page = client.get(url).content.decode()
    assert told in page
    assert WHY in page
    assembly.close()
    report = client.get(f"{url}print/report").content.decode()
    assert told in report
    assert WHY in report


def test_page_declares_a_vote_void(walker: Walker, client: Client) -> None:
    assembly, item = ready(walker)
    url = f"/meetings/{assembly.id}/items/{item}/void"
    assert "须重新投票" in client.get(url).content.decode()
    assert client.post(url, {"why": ""}).status_code == 422
    assert client.post(url, {"why": "收回的票比发出的多一张"}).status_code == 302
    shown = client.get(f"/meetings/{assembly.id}/").content.decode()
    assert "票数作废" in shown
    assert f"/meetings/{assembly.id}/call-off" in shown


def test_the_meeting_asks_as_few_questions_after_many_reversals(
    walker: Walker, client: Client
) -> None:
    def queries() -> int:
        client.get(f"/meetings/{assembly.id}/")
        with CaptureQueriesContext(connection) as seen:
            client.get(f"/meetings/{assembly.id}/")
        return len(seen)

    assembly, item = ready(walker)
    few = queries()
    for yes in (7, 6, 5, 8):
        assembly.count(item, totals(yes, 9 - yes), why=WHY)
    assert queries() == few <= 12


def test_an_uncounted_meeting_is_called_off_as_before(walker: Walker) -> None:
    assembly = Assembly(walker.county, walker.actors["branch"])
    assembly.put(walker)
    assembly.freeze()
    assembly.mark()
    meetings.call_off(why="停电，改日再开", **assembly.common)
    assert assembly.row.state == "called_off"
