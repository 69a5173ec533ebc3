"""The list before a pre-review: each item there, missing, wrong, or not asked for."""

from datetime import date

import pytest

from xianfeng.kernel.dates import WorkCalendar
from xianfeng.procedure.loader import known_names
from xianfeng.procedure.schema import Condition
from xianfeng.recruitment.catalogue import checklist, shelf
from xianfeng.recruitment.facts import sources
from xianfeng.recruitment.rules import checklists
from xianfeng.recruitment.rules.checklists import Item
from xianfeng.recruitment.vocab import ItemState

CALENDAR = WorkCalendar.of((), known_from=date(2024, 1, 1), known_until=date(2024, 1, 1))
LETTER = Item(
    title="函调回函",
    when="political_review.letter_sent_on",
    has=("political_review.letter_returned_on",),
    right=(
        Condition(
            fact="political_review.letter_returned_on",
            op="on_or_after",
            other="political_review.letter_sent_on",
        ),
    ),
)
SENT, BACK = "political_review.letter_sent_on", "political_review.letter_returned_on"


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ({}, ItemState.NOT_NEEDED),
        ({SENT: date(2024, 5, 1)}, ItemState.MISSING),
        ({SENT: date(2024, 5, 1), BACK: date(2024, 4, 30)}, ItemState.WRONG),
        ({SENT: date(2024, 5, 1), BACK: date(2024, 5, 1)}, ItemState.THERE),
    ],
)
def test_tells_missing_from_wrong_from_right(facts: dict[str, date], state: ItemState) -> None:
    assert checklists.judged(LETTER, facts, CALENDAR) is state


def test_takes_one_of_several_ways_to_be_right() -> None:
    training = next(item for item in checklist() if item.title == "集中培训学时和成绩")
    facts = {"training.on": date(2024, 9, 12), "paper.training_certificate": True, "training.result": "passed"}  # fmt: skip

    short = facts | {"training.days": 2, "training.hours": 23}
    assert checklists.judged(training, short, CALENDAR) is ItemState.WRONG
    for way in ({"training.days": 3}, {"training.hours": 24}, {"training.exception_number": "1号"}):
        assert checklists.judged(training, short | way, CALENDAR) is ItemState.THERE


def test_waits_for_what_the_committee_fills_in_itself() -> None:
    place = next(item for item in checklist() if item.later)

    assert checklists.judged(place, {}, CALENDAR) is ItemState.LATER
    assert (
        checklists.judged(place, {"prereview.has_plan_place": False}, CALENDAR) is ItemState.WRONG
    )


def test_asks_only_for_facts_that_somebody_offers() -> None:
    known = known_names(shelf().edition("WUSHAN-29")) | sources().keys()

    assert checklists.asked(checklist()) - known == set()


def test_holds_the_eighteen_items_of_the_domain() -> None:
    assert len(checklist()) == 18
