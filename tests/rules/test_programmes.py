"""Where a subject of a programme stands: derived from who is there, never typed."""

from datetime import date

import pytest

from xianfeng.recruitment.rules import programmes
from xianfeng.recruitment.rules.programmes import NO_ANSWER, Aim, Answer, Presence
from xianfeng.recruitment.vocab import Programme, Progress

TODAY = date(2026, 11, 23)
EMPTY = Presence()
VILLAGE, YOUNG = Programme.BLANK_VILLAGE, Programme.YOUNG_MEMBER


@pytest.mark.parametrize(
    ("programme", "presence", "met"),
    [
        (VILLAGE, EMPTY, False),
        (VILLAGE, Presence(members=1), True),
        (YOUNG, Presence(members=30), False),
        (YOUNG, Presence(members=30, young=1), True),
    ],
)
def test_is_met_by_who_is_there(programme: Programme, presence: Presence, *, met: bool) -> None:
    assert programmes.is_met(programme, presence) is met


@pytest.mark.parametrize(
    ("presence", "ebbs"),
    [
        (EMPTY, False),
        (Presence(members=2), True),
        (Presence(members=2, lasting=1), False),
    ],
)
def test_foresees_a_blank_where_nobody_lasts(presence: Presence, *, ebbs: bool) -> None:
    assert programmes.is_ebbing(VILLAGE, presence) is ebbs
    assert not programmes.is_ebbing(YOUNG, presence)


@pytest.mark.parametrize(
    ("answer", "progress"),
    [
        (NO_ANSWER, Progress.UNASSIGNED),
        (Answer(responsible="山丹镇党委", due_on=TODAY), Progress.UNDER_WAY),
        (Answer(responsible="山丹镇党委", due_on=date(2026, 11, 22)), Progress.LATE),
        (Answer(is_exempt=True, exempt_until=TODAY), Progress.EXEMPT),
        (Answer(is_exempt=True, exempt_until=date(2026, 11, 22)), Progress.UNASSIGNED),
    ],
)
def test_tells_how_far_somebody_who_answers_has_come(answer: Answer, progress: Progress) -> None:
    assert programmes.progress(VILLAGE, EMPTY, answer, today=TODAY) is progress
    there = Presence(members=1, lasting=1)
    assert programmes.progress(VILLAGE, there, answer, today=TODAY) is Progress.MET


def test_aims_at_what_was_set_by_then_and_at_the_articles_thousand_before() -> None:
    aims = [Aim(people=800, set_on=TODAY), Aim(people=900, set_on=TODAY)]
    assert programmes.aimed_at(aims, level=1, day=date(2026, 11, 22)) == 1000
    assert programmes.aimed_at(aims, level=1, day=TODAY) == 900
    assert programmes.aimed_at(aims, level=2, day=date(2026, 11, 22)) is None
    lifted = [*aims, Aim(people=None, set_on=TODAY)]
    assert programmes.aimed_at(lifted, level=1, day=TODAY) == 1000
    assert programmes.aimed_at(lifted, level=2, day=TODAY) is None


@pytest.mark.parametrize(("aim", "people", "missing"), [(60, 58, 2), (60, 61, 0), (None, 5, None)])
def test_lacks_what_is_missing_to_the_number(
    aim: int | None, people: int, missing: int | None
) -> None:
    assert programmes.lacking(aim, people) == missing


@pytest.mark.parametrize("standing", list(Progress))
def test_hints_at_a_blank_unit_for_which_nobody_answers(standing: Progress) -> None:
    found = programmes.unplanned(VILLAGE, standing)
    assert (found is not None) is (standing is Progress.UNASSIGNED)
    assert programmes.unplanned(YOUNG, standing) is None
    if found:
        assert (found.check, found.message) == ("D-57", "自然村尚无党员，列入空白点消除计划")
