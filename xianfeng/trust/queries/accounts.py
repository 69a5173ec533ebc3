"""Who an account is, what it may do today, and the accounts as their administrators see them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Exists, Min, Q, QuerySet

from xianfeng.kernel import clock, paths
from xianfeng.kernel.errors import NotAllowed
from xianfeng.tenancy.compiled import Compiled, Given
from xianfeng.trust import access, lockouts, places
from xianfeng.trust.models import Account, Grant
from xianfeng.trust.vocab import Action, Actor, Held, ReadGrant, Role

NOBODY = Actor(account_id=None, name="")
PAGE = 50


@dataclass(frozen=True, kw_only=True)
class AccountRow:
    """One account in the list."""

    id: int
    username: str
    display_name: str
    is_active: bool
    is_locked: bool
    has_second_factor: bool
    roles: str
    last_login: datetime | None


@dataclass(frozen=True, kw_only=True)
class AccountList:
    """A page of accounts by user name, and the names behind or before which its neighbours lie."""

    rows: tuple[AccountRow, ...]
    next_after: str
    previous_before: str


@dataclass(frozen=True, kw_only=True)
class GrantRow:
    """One grant, past or present."""

    id: int
    role: str
    place: str
    starts_on: date
    ends_on: date | None
    is_in_force: bool
    granted_by: str


@dataclass(frozen=True, kw_only=True)
class AccountDetail:
    """One account with all its grants, those in force first."""

    id: int
    username: str
    display_name: str
    is_active: bool
    is_locked: bool
    has_second_factor: bool
    must_change_password: bool
    created_at: datetime
    last_login: datetime | None
    grants: tuple[GrantRow, ...]


_GRANT_FIELDS = len(ReadGrant._fields)
_ACCOUNT_FIELDS = [field.attname for field in Account._meta.concrete_fields]
_GRANTED = Compiled(
    lambda: (
        Grant.objects.filter(account_id=Given("account"))
        .order_by("org_path", "role")
        .values_list(*ReadGrant._fields, *(f"account__{name}" for name in _ACCOUNT_FIELDS))
    )
)


def actor_of(account: Any, day: date) -> Actor:
    """Return the actor with the grants in force on that day; a stranger holds none."""
    if not account.is_authenticated or not account.is_active:
        return NOBODY
    grants = account.read_grants
    if grants is None:
        grants = Grant.objects.filter(account_id=account.pk).order_by("org_path", "role")
    # Nobody holds many grants, and every request asks: the days are compared here.
    held = tuple(
        Held(Role(grant.role), grant.org_path)
        for grant in grants
        if grant.starts_on <= day and (grant.ends_on is None or grant.ends_on > day)
    )
    return Actor(account.pk, account.display_name, held, account.person_ref)


def with_grants(account_id: int) -> Account | None:
    """Return an account and, in the same query, its grants for :func:`actor_of`; None where it has none."""
    rows = _GRANTED.rows(account=account_id)
    if not rows:
        return None
    account = Account.from_db(DEFAULT_DB_ALIAS, _ACCOUNT_FIELDS, rows[0][_GRANT_FIELDS:])
    account.read_grants = tuple(ReadGrant(*row[:_GRANT_FIELDS]) for row in rows)
    return account


def was_held(role: Role, *, path: str) -> Exists:
    """Return the condition, for another query, that a role was ever held at an organisation or above it.

    Once it was, what it signs is signed by accounts: a revoked grant waits for the successor's.
    """
    return Exists(Grant.objects.filter(role=role, org_path__in=paths.ancestors(path)))


def first_held(role: Role, *, path: str) -> date | None:
    """Return the day since when a role has been held at an organisation or above it; None if never."""
    grants = Grant.objects.filter(role=role, org_path__in=paths.ancestors(path))
    return grants.aggregate(first=Min("starts_on"))["first"]


def _in_force(day: date) -> Q:
    return Q(Q(ends_on__isnull=True) | Q(ends_on__gt=day), starts_on__lte=day)


def _require_administrator(actor: Actor) -> None:
    if not actor.may(Action.MANAGE_ACCOUNTS) and not actor.may(Action.MANAGE_GRANTS):
        raise NotAllowed.because(access.who_may(Action.MANAGE_ACCOUNTS))


def listed(
    *, actor: Actor, at: datetime, words: str = "", after: str = "", before: str = ""
) -> AccountList:
    """Return accounts in the order of their user names, from behind ``after`` or up to ``before``.

    :param words: the beginning of a user name, or part of a name.
    :raises NotAllowed: the actor manages neither accounts nor grants.
    """
    _require_administrator(actor)
    found = Account.objects.order_by("username")
    if words:
        found = found.filter(
            Q(username__startswith=words.lower()) | Q(display_name__contains=words)
        )
    accounts, has_previous, has_next = _turned(found, after=after, before=before)
    ids = [account.pk for account in accounts]
    roles = _role_words(ids, clock.day_of(at))
    protected = _with_second_factor(ids)
    locked = lockouts.locked_names([account.username for account in accounts], at=at)
    rows = tuple(
        AccountRow(
            id=account.pk,
            username=account.username,
            display_name=account.display_name,
            is_active=account.is_active,
            is_locked=account.username in locked,
            has_second_factor=account.pk in protected,
            roles=roles.get(account.pk, ""),
            last_login=account.last_login,
        )
        for account in accounts
    )
    return AccountList(
        rows=rows,
        next_after=rows[-1].username if rows and has_next else "",
        previous_before=rows[0].username if rows and has_previous else "",
    )


def _turned(
    found: QuerySet[Account], *, after: str, before: str
) -> tuple[list[Account], bool, bool]:
    """Return one page, and whether there is one before and one behind it."""
    if before:
        accounts = list(found.filter(username__lt=before).order_by("-username")[: PAGE + 1])
        return accounts[:PAGE][::-1], len(accounts) > PAGE, True
    accounts = list(found.filter(username__gt=after)[: PAGE + 1])
    return accounts[:PAGE], bool(after), len(accounts) > PAGE


def _role_words(ids: list[int], day: date) -> dict[int, str]:
    held: dict[int, list[str]] = {}
    grants = Grant.objects.filter(_in_force(day), account_id__in=ids).order_by("id")
    for account_id, role in grants.values_list("account_id", "role"):
        words = held.setdefault(account_id, [])
        if Role(role).label not in words:
            words.append(Role(role).label)
    return {account_id: "、".join(words) for account_id, words in held.items()}


def _with_second_factor(ids: Iterable[int]) -> frozenset[int]:
    rows = Authenticator.objects.filter(user_id__in=list(ids), type=Authenticator.Type.TOTP)
    return frozenset(rows.values_list("user_id", flat=True))


def detail(account_id: int, *, actor: Actor, at: datetime) -> AccountDetail:
    """Return one account for its administrators.

    :raises NotAllowed: the actor manages neither accounts nor grants.
    :raises Account.DoesNotExist: there is no such account.
    """
    _require_administrator(actor)
    return _detail(account_id, at)


def own(*, actor: Actor, at: datetime) -> AccountDetail:
    """Return the actor's own account.

    :raises Account.DoesNotExist: the actor has none, as on the command line.
    """
    return _detail(actor.account_id, at)


def _detail(account_id: int | None, at: datetime) -> AccountDetail:
    account = Account.objects.get(pk=account_id)
    return AccountDetail(
        id=account.pk,
        username=account.username,
        display_name=account.display_name,
        is_active=account.is_active,
        is_locked=bool(lockouts.locked_names([account.username], at=at)),
        has_second_factor=bool(_with_second_factor([account.pk])),
        must_change_password=account.must_change_password,
        created_at=account.created_at,
        last_login=account.last_login,
        grants=_grants_of(account.pk, clock.day_of(at)),
    )


def _grants_of(account_id: int, day: date) -> tuple[GrantRow, ...]:
    found = list(
        Grant.objects.filter(account_id=account_id).select_related("granted_by").order_by("-id")
    )
    names = places.names(grant.org_path for grant in found)
    rows = [
        GrantRow(
            id=grant.pk,
            role=Role(grant.role).label,
            place=names[grant.org_path],
            starts_on=grant.starts_on,
            ends_on=grant.ends_on,
            is_in_force=grant.starts_on <= day and (grant.ends_on is None or grant.ends_on > day),
            granted_by=grant.granted_by.display_name if grant.granted_by else "命令行",
        )
        for grant in found
    ]
    return tuple(sorted(rows, key=lambda row: not row.is_in_force))


def id_of(username: str) -> int | None:
    """Return the account of that name, for the server's command line; None if there is none."""
    return Account.objects.filter(username=username).values_list("pk", flat=True).first()


def is_held_by(person_id: int) -> bool:
    """Tell whether somebody's file in the registry belongs to an account."""
    return Account.objects.filter(person_ref=person_id).exists()
