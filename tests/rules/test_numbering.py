"""Ranges of form numbers: written out in order, or refused with the reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xianfeng.casework.rules.numbering import MOST, Unreadable, numbers


def test_writes_a_range_with_its_zeros() -> None:
    assert numbers("620524202600098", "620524202600101") == (
        "620524202600098", "620524202600099", "620524202600100", "620524202600101",
    )  # fmt: skip
    assert numbers("GS-0009", "GS-0010") == ("GS-0009", "GS-0010")
    assert numbers("7", "7") == ("7",)


@pytest.mark.parametrize(
    ("first", "last", "why"),
    [
        ("A1", "B2", "长度和前面的字样"),
        ("99", "100", "长度和前面的字样"),
        ("12", "11", "小于起始编号"),
        ("0001", f"{MOST + 1:04d}", f"一次最多{MOST}份"),
        ("甲乙", "甲丙", "以数字结尾"),
        ("", "", "以数字结尾"),
        ("A" * 40 + "1", "A" * 40 + "2", "以数字结尾"),
        ("１２", "１３", "以数字结尾"),
        ("1\n", "2", "以数字结尾"),
        ("1", "A", "以数字结尾"),
    ],
)
def test_says_why_two_numbers_are_no_range(first: str, last: str, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        numbers(first, last)


@given(
    prefix=st.text("ABC-0123", max_size=8),
    low=st.integers(0, 10**6),
    count=st.integers(1, MOST),
)
def test_writes_as_many_as_there_are_all_of_one_width(prefix: str, low: int, count: int) -> None:
    first, last = f"{prefix}{low:08d}", f"{prefix}{low + count - 1:08d}"
    found = numbers(first, last)
    assert (found[0], found[-1], len(found)) == (first, last, count)
    assert len({len(number) for number in found}) == 1
    assert list(found) == sorted(set(found))
