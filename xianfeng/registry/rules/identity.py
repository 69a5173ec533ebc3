"""Citizen ID numbers (GB 11643-1999): normal form, check digit, birth, sex, mask."""

import re
from datetime import date
from functools import lru_cache

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_DIGITS = "10X98765432"
# Full-width forms stand 0xFEE0 above their ASCII characters; any blank and dash is dropped.
_NORMAL = {0xFF01 + n: chr(0x21 + n) for n in range(94)} | dict.fromkeys(
    map(ord, " \t\r\n\u00a0\u3000\u200b\ufeff-'`"), None
)
LENGTH = 18
# Seven figures or more, however they are grouped; a date at the front belongs to no number.
_LONG = re.compile(
    r"(?<![0-9])(?P<date>(?:19|20)[0-9]{2}([-/.年])[0-9]{1,2}(?:\2|月)[0-9]{1,2}(?![0-9]))"
    r"|[0-9０-９](?:[ \u3000-]?[0-9０-９XxＸｘ]){6,}"
)
_DATE_LENGTH = 8
_POWER_OF_TEN = re.compile(r"\d(\.\d*)?E\+?\d\d")


def normalise(number: str) -> str:
    """Return the number in ASCII capitals without blanks; what is wrong stays wrong."""
    if len(number) == LENGTH and number.isascii() and number.isalnum():
        return number.upper()
    return number.translate(_NORMAL).upper()


@lru_cache(maxsize=50_000)
def _weighed(digits: str, start: int) -> int:
    """Sum the weighted digits of one part; areas, days and sequences repeat, so a list is fast."""
    weights = _WEIGHTS[start : start + len(digits)]
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))


def check_digit(first: str) -> str:
    """Return the eighteenth character that belongs to seventeen digits."""
    total = _weighed(first[:6], 0) + _weighed(first[6:14], 6) + _weighed(first[14:17], 14)
    return _DIGITS[total % 11]


def is_rounded(number: str) -> bool:
    """Tell whether a spreadsheet wrote the normalised number as a power of ten: its end is lost."""
    return _POWER_OF_TEN.fullmatch(number) is not None


def check_id(number: str) -> str | None:
    """Say in Chinese what is wrong with a normalised number, or nothing.

    Area codes are not judged: lists of them are never whole (stack 10).
    """
    if len(number) == 15 and number.isdigit():
        return "15位旧号，请填写18位身份证号"
    if len(number) != LENGTH:
        return f"应为18位，实为{len(number)}位"
    first = number[:17]
    if not (first.isascii() and first.isdigit()) or number[17] not in _DIGITS:
        return "含有数字和X以外的字符"
    if _day(number[6:14]) is None:
        return f"其中的出生日期{number[6:14]}不存在"
    if check_digit(first) != number[17]:
        return "校验码不符"
    return None


@lru_cache(maxsize=50_000)
def _day(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def birth_date(number: str) -> date | None:
    """Return the birth date that an 18-character number carries, if it exists."""
    return _day(number[6:14])


def sex(number: str) -> str:
    """Return the GB/T 2261.1 code: an odd sequence number is a man's."""
    return "1" if int(number[16]) % 2 else "2"


def mask(number: str) -> str:
    """Return the number as pages show it: six characters, stars, the last two."""
    if len(number) < 10:
        return "*" * len(number)
    return f"{number[:6]}{'*' * (len(number) - 8)}{number[-2:]}"


def mask_phone(number: str) -> str:
    """Return a mobile number as pages show it: three digits, stars, the last two."""
    return f"{number[:3]}{'*' * (len(number) - 5)}{number[-2:]}" if len(number) > 6 else ""


def mask_within(words: str) -> str:
    """Return words with every long number in them masked but for its first four and last two figures.

    Eight figures are a date, which is what the reader has to check.
    """
    return _LONG.sub(_stars, words)


def _stars(found: re.Match[str]) -> str:
    number = found[0] if found["date"] else re.sub(r"[ \u3000-]", "", found[0])
    if found["date"] or len(number) == _DATE_LENGTH:
        return found[0]
    return f"{number[:4]}{'*' * (len(number) - 6)}{number[-2:]}"
