"""Entering sign-ins in the ledger: the successful, the wrong, the ended."""

from datetime import datetime

from django.db import transaction

from xianfeng.trust.commands import ledger
from xianfeng.trust.models import Account
from xianfeng.trust.vocab import Actor

CHAIN = "sign-in"


@transaction.atomic
def failed(*, username: str, address: str, is_locked: bool, step: str, at: datetime) -> None:
    """Enter a wrong password or code.

    What was typed is never kept, not even as the name: people type their
    password into the name's field. Only the account that it names is entered.
    """
    account = Account.objects.filter(username__iexact=username).first() if username else None
    ledger.record(
        actor=Actor(None, "未登录"),
        at=at,
        chain=CHAIN,
        event="trust.sign_in.locked" if is_locked else "trust.sign_in.failed",
        subject=f"account:{account.pk}" if account else "account:unknown",
        detail={"address": address, "step": step},
    )


@transaction.atomic
def succeeded(*, account: Account, address: str, methods: list[str], at: datetime) -> None:
    """Enter a completed sign-in with the factors that were used."""
    _enter(account, "trust.sign_in.succeeded", {"address": address, "methods": methods}, at=at)


@transaction.atomic
def ended(*, account: Account, at: datetime) -> None:
    """Enter that somebody signed out."""
    _enter(account, "trust.sign_in.ended", {}, at=at)


@transaction.atomic
def second_factor_changed(*, account: Account, event: str, at: datetime) -> None:
    """Enter that an owner changed their own second factor; joins the open transaction."""
    ledger.record(
        actor=Actor(account.pk, account.display_name),
        at=at,
        chain=f"account:{account.pk}",
        event=event,
        subject=f"account:{account.pk}",
    )


def _enter(account: Account, event: str, detail: dict[str, object], *, at: datetime) -> None:
    ledger.record(
        actor=Actor(account.pk, account.display_name),
        at=at,
        chain=CHAIN,
        event=event,
        subject=f"account:{account.pk}",
        detail=detail,
    )
