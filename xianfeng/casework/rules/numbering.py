"""Numbers of printed forms as pure functions: letters or none, then figures that count up."""

import re

_NUMBER = re.compile(r"[0-9A-Za-z-]{0,27}?([0-9]{1,12})")
MOST = 2000


class Unreadable(ValueError):
    """The two numbers are no range; the text says why."""


def numbers(first: str, last: str) -> tuple[str, ...]:
    """Write out the range from ``first`` to ``last``, both included.

    :raises Unreadable: one is no number of a form, they differ in more than their last
        twelve figures, run backwards, or are too many.
    """
    if not (_NUMBER.fullmatch(first) and _NUMBER.fullmatch(last)):
        raise Unreadable("编号由字母、数字组成，以数字结尾，不超过39位")
    figures = len(first) - len(first.rstrip("0123456789"))
    start = len(first) - min(figures, 12)
    if len(first) != len(last) or first[:start] != last[:start] or not last[start:].isdecimal():
        raise Unreadable("起止编号的长度和前面的字样应相同")
    low, high, width = int(first[start:]), int(last[start:]), len(first) - start
    if high < low:
        raise Unreadable("终止编号小于起始编号")
    if high - low >= MOST:
        raise Unreadable(f"一次最多{MOST}份")
    return tuple(f"{first[:start]}{number:0{width}d}" for number in range(low, high + 1))
