"""Vote arithmetic for every roll up to sixty, against the definition."""

from datetime import date

import pytest

from xianfeng.kernel.dates import WorkCalendar
from xianfeng.procedure import gates
from xianfeng.recruitment import rules
from xianfeng.recruitment.catalogue import shelf

NO_DAYS = WorkCalendar((), known_until=date(2026, 1, 1), known_from=date(2026, 1, 1))
MEETINGS = ("admission", "conversion")


def silent(check: str, meeting: str, facts: dict[str, int]) -> bool:
    """Tell whether the check's gates of the ballot are content."""
    record = f"{meeting}_meeting"
    ballot = dict(facts)
    known = {f"{record}.{name}": value for name, value in facts.items()} | {
        f"recruitment.{meeting}_yes": rules.approvals(ballot),
        f"recruitment.{meeting}_taking_part": rules.taking_part(ballot),
        f"recruitment.{meeting}_counted": rules.counted(ballot),
    }
    found = [g for g in shelf().edition("CPC-DEV-2014").gates if (g.check, g.on) == (check, record)]
    assert found
    return gates.judge(found, known, NO_DAYS) == []


@pytest.mark.parametrize("meeting", MEETINGS)
def test_opens_with_more_than_half_of_those_entitled(meeting: str) -> None:
    for entitled in range(61):
        for present in range(entitled + 1):
            facts = {"entitled": entitled, "present": present}
            assert silent("V-01", meeting, facts) is (2 * present > entitled)


@pytest.mark.parametrize("meeting", MEETINGS)
def test_passes_with_more_than_half_of_those_entitled_not_of_those_present(meeting: str) -> None:
    for entitled in range(61):
        for yes in range(entitled + 1):
            for written in (0, 1, 2):
                facts = {"entitled": entitled, "yes": yes, "written_yes": written, "present": yes}
                assert silent("V-02", meeting, facts) is (2 * (yes + written) > entitled)


@pytest.mark.parametrize(
    ("entitled", "present", "yes", "opens", "passes"),
    [(16, 8, 8, False, False), (16, 9, 9, True, True), (16, 9, 8, True, False),
     (15, 8, 8, True, True), (15, 7, 7, False, False), (15, 8, 7, True, False)],
)  # fmt: skip
def test_agrees_with_the_examples_of_the_regulation(
    entitled: int, present: int, yes: int, opens: bool, passes: bool
) -> None:
    facts = {"entitled": entitled, "present": present, "yes": yes}
    assert silent("V-01", "admission", facts) is opens
    assert silent("V-02", "admission", facts) is passes


def test_counts_boxes_and_people() -> None:
    ballot = {"yes": 5, "no": 2, "abstain": 1, "void": 1, "written_yes": 2, "written_no": 1, "present": 9}  # fmt: skip
    assert rules.counted(ballot) == 9
    assert rules.approvals(ballot) == 7
    assert rules.written(ballot) == 3
    assert rules.taking_part(ballot) == 12
    assert rules.unexplained({"entitled": 8, "excluded": 1}, 9) == 0
    assert rules.unexplained({"entitled": 8}, 9) == 1
    assert rules.unexplained({"entitled": 10}, 9) == -1
