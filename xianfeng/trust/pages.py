"""What the pages of trust show."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.forms import Form

from xianfeng.kernel.verdict import Verdict
from xianfeng.trust.places import Place
from xianfeng.trust.queries.accounts import AccountDetail, AccountRow
from xianfeng.trust.queries.ledger import EntryRow, LastVerification


@dataclass(frozen=True, kw_only=True)
class AccountsPage:
    """The list of accounts."""

    template: ClassVar[str] = "trust/accounts.html"
    rows: tuple[AccountRow, ...]
    words: str
    previous_url: str
    next_url: str
    may_create: bool


@dataclass(frozen=True, kw_only=True)
class NewAccountPage:
    """The form of a new account."""

    template: ClassVar[str] = "trust/new_account.html"
    form: Form
    refused: Verdict | None = None


@dataclass(frozen=True, kw_only=True)
class PasswordPage:
    """A one-time password, shown this once."""

    template: ClassVar[str] = "trust/password.html"
    account_id: int
    username: str
    password: str
    may_grant: bool


@dataclass(frozen=True, kw_only=True)
class AccountPage:
    """One account with what its administrators may do."""

    template: ClassVar[str] = "trust/account.html"
    account: AccountDetail
    may_manage: bool
    may_grant: bool
    is_own: bool
    form: Form
    candidates: tuple[Place, ...] = ()
    refused: Verdict | None = None


@dataclass(frozen=True, kw_only=True)
class MyAccountPage:
    """One's own account."""

    template: ClassVar[str] = "trust/my_account.html"
    account: AccountDetail
    today: date


@dataclass(frozen=True, kw_only=True)
class LedgerListPage:
    """The ledger for the audit administrator."""

    template: ClassVar[str] = "trust/ledger.html"
    rows: tuple[EntryRow, ...]
    filters: Form
    newer_url: str
    older_url: str
    last: LastVerification | None
