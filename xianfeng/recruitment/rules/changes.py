"""One year beside the year before: numbers, per cent and percentage points kept apart.

A number that fell by more than itself cannot be (Z-05); a great change asks for
words (Z-04). Exact fractions inside; rounding is the page's affair.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from xianfeng.kernel.checks import reason
from xianfeng.kernel.verdict import Reason, Verdict
from xianfeng.recruitment.vocab.years import Explained

WHOLE = 100
# Above this change, up or down, in per cent, the reader is owed an explanation (Z-04).
MARKED_PERCENT = 30
# A printed figure is rounded to one place: what differs by less is the same figure.
ROUNDING = Fraction(1, 20)


class Measure(StrEnum):
    """In what a change is told."""

    PERCENT = "percent"
    POINTS = "points"
    PEOPLE = "people"

    @property
    def label(self) -> str:
        """The word beside the figure."""
        return {
            "percent": "%（增减幅度）",
            "points": "个百分点（占比变化）",
            "people": "人（增减人数）",
        }[self.value]


@dataclass(frozen=True, kw_only=True)
class Count:
    """A number of people out of so many; ``whole`` 0 where there is nothing to be a share of."""

    number: int
    whole: int

    @property
    def share(self) -> Fraction | None:
        """The share in per cent, or None of nothing."""
        return Fraction(self.number * WHOLE, self.whole) if self.whole else None


@dataclass(frozen=True, kw_only=True)
class Change:
    """From last year's count to this year's."""

    last: Count
    this: Count

    @property
    def people(self) -> int:
        """How many more, or fewer."""
        return self.this.number - self.last.number

    @property
    def percent(self) -> Fraction | None:
        """The change of the number in per cent of last year's; None where that was zero."""
        return percent(self.last.number, self.this.number)

    @property
    def points(self) -> Fraction | None:
        """The change of the share in percentage points; None where a share is missing."""
        if self.last.share is None or self.this.share is None:
            return None
        return self.this.share - self.last.share


def percent(last: int, this: int) -> Fraction | None:
    """Return the change from ``last`` to ``this`` in per cent; None from zero."""
    return Fraction((this - last) * WHOLE, last) if last else None


@dataclass(frozen=True, kw_only=True)
class Basis:
    """The two years' numbers for which words were written."""

    last: int
    this: int


def is_great(change: Change) -> bool:
    """Tell whether the number changed by more than 30 per cent, up or down; never from zero."""
    grown = change.percent
    return grown is not None and abs(grown) > MARKED_PERCENT


def explained(change: Change, *, basis: Basis | None) -> Explained | None:
    """Tell how a change stands: None where no words are owed and none were written.

    Words answer for the numbers for which they were written, and for no others.
    """
    if basis is None:
        return Explained.OWED if is_great(change) else None
    now = Basis(last=change.last.number, this=change.this.number)
    return Explained.ANSWERED if basis == now else Explained.OUTDATED


def owes_words(change: Change, *, title: str, basis: Basis | None = None) -> Reason | None:
    """Tell whether the change is so great that it still asks for an explanation (Z-04)."""
    grown = change.percent
    if grown is None or not is_great(change):
        return None
    if explained(change, basis=basis) is Explained.ANSWERED:
        return None
    fact = f"上年{change.last.number}，本年{change.this.number}"
    return reason("Z-04", 指标=title, p=rounded(grown), fact=fact, remedy="核对后写明原因")


def rounded(value: Fraction) -> str:
    """Write a fraction to one place, halves away from zero, as statistics print it."""
    tenths = abs(value) * 10
    whole = int(tenths + Fraction(1, 2))
    sign = "-" if value < 0 and whole else ""
    return f"{sign}{whole // 10}.{whole % 10}"


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A change that somebody reports; ``amount`` is negative for a fall."""

    title: str
    measure: Measure
    amount: Fraction
    last: int | None = None
    this: int | None = None


def stands(claim: Claim) -> Verdict:
    """Test a reported change against arithmetic and, where given, against the two years (Z-05, Z-06, Z-04)."""
    reasons = [*_impossible(claim)]
    if claim.last is not None and claim.this is not None:
        change = Change(
            last=Count(number=claim.last, whole=0), this=Count(number=claim.this, whole=0)
        )
        reasons += _disagrees(claim, change)
        words = owes_words(change, title=claim.title)
        reasons += [words] if words else []
    return Verdict.of(reasons)


def _impossible(claim: Claim) -> list[Reason]:
    told = rounded(claim.amount)
    if claim.measure is Measure.PEOPLE:
        if claim.last is None or claim.last + claim.amount >= 0:
            return []
        fact = f"上年只有{claim.last}，不可能减少{rounded(-claim.amount)}"
        return [reason("Z-05", message="减少的人数超过上年人数，请核对", fact=fact, field="amount")]
    if claim.amount >= -WHOLE:
        return []
    fact = f"所报{claim.title}变化{told}"
    remedy = "查原表：是否漏了小数点，或把人数写成了百分数"
    if claim.measure is Measure.POINTS:
        message = "占比下降不可能超过100个百分点，请核对"
        return [reason("Z-05", message=message, fact=fact, remedy=remedy, field="amount")]
    return [reason("Z-05", fact=fact, remedy=remedy, field="amount")]


def _disagrees(claim: Claim, change: Change) -> list[Reason]:
    if claim.measure is Measure.POINTS:
        return []
    have = Fraction(change.people) if claim.measure is Measure.PEOPLE else change.percent
    if have is None:
        message = "上年为零，没有增减幅度可言，只能写增减人数"
        return [reason("Z-06", message=message, field="amount")]
    if abs(have - claim.amount) <= ROUNDING:
        return []
    return [
        reason(
            "Z-06",
            fact=f"上年{change.last.number}，本年{change.this.number}",
            remedy="按两年数字改正",
            field="amount",
            指标=claim.title,
            所报=rounded(claim.amount),
            应为=rounded(have),
        )
    ]
