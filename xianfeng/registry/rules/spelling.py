"""Reading what offices write into cells: text, dates, phones, code words.

Every reader takes a cell as a workbook gives it (text, number, date, nothing)
and returns the normal form, or ``None`` for what cannot be read. Blank is the
caller's business: ask :func:`is_blank` first.
"""

import re
import unicodedata
from datetime import date, datetime, timedelta
from functools import lru_cache

from xianfeng.registry import codes
from xianfeng.registry.vocab import Category, OrganisationKind, Sex

_SPACES = re.compile(r"\s+")
_DOTS = str.maketrans("•‧・．∙⋅", "······")
_NOTHING = frozenset({"", "-", "--", "—", "——", "/", "\\", "无", "暂无", "N/A", "n/a"})
_EPOCH = date(1899, 12, 30)
# Serial numbers of 1910 to 2099: a smaller number is a count, a greater one a date in digits.
_FIRST_SERIAL, _LAST_SERIAL = 3654, 73050
_WRITTEN_DATE = re.compile(
    r"(\d{4})\s*[-/.年\\]\s*(\d{1,2})\s*[-/.月\\]\s*(\d{1,2})\s*[日号]?(?:[ T]\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?)?"
)
_COMPACT = re.compile(r"\d{8}")
_SERIAL = re.compile(r"\d{4,5}")
_PHONE = re.compile(r"(?:\+?86|0086)?(1\d{10})")
_PHONE_NOISE = re.compile(r"[\s\-()·.]+")


def is_blank(value: object) -> bool:
    """Tell whether a cell holds nothing, or a sign for nothing."""
    if value is None or value == "":
        return True
    return isinstance(value, str) and value.strip() in _NOTHING


def text(value: object) -> str:
    """Return a cell as one line of ordinary text; a whole number loses its ``.0``."""
    if isinstance(value, str):
        return _line(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


@lru_cache(maxsize=20_000)
def _line(value: str) -> str:
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", value)).strip()


def name(value: object) -> str:
    """Return a person's name: no blanks between Chinese characters, one between Latin words."""
    if isinstance(value, str) and value.isalpha() and not value.isascii():
        return value
    line = text(value).translate(_DOTS)
    return line if line.isascii() else line.replace(" ", "")


@lru_cache(maxsize=20_000)
def official(value: str) -> str:
    """Return an organisation's name without blanks, brackets in one form, as names are compared."""
    return _line(value).replace(" ", "")


def day(value: object) -> date | None:
    """Read a date; ``None`` if it cannot be read or does not exist (check I-06)."""
    if type(value) is str:
        return _written_day(value)
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool) and value == int(value):
        return _numbered_day(int(value))
    return None


def _numbered_day(number: int) -> date | None:
    if _FIRST_SERIAL <= number <= _LAST_SERIAL:
        return _EPOCH + timedelta(days=number)
    return _compact(str(number))


def _compact(digits: str) -> date | None:
    if len(digits) != 8:
        return None
    return _existing(int(digits[:4]), int(digits[4:6]), int(digits[6:]))


@lru_cache(maxsize=60_000)
def _written_day(value: str) -> date | None:
    if len(value) == 10 and (iso := _iso(value)):
        return iso
    return _pattern_day(value) or _pattern_day(_line(value))


def _iso(value: str) -> date | None:
    """Read the commonest form by the language's own reader, five times as fast as a pattern."""
    line = value.replace("/", "-").replace(".", "-")
    if line[4] != "-" or line[7] != "-" or not line.isascii():
        return None
    try:
        found = date.fromisoformat(line)
    except ValueError:
        return None
    return found if 1850 <= found.year <= 2200 else None


def _pattern_day(line: str) -> date | None:
    if _COMPACT.fullmatch(line):
        return _compact(line)
    if found := _WRITTEN_DATE.fullmatch(line):
        return _existing(int(found[1]), int(found[2]), int(found[3]))
    if _SERIAL.fullmatch(line):
        return _numbered_day(int(line))
    return None


def _existing(year: int, month: int, of_month: int) -> date | None:
    if not 1850 <= year <= 2200:
        return None
    try:
        return date(year, month, of_month)
    except ValueError:
        return None


def phone(value: object) -> str | None:
    """Return a mobile number's eleven digits (check I-13)."""
    if isinstance(value, str) and len(value) == 11 and value.isdigit() and value[0] == "1":
        return value if value.isascii() else _line(value)
    found = _PHONE.fullmatch(_PHONE_NOISE.sub("", text(value)))
    return found[1] if found else None


