"""What a set of candidates would make of the corps' structure: shares before and after, and the gap left.

Speaks of numbers of people, never of a person: nobody is weighed against another.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from xianfeng.recruitment.rules.changes import Count


@dataclass(frozen=True, kw_only=True)
class Shift:
    """A group's count today and with the chosen candidates added."""

    today: Count
    added: Count

    @property
    def after(self) -> Count:
        """The count with the chosen ones."""
        return Count(
            number=self.today.number + self.added.number,
            whole=self.today.whole + self.added.whole,
        )

    @property
    def points(self) -> Fraction | None:
        """The change of the share in percentage points."""
        before, after = self.today.share, self.after.share
        return None if before is None or after is None else after - before


def missing_points(count: Count, per_mille: int) -> Fraction | None:
    """Return by how many percentage points a share falls short of its target; 0 where it is reached."""
    if count.share is None:
        return None
    return max(Fraction(per_mille, 10) - count.share, Fraction(0))


def missing_people(count: Count, per_mille: int) -> int | None:
    """Return how many more of the group are needed if all that come are of it; None if never enough.

    With k more, (number + k) / (whole + k) reaches the target first at
    k = (target × whole − number) / (1 − target), rounded up.
    """
    target = Fraction(per_mille, 1000)
    if Fraction(count.number) >= target * count.whole:
        return 0
    if target >= 1:
        return None
    return ceil((target * count.whole - count.number) / (1 - target))
