"""Spellings of cells: a reader"""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xianfeng.registry import codes
from xianfeng.registry.rules import spelling
from xianfeng.registry.vocab import Category, OrganisationKind, Sex

FIRST_OF_JULY = date(2020, 7, 1)


@pytest.mark.parametrize(
    "written",
    [
        date(2020, 7, 1),
        datetime(2020, 7, 1, 8, 30),
        20200701,
        20200701.0,
        "20200701",
        "2020-07-01",
        "2020-7-1",
        "2020/7/1",
        "2020.7.1",
        "2020.07.01",
        "2020年7月1日",
        "2020年07月1日",
        "２０２０－０７－０１",
        " 2020-07-01 ",
        "2020-07-01 00:00:00",
        44013,
        44013.0,
        "44013",
    ],
)
def test_reads_every_way_to_write_a_date(written):
    assert spelling.day(written) == FIRST_OF_JULY


@pytest.mark.parametrize(
    "written", ["1985-02-30", "2020", "2020.7", 2020.7, 19850230, "去年", 12.0, True, "20.7.1", ""]
)
def test_finds_no_date_where_there_is_none(written):
    assert spelling.day(written) is None


@given(st.dates(min_value=date(1910, 1, 2), max_value=date(2099, 12, 31)))
def test_reads_back_whatever_a_form_writes(day):
    for form in (
        "{0:%Y%m%d}",
        "{0:%Y-%m-%d}",
        "{0.year}.{0.month}.{0.day}",
        "{0.year}年{0.month}月{0.day}日",
    ):
        assert spelling.day(form.format(day)) == day
    assert spelling.day(float((day - date(1899, 12, 30)).days)) == day


@given(st.one_of(st.text(), st.floats(allow_nan=False, allow_infinity=False), st.integers()))
def test_never_fails_on_any_cell(cell):
    for reader in (
        spelling.day,
        spelling.phone,
        spelling.sex,
        spelling.category,
        spelling.ethnicity,
        spelling.education,
        spelling.yes,
        spelling.name,
        spelling.organisation_kind,
    ):
        reader(cell)


@pytest.mark.parametrize(
    "written",
    [
        19900991709.0,
        "19900991709",
        "+8619900991709",
        "+86 199-0099-1709",
        "199 0099 1709",
        "１９９００９９１７０９",
    ],
)
def test_reads_every_way_to_write_a_phone(written):
    assert spelling.phone(written) == "19900991709"


@pytest.mark.parametrize("written", ["1990099170", "0937-3221234", "电话", "199009917099"])
def test_refuses_what_is_no_mobile_number(written):
    assert spelling.phone(written) is None


@pytest.mark.parametrize("written", ["周  义", "周\u3000义", " 周义 ", "周义"])
def test_closes_the_gap_in_a_name(written):
    assert spelling.name(written) == "周义"


def test_keeps_the_dot_of_a_long_name():
    assert spelling.name("阿依古丽•买买提") == "阿依古丽·买买提"


def test_reads_words_into_codes():
    assert spelling.sex("男 ") == spelling.sex("男性") == Sex.MALE
    assert spelling.ethnicity("汉") == spelling.ethnicity("汉族") == "01"
    assert spelling.ethnicity("基诺族") == "56"
    assert spelling.education("大专") == spelling.education("大学专科") == "30"
    assert spelling.education("本科") == spelling.education("大学本科") == "20"
    assert spelling.education("中专") == spelling.education("中等专科") == "41"
    assert spelling.category("正式") == Category.FULL
    assert spelling.category("荣誉党员") is None
    assert spelling.organisation_kind("党支部委员会") == OrganisationKind.BRANCH
    assert len(codes.ETHNICITIES) == 58


@pytest.mark.parametrize(
    ("full", "short"),
    [
        ("中共武山县委员会", "武山县委"),
        ("中共武山县城关镇委员会", "城关镇党委"),
        ("中共武山县马力镇山庄村支部委员会", "马力镇山庄村党支部"),
        ("中共武山县县直机关工作委员会", "县直机关党工委"),
        ("中共武山县县直机关第10支部委员会", "县直机关第10党支部"),
        ("中共武山县城关镇机关总支部委员会", "城关镇机关党总支"),
    ],
)
def test_shortens_official_names(full, short):
    assert spelling.short_name(full) == short


def test_takes_a_sign_for_nothing_as_blank():
    assert all(spelling.is_blank(v) for v in (None, "", "  ", "/", "—", "无", "\u3000"))
    assert not spelling.is_blank(0)
