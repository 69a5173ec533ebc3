"""Meetings: convening, freezing the roll, closing, reopening, calling off; and the page's values."""

from datetime import date

import pytest

from tests import cast, snapshot
from tests.county import County, person
from tests.meetings import HELD_ON, VOWS, Assembly, ready, totals
from tests.walk import LATE, NOW, Walker
from xianfeng.casework.commands import meetings, steps
from xianfeng.casework.models import AgendaItem, Attendance, Entry, Meeting, Seat
from xianfeng.casework.queries import meetings as reads
from xianfeng.casework.queries.keyset import Position
from xianfeng.kernel.errors import Conflict, NotAllowed, Refused
from xianfeng.registry.commands import sanctions
from xianfeng.registry.models import Membership, Organisation, Person
from xianfeng.registry.vocab import Category, SanctionKind
from xianfeng.trust.models import LedgerEntry
from xianfeng.trust.queries import verification

pytestmark = pytest.mark.django_db


@pytest.fixture
def walker() -> Walker:
    return Walker(County()).until("vote-admission")


def refusal(act: object, *args: object, **values: object) -> Refused:
    """Show that the command refuses and leaves everything as it was."""
    before = snapshot.whole()
    with pytest.raises(Refused) as refused:
        act(*args, **values)  # type: ignore[operator]
    assert snapshot.whole() == before
    return refused.value


def test_convenes_for_the_own_branch_only(walker: Walker) -> None:
    county = walker.county
    given = {"on": "2024-11-08", "place": "村委会", "chair": "冉云"}
    with pytest.raises(NotAllowed):
        meetings.convene(
            actor=walker.actors["committee"], organisation_id=county.branch.pk, given=given, at=NOW
        )
    with pytest.raises(Organisation.DoesNotExist):
        meetings.convene(
            actor=walker.actors["branch"],
            organisation_id=county.other_branch.pk,
            given=given,
            at=NOW,
        )
    assert not Meeting.objects.exists()


def test_convenes_with_day_place_and_chair(walker: Walker) -> None:
    told = refusal(
        meetings.convene,
        actor=walker.actors["branch"],
        organisation_id=walker.county.branch.pk,
        given={"on": "", "place": " ", "chair": "冉" * 61},
        at=NOW,
    )
    assert [(r.check, r.field) for r in told.verdict] == [
        ("D-64", "meeting.on"), ("D-64", "meeting.place"), ("D-64", "meeting.chair"),
    ]  # fmt: skip


def test_freezes_the_full_members_in_rights_of_that_day(walker: Walker) -> None:
    county = walker.county
    late = person("后转正", county.branch, since=date(2024, 11, 9))
    person("预备员", county.branch, category=Category.PROBATIONARY)
    sanctions.enter(
        actor=walker.actors["committee"], person_id=county.members[8].pk, at=NOW,
        kind=SanctionKind.PROBATION_WITHIN_PARTY, starts_on=date(2024, 1, 1),
        ends_on=date(2025, 1, 1), document="山纪〔2024〕1号",
    )  # fmt: skip
    assembly = Assembly(county, walker.actors["branch"])

    assembly.freeze()

    assert {seat.person_id for seat in Seat.objects.all()} == {m.pk for m in county.members[:8]}
    assert late.pk not in {seat.person_id for seat in Seat.objects.all()}
    assert assembly.row.state == "sitting"
    entry = LedgerEntry.objects.get(event="casework.meeting.frozen")
    assert '"entitled":8' in entry.detail


def test_keeps_the_frozen_roll_and_says_how_the_registry_differs(walker: Walker) -> None:
    assembly = Assembly(walker.county, walker.actors["branch"])
    assembly.freeze()
    gone, other = walker.county.members[0], walker.county.other_branch
    Membership.objects.filter(person=gone).update(organisation=other)
    newcomer = person("补登员", walker.county.branch, since=date(2020, 1, 1))

    view = reads.of(assembly.actor, assembly.id)

    assert view.turnout.entitled == 9
    assert (view.newcomers, view.gone) == ((newcomer.name,), (gone.name,))


def test_freezes_on_the_day_and_not_before(walker: Walker) -> None:
    assembly = Assembly(walker.county, walker.actors["branch"], held_on=date(2026, 11, 24))

    told = refusal(assembly.freeze)

    assert told.verdict.checks() == ("D-60",)
    assert len(reads.of(assembly.actor, assembly.id).seats) == 9


def test_freezes_once(walker: Walker) -> None:
    assembly = Assembly(walker.county, walker.actors["branch"])
    assembly.freeze()
    assert refusal(assembly.freeze).verdict.checks() == ("D-65",)


