"""Password rules of GB/T 22239 8.1.4.1.a that Django does not bring, and the hasher of passwords that are no secret."""

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class CharacterClassValidator:
    """Asks for three of four classes: capital, small letter, digit, sign."""

    def validate(self, password: str, user: object = None) -> None:
        """Refuse a password of fewer than three classes."""
        classes = (str.isupper, str.islower, str.isdigit, lambda c: not c.isalnum())
        if sum(any(test(c) for c in password) for test in classes) < 3:
            raise ValidationError(self.get_help_text(), code="password_classes")

    def get_help_text(self) -> str:
        """Say the rule on the form."""
        return _("密码须包含大写字母、小写字母、数字、符号中的至少三种。")


class ShownPasswordHasher(Argon2PasswordHasher):
    """Hashes a password that everybody may read; the first sign-in puts a full hash in its place.

    Not for secrets: its cost is the least that Argon2 takes.
    """

    algorithm = "argon2shown"
    time_cost = 1
    memory_cost = 8
    parallelism = 1
