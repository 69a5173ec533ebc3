"""Records that an instrument has prepared go before what is typed, on the form and at signing."""

from datetime import date

import pytest
from django.test import Client

from tests import cast
from tests.county import County
from tests.walk import NOW, Walker
from xianfeng.casework.models import Case, Entry
from xianfeng.casework.queries import prepared
from xianfeng.casework.queries.prepared import Prepared
from xianfeng.kernel.checks import reason
from xianfeng.kernel.errors import Refused
from xianfeng.kernel.verdict import Reason
from xianfeng.procedure.schema import RecordKind

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2024, 7, 19), date(2024, 7, 26)


class Board:
    """An instrument of the tests: a notice that says what it was told."""

    def __init__(self, *waits: Reason) -> None:
        self.waits = waits

    def read(self, case: Case, kind: RecordKind) -> Prepared | None:
        if kind.key != "candidate_notice":
            return None
        return Prepared(
            title="公示第1号",
            url=f"/cases/{case.pk}/",
            values={"starts_on": FIRST, "ends_on": LAST, "place": "村务公开栏", "objections": 0, "objections_closed": 0},
            waits=self.waits,
        )  # fmt: skip


@pytest.fixture
def walker() -> Walker:
    return Walker(County()).until("publish-candidate")


def test_signs_what_the_instrument_holds_whatever_was_typed(
    walker: Walker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(prepared.READERS, "notice", Board().read)

    walker.sign("publish-candidate", candidate_notice={"place": "别处", "objections": 3})

    entry = Entry.objects.get(case=walker.case_id, step="publish-candidate")
    assert entry.records["candidate_notice"] == {
        "starts_on": "2024-07-19", "ends_on": "2024-07-26", "on": "2024-07-27",
        "place": "村务公开栏", "objections": 0, "objections_closed": 0,
    }  # fmt: skip


def test_refuses_while_the_instrument_is_unfinished(
    walker: Walker, monkeypatch: pytest.MonkeyPatch
) -> None:
    unfinished = reason("D-65", message="公示尚未结束")
    monkeypatch.setitem(prepared.READERS, "notice", Board(unfinished).read)

    with pytest.raises(Refused) as refused:
        walker.sign("publish-candidate")

    assert [r.message for r in refused.value.verdict] == ["公示尚未结束"]
    assert not Entry.objects.filter(case=walker.case_id, step="publish-candidate").exists()


def test_asks_nothing_that_the_instrument_knows(
    walker: Walker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("xianfeng.kernel.clock.now", lambda: NOW)
    client: Client = cast.client_of(walker.actors["branch"], username="secretary")
    number = 9
    asked = client.get(f"/cases/{walker.case_id}/steps/{number}/").content.decode()
    assert 'name="candidate_notice.starts_on"' in asked

    monkeypatch.setitem(prepared.READERS, "notice", Board().read)
    shown = client.get(f"/cases/{walker.case_id}/steps/{number}/").content.decode()

    assert 'name="candidate_notice.starts_on"' not in shown
    assert 'name="candidate_notice.on"' in shown
    assert "公示第1号" in shown and "2024年7月26日" in shown


def test_leaves_records_without_an_instrument_as_typed() -> None:
    typed = {"talk": {"place": "村委会"}, "notice": {"place": "别处", "on": "2024-07-27"}}
    board = Prepared(title="公示", url="/", values={"place": "村务公开栏"})

    assert prepared.filled(typed, {"notice": board}) == {
        "talk": {"place": "村委会"},
        "notice": {"place": "村务公开栏", "on": "2024-07-27"},
    }