def test_closes_with_the_totals_of_everybody_on_the_agenda(walker: Walker) -> None:
    assembly, item = ready(walker)

    assembly.close()

    assert assembly.row.state == "finished"
    view = reads.of(assembly.actor, assembly.id)
    assert [(one.person, one.is_passed, one.id) for one in view.items] == [("申向党", True, item)]
    entry = LedgerEntry.objects.get(event="casework.meeting.closed")
    assert f'"results":{{"{walker.case_id}":true}}' in entry.detail
    assert verification.verify().is_whole


def test_closes_nothing_unfinished_and_names_all_that_is_missing(walker: Walker) -> None:
    assembly = Assembly(walker.county, walker.actors["branch"])
    assembly.put(walker)
    assembly.freeze()

    told = refusal(assembly.close, frozenset())

    assert [r.check for r in told.verdict] == [
        "V-01", "D-64", "D-64", "D-64", "V-06", "V-08", "V-11",
    ]  # fmt: skip
    assert {r.field for r in told.verdict} >= {"scrutineer", "teller", "secret", "no_proxy"}


def test_closes_nothing_without_an_agenda(walker: Walker) -> None:
    assembly = Assembly(walker.county, walker.actors["branch"])
    assembly.freeze()
    assembly.mark()
    assert [r.message for r in refusal(assembly.close).verdict] == ["请填写：议程"]


@pytest.mark.parametrize(
    ("vow", "check"), [("secret", "V-06"), ("no_proxy", "V-08"), ("one_by_one", "V-11")]
)
def test_closes_only_what_the_chair_vouches_for(walker: Walker, vow: str, check: str) -> None:
    assembly, _item = ready(walker)
    assert refusal(assembly.close, VOWS - {vow}).verdict.checks() == (check,)


def test_keeps_numbers_and_no_names_where_few_wrote(walker: Walker) -> None:
    assembly = Assembly(walker.county, walker.actors["branch"])
    item = assembly.put(walker)
    assembly.freeze()
    assembly.mark(assembly.marks(written={walker.county.members[8].pk: "2024-11-05"}))
    assembly.count(item, totals(8, written_yes=1))
    assert Attendance.objects.filter(presence="written").count() == 1
    assert reads.of(assembly.actor, assembly.id).writers_unnamed

    assembly.close()

    assert not Attendance.objects.exists()
    assert (assembly.row.written, assembly.row.written_on) == (1, date(2024, 11, 5))
    view = reads.of(assembly.actor, assembly.id)
    assert (view.turnout.present, view.turnout.written, view.writers_unnamed) == (8, 1, True)


def test_keeps_the_names_of_many_who_wrote_differently(walker: Walker) -> None:
    assembly = Assembly(walker.county, walker.actors["branch"])
    item = assembly.put(walker)
    assembly.freeze()
    late = {member.pk: "2024-11-05" for member in walker.county.members[6:]}
    assembly.mark(assembly.marks(written=late))
    assembly.count(item, totals(6, written_yes=2, written_no=1))

    assembly.close()

    assert Attendance.objects.filter(presence="written").count() == 3
    assert not reads.of(assembly.actor, assembly.id).writers_unnamed


def test_reopens_until_a_step_is_signed_from_it(walker: Walker) -> None:
    assembly, item = ready(walker)
    assembly.close()
    meetings.reopen(why="票数登记有误", **assembly.common)
    assert assembly.row.state == "sitting"
    assembly.count(item, totals(9))
    assembly.close()
    entry = walker.sign("vote-admission")

    told = refusal(meetings.reopen, why="票数登记有误", **assembly.common)

    assert told.verdict.checks() == ("D-65",)
    steps.reverse(
        actor=assembly.actor, case_id=walker.case_id, entry_id=entry, why="票数登记有误", at=NOW
    )
    meetings.reopen(why="票数登记有误", **assembly.common)
    assert assembly.row.note == "票数登记有误"


def test_asks_again_who_took_part_where_only_numbers_were_kept(walker: Walker) -> None:
    assembly = Assembly(walker.county, walker.actors["branch"])
    item = assembly.put(walker)
    assembly.freeze()
    marks = assembly.marks(written={walker.county.members[8].pk: "2024-11-05"})
    assembly.mark(marks)
    assembly.count(item, totals(8, written_yes=1))
    assembly.close()
    meetings.reopen(why="票数登记有误", **assembly.common)

    assert "V-01" in refusal(assembly.close).verdict.checks()

    assembly.mark(marks)
    assembly.close()
    assert assembly.row.present == 8


def test_reopens_for_a_reason_only(walker: Walker) -> None:
    assembly, _item = ready(walker)
    assembly.close()
    told = refusal(meetings.reopen, why="错", **assembly.common)
    assert [(r.check, r.field) for r in told.verdict] == [("D-64", "why")]


