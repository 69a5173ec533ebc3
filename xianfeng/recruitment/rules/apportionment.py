"""Splitting a whole number of places among organisations by weight, exactly.

Three methods of the literature: largest remainder (Hamilton), Webster
(Sainte-Laguë) and Jefferson (D'Hondt). Everything is computed in integers and
fractions, so that the parts always add up to the whole and every quotient on
the page can be recomputed by hand. A proposal only: people decide.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from heapq import heapify, heapreplace
from math import lcm

from xianfeng.recruitment.vocab.quotas import Method

TIE_RULE = "余数（商数）相同的，权数大的在先；权数也相同的，按党组织序列在先。"


class Impossible(Exception):
    """No split keeps all bounds; ``words`` say which sum stands against it."""

    def __init__(self, words: str) -> None:
        """Keep the words for the refusal."""
        super().__init__(words)
        self.words = words


@dataclass(frozen=True, kw_only=True)
class Claimant:
    """One organisation: its weight, the least and the most it may get."""

    key: int
    weight: Fraction
    floor: int = 0
    ceiling: int | None = None


@dataclass(frozen=True, kw_only=True)
class Share:
    """What one organisation is proposed and how that came about.

    ``quota`` is its exact share within the bounds. ``decisive`` is what the
    last place of the method was given by: the remainder of the quota, or the
    quotient of the organisation's last place; ``following`` the quotient that
    its next place would have, None where the method knows none.
    """

    key: int
    weight: Fraction
    quota: Fraction
    places: int
    decisive: Fraction
    following: Fraction | None


@dataclass(frozen=True)
class Division:
    """A whole split; ``tied`` names the organisations among which the tie rule decided."""

    shares: tuple[Share, ...]
    tied: frozenset[int]


def weights(
    values: Mapping[int, Mapping[str, int]], coefficients: Mapping[str, int]
) -> dict[int, Fraction]:
    """Return each organisation's weight: its part of every criterion's total, times the coefficient.

    A criterion of which the whole county has nothing weighs nothing.
    """
    totals = {c: sum(row.get(c, 0) for row in values.values()) for c in coefficients}
    counted = {c: k for c, k in coefficients.items() if totals[c] and k}
    # One denominator for all keeps thousands of additions in plain integers.
    whole = lcm(*(totals[c] for c in counted)) if counted else 1
    factors = {c: k * (whole // totals[c]) for c, k in counted.items()}
    return {
        key: Fraction(sum(row.get(c, 0) * factor for c, factor in factors.items()), whole)
        for key, row in values.items()
    }


def divide(places: int, claimants: Sequence[Claimant], method: Method) -> Division:
    """Split ``places`` exactly, each claimant within its bounds; ties by :data:`TIE_RULE`.

    :raises Impossible: the bounds, or weights of zero, allow no such split.
    """
    quotas = _quotas(places, claimants)
    if method is Method.LARGEST_REMAINDER:
        return _by_remainder(places, claimants, quotas)
    return _by_divisor(places, claimants, quotas, step=2 if method is Method.WEBSTER else 1)


def _quotas(places: int, claimants: Sequence[Claimant]) -> list[Fraction]:
    """Return the exact shares: proportional to weight, but never beyond a bound."""
    least = sum(c.floor for c in claimants)
    if places < least:
        raise Impossible(f"各单位最少名额合计{least}，多于可分名额{places}")
    if any(c.ceiling is not None and c.ceiling < c.floor for c in claimants):
        raise Impossible("有单位的最多名额少于最少名额")
    rate = _rate(places, claimants, least)
    return [_within(rate * c.weight, c) for c in claimants]


def _within(quota: Fraction, claimant: Claimant) -> Fraction:
    quota = max(quota, Fraction(claimant.floor))
    return quota if claimant.ceiling is None else min(quota, Fraction(claimant.ceiling))


def _rate(places: int, claimants: Sequence[Claimant], least: int) -> Fraction:
    """Return the places a unit of weight, at which the bounded shares add up to the whole.

    The sum of the shares grows with the rate in straight lines that bend where a
    claimant leaves its floor or reaches its ceiling; the rate is where the sum meets ``places``.
    """
    if places == least:
        return Fraction(0)
    bends: list[tuple[Fraction, Fraction, Fraction]] = []
    for c in claimants:
        if c.weight > 0:
            bends.append((c.floor / c.weight, Fraction(-c.floor), c.weight))
            if c.ceiling is not None:
                bends.append((c.ceiling / c.weight, Fraction(c.ceiling), -c.weight))
    bends.sort(key=lambda bend: bend[0])
    fixed, slope = Fraction(least), Fraction(0)
    for rate, rise, steeper in bends:
        if fixed + slope * rate >= places:
            break
        fixed, slope = fixed + rise, slope + steeper
    if slope:
        return (places - fixed) / slope
    if fixed == places and bends:
        return bends[-1][0]
    raise Impossible(f"按权数和最多名额只能分出{int(fixed)}个，可分名额为{places}")


def _by_remainder(
    places: int, claimants: Sequence[Claimant], quotas: Sequence[Fraction]
) -> Division:
    remainders = [quota - int(quota) for quota in quotas]
    left = places - sum(int(quota) for quota in quotas)
    order = sorted(
        (n for n, remainder in enumerate(remainders) if remainder),
        key=lambda n: (-remainders[n], -claimants[n].weight, n),
    )
    lucky = set(order[:left])
    tied: frozenset[int] = frozenset()
    if 0 < left < len(order) and remainders[order[left - 1]] == remainders[order[left]]:
        level = remainders[order[left]]
        tied = frozenset(claimants[n].key for n in order if remainders[n] == level)
    shares = tuple(
        Share(
            key=c.key,
            weight=c.weight,
            quota=quotas[n],
            places=int(quotas[n]) + (n in lucky),
            decisive=remainders[n],
            following=None,
        )
        for n, c in enumerate(claimants)
    )
    return Division(shares, tied)


def _by_divisor(
    places: int, claimants: Sequence[Claimant], quotas: Sequence[Fraction], *, step: int
) -> Division:
    """Give place after place to the highest quotient, beginning at the floors.

    The n-th place of a claimant has the quotient weight / (step·(n-1) + 1) with
    step 2 (Webster: odd numbers), weight / n with step 1 (Jefferson).
    """
    held = [c.floor for c in claimants]
    waiting = [
        (-c.weight / (step * held[n] + 1), -c.weight, n)
        for n, c in enumerate(claimants)
        if c.weight > 0 and (c.ceiling is None or held[n] < c.ceiling)
    ]
    heapify(waiting)
    last = Fraction(0)
    for _place in range(places - sum(held)):
        quotient, weight, n = waiting[0]
        last = -quotient
        held[n] += 1
        ceiling = claimants[n].ceiling
        if ceiling is not None and held[n] >= ceiling:
            # Full: sorts behind everybody who still waits.
            heapreplace(waiting, (Fraction(0), weight, n))
        else:
            heapreplace(waiting, (weight / (step * held[n] + 1), weight, n))
    shares = tuple(
        _by_quotient(c, quota, number, step=step)
        for c, quota, number in zip(claimants, quotas, held, strict=True)
    )
    return Division(shares, _tied(shares, claimants, last))


def _by_quotient(claimant: Claimant, quota: Fraction, places: int, *, step: int) -> Share:
    weight = claimant.weight
    return Share(
        key=claimant.key,
        weight=weight,
        quota=quota,
        places=places,
        decisive=weight / (step * (places - 1) + 1) if places else Fraction(0),
        following=weight / (step * places + 1),
    )


def _tied(shares: Sequence[Share], claimants: Sequence[Claimant], last: Fraction) -> frozenset[int]:
    """Return who had the last place's quotient, if somebody with the same one went without."""
    without = [
        s.key
        for s, c in zip(shares, claimants, strict=True)
        if last and s.following == last and s.places != c.ceiling
    ]
    if not without:
        return frozenset()
    given = (
        s.key
        for s, c in zip(shares, claimants, strict=True)
        if s.places > c.floor and s.decisive == last
    )
    return frozenset((*without, *given))
