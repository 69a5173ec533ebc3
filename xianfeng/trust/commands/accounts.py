"""Accounts: made, closed, opened again, given a new password, unlocked.

The system administrator does this; nobody does it for themselves (check X-12).
What an account may do is granted elsewhere, by somebody else.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from xianfeng.kernel.checks import reason
from xianfeng.kernel.errors import Refused
from xianfeng.kernel.verdict import Verdict
from xianfeng.kernel.words import visible
from xianfeng.trust import access, lockouts, rules
from xianfeng.trust.commands import ledger
from xianfeng.trust.models import Account, Grant
from xianfeng.trust.passwords import ShownPasswordHasher
from xianfeng.trust.vocab import ADMINISTRATORS, Action, Actor


class ShownPassword(str):
    """A password that everybody may read, as the demo's: not worth a costly hash before its first use."""

    __slots__ = ()


# No 0/O, 1/l/I: one-time passwords are read aloud and copied from paper.
_LETTERS = "abcdefghjkmnpqrstuvwxyz"
_CAPITALS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_DIGITS = "23456789"


@dataclass(frozen=True, kw_only=True)
class NewAccount:
    """A made account and its password; the representation does not show it."""

    account_id: int
    username: str
    password: str

    def __repr__(self) -> str:
        """Hide the password from logs and tracebacks."""
        return f"NewAccount({self.account_id})"


@transaction.atomic
def create_account(
    *,
    actor: Actor,
    username: str,
    display_name: str,
    at: datetime,
    person_id: int | None = None,
    password: str = "",
) -> NewAccount:
    """Make an account without any role.

    :param person_id: the person's file in the registry, if there is one.
    :param password: chosen by the caller; otherwise one is made that must be
        changed at the first sign-in.
    :raises Refused: name or password is not fit, or name or person is taken (X-10, X-11, X-18).
    """
    access.require(actor, Action.MANAGE_ACCOUNTS)
    name, shown = username.strip().lower(), display_name.strip()
    if not rules.is_username(name):
        raise Refused(Verdict((reason("X-10", field="username", fact=username),)))
    if not shown:
        raise Refused(Verdict((reason("D-64", 项目="姓名", field="display_name"),)))
    chosen = password or one_time_password()
    account = Account(
        username=name,
        display_name=shown[:40],
        person_ref=person_id,
        created_at=at,
        must_change_password=not password,
    )
    _require_fit(chosen, account)
    if isinstance(password, ShownPassword):
        account.password = make_password(chosen, hasher=ShownPasswordHasher())
    else:
        account.set_password(chosen)
    _insert(account)
    ledger.record(
        actor=actor,
        at=at,
        chain=f"account:{account.pk}",
        event="trust.account.created",
        subject=f"account:{account.pk}",
        detail={"username": name, "name": account.display_name, "person": person_id},
    )
    return NewAccount(account_id=account.pk, username=name, password=chosen)


def _require_fit(password: str, account: Account) -> None:
    try:
        validate_password(password, account)
    except ValidationError as error:
        words = "；".join(error.messages)
        raise Refused(Verdict((reason("X-18", 原因=words, field="password"),))) from error


def _insert(account: Account) -> None:
    taken = []
    if Account.objects.filter(username=account.username).exists():
        taken.append(reason("X-11", 项目=f"用户名“{account.username}”", field="username"))
    person = account.person_ref
    if person is not None and Account.objects.filter(person_ref=person).exists():
        taken.append(reason("X-11", 项目="此人", field="person"))
    if taken:
        raise Refused(Verdict.of(taken))
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError as error:
        # Somebody made it between the look and the insert.
        raise Refused(Verdict((reason("X-11", 项目="用户名", field="username"),))) from error


def one_time_password() -> str:
    """Make a password of 12 characters that meets the house's own rules."""
    chosen = [secrets.choice(signs) for signs in (_LETTERS, _CAPITALS, _DIGITS)]
    chosen += [secrets.choice(_LETTERS + _CAPITALS + _DIGITS) for _ in range(9)]
    secrets.SystemRandom().shuffle(chosen)
    return "".join(chosen)


