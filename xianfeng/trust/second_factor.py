"""allauth's pages of the second factor, each write together with its ledger entry.

allauth tells of these writes by signals and mails only; here they join one
transaction with their entry.
"""

from typing import Any

from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from xianfeng.kernel import clock
from xianfeng.trust.commands import sign_in


def _enter(request: HttpRequest, event: str) -> None:
    sign_in.second_factor_changed(account=request.user, event=event, at=clock.now())


class Activate(ActivateTOTPView):
    """Switch the second factor on."""

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        """Keep the sealed secret and enter it."""
        response = super().form_valid(form)
        _enter(self.request, "trust.second_factor.activated")
        return response


class Deactivate(DeactivateTOTPView):
    """Switch the second factor off."""

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        """Delete the secret and enter it."""
        response = super().form_valid(form)
        _enter(self.request, "trust.second_factor.deactivated")
        return response


class NewRecoveryCodes(GenerateRecoveryCodesView):
    """Make new recovery codes; the old ones no longer open anything."""

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        """Replace the codes and enter it."""
        response = super().form_valid(form)
        _enter(self.request, "trust.second_factor.recovery_codes_made")
        return response
