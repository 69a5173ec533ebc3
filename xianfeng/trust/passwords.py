"""Password rules of GB/T 22239 8.1.4.1.a in the county's words, and the hasher of passwords that are no secret."""

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
    NumericPasswordValidator,
)
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class LengthValidator(MinimumLengthValidator):
    """Asks for enough characters; Django's catalogue says so in English."""

    def get_error_message(self) -> str:
        """Say what is wrong."""
        return self.get_help_text()

    def get_help_text(self) -> str:
        """Say the rule on the form."""
        return _("密码至少{}个字符。").format(self.min_length)


class CommonValidator(CommonPasswordValidator):
    """Refuses what thousands of people use."""

    def get_error_message(self) -> str:
        """Say what is wrong and what to do."""
        return _("这个密码太常见，容易被猜到，请换一个。")

    def get_help_text(self) -> str:
        """Say the rule on the form."""
        return _("不要用常见的密码。")


class NumericValidator(NumericPasswordValidator):
    """Refuses a number, such as a birthday or a telephone's."""

    def get_error_message(self) -> str:
        """Say what is wrong."""
        return self.get_help_text()

    def get_help_text(self) -> str:
        """Say the rule on the form."""
        return _("密码不能只有数字。")


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
