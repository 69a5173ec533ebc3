"""Forms of trust: the house's own, and allauth's with the house's words and hooks."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.core import context
from allauth.mfa import app_settings
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as MfaReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal import auth as totp
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from xianfeng.kernel import clock
from xianfeng.trust import cipher
from xianfeng.trust.commands import sign_in
from xianfeng.trust.queries import demo_accounts
from xianfeng.trust.vocab import Role

_SESSION_COLUMN = "mfa.session"


def _plain(field: forms.Field, label: Any, help_text: Any = "") -> None:
    field.label, field.help_text = label, help_text
    field.widget.attrs.pop("placeholder", None)


class SignInForm(LoginForm):
    """Name and password, in the house's words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Drop the link to the password mail that is not sent here."""
        super().__init__(*args, **kwargs)
        _plain(self.fields["login"], _("用户名"))
        _plain(self.fields["password"], _("密码"))
        self.fields["login"].widget.attrs.update(autofocus=True, autocapitalize="none")

    @property
    def demo_accounts(self) -> list[demo_accounts.DemoAccount]:
        """The accounts that the demo county shows; none anywhere else."""
        return demo_accounts.shown()


class OwnPasswordForm(ChangePasswordForm):
    """The change of one's own password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Say the password rules as one line."""
        super().__init__(*args, **kwargs)
        _plain(self.fields["oldpassword"], _("当前密码"))
        _plain(self.fields["password1"], _("新密码"), " ".join(password_validators_help_texts()))
        _plain(self.fields["password2"], _("再输一遍新密码"))


class PasswordAgainForm(ReauthenticateForm):
    """The password once more, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Word the field."""
        super().__init__(*args, **kwargs)
        _plain(self.fields["password"], _("密码"))


def _word_code(form: forms.Form) -> None:
    _plain(form.fields["code"], _("动态口令"), _("手机验证器上的6位数字，或一个恢复码"))
    form.fields["code"].widget.attrs.update(autofocus=True, inputmode="numeric")


def _use_up(form: Any) -> None:
    """Let a code open once: allauth forgets a used one after one period, but takes it for three."""
    if form.authenticator.type == Authenticator.Type.TOTP:
        periods = 2 * app_settings.TOTP_TOLERANCE + 1
        key = form.authenticator.wrap()._get_used_cache_key(form.cleaned_data["code"])
        cache.set(key, "y", timeout=periods * app_settings.TOTP_PERIOD)


def _enter_wrong_code(form: Any) -> None:
    sign_in.failed(
        username=form.user.username,
        address=get_adapter().get_client_ip(context.request),
        is_locked=False,
        step="second_factor",
        at=clock.now(),
    )


class SecondFactorForm(AuthenticateForm):
    """The code of the second factor; a wrong one is entered."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Word the field."""
        super().__init__(*args, **kwargs)
        _word_code(self)

    def clean_code(self) -> str:
        """Take a code once for as long as it is right."""
        code = str(super().clean_code())
        _use_up(self)
        return code

    def _emit_authentication_failed(self, authenticator: Authenticator) -> None:
        _enter_wrong_code(self)


class SecondFactorAgainForm(MfaReauthenticateForm):
    """The code once more, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Word the field."""
        super().__init__(*args, **kwargs)
        _word_code(self)

    def clean_code(self) -> str:
        """Take a code once for as long as it is right."""
        code = str(super().clean_code())
        _use_up(self)
        return code

    def _emit_authentication_failed(self, authenticator: Authenticator) -> None:
        _enter_wrong_code(self)


class NewSecondFactorForm(ActivateTOTPForm):
    """Shows a new secret and checks its first code.

    allauth keeps the secret in the session as clear text until it is
    activated; sessions lie in the database, so it is sealed here.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Make a secret, or take the one shown before from the session."""
        self.user = kwargs.pop("user")
        forms.Form.__init__(self, *args, **kwargs)
        session = context.request.session
        kept = session.get(totp.SECRET_SESSION_KEY, "") if self.is_bound else ""
        if kept:
            self.secret = cipher.unseal(bytes.fromhex(kept), column=_SESSION_COLUMN)
        else:
            self.secret = totp.generate_totp_secret()
            sealed = cipher.seal(self.secret, column=_SESSION_COLUMN)
            session[totp.SECRET_SESSION_KEY] = sealed.hex()
        _word_code(self)
        self.fields["code"].help_text = _("输入手机验证器上显示的6位数字")


class AccountForm(forms.Form):
    """A new account."""

    username = forms.CharField(
        label=_("用户名"),
        min_length=3,
        max_length=40,
        help_text=_("3至40位小写字母、数字或 . _ -"),
    )
    display_name = forms.CharField(label=_("姓名"), max_length=40)


class ReasonForm(forms.Form):
    """A reason, where one is asked for."""

    why = forms.CharField(label=_("理由"), max_length=400)


class GrantForm(forms.Form):
    """A role at an organisation, named by its code or full name."""

    role = forms.ChoiceField(label=_("角色"), choices=[(r.value, r.label) for r in Role])
    place = forms.CharField(
        label=_("党组织"),
        required=False,
        max_length=120,
        help_text=_("填代码或名称；系统、安全、审计管理员面向全县，不必填写"),
    )
    ends_on = forms.DateField(
        label=_("终止日期"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("从这一天起不再有效；不填为长期"),
    )


class LedgerFilterForm(forms.Form):
    """What the audit administrator looks for."""

    event = forms.CharField(
        label=_("事项"), required=False, max_length=60, help_text=_("如“登录失败”")
    )
    subject = forms.CharField(
        label=_("对象"), required=False, max_length=80, help_text=_("如 account:2")
    )
    account = forms.CharField(
        label=_("办理人"), required=False, max_length=60, help_text=_("姓名或用户名")
    )
    since = forms.DateField(
        label=_("起"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("含当日"),
    )
    until = forms.DateField(
        label=_("止"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("含当日"),
    )
