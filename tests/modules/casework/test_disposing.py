"""What one file takes with it: meetings that voted on it alone, and no other case's rows."""

import pytest

from tests.due import WORDS, Due
from tests.meetings import Assembly
from tests.walk import NOW, Walker
from xianfeng.casework.commands import agendas, cases
from xianfeng.casework.models import AgendaItem, Case, Meeting
from xianfeng.trust.models import LedgerEntry

pytestmark = pytest.mark.django_db


def withdrawn_vote(due: Due, assembly: Assembly, name: str) -> Walker:
    """Put a case on the agenda, take it off and end it long ago."""
    walker = Walker(due.county, name=name).until("fill-form")
    walker.sign("fill-form", volunteer_form={"number": f"620524{ord(name[0]):08d}"})
    item = assembly.put(walker)
    agendas.withdraw(item_id=item, why=f"{WORDS}{name}申请暂缓", **assembly.common)
    return walker


def ended(walker: Walker) -> int:
    cases.end(actor=walker.actors["branch"], case_id=walker.case_id, why="本人书面撤回", at=NOW)
    Case.objects.filter(pk=walker.case_id).update(closed_on="2024-11-01")
    return walker.case_id


def test_empties_a_meeting_that_voted_on_nothing_else() -> None:
    due = Due()
    assembly = Assembly(due.county, Walker(due.county).actors["branch"])
    case_id = ended(withdrawn_vote(due, assembly, "甲某"))
    Meeting.objects.update(note=f"{WORDS}甲某")

    due.carried(case_id)

    assert not AgendaItem.objects.exists()
    assert Meeting.objects.get().note == ""
    chain = LedgerEntry.objects.filter(chain=f"meeting:{assembly.id}")
    assert chain.exists()
    assert not chain.filter(reason__contains=WORDS).exists()


def test_leaves_a_meeting_that_voted_on_others_as_it_was() -> None:
    due = Due()
    assembly = Assembly(due.county, Walker(due.county).actors["branch"])
    going, staying = (withdrawn_vote(due, assembly, name) for name in ("甲某", "乙某"))

    due.carried(ended(going))

    assert AgendaItem.objects.get().case_id == staying.case_id
    assert LedgerEntry.objects.filter(chain=f"meeting:{assembly.id}", words=b"").exists()


def test_knows_every_table_that_refers_to_a_case() -> None:
    """A new table with a key to a case must be emptied too: place it in the command, then here."""
    referring = {
        relation.related_model._meta.label
        for relation in Case._meta.get_fields(include_hidden=True)
        if relation.is_relation and relation.auto_created
    }
    emptied = {
        "casework.AgendaItem", "casework.BackEntry", "casework.Claim", "casework.Duty",
        "casework.Evidence", "casework.Hold", "casework.Notice", "casework.Paper",
        "casework.Review", "casework.Transfer",
        "recruitment.Consultation", "recruitment.TrainingException",
    }  # fmt: skip
    left_nameless = {
        "casework.Entry", "casework.Blank", "casework.DisposalItem", "recruitment.DrawnFile",
        "recruitment.Breach", "recruitment.ClassResult",
    }  # fmt: skip
    keep_the_case = {"recruitment.Inquiry"}
    assert referring == emptied | left_nameless | keep_the_case