_SEXES = {"男": Sex.MALE, "男性": Sex.MALE, "1": Sex.MALE, "女": Sex.FEMALE, "女性": Sex.FEMALE, "2": Sex.FEMALE}  # fmt: skip
_CATEGORIES = {category.label: category for category in Category} | {
    "正式": Category.FULL,
    "中共党员": Category.FULL,
    "中共正式党员": Category.FULL,
    "党员": Category.FULL,
    "预备": Category.PROBATIONARY,
    "中共预备党员": Category.PROBATIONARY,
    "积极分子": Category.ACTIVIST,
    "申请人": Category.APPLICANT,
    "入党申请者": Category.APPLICANT,
    "发展对象人选": Category.CANDIDATE,
}
_YES = frozenset({"是", "有", "√", "✓", "1", "Y", "y", "yes", "流动", "流动党员", "true", "True"})
_NO = frozenset({"否", "不是", "×", "0", "N", "n", "no", "非流动", "false", "False"})
_KINDS = {kind.label: kind for kind in OrganisationKind} | {
    "委员会": OrganisationKind.COMMITTEE,
    "基层党委": OrganisationKind.COMMITTEE,
    "基层委员会": OrganisationKind.COMMITTEE,
    "党的委员会": OrganisationKind.COMMITTEE,
    "中国共产党基层委员会": OrganisationKind.COMMITTEE,
    "党委会": OrganisationKind.COMMITTEE,
    "工委": OrganisationKind.WORKING_COMMITTEE,
    "工作委员会": OrganisationKind.WORKING_COMMITTEE,
    "党的工作委员会": OrganisationKind.WORKING_COMMITTEE,
    "总支": OrganisationKind.GENERAL_BRANCH,
    "总支部": OrganisationKind.GENERAL_BRANCH,
    "总支部委员会": OrganisationKind.GENERAL_BRANCH,
    "党总支部": OrganisationKind.GENERAL_BRANCH,
    "党的总支部委员会": OrganisationKind.GENERAL_BRANCH,
    "支部": OrganisationKind.BRANCH,
    "支部委员会": OrganisationKind.BRANCH,
    "党支部委员会": OrganisationKind.BRANCH,
    "联合党支部": OrganisationKind.BRANCH,
    "临时党支部": OrganisationKind.BRANCH,
    "党的支部委员会": OrganisationKind.BRANCH,
    "小组": OrganisationKind.GROUP,
}


def sex(value: object) -> Sex | None:
    """Read 男 or 女."""
    return _SEXES.get(official(text(value)))


def category(value: object) -> Category | None:
    """Read a person's category (check I-03)."""
    return _CATEGORIES.get(official(text(value)))


def ethnicity(value: object) -> str | None:
    """Read a people's name into its GB/T 3304 code."""
    return codes.ETHNICITY_WORDS.get(official(text(value)))


def education(value: object) -> str | None:
    """Read a degree of education into its GB/T 4658 code."""
    return codes.EDUCATION_WORDS.get(official(text(value)))


def organisation_kind(value: object) -> OrganisationKind | None:
    """Read an organisation's kind."""
    return _KINDS.get(official(text(value)))


def yes(value: object) -> bool | None:
    """Read 是 or 否."""
    word = official(text(value))
    return True if word in _YES else False if word in _NO else None


_SUFFIXES = (
    ("工作委员会", "党工委"),
    ("总支部委员会", "党总支"),
    ("总支部", "党总支"),
    ("支部委员会", "党支部"),
    ("党支部", "党支部"),
    ("支部", "党支部"),
    ("委员会", "党委"),
)


def short_name(full: str) -> str:
    """Return an organisation's short name: 中共武山县城关镇委员会 is 城关镇党委.

    The county's own committee keeps its county's name.
    """
    bare = re.sub(r"^(?:中国共产党|中共)", "", full)
    county = re.match(r"[^县]{1,8}县", bare)
    if county and bare[county.end() :] not in {"委员会", "委"}:
        bare = bare[county.end() :]
    elif county:
        return f"{county[0]}委"
    for suffix, short in _SUFFIXES:
        if bare.endswith(suffix) and len(bare) > len(suffix):
            return (bare[: -len(suffix)] + short)[:60]
    return bare[:60]
