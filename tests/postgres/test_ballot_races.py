"""Two people run one meeting at once: one wins, the other is told, no count is lost or mixed.

Runs on PostgreSQL and on an SQLite file; in memory there is one connection
and hence no race.
"""

from typing import Any

import pytest

from tests.county import County
from tests.meetings import VOWS, Assembly, ready, totals
from tests.postgres.racing import at_once, refused
from tests.walk import Walker
from xianfeng.casework.commands import meetings, rolls, tallies
from xianfeng.casework.models import AgendaItem, Attendance, Entry, Meeting, Seat, Tally
from xianfeng.kernel.errors import Refused
from xianfeng.trust.queries import verification

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def walker() -> Walker:
    return Walker(County()).until("vote-admission")


def checks(results: list[Any]) -> list[str]:
    return [check for one in refused(results) for check in one.verdict.checks()]


def test_two_tallies_of_one_candidate_leave_one(walker: Walker) -> None:
    assembly = Assembly(walker.county, walker.actors["branch"])
    item = assembly.put(walker)
    assembly.freeze()
    assembly.mark()
    version = assembly.row.version
    counts = [totals(9 - n, n) for n in range(4)]

    results = at_once(*[
        lambda given=given: tallies.enter(item_id=item, given=given, version=version, **assembly.common)
        for given in counts
    ])  # fmt: skip

    assert checks(results) == ["D-62"] * 3
    assert Tally.objects.count() == 1
    winner = next(n for n, one in enumerate(results) if one is None)
    assert (Tally.objects.get().yes, Tally.objects.get().no) == (9 - winner, winner)
    assert assembly.row.version == version + 1
    assert verification.verify().is_whole


def test_closing_and_marking_do_not_cross(walker: Walker) -> None:
    assembly, _item = ready(walker)
    version = assembly.row.version
    fewer = assembly.marks(present=frozenset(m.pk for m in walker.county.members[:3]))

    results = at_once(
        lambda: meetings.close(declared=VOWS, version=version, **assembly.common),
        lambda: rolls.mark(marks=assembly.marks(), version=version, **assembly.common),
        lambda: rolls.mark(marks=fewer, **assembly.common),
    )

    assert len(refused(results)) == 2
    assert assembly.row.state in {"finished", "sitting"}
    assert Attendance.objects.count() == 9
    assert Tally.objects.get().issued == 9
    assert verification.verify().is_whole


def test_a_step_is_not_signed_from_a_meeting_that_is_opened_again(walker: Walker) -> None:
    assembly, _item = ready(walker)
    assembly.close()

    results = at_once(
        lambda: walker.sign("vote-admission"),
        lambda: meetings.reopen(why="票数登记有误", **assembly.common),
    )

    assert len(refused(results)) == 1
    is_signed = Entry.objects.filter(step="vote-admission", is_active=True).exists()
    assert (assembly.row.state, is_signed) in {("finished", True), ("sitting", False)}


def test_one_candidate_stands_on_one_agenda(walker: Walker) -> None:
    branch = walker.actors["branch"]
    assemblies = [Assembly(walker.county, branch) for _nth in range(3)]

    results = at_once(*[lambda one=one: one.put(walker) for one in assemblies])

    assert len(refused(results)) == 2
    assert set(checks(results)) <= {"D-62", "D-66"}
    assert AgendaItem.objects.filter(is_current=True).count() == 1


def test_a_roll_is_frozen_once(walker: Walker) -> None:
    assembly = Assembly(walker.county, walker.actors["branch"])

    results = at_once(*[assembly.freeze] * 3)

    assert checks(results) == ["D-65"] * 2
    assert Seat.objects.count() == 9
    assert Meeting.objects.get().state == "sitting"
    assert all(isinstance(one, Refused) or one is None for one in results)
