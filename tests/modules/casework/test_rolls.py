"""The roll of a meeting: exclusions, presence, written opinions, those who count."""

from datetime import date

import pytest

from tests import snapshot
from tests.county import County, person
from tests.meetings import Assembly, ready, totals
from tests.modules.casework.test_meetings import refusal
from tests.walk import Walker
from xianfeng.casework.commands import meetings, rolls
from xianfeng.casework.models import Attendance, Entry, Reversal, Seat
from xianfeng.casework.queries import meetings as reads
from xianfeng.registry.vocab import Category
from xianfeng.trust.models import LedgerEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def walker() -> Walker:
    return Walker(County()).until("vote-admission")


@pytest.fixture
def assembly(walker: Walker) -> Assembly:
    made = Assembly(walker.county, walker.actors["branch"])
    made.put(walker)
    made.freeze()
    return made


def test_marks_who_is_present_and_who_has_written(assembly: Assembly) -> None:
    writer = assembly.county.members[8].pk
    assembly.mark(assembly.marks(absent=2, written={writer: "2024-11-08"}))

    view = reads.of(assembly.actor, assembly.id)
    assert (view.turnout.entitled, view.turnout.present, view.turnout.written) == (9, 7, 1)
    chosen = assembly.county.members[4:6]
    assert [view.scrutineer, view.teller] == [person.name for person in chosen]
    entry = LedgerEntry.objects.get(event="casework.roll.marked")
    assert entry.detail == '{"present":7,"written":1}'


def test_marks_anew_instead_of_adding(assembly: Assembly) -> None:
    assembly.mark()
    assembly.mark(assembly.marks(absent=3))
    assert Attendance.objects.count() == 6


def test_lets_nobody_without_a_vote_take_part(assembly: Assembly) -> None:
    probationer = person("预备员", assembly.county.branch, category=Category.PROBATIONARY)
    everybody = assembly.marks().present
    told = refusal(assembly.mark, assembly.marks(present=everybody | {probationer.pk}))
    assert [(r.check, r.message[:3]) for r in told.verdict] == [("V-05", "预备员")]


def test_names_nobody_whom_the_actor_cannot_see(assembly: Assembly) -> None:
    everybody = assembly.marks().present
    outsider = assembly.county.outsider.pk
    told = refusal(assembly.mark, assembly.marks(present=everybody | {outsider, 10**9}))
    assert [r.message[:2] for r in told.verdict] == ["此人", "此人"]


def test_counts_one_person_once(assembly: Assembly) -> None:
    marks = assembly.marks(written={assembly.county.members[0].pk: "2024-11-05"})
    both = marks.present | {assembly.county.members[0].pk}
    told = refusal(assembly.mark, assembly.marks(present=both, written=marks.written))
    assert [r.check for r in told.verdict] == ["V-03"]


def test_takes_no_opinion_handed_in_after_the_meeting(assembly: Assembly) -> None:
    writer = assembly.county.members[8].pk
    told = refusal(assembly.mark, assembly.marks(written={writer: "2024-11-09"}))
    assert [(r.check, r.field) for r in told.verdict] == [("V-07", f"written.{writer}")]
    unread = refusal(assembly.mark, assembly.marks(written={writer: "昨天"}))
    assert [(r.check, r.field) for r in unread.verdict] == [("D-64", f"written.{writer}")]


def test_lets_no_candidate_count(assembly: Assembly, walker: Walker) -> None:
    told = refusal(assembly.mark, assembly.marks(scrutineer=walker.person.pk))
    assert [(r.check, r.field) for r in told.verdict] == [("V-12", "scrutineer")]


def test_wants_two_people_who_are_there_to_count(assembly: Assembly) -> None:
    members = assembly.county.members
    same = refusal(assembly.mark, assembly.marks(teller=members[4].pk))
    assert [(r.check, r.field) for r in same.verdict] == [("D-64", "teller")]
    away = refusal(assembly.mark, assembly.marks(absent=1, teller=members[8].pk))
    assert [(r.check, r.field) for r in away.verdict] == [("D-64", "teller")]


def test_keeps_totals_true_when_presence_changes(walker: Walker) -> None:
    assembly, _item = ready(walker)
    told = refusal(assembly.mark, assembly.marks(absent=1))
    assert [(r.check, r.field) for r in told.verdict] == [("V-09", "ballot.issued")]


