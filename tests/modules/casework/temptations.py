"""What somebody in a hurry might write wrongly into a right record."""

from datetime import date
from random import Random
from typing import Any

from tests.lawful import DAY, months_later


def tempt(step: str, records: dict[str, dict[str, Any]], chance: Random, people: list[int]) -> None:
    """Change one thing of a right record as somebody in a hurry might."""
    kind = chance.choice(sorted(records))
    row = records[kind]
    if "entitled" in row:
        _tempt_ballot(row, chance)
    elif "ends_on" in row:
        row["ends_on"] = row["starts_on"] + DAY * chance.randint(3, 10)
        row["on"] = row["ends_on"] + DAY * chance.randint(0, 1)
        row["objections"] = chance.choice((0, 0, 1))
    elif "members" in row:
        row["present"] = chance.randint(1, row["members"])
        if "yes" in row:
            row["yes"] = chance.randint(1, row["present"])
            row["on"] = months_later(row["on"], chance.choice((0, 0, 3, 6, 7)))
    elif "people" in row:
        row["people"] = chance.sample(people, chance.randint(1, 3))
    elif kind == "training":
        row |= {"days": chance.randint(1, 5), "hours": chance.choice((8, 16, 24, 39, 40))}
        row["result"] = chance.choice(("passed", "failed"))
    else:
        name = chance.choice(("result", "conclusion", "on", "reported_on"))
        if name in {"result", "conclusion"} and name in row:
            row[name] = chance.choice(("failed", "dissent", "unqualified", "standard", "political"))
        elif name in row and isinstance(row[name], date):
            row[name] -= DAY * chance.choice((1, 5, 30))


def _tempt_ballot(row: dict[str, Any], chance: Random) -> None:
    row["method"] = chance.choice(("secret", "hands"))
    if chance.random() < 0.3:
        return
    entitled = chance.randint(6, 11)
    present = chance.randint(3, entitled)
    yes = chance.randint(2, present)
    row |= {"entitled": entitled, "present": present, "issued": present, "returned": present}
    row |= {"yes": yes, "no": present - yes, "excluded": max(0, 9 - entitled)}
    row["excluded_list"] = "长期卧病，镇党委批准"
    if chance.random() < 0.4:
        row["written_yes"] = chance.randint(0, 3)
        row["written_on"] = row["on"] + DAY * chance.randint(-1, 1)
