"""The words that member development adds …"""

from datetime import date

from xianfeng.recruitment.queries import formwords

BALLOT = {
    "entitled": 9, "present": 7, "yes": 4, "no": 2, "abstain": 1, "void": 0, "written_yes": 1,
    "written_no": 1,
}  # fmt: skip


def facts(kind: str, **row: object) -> dict[str, object]:
    return {f"{kind}.{name}": value for name, value in row.items()}


def test_have_a_value_for_each_meaning() -> None:
    found = formwords.derived({})
    assert {word: row.keys() for word, row in found.items()} == {
        word: row.keys() for word, row in formwords.WORDS.items()
    }
    assert {value for row in found.values() for value in row.values()} == {None}


def test_count_written_opinions_and_ask_for_more_than_half_of_the_entitled() -> None:
    vote = formwords.derived(facts("admission_meeting", on=date(2024, 11, 8), **BALLOT))
    told = vote["admission_vote"]
    assert (told["yes"], told["no"], told["written"], told["needed"]) == (5, 3, 2, 5)
    assert told["result"] == "通过"
    short = {**BALLOT, "written_yes": 0}
    vote = formwords.derived(facts("admission_meeting", on=date(2024, 11, 8), **short))
    assert vote["admission_vote"]["result"] == "未通过"


def test_end_the_probation_on_the_eve_of_the_anniversary() -> None:
    term = formwords.derived(facts("admission_meeting", on=date(2014, 3, 10), **BALLOT))["term"]
    assert term == {
        "starts_on": date(2014, 3, 10),
        "last_on": date(2015, 3, 9),
        "full_on": date(2015, 3, 10),
        "extended": "否",
    }


def test_find_the_decision_of_this_round_or_of_the_one_before() -> None:
    before = facts(
        "previous.conversion_meeting", on=date(2025, 3, 12), decision="extend",
        extend_until=date(2025, 9, 10), **BALLOT,
    )  # fmt: skip
    now = facts("conversion_meeting", on=date(2025, 9, 15), decision="convert", **BALLOT)
    reply = facts("conversion_approval", on=date(2025, 10, 8), number="甲〔2025〕1号")
    found = formwords.derived({**before, **now, **reply})
    assert (found["extension"]["on"], found["extension"]["until"]) == (
        date(2025, 3, 12),
        date(2025, 9, 10),
    )
    assert found["conversion"]["approved_on"] == date(2025, 10, 8)
    assert found["cancellation"]["on"] is None
