"""No score of a person, no ranking of people or places: neither on a page, nor in a workbook, nor in a word."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2] / "xianfeng"
# Words that would tell a person's or a branch's worth as a number or a place in a row.
FORBIDDEN = re.compile(
    r"积分|得分|评分|打分|分值|总分|加分|扣分|名次|排名|排行|星级|红黑榜|末位淘汰|"
    r"\b(?:scores?|ranking|leaderboard|points_of|merit)\b"
)
TEXTS = sorted(
    path
    for suffix in ("html", "toml", "txt")
    for path in ROOT.rglob(f"*.{suffix}")
    if "static/vendor" not in path.as_posix()
)
CODE = sorted(path for path in ROOT.rglob("*.py") if "migrations" not in path.parts)
NAMED = re.compile(r"^\s*(?:def|class)?\s*(\w*(?:score|ranking|merit)\w*)\s*[:=(]", re.M)
CHINESE = re.compile(r'"[^"\n]*[\u4e00-\u9fff][^"\n]*"')
# A reader of headings counts how well a row of a sheet fits; it knows no people.
OF_SHEETS = {"registry/importing/headings.py"}


def test_no_page_and_no_edition_speaks_of_scores() -> None:
    found = {path.name: FORBIDDEN.findall(path.read_text("utf-8")) for path in TEXTS}
    assert {name: words for name, words in found.items() if words} == {}


def test_no_word_and_no_name_in_the_code_is_a_score() -> None:
    found = {}
    for path in CODE:
        name, text = path.relative_to(ROOT).as_posix(), path.read_text("utf-8")
        names = [] if name in OF_SHEETS else NAMED.findall(text)
        words = [word for quoted in CHINESE.findall(text) for word in FORBIDDEN.findall(quoted)]
        if names or words:
            found[name] = (names, words)
    assert found == {}


def test_would_find_a_score() -> None:
    assert FORBIDDEN.findall("本月积分排名第三") == ["积分", "排名"]
    assert NAMED.findall("    member_score = 3\n") == ["member_score"]
