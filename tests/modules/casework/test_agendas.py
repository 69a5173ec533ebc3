"""The agenda: who can be voted on, when, and how often."""

from datetime import date

import pytest

from tests.county import County
from tests.meetings import Assembly, ready, totals
from tests.modules.casework.test_meetings import refusal
from tests.walk import LATE, NOW, Walker
from xianfeng.casework.commands import agendas, cases, tallies
from xianfeng.casework.commands import meetings as commands
from xianfeng.casework.models import AgendaItem, Case, Entry
from xianfeng.casework.queries import agendas as reads
from xianfeng.casework.queries import meetings

pytestmark = pytest.mark.django_db


@pytest.fixture
def walker() -> Walker:
    return Walker(County()).until("vote-admission")


@pytest.fixture
def assembly(walker: Walker) -> Assembly:
    return Assembly(walker.county, walker.actors["branch"])


def offered(assembly: Assembly) -> tuple[reads.Candidate, ...]:
    return reads.candidates(meetings.of(assembly.actor, assembly.id))


def test_offers_the_cases_that_wait_for_a_vote(walker: Walker, assembly: Assembly) -> None:
    Walker(walker.county, name="乙某").until("first-talk")
    found = offered(assembly)
    assert [(one.case_id, one.person, one.kind.key, one.waits) for one in found] == [
        (walker.case_id, "申向党", "admission_meeting", "")
    ]
    assembly.put(walker)
    assert offered(assembly) == ()
    other = Assembly(walker.county, assembly.actor, held_on=date(2024, 11, 11))
    assert [one.waits for one in offered(other)] == ["已列入2024-11-08会议的议程"]


def test_takes_no_case_whose_vote_is_not_due(walker: Walker, assembly: Assembly) -> None:
    early = Walker(walker.county, name="乙某").until("fill-form")
    told = refusal(assembly.put, early)
    assert [r.check for r in told.verdict] == ["D-52"]


def test_takes_no_case_before_its_day(walker: Walker) -> None:
    early = Assembly(walker.county, walker.actors["branch"], held_on=date(2024, 10, 25))
    told = refusal(early.put, walker)
    assert [(r.check, r.field) for r in told.verdict] == [("D-51", "case")]
    assert offered(early)[0].waits == "最早2024-10-28可以表决"


def test_takes_no_case_that_rests(walker: Walker, assembly: Assembly) -> None:
    cases.postpone(
        actor=walker.actors["branch"], case_id=walker.case_id, until=date(2027, 1, 1),
        why="等待补充调查", at=NOW,
    )  # fmt: skip
    assert refusal(assembly.put, walker).verdict.checks() == ("D-65",)


def test_takes_no_case_of_another_branch(walker: Walker, assembly: Assembly) -> None:
    Case.objects.filter(pk=walker.case_id).update(organisation=walker.county.committee)
    with pytest.raises(Case.DoesNotExist):
        assembly.put(walker)


def test_takes_a_case_once_until_its_vote_has_failed(walker: Walker) -> None:
    assembly, first = ready(walker, yes=4, no=5)
    assert refusal(assembly.put, walker).verdict.checks() == ("D-66",)
    assembly.close()

    again = Assembly(walker.county, assembly.actor, held_on=date(2024, 11, 11))
    second = again.put(walker)

    current = dict(AgendaItem.objects.values_list("pk", "is_current"))
    assert current == {first: False, second: True}


def test_takes_no_case_that_was_passed(walker: Walker) -> None:
    assembly, _item = ready(walker)
    assembly.close()
    again = Assembly(walker.county, assembly.actor, held_on=date(2024, 11, 11))
    assert refusal(again.put, walker).verdict.checks() == ("D-66",)


def test_a_failed_vote_cannot_be_typed_over(walker: Walker) -> None:
    assembly, _item = ready(walker, yes=4, no=5)
    assembly.close()
    told = refusal(walker.sign, "vote-admission", reasons=LATE)
    assert "V-02" in told.verdict.checks()


