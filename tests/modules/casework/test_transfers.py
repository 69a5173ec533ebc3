"""Handing a case over: it stays until it is accepted, then person, case and duties move as one."""

from datetime import date
from typing import Any

import pytest

from tests import cast, snapshot
from tests.county import County, organisation
from tests.meetings import ready
from tests.posted import POSTED, Poster, on
from tests.walk import NOW, REVIEWS, Walker
from xianfeng.casework.commands import publications, steps, transfers
from xianfeng.casework.commands.transfers import Going
from xianfeng.casework.models import Case, Duty, Entry, Transfer
from xianfeng.casework.queries import todo
from xianfeng.casework.queries.keyset import Position
from xianfeng.kernel.errors import Conflict, NotAllowed, Refused
from xianfeng.registry.models import HeadCount, Membership, Person
from xianfeng.registry.vocab import OrganisationKind
from xianfeng.trust.queries import verification

pytestmark = pytest.mark.django_db
LEFT = date(2024, 7, 1)


class Move:
    """An activist under review, and the branch they go to."""

    def __init__(self) -> None:
        self.walker = Walker(County()).until("cultivate-activist")
        self.walker.review("review", REVIEWS)
        self.county = self.walker.county
        self.here = self.walker.actors["branch"]
        self.there = cast.branch_secretary(self.county.other_branch.path)

    @property
    def case(self) -> Case:
        return Case.objects.get(pk=self.walker.case_id)

    def send(self, **changes: Any) -> int:
        going = Going(left_on=LEFT, organisation_id=self.county.other_branch.pk)
        wanted = {"actor": self.here, "going": going, "why": "迁入鸳鸯镇费山村", **changes}
        return transfers.send(case_id=self.walker.case_id, at=NOW, **wanted)

    def accept(self, transfer_id: int, **changes: Any) -> int:
        papers = [p["key"] for p in Transfer.objects.get(pk=transfer_id).papers]
        wanted = {"actor": self.there, "resumed_on": LEFT, "arrived": papers, **changes}
        return transfers.accept(transfer_id=transfer_id, at=NOW, **wanted)


@pytest.fixture
def move() -> Move:
    return Move()


def test_moves_person_case_and_duties_and_leaves_the_history_whole(move: Move) -> None:
    before = list(Entry.objects.filter(case=move.case).order_by("id").values_list("id", flat=True))

    move.accept(move.send())

    case, person = move.case, Person.objects.get(pk=move.walker.person.pk)
    there = move.county.other_branch
    assert (case.organisation_id, case.org_path) == (there.pk, there.path)
    assert (person.organisation_id, person.org_path, person.category) == (
        there.pk,
        there.path,
        "activist",
    )
    assert set(Duty.objects.filter(case=case).values_list("org_path", flat=True)) == {there.path}
    spells = Membership.objects.filter(person=person).order_by("-id")
    assert [(m.organisation_id, m.starts_on) for m in spells[:1]] == [(there.pk, LEFT)]
    entries = Entry.objects.filter(case=case).order_by("id")
    assert list(entries.values_list("id", flat=True))[:-1] == before
    assert entries.last().kind == "handed_over"
    assert "鸳鸯镇费山村" in entries.last().note
    assert (case.moved_on, case.break_days, case.papers_passed) == (LEFT, 0, True)
    for count in HeadCount.objects.filter(category="activist", organisation=there):
        assert count.people == 1
    assert verification.verify().is_whole


def test_goes_on_in_the_new_branch_and_ends_in_the_old_one(move: Move) -> None:
    move.accept(move.send())

    with pytest.raises(Case.DoesNotExist):
        move.walker.sign("cultivate-activist")
    move.walker.actors["branch"] = move.there
    move.walker.sign("cultivate-activist", cultivation={"was_transferred": True, "break_days": 0})
    page = todo.page(move.there, todo.TodoFilter(), at=Position(), today=NOW.date())
    assert [row.person for row in page.rows] == ["申向党"]


