"""How django-allauth is used here: no sign-up, encrypted TOTP secrets."""

import base64

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter

from xianfeng.trust import cipher


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by the system administrator, never by visitors."""

    def is_open_for_signup(self, request: object) -> bool:
        """Keep sign-up closed."""
        return False


class MfaAdapter(DefaultMFAAdapter):
    """Keeps second-factor secrets under SM4-GCM."""

    def encrypt(self, text: str) -> str:
        """Seal a secret for the database."""
        return base64.b64encode(cipher.seal(text, column="mfa.secret")).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open a sealed secret."""
        return cipher.unseal(base64.b64decode(encrypted_text), column="mfa.secret")
