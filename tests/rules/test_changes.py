"""One year beside the year before: what arithmetic allows and what it refuses."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xianfeng.recruitment.rules import changes
from xianfeng.recruitment.rules.changes import Basis, Change, Claim, Count, Measure
from xianfeng.recruitment.vocab.years import Explained

PEOPLE = st.integers(min_value=0, max_value=100_000)


def change(last: int, this: int, *, whole: tuple[int, int] = (0, 0)) -> Change:
    return Change(last=Count(number=last, whole=whole[0]), this=Count(number=this, whole=whole[1]))


def checks(claim: Claim) -> list[str]:
    return [reason.check for reason in changes.stands(claim)]


def test_keeps_numbers_per_cent_and_points_apart() -> None:
    women = change(108, 132, whole=(360, 400))

    assert women.people == 24
    assert women.percent == Fraction(200, 9)
    assert women.points == 3
    assert (changes.rounded(women.percent), changes.rounded(women.points)) == ("22.2", "3.0")


def test_knows_no_per_cent_from_zero_and_no_share_of_nothing() -> None:
    assert change(0, 5).percent is None
    assert change(0, 5, whole=(0, 5)).points is None


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (Fraction(-118), "-118.0"), (Fraction(1, 20), "0.1"), (Fraction(-1, 20), "-0.1"),
        (Fraction(-1, 25), "0.0"), (Fraction(171, 10), "17.1"), (Fraction(0), "0.0"),
    ],
)  # fmt: skip
def test_rounds_to_one_place_with_halves_away_from_zero(value: Fraction, words: str) -> None:
    assert changes.rounded(value) == words


@pytest.mark.parametrize(("this", "owes"), [(130, False), (131, True), (70, False), (69, True)])
def test_asks_for_words_above_thirty_per_cent(this: int, *, owes: bool) -> None:
    reason = changes.owes_words(change(100, this), title="发展党员")
    assert (reason is not None and reason.check == "Z-04") is owes


@pytest.mark.parametrize(
    ("last", "this", "basis", "stands", "owes"),
    [
        (100, 131, None, Explained.OWED, True),
        (100, 131, Basis(last=100, this=131), Explained.ANSWERED, False),
        # Written for other numbers: the words are shown, and asked for again.
        (100, 132, Basis(last=100, this=131), Explained.OUTDATED, True),
        (101, 131, Basis(last=100, this=131), Explained.OUTDATED, False),
        (100, 130, None, None, False),
        (100, 130, Basis(last=100, this=130), Explained.ANSWERED, False),
        (0, 7, None, None, False),
    ],
)
def test_words_answer_for_the_numbers_for_which_they_were_written(
    last: int, this: int, basis: Basis | None, stands: Explained | None, *, owes: bool
) -> None:
    assert changes.explained(change(last, this), basis=basis) is stands
    reason = changes.owes_words(change(last, this), title="发展党员", basis=basis)
    assert (reason is not None) is owes


@given(PEOPLE, PEOPLE, PEOPLE, PEOPLE)
def test_no_words_to_other_numbers_ever_answer(last: int, this: int, then: int, now: int) -> None:
    basis = Basis(last=then, this=now)
    if changes.explained(change(last, this), basis=basis) is Explained.ANSWERED:
        assert (last, this) == (then, now)


# The county's article of 2014: "发展党员总量同比下降118%", "35岁以下…增长3%", "高中及以上…增长17.1%".
ARTICLE = [
    (Fraction(-118), ["Z-05"]),
    (Fraction("-11.8"), []),
    (Fraction(3), []),
    (Fraction("17.1"), []),
]


@pytest.mark.parametrize(("amount", "found"), ARTICLE)
def test_tries_the_article_s_own_figures(amount: Fraction, found: list[str]) -> None:
    claim = Claim(title="发展党员总量", measure=Measure.PERCENT, amount=amount)
    assert checks(claim) == found


def test_takes_the_article_s_118_as_people() -> None:
    claim = Claim(
        title="发展党员总量", measure=Measure.PEOPLE, amount=Fraction(-118), last=463, this=345
    )
    assert checks(claim) == []


def test_refuses_more_people_lost_than_there_were() -> None:
    claim = Claim(title="学生", measure=Measure.PEOPLE, amount=Fraction(-118), last=100)
    assert checks(claim) == ["Z-05"]


def test_refuses_a_share_that_falls_by_more_than_all_of_it() -> None:
    claim = Claim(title="女", measure=Measure.POINTS, amount=Fraction(-101))
    assert checks(claim) == ["Z-05"]


def test_names_what_the_two_years_give() -> None:
    claim = Claim(
        title="发展党员总量", measure=Measure.PERCENT, amount=Fraction("-18"), last=463, this=408
    )
    (reason,) = changes.stands(claim)
    assert reason.check == "Z-06"
    assert reason.message == "发展党员总量所报变化-18.0与两年数字不符，应为-11.9"


def test_tells_that_nothing_grows_by_per_cent_from_zero() -> None:
    claim = Claim(title="学生", measure=Measure.PERCENT, amount=Fraction(100), last=0, this=4)
    assert checks(claim) == ["Z-06"]


@given(last=PEOPLE, this=PEOPLE)
def test_never_refuses_what_two_years_really_give(last: int, this: int) -> None:
    grown = changes.percent(last, this)
    if grown is not None:
        told = Fraction(changes.rounded(grown))
        claim = Claim(title="合计", measure=Measure.PERCENT, amount=told, last=last, this=this)
        assert set(checks(claim)) <= {"Z-04"}


@given(last=PEOPLE, amount=st.integers(min_value=-100_000, max_value=-101))
def test_always_refuses_a_fall_of_more_than_all(last: int, amount: int) -> None:
    claim = Claim(title="合计", measure=Measure.PERCENT, amount=Fraction(amount), last=last)
    assert "Z-05" in checks(claim)