@transaction.atomic
def deactivate(*, actor: Actor, account_id: int, why: str, at: datetime) -> None:
    """Close an account: its sessions end with the next request; its grants stay as history.

    :raises Account.DoesNotExist: there is no such account.
    :raises Refused: it is one's own (X-12), or no reason is given (X-19).
    """
    account = _locked(actor, account_id)
    _require_reason(why, "停用账号")
    if account.is_active:
        account.is_active = False
        account.save(update_fields=["is_active"])
        _enter(actor, account, "trust.account.deactivated", at=at, why=why)


@transaction.atomic
def reactivate(*, actor: Actor, account_id: int, why: str, at: datetime) -> None:
    """Open a closed account again; see :func:`deactivate` for what it raises."""
    account = _locked(actor, account_id)
    _require_reason(why, "启用账号")
    if not account.is_active:
        account.is_active = True
        account.save(update_fields=["is_active"])
        _enter(actor, account, "trust.account.reactivated", at=at, why=why)


@transaction.atomic
def reset_password(*, actor: Actor, account_id: int, at: datetime) -> str:
    """Replace a forgotten password; return the one-time password, shown this once only.

    Every session of the account ends. Raises as :func:`deactivate`; another
    administrator's account is opened on the server only (check X-04).
    """
    account = _locked(actor, account_id)
    _keep_apart(actor, account)
    password = one_time_password()
    account.set_password(password)
    account.must_change_password = True
    account.save(update_fields=["password", "must_change_password"])
    _enter(actor, account, "trust.account.password_reset", at=at)
    return password


@transaction.atomic
def remove_second_factor(*, actor: Actor, account_id: int, why: str, at: datetime) -> None:
    """Take off the second factor of somebody who lost it; raises as :func:`reset_password`."""
    account = _locked(actor, account_id)
    _keep_apart(actor, account)
    _require_reason(why, "解除动态口令")
    removed, _ = Authenticator.objects.filter(user_id=account.pk).delete()
    if removed:
        _enter(actor, account, "trust.second_factor.removed", at=at, why=why)


@transaction.atomic
def unlock(*, actor: Actor, account_id: int, at: datetime) -> None:
    """Let somebody try again before the half hour is over; raises as :func:`deactivate`."""
    account = _locked(actor, account_id)
    lockouts.release(username=account.username, account_id=account.pk)
    _enter(actor, account, "trust.account.unlocked", at=at)


@transaction.atomic
def change_own_password(*, account: Account, password: str, at: datetime) -> None:
    """Set the password that the account's owner chose on the form, which checked it."""
    account.set_password(password)
    account.must_change_password = False
    account.save(update_fields=["password", "must_change_password"])
    owner = Actor(account.pk, account.display_name)
    _enter(owner, account, "trust.account.password_changed", at=at)


def _locked(actor: Actor, account_id: int) -> Account:
    access.require(actor, Action.MANAGE_ACCOUNTS)
    account = Account.objects.select_for_update().get(pk=account_id)
    if account.pk == actor.account_id:
        raise Refused(Verdict((reason("X-12", fact=account.display_name),)))
    return account


def _keep_apart(actor: Actor, account: Account) -> None:
    """Refuse whoever could take another administrator's place by opening their account (X-04)."""
    roles = {role.value for role in ADMINISTRATORS}
    is_administrator = Grant.objects.filter(account=account, role__in=roles).exists()
    if actor.account_id is not None and is_administrator:
        message = "三员账号的密码和动态口令不能由另一名管理员解除"
        remedy = "在服务器上运行 xianfeng account 用户名 --reset"
        raise Refused(Verdict((reason("X-04", message=message, remedy=remedy),)))


def _require_reason(why: str, matter: str) -> None:
    if not visible(why):
        raise Refused(Verdict((reason("X-19", 事项=matter, field="why"),)))


def _enter(actor: Actor, account: Account, event: str, *, at: datetime, why: str = "") -> None:
    ledger.record(
        actor=actor,
        at=at,
        chain=f"account:{account.pk}",
        event=event,
        subject=f"account:{account.pk}",
        detail={"username": account.username},
        reason=why.strip()[:400],
    )