def test_reopens_no_meeting_after_which_another_has_voted(walker: Walker) -> None:
    assembly, _item = ready(walker, yes=4, no=5)
    assembly.close()
    Assembly(walker.county, assembly.actor, held_on=date(2024, 11, 11)).put(walker)

    told = refusal(meetings.reopen, why="票数登记有误", **assembly.common)

    assert told.verdict.checks() == ("D-65",)


def test_calls_off_and_frees_the_candidates(walker: Walker) -> None:
    assembly = Assembly(walker.county, walker.actors["branch"])
    assembly.put(walker)
    assembly.freeze()
    meetings.call_off(why="到会人数不足", **assembly.common)

    assert assembly.row.state == "called_off"
    assert not AgendaItem.objects.filter(is_current=True).exists()
    Assembly(walker.county, assembly.actor).put(walker)


def test_calls_off_nothing_closed(walker: Walker) -> None:
    assembly, _item = ready(walker)
    assembly.close()
    told = refusal(meetings.call_off, why="到会人数不足", **assembly.common)
    assert told.verdict.checks() == ("D-65",)


def test_tells_whoever_comes_second(walker: Walker) -> None:
    assembly, _item = ready(walker)
    before = snapshot.whole()
    with pytest.raises(Conflict) as refused:
        meetings.close(declared=VOWS, version=1, **assembly.common)
    assert refused.value.verdict.checks() == ("D-62",)
    assert snapshot.whole() == before


@pytest.mark.parametrize("role", ["committee", "county"])
def test_is_seen_above_but_run_by_the_branch(walker: Walker, role: str) -> None:
    assembly, _item = ready(walker)
    above = walker.actors[role]
    view = reads.of(above, assembly.id)
    assert (view.may_run, view.is_counted) == (False, True)
    with pytest.raises(NotAllowed):
        meetings.close(**assembly.common | {"actor": above}, declared=VOWS)


def test_is_not_found_by_strangers(walker: Walker) -> None:
    assembly, _item = ready(walker)
    stranger = cast.branch_secretary(walker.county.other_branch.path)
    with pytest.raises(Meeting.DoesNotExist):
        reads.of(stranger, assembly.id)
    with pytest.raises(Meeting.DoesNotExist):
        meetings.freeze(**assembly.common | {"actor": stranger})
    assert reads.page(stranger, at=Position()).rows == ()


def test_lists_the_latest_first_page_by_page(walker: Walker) -> None:
    for day in range(1, 53):
        Assembly(
            walker.county,
            walker.actors["branch"],
            held_on=date.fromordinal(HELD_ON.toordinal() + day),
        )
    first = reads.page(walker.actors["county"], at=Position())
    assert len(first.rows) == 50
    assert first.rows[0].held_on == date(2024, 12, 30)
    assert first.older == f"{first.rows[-1].held_on}~{first.rows[-1].id}"


def test_the_step_is_signed_though_its_tellers_have_moved_away(walker: Walker) -> None:
    assembly, _item = ready(walker)
    assembly.close()
    tellers = [member.pk for member in walker.county.members[4:6]]
    other = walker.county.other_branch
    Person.objects.filter(pk__in=tellers).update(organisation=other, org_path=other.path)

    walker.sign("vote-admission")

    entry = Entry.objects.get(case=walker.case_id, step="vote-admission")
    assert entry.records["admission_meeting"]["tellers"] == tellers
    names = [walker.county.members[n].name for n in (4, 5)]
    page = cast.client_of(walker.actors["branch"]).get(f"/cases/{walker.case_id}/").content.decode()
    assert "、".join(names) in page


def test_whoever_is_out_of_sight_is_typed_by_nobody(walker: Walker) -> None:
    tellers = [member.pk for member in walker.county.members[4:6]]
    other = walker.county.other_branch
    Person.objects.filter(pk__in=tellers).update(organisation=other, org_path=other.path)

    told = refusal(walker.sign, "vote-admission")

    assert ("D-64", "admission_meeting.tellers") in [(r.check, r.field) for r in told.verdict]


def test_the_step_is_signed_from_the_vote_whatever_was_typed(walker: Walker) -> None:
    assembly, _item = ready(walker)
    assembly.close()

    walker.sign("vote-admission", admission_meeting={"yes": 9, "no": 0, "present": 5})

    entry = Entry.objects.get(case=walker.case_id, step="vote-admission")
    record = entry.records["admission_meeting"]
    assert record == {
        "on": "2024-11-08", "entitled": 9, "excluded": 0, "present": 9, "method": "secret",
        "issued": 9, "returned": 9, "yes": 8, "no": 1, "abstain": 0, "void": 0,
        "written_yes": 0, "written_no": 0, "by_proxy": False, "is_one_by_one": True,
        "tellers": [walker.county.members[4].pk, walker.county.members[5].pk],
        "applicant_present": True,
    }  # fmt: skip
    assert set(entry.reasons) == set(LATE)
