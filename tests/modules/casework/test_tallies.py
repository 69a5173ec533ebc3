"""Entering the totals of a vote: everything that contradicts is refused at once."""

import json

import pytest
from django.db import IntegrityError, transaction

from tests.county import County
from tests.meetings import Assembly, ready, totals
from tests.modules.casework.test_meetings import refusal
from tests.walk import Walker
from xianfeng.casework.commands import tallies
from xianfeng.casework.models import AgendaItem, Tally
from xianfeng.trust.models import LedgerEntry

pytestmark = pytest.mark.django_db
TOTALS = {
    "issued": 9, "returned": 9, "yes": 8, "no": 1, "abstain": 0, "void": 0,
    "written_yes": 0, "written_no": 0,
}  # fmt: skip


@pytest.fixture
def walker() -> Walker:
    return Walker(County()).until("vote-admission")


@pytest.fixture
def assembly(walker: Walker) -> Assembly:
    made = Assembly(walker.county, walker.actors["branch"])
    made.put(walker)
    made.freeze()
    return made


def item_of(assembly: Assembly) -> int:
    return AgendaItem.objects.get(meeting=assembly.id).pk


def test_keeps_totals_and_nothing_else(assembly: Assembly) -> None:
    assembly.mark()
    assembly.count(item_of(assembly), totals(8, 1))

    row = Tally.objects.get()
    assert (row.issued, row.returned, row.yes, row.no) == (9, 9, 8, 1)
    detail = json.loads(LedgerEntry.objects.get(event="casework.tally.entered").detail)
    assert detail == {"case": AgendaItem.objects.get().case_id, "count": TOTALS}


def test_corrects_what_was_entered_before(assembly: Assembly) -> None:
    assembly.mark()
    assembly.count(item_of(assembly), totals(8, 1))
    assembly.count(item_of(assembly), totals(7, 2), why="抄写时看错一行")
    assert Tally.objects.get().yes == 7


def test_refuses_every_contradiction_at_its_field(assembly: Assembly) -> None:
    assembly.mark()
    wrong = totals(8) | {"issued": "10", "returned": "11", "written_yes": "1"}
    told = refusal(assembly.count, item_of(assembly), wrong)
    assert [(r.check, r.field) for r in told.verdict] == [
        ("V-09", "ballot.issued"), ("V-09", "ballot.returned"),
        ("V-10", "ballot.returned"), ("V-07", "ballot.written_yes"),
    ]  # fmt: skip


def test_refuses_to_vote_before_anybody_is_marked(assembly: Assembly) -> None:
    told = refusal(assembly.count, item_of(assembly), totals(8, 1))
    assert "请填写：到会情况" in [r.message for r in told.verdict]


def test_refuses_to_vote_without_a_quorum(assembly: Assembly) -> None:
    assembly.mark(assembly.marks(present=frozenset(m.pk for m in assembly.county.members[2:6])))
    told = refusal(assembly.count, item_of(assembly), totals(4))
    assert [r.message for r in told.verdict] == [
        "应到会有表决权9人，实到4人，未超过半数，不能开会表决"
    ]


def test_names_everything_missing_or_unreadable(assembly: Assembly) -> None:
    assembly.mark()
    told = refusal(assembly.count, item_of(assembly), {"yes": "八", "no": "-1"})
    assert [(r.check, r.field) for r in told.verdict] == [
        ("D-64", f"ballot.{name}")
        for name in ("issued", "returned", "yes", "no", "abstain", "void", "applicant_present")
    ]


def test_names_what_is_missing_together_with_what_contradicts(assembly: Assembly) -> None:
    assembly.mark()
    wrong = totals(8) | {"issued": "10", "returned": "9", "applicant_present": ""}
    told = refusal(assembly.count, item_of(assembly), wrong)
    assert [(r.check, r.field) for r in told.verdict] == [
        ("D-64", "ballot.applicant_present"), ("V-09", "ballot.issued"), ("V-10", "ballot.returned"),
    ]  # fmt: skip


def test_knows_no_item_of_another_meeting(assembly: Assembly) -> None:
    assembly.mark()
    with pytest.raises(AgendaItem.DoesNotExist):
        tallies.enter(item_id=10**9, given=totals(8, 1), **assembly.common)


def test_the_database_keeps_no_contradiction(walker: Walker) -> None:
    _assembly, item = ready(walker)
    for wrong in ({"returned": 10}, {"yes": 9}, {"issued": 8}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Tally.objects.filter(item=item).update(**wrong)
