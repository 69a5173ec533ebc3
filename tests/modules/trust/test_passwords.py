"""A refused password is told every rule that it breaks, in the county's own words."""

import pytest
from django.contrib.auth.password_validation import (
    password_validators_help_texts,
    validate_password,
)
from django.core.exceptions import ValidationError

LENGTH = "密码至少10个字符。"
CLASSES = "密码须包含大写字母、小写字母、数字、符号中的至少三种。"


@pytest.mark.parametrize(
    ("password", "told"),
    [
        (
            "12345678",
            [LENGTH, "这个密码太常见，容易被猜到，请换一个。", "密码不能只有数字。", CLASSES],
        ),
        ("Wushan-29", [LENGTH]),
        ("wushanxian29", [CLASSES]),
    ],
)
def test_says_each_broken_rule(password: str, told: list[str]) -> None:
    with pytest.raises(ValidationError) as refused:
        validate_password(password)
    assert refused.value.messages == told


def test_takes_what_keeps_the_rules() -> None:
    validate_password("Wushan-2029")


def test_says_the_rules_before_anybody_types() -> None:
    assert password_validators_help_texts() == [
        LENGTH, "不要用常见的密码。", "密码不能只有数字。", CLASSES,
    ]  # fmt: skip
