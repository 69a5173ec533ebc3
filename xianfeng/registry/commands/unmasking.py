"""Showing a whole personal number to somebody who gives a reason."""

from datetime import datetime

from django.db import transaction

from xianfeng.kernel.checks import reason as reason_of
from xianfeng.kernel.errors import Refused
from xianfeng.kernel.verdict import Verdict
from xianfeng.kernel.words import visible
from xianfeng.registry.queries import person as people
from xianfeng.registry.vocab import PersonalNumber
from xianfeng.trust import access, cipher
from xianfeng.trust.commands import ledger
from xianfeng.trust.vocab import Action, Actor

LEAST_REASON = 4


@transaction.atomic
def reveal(
    *, actor: Actor, person_id: int, field: PersonalNumber, reason: str, at: datetime
) -> str:
    """Return the whole number and enter who saw it, why.

    :raises Person.DoesNotExist: out of sight.
    :raises NotAllowed: the actor's role may not see whole numbers here.
    :raises Refused: no reason of at least four characters (check X-19).
    """
    person = people.visible(actor, person_id)
    access.require(actor, Action.UNMASK, path=person.org_path)
    reason = visible(reason)
    if len(reason) < LEAST_REASON:
        raise Refused(
            Verdict(
                (
                    reason_of(
                        "X-19",
                        事项=f"查看{field.label}",
                        fact=f"至少{LEAST_REASON}个字",
                        field="reason",
                    ),
                )
            )
        )
    whole = cipher.unseal(getattr(person, field.value), column=field.column)
    ledger.record(
        actor=actor,
        at=at,
        chain=f"org:{person.org_path}",
        event="registry.person.unmasked",
        subject=f"person:{person.pk}",
        detail={"field": field.value},
        reason=reason,
    )
    return whole
