"""Keeping and dropping a list's filter under a name, for oneself."""

from datetime import datetime

from django.db import transaction

from xianfeng.registry.models import SavedFilter
from xianfeng.trust import access
from xianfeng.trust.commands import ledger
from xianfeng.trust.vocab import Action, Actor


@transaction.atomic
def save(*, actor: Actor, page: str, name: str, query: str, at: datetime) -> None:
    """Keep a filter; one of the same name is replaced.

    :raises NotAllowed: the actor sees no people.
    """
    access.require(actor, Action.VIEW_PEOPLE)
    SavedFilter.objects.update_or_create(
        account_id=actor.account_id, page=page, name=name, defaults={"query": query}
    )
    _note(actor, at, "registry.filter.saved", page=page, name=name)


@transaction.atomic
def delete(*, actor: Actor, filter_id: int, at: datetime) -> None:
    """Drop one of the actor's own filters.

    :raises SavedFilter.DoesNotExist: it is not there, or not the actor's.
    """
    kept = SavedFilter.objects.select_for_update().get(pk=filter_id, account_id=actor.account_id)
    page, name = kept.page, kept.name
    kept.delete()
    _note(actor, at, "registry.filter.deleted", page=page, name=name)


def _note(actor: Actor, at: datetime, event: str, *, page: str, name: str) -> None:
    ledger.record(
        actor=actor,
        at=at,
        chain=f"account:{actor.account_id}",
        event=event,
        subject=f"account:{actor.account_id}",
        detail={"page": page, "name": name},
    )
