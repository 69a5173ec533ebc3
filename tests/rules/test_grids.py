"""The grid of a paper history: its rows, and what its strings tell."""

from datetime import date

import pytest

from xianfeng.casework.rules import grids
from xianfeng.recruitment.catalogue import shelf

EDITION = shelf().edition("WUSHAN-29")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("20240131", "2024-01-31"),
        ("2024-1-5", "2024-01-05"),
        ("2024.1.5", "2024-01-05"),
        ("2024年1月5日", "2024-01-05"),
        (" 2024/12/05 ", "2024-12-05"),
        ("去年春天", "去年春天"),
        ("2024", "2024"),
        ("", ""),
    ],
)
def test_reads_a_day_however_it_was_typed(text: str, day: str) -> None:
    assert grids.day(text) == day


def test_has_one_row_a_record_and_several_before_a_step_that_repeats_one() -> None:
    found = [row.key for row in grids.rows(EDITION, {})]

    at = found.index("cultivation")
    assert found[at - 4 : at] == ["review-1", "review-2", "review-3", "review-4"]
    assert found[:3] == ["application", "talk", "nomination"]
    assert len(found) == len(set(found))


def test_makes_room_for_more_once_the_repeated_rows_are_used() -> None:
    used = {f"review-{n}.on": "20240101" for n in range(1, 5)}

    assert sum(row.kind.key == "review" for row in grids.rows(EDITION, used)) == 6


def test_tells_only_filled_rows_and_repeated_ones_by_their_day() -> None:
    cells = {
        "application.on": "20230104",
        "paper.application_letter": "on",
        "talk.on": "  ",
        "review-1.on": "20240601",
        "review-2.on": "20231201",
        "reason.first-talk.D-04": "农忙",
    }

    told = list(grids.told(EDITION, cells, everywhere=("D-53",)))

    assert [one.last.key for one in told] == ["application", "review-2", "review-1"]
    assert told[0].papers == ("application_letter",)
    assert told[0].records["application"]["on"] == "2023-01-04"
    assert told[0].reasons == {"D-53": ""}


def test_answers_every_step_at_once_and_one_step_in_its_row() -> None:
    cells = {"talk.on": "20230301", "reason.first-talk.D-04": "农忙推迟", "why": "纸质档案补录"}

    (told,) = grids.told(EDITION, cells, everywhere=("D-53",))

    assert told.reasons == {"D-53": "纸质档案补录", "D-04": "农忙推迟"}


def test_keeps_no_cell_that_the_grid_does_not_have() -> None:
    sent = {
        "application.on": "20230104",
        "application.secret": "x",
        "reason.no-such-step.D-04": "x",
        "version": "3",
        "talk.content": "长" * 5_000,
    }

    kept = grids.known(EDITION, sent)

    assert kept.keys() == {"application.on", "talk.content"}
    assert len(kept["talk.content"]) == grids.LONGEST


def test_asks_the_name_of_everybody_whose_steps_are_told() -> None:
    branch = {"application.on": "20230104"}

    assert grids.roles(EDITION, branch) == ("branch",)
    assert grids.roles(EDITION, {**branch, "activist_filing.on": "20230704"}) == (
        "branch",
        "committee",
    )
    assert grids.roles(EDITION, {**branch, "county_filing.on": "20241220"}) == ("branch", "county")


@pytest.mark.parametrize(
    ("day", "who"),
    [
        ("20240930", ("branch", "committee")),
        ("20241001", ("branch", "committee", "county")),
        ("不详", ("branch", "committee", "county")),
    ],
)
def test_asks_the_reviewer_for_a_review_since_it_has_an_account(
    day: str, who: tuple[str, ...]
) -> None:
    found = grids.roles(EDITION, {"county_review.on": day}, offices={"county": date(2024, 10, 1)})

    assert found == who