def test_warns_where_the_time_was_broken(move: Move) -> None:
    move.accept(move.send(), resumed_on=date(2024, 7, 11))
    move.walker.actors["branch"] = move.there
    assert move.case.break_days == 10

    with pytest.raises(Refused) as refused:
        move.walker.sign("cultivate-activist")

    (item,) = refused.value.verdict
    assert (item.check, item.message) == (
        "D-14",
        "培养考察材料未转接或培养中断10天，时间不能连续计算，请核实",
    )


def test_keeps_which_papers_did_not_arrive(move: Move) -> None:
    sent = move.send()

    move.accept(sent, arrived=["talk_record"])

    missing = {paper["key"] for paper in Transfer.objects.get(pk=sent).missing}
    assert "application_letter" in missing
    assert "talk_record" not in missing
    assert move.case.papers_passed is False


@pytest.mark.parametrize(
    ("going", "checks"),
    [
        (Going(left_on=LEFT), {"D-64"}),
        (Going(left_on=LEFT, organisation_id=0), {"D-64"}),
        (Going(left_on=None, outside="兰州市某社区"), {"D-64"}),
        (Going(left_on=date(2026, 12, 1), outside="兰州市某社区"), {"D-60"}),
        (Going(left_on=date(2023, 1, 1), outside="兰州市某社区"), {"D-51"}),
        (Going(left_on=LEFT, outside="长" * 101), {"D-64"}),
    ],
)
def test_refuses_a_way_that_is_none(move: Move, going: Going, checks: set[str]) -> None:
    before = snapshot.whole()

    with pytest.raises(Refused) as refused:
        move.send(going=going)

    assert set(refused.value.verdict.checks()) == checks
    assert snapshot.whole() == before


def test_goes_to_no_committee_and_not_back_to_itself(move: Move) -> None:
    for place in (move.county.other_committee, move.county.branch):
        with pytest.raises(Refused):
            move.send(going=Going(left_on=LEFT, organisation_id=place.pk))

    assert not Transfer.objects.exists()


@pytest.mark.parametrize("day", [None, date(2024, 6, 30), date(2026, 12, 1)])
def test_refuses_a_day_of_taking_over_that_cannot_be(move: Move, day: date | None) -> None:
    sent = move.send()
    before = snapshot.whole()

    with pytest.raises(Refused):
        move.accept(sent, resumed_on=day)

    assert snapshot.whole() == before


def test_sends_only_once_until_it_is_answered(move: Move) -> None:
    first = move.send()
    with pytest.raises(Refused) as refused:
        move.send()
    assert refused.value.verdict.checks() == ("D-65",)

    transfers.refuse(actor=move.there, transfer_id=first, why="不在本村居住", at=NOW)
    second = move.send()
    transfers.recall(actor=move.here, transfer_id=second, why="本人不走了", at=NOW)

    states = Transfer.objects.order_by("id").values_list("state", flat=True)
    assert list(states) == ["refused", "recalled"]
    assert move.case.organisation_id == move.county.branch.pk


def test_takes_over_only_what_was_sent(move: Move) -> None:
    sent = move.send()
    move.walker.sign("cultivate-activist")
    before = snapshot.whole()

    with pytest.raises(Conflict):
        move.accept(sent)

    assert snapshot.whole() == before


def test_lets_only_the_two_branches_and_their_committees_act(move: Move) -> None:
    third = organisation(
        "中共武山县鸳鸯镇另一村支部委员会",
        kind=OrganisationKind.BRANCH,
        parent=move.county.other_committee,
        nth=9,
    )
    sent = move.send()

    with pytest.raises(NotAllowed):
        move.accept(sent, actor=move.here)
    with pytest.raises(Transfer.DoesNotExist):
        move.accept(sent, actor=cast.branch_secretary(third.path))
    with pytest.raises(NotAllowed):
        move.accept(sent, actor=cast.county_office(move.county.root.path))
    with pytest.raises(NotAllowed):
        transfers.recall(actor=move.there, transfer_id=sent, why="替他撤回", at=NOW)
    move.accept(sent, actor=cast.committee_organiser(move.county.other_committee.path))

    with pytest.raises(Case.DoesNotExist):
        move.send(actor=move.here)


