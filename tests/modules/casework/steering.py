"""Steering a case in tests: what a turn is given, what a refusal may not have changed."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import transaction

from tests import snapshot
from tests.county import County
from tests.walk import NOW, Walker
from xianfeng.casework.commands import cases, steps
from xianfeng.casework.models import Case, Entry
from xianfeng.kernel.errors import Refused
from xianfeng.recruitment.vocab import DEFAULT_EDITION, FAMILY

WHY = "材料不全，请补"
MEETING = date(2024, 11, 8)


def walker_at(step: str) -> Walker:
    return Walker(County()).until(step)


def refused(command: Callable[..., Any], **given: Any) -> Refused:
    """Return the refusal; nothing may have changed."""
    before = snapshot.whole()
    with pytest.raises(Refused) as refusal, transaction.atomic():
        command(**given)
    assert snapshot.whole() == before
    return refusal.value


def case_of(walker: Walker) -> Case:
    return Case.objects.get(pk=walker.case_id)


def steer(walker: Walker, verb: Any, role: str = "branch", **more: Any) -> dict[str, Any]:
    given = {"why": WHY, **more}
    return {"actor": walker.actors[role], "case_id": walker.case_id, "at": NOW, **given}


def open_again(walker: Walker, person_id: int) -> int:
    return cases.open_case(
        actor=walker.actors["branch"],
        family=FAMILY,
        edition=DEFAULT_EDITION,
        person_id=person_id,
        at=NOW,
    )


def last_entry(walker: Walker) -> int:
    rows = Entry.objects.filter(case=walker.case_id, kind="signed", is_active=True)
    return rows.order_by("-id").values_list("pk", flat=True)[0]


def reverse(walker: Walker, role: str) -> dict[str, Any]:
    return steer(walker, steps.reverse, role, entry_id=last_entry(walker))


def extended(walker: Walker, until: date) -> Walker:
    walker.until("vote-conversion")
    longer = {"decision": "extend", "extend_until": until}
    walker.sign("vote-conversion", conversion_meeting=longer)
    walker.sign("approve-conversion", conversion_approval={"decision": "extend"})
    return walker
