"""Addresses of trust: sign-in under ``accounts/``, the rest under the name space ``trust``.

Only what is needed of allauth has an address; sign-up, mails and password by
mail do not exist here.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from django.urls import include, path
from django.views.generic import RedirectView

from xianfeng.trust import second_factor
from xianfeng.trust.views import accounts, ledger, own

sign_in = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("2fa/", RedirectView.as_view(pattern_name="trust:my-account"), name="mfa_index"),
    path("2fa/authenticate/", mfa.authenticate, name="mfa_authenticate"),
    path("2fa/reauthenticate/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("2fa/totp/activate/", second_factor.Activate.as_view(), name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", second_factor.Deactivate.as_view(), name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "2fa/recovery-codes/generate/",
        second_factor.NewRecoveryCodes.as_view(),
        name="mfa_generate_recovery_codes",
    ),
]

one_account = [
    path("", accounts.detail, name="account-detail"),
    path("deactivate/", accounts.deactivate, name="account-deactivate"),
    path("reactivate/", accounts.reactivate, name="account-reactivate"),
    path("unlock/", accounts.unlock, name="account-unlock"),
    path("reset-password/", accounts.reset_password, name="account-reset-password"),
    path(
        "remove-second-factor/",
        accounts.remove_second_factor,
        name="account-remove-second-factor",
    ),
    path("grants/", accounts.grant, name="account-grant"),
    path("grants/<int:grant_id>/revoke/", accounts.revoke, name="grant-revoke"),
]

pages = [
    path("my/", own.my_account, name="my-account"),
    path("settings/accounts/", accounts.listing, name="account-list"),
    path("settings/accounts/new/", accounts.create, name="account-create"),
    path("settings/accounts/<int:account_id>/", include(one_account)),
    path("settings/ledger/", ledger.listing, name="ledger-list"),
    path("settings/ledger/verify/", ledger.verify, name="ledger-verify"),
]

urlpatterns = [
    path("accounts/", include(sign_in)),
    path("", include((pages, "trust"))),
]