def test_ends_a_case_that_leaves_the_county(move: Move) -> None:
    sent = move.send(going=Going(left_on=LEFT, outside="甘肃省兰州市城关区某社区党支部"))

    case = move.case
    assert (case.state, case.closed_on) == ("ended", LEFT)
    assert Transfer.objects.get(pk=sent).state == "gone"
    assert not Duty.objects.filter(case=case).exists()
    assert Entry.objects.filter(case=case).latest("id").kind == "handed_over"


def test_takes_no_signature_back_that_was_made_before_the_move(move: Move) -> None:
    move.accept(move.send())
    last = Entry.objects.filter(case=move.case, kind="signed").latest("id")

    with pytest.raises(Refused) as refused:
        steps.reverse(
            actor=move.there, case_id=move.case.pk, entry_id=last.pk, why="填错了人", at=NOW
        )

    assert refused.value.verdict.checks() == ("D-65",)


def gone(walker: Walker) -> None:
    transfers.send(
        actor=walker.actors["branch"], case_id=walker.case_id, why="外出定居，组织关系转出",
        going=Going(left_on=NOW.date(), outside="陕西省西安市"), at=NOW,
    )  # fmt: skip


def refused(walker: Walker, **going: Any) -> list[tuple[str, str]]:
    before = snapshot.whole()
    to = {"organisation_id": walker.county.other_branch.pk, "left_on": NOW.date(), **going}
    with pytest.raises(Refused) as caught:
        transfers.send(
            actor=walker.actors["branch"], case_id=walker.case_id, why="迁入鸳鸯镇费山村",
            going=Going(**to), at=NOW,
        )  # fmt: skip
    assert snapshot.whole() == before
    return [(r.check, r.message) for r in caught.value.verdict]


def test_stays_while_its_notice_hangs_here() -> None:
    poster = Poster(Walker(County())).posted()
    wanted = [("D-65", "公示还没有办结")]
    assert refused(poster.walker) == wanted
    assert refused(poster.walker, organisation_id=None, outside="陕西省西安市") == wanted

    publications.withdraw(
        actor=poster.branch, notice_id=poster.id, why="此人转出不再公示", at=on(POSTED)
    )
    assert Transfer.objects.count() == 0
    gone(poster.walker)


def test_stays_while_the_branch_votes_and_until_its_vote_is_signed() -> None:
    walker = Walker(County()).until("vote-admission")
    assembly, _item = ready(walker)
    wanted = [("D-65", "已列入2024年11月8日的票决会议，还没有办结")]
    assert refused(walker) == wanted
    assembly.close()
    assert refused(walker) == wanted
    walker.sign("vote-admission")
    gone(walker)


def test_goes_where_the_vote_did_not_pass() -> None:
    walker = Walker(County()).until("vote-admission")
    assembly, _item = ready(walker, yes=4, no=5)
    assembly.close()
    gone(walker)


def test_does_not_arrive_once_a_notice_was_begun_on_the_way() -> None:
    poster = Poster(Walker(County()))
    walker = poster.walker
    going = Going(left_on=NOW.date(), organisation_id=walker.county.other_branch.pk)
    sent = transfers.send(
        actor=walker.actors["branch"], case_id=walker.case_id, going=going, why="迁入费山村", at=NOW
    )
    poster.draft()

    with pytest.raises(Refused) as caught:
        transfers.accept(
            actor=cast.branch_secretary(walker.county.other_branch.path), transfer_id=sent,
            resumed_on=NOW.date(), arrived=[], at=NOW,
        )  # fmt: skip
    assert [r.message for r in caught.value.verdict] == ["公示还没有办结"]
