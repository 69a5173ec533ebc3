"""What candidates make of a structure: shares before and after, and the gap that is left."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xianfeng.recruitment.rules import structure
from xianfeng.recruitment.rules.changes import Count
from xianfeng.recruitment.rules.structure import Shift

NUMBERS = st.integers(min_value=0, max_value=500)


@st.composite
def counts(draw: st.DrawFn) -> Count:
    whole = draw(NUMBERS)
    return Count(number=draw(st.integers(min_value=0, max_value=whole)), whole=whole)


def test_adds_the_chosen_to_both_sides_of_the_share() -> None:
    shift = Shift(today=Count(number=3, whole=20), added=Count(number=2, whole=5))
    assert shift.after == Count(number=5, whole=25)
    assert (shift.today.share, shift.after.share, shift.points) == (15, 20, 5)


def test_knows_no_change_from_nobody() -> None:
    assert Shift(today=Count(number=0, whole=0), added=Count(number=1, whole=1)).points is None


@pytest.mark.parametrize(
    ("count", "per_mille", "points", "people"),
    [
        (Count(number=3, whole=20), 300, Fraction(15), 5),
        (Count(number=6, whole=20), 300, Fraction(0), 0),
        (Count(number=0, whole=0), 300, None, 0),
        (Count(number=1, whole=2), 1000, Fraction(50), None),
    ],
)
def test_tells_the_gap_in_points_and_in_people(
    count: Count, per_mille: int, points: Fraction | None, people: int | None
) -> None:
    assert structure.missing_points(count, per_mille) == points
    assert structure.missing_people(count, per_mille) == people


@given(count=counts(), per_mille=st.integers(min_value=1, max_value=999))
def test_names_the_fewest_people_that_reach_the_target(count: Count, per_mille: int) -> None:
    needed = structure.missing_people(count, per_mille)
    assert needed is not None

    def reached(more: int) -> bool:
        return 1000 * (count.number + more) >= per_mille * (count.whole + more)

    assert reached(needed)
    assert needed == 0 or not reached(needed - 1)