def test_takes_counted_totals_back_when_presence_changes(walker: Walker) -> None:
    assembly, item = ready(walker, yes=7, no=1)
    before = snapshot.whole()
    told = refusal(assembly.mark, assembly.marks(absent=1))
    assert [(r.check, r.field) for r in told.verdict] == [("D-64", "why")]
    assert snapshot.whole() == before

    assembly.mark(assembly.marks(absent=1), why="误登一人到会")
    assembly.mark(assembly.marks(absent=1))

    row = Reversal.objects.get()
    assert (row.item_id, row.kind, row.why) == (item, "remarked", "误登一人到会")
    assert (row.before["yes"], row.before["no"]) == (7, 1)
    refusal(assembly.mark, assembly.marks())
    assembly.close()
    assert assembly.row.present == 8


def test_asks_nothing_more_about_presence_in_a_reopened_meeting(walker: Walker) -> None:
    assembly, _item = ready(walker, yes=7, no=1)
    assembly.close()
    meetings.reopen(why="到会登记有误", **assembly.common)
    assert not reads.of(assembly.actor, assembly.id).marking_asks_why

    assembly.mark(assembly.marks(absent=1))

    assert [row.kind for row in Reversal.objects.all()] == ["reopened"]


def test_excludes_for_a_reason_and_by_approval(assembly: Assembly) -> None:
    ill = assembly.county.members[8].pk
    told = refusal(rolls.exclude, person_id=ill, why="病", approval=" ", **assembly.common)
    assert [(r.check, r.field) for r in told.verdict] == [("V-04", "why"), ("V-04", "approval")]

    rolls.exclude(
        person_id=ill, why="长期卧病不能到会", approval="山党发〔2024〕8号", **assembly.common
    )

    view = reads.of(assembly.actor, assembly.id)
    assert view.turnout.entitled == 8
    assert [(s.person_id, s.reason) for s in view.excluded] == [(ill, "长期卧病不能到会")]
    entry = LedgerEntry.objects.get(event="casework.roll.excluded")
    assert "卧病" not in entry.detail + entry.reason


def test_counts_nobody_who_is_excluded(assembly: Assembly) -> None:
    ill = assembly.county.members[8].pk
    rolls.exclude(person_id=ill, why="长期卧病不能到会", approval="山党发8号", **assembly.common)
    assert [r.check for r in refusal(assembly.mark).verdict] == ["V-04"]

    rolls.restore(person_id=ill, **assembly.common)
    assembly.mark()

    assert Seat.objects.get(person_id=ill).is_entitled
    assert Attendance.objects.count() == 9


def test_changes_the_roll_only_before_counting(walker: Walker) -> None:
    assembly, _item = ready(walker)
    ill = assembly.county.members[8].pk
    told = refusal(
        rolls.exclude, person_id=ill, why="长期卧病不能到会", approval="8号", **assembly.common
    )
    assert told.verdict.checks() == ("D-65",)


def test_feeds_exclusions_into_the_record(walker: Walker) -> None:
    assembly = Assembly(walker.county, walker.actors["branch"])
    item = assembly.put(walker)
    assembly.freeze()
    ill = walker.county.members[8]
    rolls.exclude(person_id=ill.pk, why="长期卧病不能到会", approval="山党发8号", **assembly.common)
    assembly.mark(assembly.marks(absent=1))
    assembly.count(item, totals(8))
    assembly.close()

    walker.sign("vote-admission")

    record = walker_record(walker)
    assert (record["entitled"], record["excluded"]) == (8, 1)
    assert record["excluded_list"] == f"{ill.name}：长期卧病不能到会（山党发8号）"


def walker_record(walker: Walker) -> dict[str, object]:
    return Entry.objects.get(case=walker.case_id, step="vote-admission").records[
        "admission_meeting"
    ]


def test_knows_the_day_of_the_last_opinion(assembly: Assembly) -> None:
    late = {m.pk: f"2024-11-0{n}" for n, m in enumerate(assembly.county.members[6:], 3)}
    assembly.mark(assembly.marks(written=late))
    days = [s.written_on for s in reads.of(assembly.actor, assembly.id).seats if s.written_on]
    assert max(days) == date(2024, 11, 5)
