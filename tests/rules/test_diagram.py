"""The picture of an edition holds every step once, in order, beside what may be done at the same time."""

from datetime import date

import pytest

from xianfeng.procedure import diagram
from xianfeng.recruitment.catalogue import shelf

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize("edition_id", [edition.id for edition in shelf().editions])
def test_shows_every_step_once(edition_id: str) -> None:
    edition = shelf().edition(edition_id)
    lanes = diagram.lanes(shelf(), edition, TODAY)
    numbers = [box.number for lane in lanes for column in lane.columns for box in column]
    assert sorted(numbers) == [step.number for step in edition.steps]
    assert [lane.steps for lane in lanes] == [
        sum(step.stage == stage.key for step in edition.steps) for stage in edition.stages
    ]


def test_puts_side_by_side_what_may_be_done_at_the_same_time() -> None:
    lanes = diagram.lanes(shelf(), shelf().edition("WUSHAN-29"), TODAY)
    assert [[box.number for box in column] for column in lanes[2].columns] == [
        [8], [9], [10], [11, 12, 13],
    ]  # fmt: skip
    follows = {
        box.number: box.follows for lane in lanes for column in lane.columns for box in column
    }
    assert {n: f for n, f in follows.items() if f} == {
        6: (4,), 7: (5, 6), 12: (10,), 13: (10,), 14: (11, 12, 13),
        22: (20,), 23: (20,), 24: (22,), 27: (21, 23, 26),
    }  # fmt: skip


def test_counts_the_gates_of_the_day_and_shows_the_way_back() -> None:
    edition = shelf().edition("WUSHAN-29")

    def filing(day: date) -> tuple[int, int]:
        boxes = [
            b for lane in diagram.lanes(shelf(), edition, day) for c in lane.columns for b in c
        ]
        box = next(box for box in boxes if box.number == 10)
        assert next(b.back_to for b in boxes if b.number == 28) == 24
        return box.blocks, box.warnings

    assert filing(date(2026, 5, 10)) == (2, 1)
    assert filing(date(2026, 5, 11)) == (5, 0)
