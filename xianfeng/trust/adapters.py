"""How django-allauth is used here: no sign-up, a lock-out, sealed secrets, everything entered.

allauth's hooks are entry points like views: they read the clock and call one
command.
"""

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xianfeng.kernel import clock
from xianfeng.trust import cipher, idleness, lockouts
from xianfeng.trust.commands import accounts, sign_in
from xianfeng.trust.models import Account
from xianfeng.trust.queries import accounts as queries


class AccountBackend(AuthenticationBackend):
    """Brings whoever is signed in together with their grants: every request asks for both."""

    def get_user(self, user_id: Any) -> Account | None:
        """Return an active account; None signs the session out."""
        account = queries.with_grants(user_id)
        if account is None:
            return super().get_user(user_id)
        return account if self.user_can_authenticate(account) else None


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by the system administrator, never by visitors."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": gettext_lazy(
            "输错次数过多，已锁定30分钟。请稍后再试，或请系统管理员解锁。"
        ),
        "username_password_mismatch": gettext_lazy("用户名或密码不正确。连续输错5次将锁定30分钟。"),
        "incorrect_password": gettext_lazy("密码不正确。"),
        "enter_current_password": gettext_lazy("当前密码不正确。"),
        "account_inactive": gettext_lazy("此账号已停用，请联系系统管理员。"),
    }

    def is_open_for_signup(self, request: object) -> bool:
        """Keep sign-up closed."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse a locked name or address before the password is looked at."""
        minutes = lockouts.minutes_left(
            username=credentials.get("username", ""),
            address=self.get_client_ip(request),
            at=clock.now(),
        )
        if minutes:
            raise ValidationError(
                _("输错次数过多，已锁定。请于%(minutes)d分钟后再试，或请系统管理员解锁。")
                % {"minutes": minutes},
                code="too_many_login_attempts",
            )
        super().pre_authenticate(request, **credentials)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # One counter a name, whatever host name the browser used.
        return lockouts.counter_key(credentials.get("username", ""))

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Enter a wrong password; lock at the last one allowed."""
        name, address, at = (
            credentials.get("username", ""),
            self.get_client_ip(request),
            clock.now(),
        )
        is_locked = lockouts.lock_if_exhausted(request, username=name, address=address, at=at)
        sign_in.failed(username=name, address=address, is_locked=is_locked, step="password", at=at)

    def login(self, request: HttpRequest, user: Account) -> None:
        """Open the session, start its idle time and enter the sign-in."""
        records = get_authentication_records(request, user)
        super().login(request, user)
        now = clock.now()
        idleness.start(request, at=now)
        sign_in.succeeded(
            account=user,
            address=self.get_client_ip(request),
            methods=[record.get("type") or record["method"] for record in records],
            at=now,
        )

    def logout(self, request: HttpRequest) -> None:
        """Enter the end of the session and close it."""
        sign_in.ended(account=request.user, at=clock.now())
        super().logout(request)

    def set_password(self, user: Account, password: str) -> None:
        """Keep a new password together with its ledger entry."""
        accounts.change_own_password(account=user, password=password, at=clock.now())

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Go on to one's own account."""
        return reverse("trust:my-account")

    def respond_user_inactive(self, request: HttpRequest, user: Account) -> HttpResponse:
        """Say that the account is closed, and enter the try."""
        sign_in.failed(
            username=user.username,
            address=self.get_client_ip(request),
            is_locked=False,
            step="inactive",
            at=clock.now(),
        )
        return super().respond_user_inactive(request, user)


class MfaAdapter(DefaultMFAAdapter):
    """Keeps second-factor secrets under SM4-GCM."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("动态口令不正确，请核对手机时间后重试。"),
    }

    def encrypt(self, text: str) -> str:
        """Seal a secret for the database."""
        return base64.b64encode(cipher.seal(text, column="mfa.secret")).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open a sealed secret."""
        return cipher.unseal(base64.b64decode(encrypted_text), column="mfa.secret")
