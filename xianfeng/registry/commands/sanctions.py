"""Measures that suspend a member's rights for a time (checks V-05, D-19)."""

from datetime import date, datetime

from django.db import transaction

from xianfeng.kernel import clock
from xianfeng.kernel.checks import reason
from xianfeng.kernel.errors import Refused
from xianfeng.kernel.verdict import Reason, Verdict
from xianfeng.registry.models import Person, Sanction
from xianfeng.registry.vocab import MEMBERS, Category, SanctionKind
from xianfeng.trust import access
from xianfeng.trust.commands import ledger
from xianfeng.trust.vocab import Action, Actor


@transaction.atomic
def enter(
    *,
    actor: Actor,
    person_id: int,
    kind: SanctionKind,
    starts_on: date,
    ends_on: date | None,
    document: str,
    at: datetime,
) -> int:
    """Enter a sanction by its document; ``ends_on`` is its last day. Return its id.

    :raises Person.DoesNotExist: the person is out of sight.
    :raises NotAllowed: the actor's role does not edit the registry here.
    :raises Refused: no document is named (D-64), the start lies ahead (D-60), the end lies
        before it, or the person is no member (Z-01).
    """
    seen = access.scoped(Person.objects.select_for_update(), actor, Action.VIEW_PEOPLE)
    person = seen.get(pk=person_id)
    access.require(actor, Action.EDIT_REGISTRY, path=person.org_path)
    today = clock.day_of(at)
    against = _against(person, starts_on, ends_on, document, today)
    if against:
        raise Refused(Verdict.of(against))
    made = Sanction.objects.create(
        person=person, kind=kind, starts_on=starts_on, ends_on=ends_on, document=document.strip()
    )
    ledger.record(
        actor=actor,
        at=at,
        chain=f"org:{person.org_path}",
        event="registry.sanction.entered",
        subject=f"person:{person.pk}",
        detail={"kind": kind, "starts_on": starts_on, "ends_on": ends_on, "document": document},
    )
    return made.pk


def _against(
    person: Person, starts_on: date, ends_on: date | None, document: str, today: date
) -> list[Reason]:
    against = []
    if Category(person.category) not in MEMBERS:
        against.append(reason("Z-01", message=f"{person.name}不是党员，不能登记处分"))
    if not document.strip():
        against.append(reason("D-64", 项目="处分文号", field="document"))
    if starts_on > today:
        against.append(reason("D-60", field="starts_on", 日期=starts_on))
    if ends_on is not None and ends_on < starts_on:
        against.append(reason("D-64", 项目="晚于起始日期的终止日期", field="ends_on"))
    return against
