"""Entering a term of office."""

from datetime import date, datetime

from django.db import transaction

from xianfeng.kernel.checks import reason
from xianfeng.kernel.errors import Refused
from xianfeng.kernel.verdict import Reason, Verdict
from xianfeng.registry.models import Organisation, Term
from xianfeng.trust import access
from xianfeng.trust.commands import ledger
from xianfeng.trust.vocab import Action, Actor


@transaction.atomic
def add(
    *,
    actor: Actor,
    organisation_id: int,
    number: int,
    starts_on: date,
    ends_on: date,
    at: datetime,
) -> None:
    """Enter a committee's term from the day of its election to the day it runs out.

    :raises Organisation.DoesNotExist: out of sight.
    :raises NotAllowed: the actor's role does not edit the registry here.
    :raises Refused: the number is taken, the end is not after the start (B-05),
        or the election lies ahead (D-60).
    """
    seen = access.scoped(
        Organisation.objects.select_for_update(), actor, Action.VIEW_ORGANISATIONS, field="path"
    )
    organisation = seen.get(pk=organisation_id)
    access.require(actor, Action.EDIT_REGISTRY, path=organisation.path)
    verdict = Verdict.of(_against(organisation, number, starts_on, ends_on, at.date()))
    if not verdict:
        raise Refused(verdict)
    Term.objects.create(
        organisation=organisation, number=number, starts_on=starts_on, ends_on=ends_on
    )
    ledger.record(
        actor=actor,
        at=at,
        chain=f"org:{organisation.path}",
        event="registry.term.added",
        subject=f"organisation:{organisation.pk}",
        detail={"number": number, "starts_on": starts_on, "ends_on": ends_on},
    )


def _against(
    organisation: Organisation, number: int, starts_on: date, ends_on: date, today: date
) -> list[Reason]:
    against = []
    if Term.objects.filter(organisation=organisation, number=number).exists():
        against.append(
            reason("B-05", message=f"第{number}届已经登记", remedy="请核对届次", field="number")
        )
    if ends_on <= starts_on:
        against.append(
            reason(
                "B-05",
                message="任期届满应晚于换届日期",
                fact=f"换届{starts_on}，届满{ends_on}",
                remedy="请核对日期",
                field="ends_on",
            )
        )
    if starts_on > today:
        against.append(reason("D-60", field="starts_on", 日期=starts_on))
    return against
