"""Password rules of GB/T 22239 8.1.4.1.a that Django does not bring."""

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
