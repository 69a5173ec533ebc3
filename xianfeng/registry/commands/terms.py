"""Entering terms of office."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from xianfeng.kernel import clock
from xianfeng.kernel.checks import reason
from xianfeng.kernel.errors import Refused
from xianfeng.kernel.verdict import Reason, Verdict
from xianfeng.registry.models import Organisation, Term
from xianfeng.trust import access
from xianfeng.trust.commands import ledger
from xianfeng.trust.vocab import Action, Actor


@dataclass(frozen=True, kw_only=True)
class NewTerm:
    """A committee's term, from the day of its election to the day it runs out."""

    organisation_id: int
    number: int
    starts_on: date
    ends_on: date


@transaction.atomic
def add_many(*, actor: Actor, rows: Sequence[NewTerm], at: datetime) -> None:
    """Enter many terms at once; one wrong row refuses all. Raises as :func:`add`."""
    seen = access.scoped(
        Organisation.objects.select_for_update(), actor, Action.VIEW_ORGANISATIONS, field="path"
    )
    places = seen.in_bulk({row.organisation_id for row in rows})
    known = set(
        Term.objects.filter(organisation_id__in=places).values_list("organisation_id", "number")
    )
    against: list[Reason] = []
    for row in rows:
        if row.organisation_id not in places:
            raise Organisation.DoesNotExist(f"organisation {row.organisation_id} is out of sight")
        access.require(actor, Action.EDIT_REGISTRY, path=places[row.organisation_id].path)
        taken = (row.organisation_id, row.number) in known
        known.add((row.organisation_id, row.number))
        against += _against(row.number, row.starts_on, row.ends_on, clock.day_of(at), taken=taken)
    if against:
        raise Refused(Verdict.of(against))
    Term.objects.bulk_create(
        [
            Term(
                organisation_id=row.organisation_id,
                number=row.number,
                starts_on=row.starts_on,
                ends_on=row.ends_on,
            )
            for row in rows
        ],
        batch_size=500,
    )
    ledger.record_many(
        [_happening(places[row.organisation_id], row) for row in rows], actor=actor, at=at
    )


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
    taken = Term.objects.filter(organisation=organisation, number=number).exists()
    verdict = Verdict.of(_against(number, starts_on, ends_on, clock.day_of(at), taken=taken))
    if not verdict:
        raise Refused(verdict)
    Term.objects.create(
        organisation=organisation, number=number, starts_on=starts_on, ends_on=ends_on
    )
    row = NewTerm(
        organisation_id=organisation.pk, number=number, starts_on=starts_on, ends_on=ends_on
    )
    ledger.record_many([_happening(organisation, row)], actor=actor, at=at)


def _happening(organisation: Organisation, row: NewTerm) -> ledger.Happening:
    return ledger.Happening(
        chain=f"org:{organisation.path}",
        event="registry.term.added",
        subject=f"organisation:{organisation.pk}",
        detail={"number": row.number, "starts_on": row.starts_on, "ends_on": row.ends_on},
    )


def _against(
    number: int, starts_on: date, ends_on: date, today: date, *, taken: bool
) -> list[Reason]:
    against = []
    if taken:
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
