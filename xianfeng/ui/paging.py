"""Lists that show the newest first and lead on to what is older."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

PER_PAGE = 20


class Row(Protocol):
    """What such a list is made of."""

    @property
    def id(self) -> int:
        """The number by which the list is ordered."""


_Row = TypeVar("_Row", bound=Row)


def older(rows: Sequence[_Row]) -> tuple[tuple[_Row, ...], str]:
    """Part one page from the row behind it, where there is one; return the page and the next one's address."""
    shown = tuple(rows[:PER_PAGE])
    return shown, f"?before={shown[-1].id}" if len(rows) > PER_PAGE else ""
