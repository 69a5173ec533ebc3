"""Splitting places: always adds up, keeps bounds, and has the properties that the methods are known for."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xianfeng.recruitment.rules import apportionment
from xianfeng.recruitment.rules.apportionment import Claimant, Division, Impossible
from xianfeng.recruitment.vocab.quotas import Method

DIVISORS = (Method.WEBSTER, Method.JEFFERSON)
weight = st.fractions(min_value=0, max_value=50, max_denominator=97)
weights = st.lists(weight, min_size=1, max_size=25).filter(any)


def claimants(values: list[Fraction]) -> list[Claimant]:
    return [Claimant(key=n, weight=w) for n, w in enumerate(values)]


def places(division: Division) -> list[int]:
    return [share.places for share in division.shares]


@st.composite
def bounded(draw: st.DrawFn) -> tuple[int, list[Claimant]]:
    """Claimants with bounds and a number of places that the bounds allow."""
    rows = []
    for n, w in enumerate(draw(weights)):
        floor = draw(st.integers(0, 4))
        ceiling = draw(st.none() | st.integers(floor, 9))
        rows.append(Claimant(key=n, weight=w, floor=floor, ceiling=ceiling))
    least = sum(c.floor for c in rows)
    reach = [c.floor if not c.weight else 12 if c.ceiling is None else c.ceiling for c in rows]
    return draw(st.integers(least, max(sum(reach), least))), rows


@given(bounded(), st.sampled_from(Method))
def test_adds_up_and_keeps_every_bound(case: tuple[int, list[Claimant]], method: Method) -> None:
    total, rows = case
    division = apportionment.divide(total, rows, method)

    assert sum(places(division)) == total
    assert sum(share.quota for share in division.shares) == total
    for share, row in zip(division.shares, rows, strict=True):
        assert share.places >= row.floor
        assert row.ceiling is None or share.places <= row.ceiling
        assert row.weight or share.places == row.floor


@given(bounded())
def test_largest_remainder_keeps_the_quota_rule(case: tuple[int, list[Claimant]]) -> None:
    total, rows = case
    for share in apportionment.divide(total, rows, Method.LARGEST_REMAINDER).shares:
        assert int(share.quota) <= share.places <= -(-share.quota // 1)


@given(bounded(), st.sampled_from(DIVISORS))
def test_divisor_methods_take_nothing_away_when_the_house_grows(
    case: tuple[int, list[Claimant]], method: Method
) -> None:
    total, rows = case
    before = places(apportionment.divide(total, rows, method))
    try:
        after = places(apportionment.divide(total + 1, rows, method))
    except Impossible:
        return
    assert sorted(b - a for a, b in zip(before, after, strict=True))[-1:] == [1]
    assert all(b >= a for a, b in zip(before, after, strict=True))


@given(weights, st.integers(0, 300), st.sampled_from(Method))
def test_who_weighs_more_never_gets_fewer_and_equals_differ_by_one_at_most(
    values: list[Fraction], total: int, method: Method
) -> None:
    given_places = places(apportionment.divide(total, claimants(values), method))
    pairs = sorted(zip(values, given_places, strict=True))
    for (light, few), (heavy, many) in zip(pairs, pairs[1:], strict=False):
        assert many >= few or (light == heavy and few - many <= 1)


@given(weights, st.integers(0, 300), st.integers(1, 40), st.sampled_from(Method))
def test_only_proportions_matter(
    values: list[Fraction], total: int, factor: int, method: Method
) -> None:
    plain = apportionment.divide(total, claimants(values), method)
    scaled = apportionment.divide(total, claimants([w * factor for w in values]), method)
    assert places(plain) == places(scaled)


@given(weights, st.integers(1, 300), st.sampled_from(DIVISORS))
def test_no_waiting_quotient_is_higher_than_one_that_was_served(
    values: list[Fraction], total: int, method: Method
) -> None:
    shares = apportionment.divide(total, claimants(values), method).shares
    served = min(share.decisive for share in shares if share.places)
    assert all(share.following is not None and share.following <= served for share in shares)


def test_the_three_methods_differ_as_the_textbook_says() -> None:
    # Votes 53 000, 24 000, 23 000 and seven seats (Balinski and Young's kind of example).
    rows = claimants([Fraction(53), Fraction(24), Fraction(23)])
    assert places(apportionment.divide(7, rows, Method.LARGEST_REMAINDER)) == [4, 2, 1]
    assert places(apportionment.divide(7, rows, Method.WEBSTER)) == [3, 2, 2]
    assert places(apportionment.divide(7, rows, Method.JEFFERSON)) == [4, 2, 1]


def test_the_largest_remainder_can_lose_by_a_larger_house() -> None:
    rows = claimants([Fraction(5), Fraction(3), Fraction(1)])
    before = places(apportionment.divide(4, rows, Method.LARGEST_REMAINDER))
    after = places(apportionment.divide(5, rows, Method.LARGEST_REMAINDER))
    assert (before, after) == ([2, 1, 1], [3, 2, 0])


def test_a_tie_goes_to_the_heavier_then_to_the_earlier_and_is_named() -> None:
    equal = apportionment.divide(2, claimants([Fraction(1)] * 3), Method.LARGEST_REMAINDER)
    assert places(equal) == [1, 1, 0]
    assert equal.tied == {0, 1, 2}

    # Quotas 1.5 and 0.5: equal remainders, the heavier is first.
    heavy = apportionment.divide(2, claimants([Fraction(1), Fraction(3)]), Method.LARGEST_REMAINDER)
    assert places(heavy) == [0, 2]
    webster = apportionment.divide(2, claimants([Fraction(1)] * 3), Method.WEBSTER)
    assert places(webster) == [1, 1, 0]
    assert webster.tied == {0, 1, 2}


def test_nothing_is_tied_where_everybody_was_served() -> None:
    division = apportionment.divide(3, claimants([Fraction(1)] * 3), Method.WEBSTER)
    assert division.tied == frozenset()


@pytest.mark.parametrize(
    ("total", "rows", "words"),
    [
        (3, [(1, 2, None), (1, 2, None)], "各单位最少名额合计4，多于可分名额3"),
        (9, [(1, 0, 3), (1, 0, 4)], "按权数和最多名额只能分出7个，可分名额为9"),
        (2, [(0, 0, None), (0, 1, None)], "按权数和最多名额只能分出1个，可分名额为2"),
        (2, [(1, 2, 1)], "有单位的最多名额少于最少名额"),
    ],
)
def test_says_why_no_split_keeps_the_bounds(
    total: int, rows: list[tuple[int, int, int | None]], words: str
) -> None:
    asked = [
        Claimant(key=n, weight=Fraction(w), floor=f, ceiling=c) for n, (w, f, c) in enumerate(rows)
    ]
    with pytest.raises(Impossible) as refused:
        apportionment.divide(total, asked, Method.WEBSTER)
    assert refused.value.words == words


def test_weighs_each_criterion_by_the_part_of_its_total() -> None:
    values = {
        1: {"members": 300, "activists": 5, "blank": 0},
        2: {"members": 100, "activists": 15, "blank": 0},
    }
    found = apportionment.weights(values, {"members": 60, "activists": 40, "blank": 10})
    # 60 · 3/4 + 40 · 1/4 and 60 · 1/4 + 40 · 3/4; nobody has a blank unit, so that counts for nobody.
    assert found == {1: Fraction(55), 2: Fraction(45)}
    assert apportionment.weights(values, {}) == {1: Fraction(0), 2: Fraction(0)}
