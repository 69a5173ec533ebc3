"""ID numbers: a checker"""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xianfeng.registry.rules import identity

STANDARD = ("11010519491231002X", "440524188001010014")


@pytest.mark.parametrize("number", STANDARD)
def test_accepts_the_examples_of_the_standard(number):
    assert identity.check_id(number) is None


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        (" 999999197901310 98x ", "99999919790131098X"),
        ("９９９９９９１９８２０２２６３２１８", "999999198202263218"),
        ("99999919790131098Ｘ", "99999919790131098X"),
        ("99999919790131098x", "99999919790131098X"),
    ],
)
def test_reads_every_spelling(written, normal):
    assert identity.normalise(written) == normal


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("9999992008051289", "16位"),
        ("999999790131098", "15位"),
        ("99999919790231098X", "19790231"),
        ("999999197901310981", "校验码"),
        ("99999919790131A98X", "字符"),
        ("", "0位"),
    ],
)
def test_says_what_is_wrong(number, words):
    assert words in identity.check_id(number)


@given(
    st.dates(min_value=date(1880, 1, 1), max_value=date(2030, 1, 1)),
    st.integers(0, 999),
    st.integers(1, 9),
    st.integers(0, 16),
)
def test_reads_birth_and_sex_back_and_notices_any_changed_digit(born, sequence, change, place):
    first = f"999999{born:%Y%m%d}{sequence:03d}"
    number = first + identity.check_digit(first)
    assert identity.check_id(number) is None
    assert identity.birth_date(number) == born
    assert identity.sex(number) == ("1" if sequence % 2 else "2")
    changed = number[:place] + str((int(number[place]) + change) % 10) + number[place + 1 :]
    assert identity.check_id(changed) is not None


def test_masks_all_but_area_and_tail():
    assert identity.mask("99999919790131098X") == "999999**********8X"
    assert identity.mask_phone("19900991709") == "199******09"


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ('手机号码"99999919790131098X"不是11位', '手机号码"9999************8X"不是11位'),
        ("199 0000 0001", "1990*****01"),
        ("199-0000-0001", "1990*****01"),
        ("９９９９９９１９８２０２２６３２１８", "９９９９************１８"),
        ("日期20200131不存在", "日期20200131不存在"),
        ("日期2020-13-01，第3行", "日期2020-13-01，第3行"),
        ("2020年1月31日", "2020年1月31日"),
        ("王小明", "王小明"),
    ],
)
def test_masks_long_numbers_within_words_and_leaves_dates(words, shown):
    assert identity.mask_within(words) == shown


@pytest.mark.parametrize(
    ("written", "is_rounded"),
    [
        ("6.20524E+17", True),
        ("6.2e17", True),
        ("6E+17", True),
        (STANDARD[0], False),
        ("", False),
    ],
)
def test_knows_a_number_that_a_spreadsheet_rounded(written, is_rounded):
    assert identity.is_rounded(identity.normalise(written)) is is_rounded
