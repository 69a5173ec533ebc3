"""Where a subject of a programme stands: derived from who is there, never typed."""

from datetime import date

import pytest

from xianfeng.recruitment.rules import programmes
from xianfeng.recruitment.rules.programmes import NO_ANSWER, Answer, Presence
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
