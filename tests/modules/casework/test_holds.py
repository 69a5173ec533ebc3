"""Holding a file back from disposal."""

import pytest
from django.db import IntegrityError, transaction

from tests import cast
from tests.due import TODAY, Due
from xianfeng.casework.commands import holds
from xianfeng.casework.models import Case, Hold
from xianfeng.kernel.errors import Conflict, NotAllowed, Refused
from xianfeng.trust.models import LedgerEntry

pytestmark = pytest.mark.django_db
WHY = "涉及信访，待结论"


def test_keeps_who_held_it_when_and_why_and_who_let_it_go() -> None:
    due = Due()
    case_id = due.ended()
    holds.hold(actor=due.first, case_id=case_id, why=WHY, at=TODAY)
    holds.lift(actor=due.second, case_id=case_id, why="信访已经办结", at=TODAY)
    held = Hold.objects.get()
    assert (held.why, held.set_by, held.set_at) == (WHY, due.first.name, TODAY)
    assert (held.lifted_why, held.lifted_by, held.lifted_at) == ("信访已经办结", "秦川", TODAY)
    events = LedgerEntry.objects.filter(chain=f"case:{case_id}").order_by("-id")[:2]
    assert [one.event for one in events] == ["casework.hold.lifted", "casework.hold.set"]


def test_holds_a_file_once_and_lets_it_go_once() -> None:
    due = Due()
    case_id = due.ended()
    with pytest.raises(Hold.DoesNotExist):
        holds.lift(actor=due.first, case_id=case_id, why="信访已经办结", at=TODAY)
    holds.hold(actor=due.first, case_id=case_id, why=WHY, at=TODAY)
    with pytest.raises(Conflict):
        holds.hold(actor=due.second, case_id=case_id, why=WHY, at=TODAY)
    row = Hold.objects.get()
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_needs_a_reason_and_the_county() -> None:
    due = Due()
    case_id = due.ended()
    with pytest.raises(Refused) as refused:
        holds.hold(actor=due.first, case_id=case_id, why="要", at=TODAY)
    assert refused.value.verdict.checks() == ("D-64",)
    for actor in (
        cast.branch_secretary(due.county.branch.path),
        cast.committee_organiser(due.county.committee.path),
        cast.security_administrator(),
    ):
        with pytest.raises((NotAllowed, Case.DoesNotExist)):
            holds.hold(actor=actor, case_id=case_id, why=WHY, at=TODAY)
    assert not Hold.objects.exists()
