"""Bringing a paper history in: judged as a whole, and a case only under the names of who signs its steps."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests import cast, papers, snapshot
from tests.county import County
from tests.walk import NOW
from xianfeng.casework.commands import backentries, cases, steps
from xianfeng.casework.commands.backentries import GridRefused
from xianfeng.casework.commands.steps import Submission
from xianfeng.casework.models import BackEntry, Case, Confirmation, Entry, Evidence
from xianfeng.casework.queries import backentries as reads
from xianfeng.kernel.errors import Conflict, NotAllowed, Refused
from xianfeng.recruitment.vocab import DEFAULT_EDITION, FAMILY
from xianfeng.registry.models import Person
from xianfeng.registry.vocab import Category
from xianfeng.trust.models import Grant
from xianfeng.trust.queries import verification
from xianfeng.trust.vocab import Actor

pytestmark = pytest.mark.django_db


class Desk:
    """A county, an applicant, and the paper history begun for them."""

    def __init__(self) -> None:
        self.county = County()
        self.person = self.county.applicant()
        self.branch = cast.branch_secretary(self.county.branch.path)
        self.committee = cast.committee_organiser(self.county.committee.path)
        self.office = cast.county_office(self.county.root.path)
        self.id = self.start()

    def start(self, actor: Actor | None = None) -> int:
        return backentries.start(
            actor=actor or self.branch,
            family=FAMILY,
            edition=DEFAULT_EDITION,
            person_id=self.person.pk,
            at=NOW,
        )

    def row(self) -> BackEntry:
        return BackEntry.objects.get(pk=self.id)

    def hand_in(self, cells: dict[str, Any], actor: Actor | None = None) -> int | None:
        return backentries.hand_in(
            actor=actor or self.branch,
            back_entry_id=self.id,
            cells=cells,
            at=NOW,
            version=self.row().version,
        )

    def confirm(self, actor: Actor) -> int | None:
        return backentries.confirm(
            actor=actor, back_entry_id=self.id, at=NOW, version=self.row().version
        )


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_enters_what_only_the_branch_signs_at_once(desk: Desk) -> None:
    case_id = desk.hand_in(papers.cells(desk.county, upto=3))

    case = Case.objects.get(pk=case_id)
    assert (case.is_back_entry, case.person_id, case.stage) == (
        True,
        desk.person.pk,
        "stage-activist",
    )
    entries = Entry.objects.filter(case=case).order_by("id")
    assert [(e.signed_as, e.actor_name, e.is_back_entry) for e in entries] == [
        ("branch", "冉云", True)
    ] * 3
    assert {e.reasons["D-53"] for e in entries} == {papers.WHY}
    assert (desk.row().state, desk.row().case_id) == ("entered", case_id)


def test_makes_no_case_before_everybody_whose_steps_it_tells_has_confirmed(desk: Desk) -> None:
    assert desk.hand_in(papers.cells(desk.county)) is None
    assert (desk.row().state, desk.row().waits_for) == ("waiting", "committee")
    assert not Case.objects.exists()

    assert desk.confirm(desk.committee) is None
    assert desk.row().waits_for == "county"
    assert not Case.objects.exists()

    case_id = desk.confirm(desk.office)

    case = Case.objects.get(pk=case_id)
    assert case.state == "archived"
    names = dict(Entry.objects.filter(case=case).values_list("step", "actor_name"))
    assert names["submit-application"] == "冉云"
    assert names["approve-admission"] == "罗成"
    assert names["file-with-county"] == "韩梅"
    assert Entry.objects.filter(case=case).count() == 29
    assert Evidence.objects.filter(case=case, is_back_entry=True).count() == 5
    assert Person.objects.get(pk=desk.person.pk).category == Category.FULL
    assert verification.verify().is_whole


def test_is_no_way_round_the_review_of_an_office_with_an_account(desk: Desk) -> None:
    office = cast.enrolled(desk.office, username="office")
    Grant.objects.update(starts_on=date(2024, 1, 1))
    desk.hand_in(papers.cells(desk.county, upto=16))

    assert desk.confirm(desk.committee) is None
    assert (desk.row().waits_for, Case.objects.count()) == ("county", 0)

    assert desk.confirm(office) is not None


def test_is_confirmed_by_another_hand_than_the_one_that_typed_it(desk: Desk) -> None:
    both = replace(desk.branch, held=(*desk.branch.held, *desk.committee.held))
    desk.hand_in(papers.cells(desk.county, upto=8), both)
    before = snapshot.whole()

    with pytest.raises(NotAllowed):
        desk.confirm(both)

    assert snapshot.whole() == before
    offered = reads.desk(both, desk.id)
    assert (offered.may_confirm, offered.bears_own_name) == (False, True)
    assert [row.is_mine for row in reads.listed(both)] == [False]
    offered = reads.desk(desk.committee, desk.id)
    assert (offered.may_confirm, offered.bears_own_name) == (True, False)
    assert desk.confirm(desk.committee) is not None


@pytest.mark.parametrize("who", ["branch", "office"])
def test_lets_nobody_confirm_for_the_committee(desk: Desk, who: str) -> None:
    desk.hand_in(papers.cells(desk.county, upto=8))
    before = snapshot.whole()

    with pytest.raises(NotAllowed):
        desk.confirm(getattr(desk, who))

    assert snapshot.whole() == before


def test_is_out_of_sight_of_another_branch(desk: Desk) -> None:
    stranger = cast.branch_secretary(desk.county.other_branch.path)

    with pytest.raises(BackEntry.DoesNotExist):
        desk.hand_in(papers.cells(desk.county, upto=3), stranger)
    with pytest.raises(Person.DoesNotExist):
        desk.start(stranger)


def test_judges_every_row_at_once_by_the_rules_of_its_day_and_keeps_nothing(desk: Desk) -> None:
    wrong = papers.cells(desk.county, upto=9)
    wrong |= {
        "talk.on": "20230401",
        "activist_decision.present": "2",
        "mentors.people": [],
        "candidate_notice.on": "",
    }
    del wrong["paper.nomination_form"]
    before = snapshot.whole()

    with pytest.raises(GridRefused) as refused:
        desk.hand_in(wrong)

    found = {key: set(v.checks()) for key, v in refused.value.judged.rows.items()}
    assert found == {
        "talk": {"D-04"},
        "nomination": {"D-63"},
        "activist_decision": {"D-06"},
        "mentors": {"D-64", "D-09"},
        "candidate_notice": {"D-64", "N-01"},
    }
    assert snapshot.whole() == before


def test_asks_once_why_it_is_entered_so_late(desk: Desk) -> None:
    silent = {**papers.cells(desk.county, upto=3), "why": ""}

    with pytest.raises(GridRefused) as refused:
        desk.hand_in(silent)

    rows = refused.value.judged.rows
    assert {key: v.checks() for key, v in rows.items()} == {
        "application": ("D-53",),
        "talk": ("D-53",),
        "nomination": ("D-53",),
    }


def test_names_the_cell_of_a_repeated_record(desk: Desk) -> None:
    wrong = {**papers.cells(desk.county, upto=7), "review-2.reviewer": ""}

    with pytest.raises(GridRefused) as refused:
        desk.hand_in(wrong)

    (item,) = refused.value.judged.rows["review-2"]
    assert (item.check, item.field) == ("D-64", "review-2.reviewer")


def test_refuses_a_step_left_out_between_two(desk: Desk) -> None:
    holes = papers.cells(desk.county, upto=5)
    holes = {n: v for n, v in holes.items() if not n.startswith(("talk.", "paper.talk"))}

    with pytest.raises(GridRefused) as refused:
        desk.hand_in(holes)

    assert refused.value.judged.rows["nomination"].checks() == ("D-52",)


def test_refuses_an_empty_grid(desk: Desk) -> None:
    with pytest.raises(GridRefused) as refused:
        desk.hand_in({"why": papers.WHY})

    assert refused.value.judged.whole.checks() == ("D-64",)


def test_makes_no_member_fall_back_behind_what_they_are(desk: Desk) -> None:
    desk.person.category, desk.person.joined_on = Category.FULL, NOW.date()
    desk.person.save()

    with pytest.raises(GridRefused) as refused:
        desk.hand_in(papers.cells(desk.county, upto=8))

    assert refused.value.judged.whole.checks() == ("D-67",)


def test_refuses_whoever_has_a_case(desk: Desk) -> None:
    other = desk.county.applicant("有件人")
    common = {"family": FAMILY, "edition": DEFAULT_EDITION, "at": NOW, "actor": desk.branch}
    cases.open_case(person_id=other.pk, **common)

    with pytest.raises(Refused) as refused:
        backentries.start(person_id=other.pk, **common)

    assert refused.value.verdict.checks() == ("D-66",)


def test_refuses_when_a_case_was_opened_in_the_meantime(desk: Desk) -> None:
    desk.hand_in(papers.cells(desk.county, upto=8))
    cases.open_case(
        actor=desk.branch, family=FAMILY, edition=DEFAULT_EDITION, person_id=desk.person.pk, at=NOW
    )

    with pytest.raises(GridRefused) as refused:
        desk.confirm(desk.committee)

    assert refused.value.judged.whole.checks() == ("D-66",)
    assert not Confirmation.objects.filter(signed_as="committee").exists()


def test_goes_on_with_the_one_begun_before(desk: Desk) -> None:
    assert desk.start() == desk.id
    assert BackEntry.objects.count() == 1


def test_takes_every_name_off_when_it_is_given_back(desk: Desk) -> None:
    desk.hand_in(papers.cells(desk.county))
    desk.confirm(desk.committee)

    backentries.give_back(
        actor=desk.office, back_entry_id=desk.id, why="备案编号与原件不符", at=NOW
    )

    row = desk.row()
    assert (row.state, row.waits_for, row.note) == ("draft", "", "备案编号与原件不符")
    assert not row.confirmations.exists()
    assert desk.hand_in(papers.cells(desk.county)) is None
    assert desk.row().waits_for == "committee"


def test_cannot_be_changed_while_it_waits(desk: Desk) -> None:
    desk.hand_in(papers.cells(desk.county, upto=8))

    with pytest.raises(Refused) as refused:
        backentries.save(actor=desk.branch, back_entry_id=desk.id, cells={}, at=NOW, version=None)

    assert refused.value.verdict.checks() == ("D-65",)
    assert desk.row().sheet["application.on"] == "20230110"


def test_confirms_only_what_was_seen(desk: Desk) -> None:
    desk.hand_in(papers.cells(desk.county, upto=8))
    seen = desk.row().version
    backentries.give_back(actor=desk.committee, back_entry_id=desk.id, why="再核一遍日期", at=NOW)
    desk.hand_in({**papers.cells(desk.county, upto=8), "activist_filing.number": "改"})

    with pytest.raises(Conflict):
        backentries.confirm(actor=desk.committee, back_entry_id=desk.id, at=NOW, version=seen)

    assert not Case.objects.exists()


def test_keeps_a_draft_right_or_wrong(desk: Desk) -> None:
    backentries.save(
        actor=desk.branch,
        back_entry_id=desk.id,
        cells={"application.on": "说不清", "other": "x"},
        at=NOW,
        version=1,
    )

    assert (desk.row().sheet, desk.row().version) == ({"application.on": "说不清"}, 2)


def test_gives_up_with_a_reason_and_makes_room_for_another(desk: Desk) -> None:
    with pytest.raises(Refused):
        backentries.discard(actor=desk.branch, back_entry_id=desk.id, why=" ", at=NOW)
    backentries.discard(actor=desk.branch, back_entry_id=desk.id, why="找错了人", at=NOW)

    assert desk.row().state == "discarded"
    assert desk.start() != desk.id


def test_names_nobody_out_of_sight(desk: Desk) -> None:
    wrong = papers.cells(desk.county, upto=6)
    wrong["mentors.people"] = [str(desk.county.outsider.pk)]

    with pytest.raises(GridRefused) as refused:
        desk.hand_in(wrong)

    assert set(refused.value.judged.rows["mentors"].checks()) == {"D-64", "D-09"}


def test_goes_on_from_the_last_step_told_as_any_case(desk: Desk) -> None:
    case_id = desk.hand_in(papers.cells(desk.county, upto=1))

    steps.sign_off(
        actor=desk.branch,
        case_id=case_id,
        step="first-talk",
        submission=Submission(
            records={
                "talk": {"on": "2023-01-20", "talker": "王", "place": "村部", "content": "谈了"}
            },
            papers=(steps.HandedIn(kind="talk_record"),),
            reasons={"D-53": "接着补办"},
        ),
        at=NOW,
    )

    marks = dict(Entry.objects.filter(case_id=case_id).values_list("step", "is_back_entry"))
    assert marks == {"submit-application": True, "first-talk": False}