@pytest.mark.parametrize("how", ["withdrawn", "called off"])
def test_a_failed_vote_stands_again_when_its_successor_is_dropped(walker: Walker, how: str) -> None:
    first, item = ready(walker, yes=4, no=5)
    first.close()
    again = Assembly(walker.county, walker.actors["branch"], held_on=date(2024, 11, 20))
    other = again.put(walker)
    if how == "withdrawn":
        agendas.withdraw(item_id=other, why="材料未齐，改期", **again.common)
    else:
        commands.call_off(why="人数不够，改期", **again.common)

    assert AgendaItem.objects.get(is_current=True).pk == item
    told = refusal(walker.sign, "vote-admission")
    assert "V-02" in told.verdict.checks()
    assert not Entry.objects.filter(case=walker.case_id, step="vote-admission").exists()


def test_a_void_vote_is_held_again_and_never_typed(walker: Walker) -> None:
    assembly, item = ready(walker, yes=4, no=5)
    tallies.void(item_id=item, why="收回的票多于发出的票", **assembly.common)
    agendas.withdraw(item_id=item, why="另行开会表决", **assembly.common)

    told = refusal(walker.sign, "vote-admission")
    assert [(r.check, r.message) for r in told.verdict] == [
        ("V-09", "此前的表决已作废，须重新开会投票")
    ]
    again = Assembly(walker.county, walker.actors["branch"], held_on=date(2024, 11, 11))
    again.freeze()
    second = again.put(walker)
    again.mark()
    again.count(second, totals(8, 1))
    again.close()
    walker.sign("vote-admission")


def test_an_unfinished_meeting_keeps_the_step_waiting(walker: Walker) -> None:
    ready(walker)
    told = refusal(walker.sign, "vote-admission", reasons=LATE)
    assert "2024年11月8日的会议尚未结束" in [r.message for r in told.verdict]


def test_withdraws_for_a_reason_and_frees_the_case(walker: Walker) -> None:
    assembly = Assembly(walker.county, walker.actors["branch"])
    item = assembly.put(walker)
    assembly.freeze()
    told = refusal(agendas.withdraw, item_id=item, why="", **assembly.common)
    assert [(r.check, r.field) for r in told.verdict] == [("D-64", "why")]

    agendas.withdraw(item_id=item, why="意见分歧较大，暂不表决", **assembly.common)

    assert not AgendaItem.objects.filter(is_current=True).exists()
    assert walker.sign("vote-admission")


def test_asks_what_is_proposed_before_the_vote() -> None:
    walker = Walker(County()).until("vote-conversion")
    assembly = Assembly(walker.county, walker.actors["branch"], held_on=date(2025, 11, 20))
    told = refusal(assembly.put, walker)
    assert [(r.check, r.field) for r in told.verdict] == [("D-64", "conversion_meeting.decision")]

    item = assembly.put(walker, decision="extend", extend_until="2026-05-08")

    kept = AgendaItem.objects.get(pk=item).proposal
    assert kept == {"decision": "extend", "extend_until": "2026-05-08"}
    matters = [one.matter for one in meetings.of(assembly.actor, assembly.id).items]
    assert matters == ["预备党员转正（延长预备期，延长至2026年5月8日）"]


def test_lets_nobody_add_afterwards_what_was_not_voted_on() -> None:
    walker = Walker(County()).until("vote-conversion")
    assembly = Assembly(walker.county, walker.actors["branch"], held_on=date(2025, 11, 20))
    item = assembly.put(walker, decision="convert")
    assembly.freeze()
    assembly.mark()
    assembly.count(item, totals(8, 1))
    assembly.close()

    added = {
        "extend_until": "2026-05-08",
        "excluded_list": "某人：外出",
        "written_on": "2025-11-19",
    }
    walker.sign("vote-conversion", conversion_meeting=added)

    record = Entry.objects.get(step="vote-conversion").records["conversion_meeting"]
    assert record["decision"] == "convert"
    assert not added.keys() & record.keys()


def test_finds_where_a_case_stands(walker: Walker, assembly: Assembly) -> None:
    branch = walker.county.branch.pk
    assert reads.place_of(assembly.actor, walker.case_id) == (branch, None)
    assembly.put(walker)
    assert reads.place_of(assembly.actor, walker.case_id) == (branch, assembly.id)
