"""Examining what a workbook tells of an old file: only what it can tell, by the edition of the day."""

from datetime import date

from xianfeng.casework.rules import examining
from xianfeng.casework.rules.examining import Found, Scheme
from xianfeng.kernel.dates import WorkCalendar
from xianfeng.recruitment.catalogue import paper_file

SHELF, EDITION = paper_file()
NO_DAYS = WorkCalendar((), known_until=date.min, known_from=date.max)
APPLIED, TALKED = date(2015, 3, 2), date(2015, 3, 20)


def found(facts: dict[str, date], *, today: date = date(2026, 11, 23)) -> list[Found]:
    scheme = Scheme(
        SHELF, EDITION, frozenset({"application.on", "talk.on", "activist_decision.on"}), NO_DAYS
    )
    return examining.examine(scheme, facts, today=today)


def checks(facts: dict[str, date]) -> list[tuple[str, str]]:
    return [(one.reason.check, one.edition) for one in found(facts)]


def test_finds_nothing_in_an_empty_file() -> None:
    assert found({}) == []


def test_finds_nothing_where_days_are_in_order() -> None:
    assert checks({"application.on": APPLIED, "talk.on": TALKED}) == []


def test_names_the_missing_step_and_the_limit_that_nothing_proves() -> None:
    assert checks({"talk.on": TALKED}) == [("D-52", "CPC-DEV-2014"), ("D-04", "CPC-DEV-2014")]


def test_names_days_out_of_order() -> None:
    told = {"application.on": TALKED, "talk.on": APPLIED}
    assert ("D-51", "CPC-DEV-2014") in checks(told)


def test_names_a_day_ahead() -> None:
    ahead = found({"application.on": APPLIED, "talk.on": TALKED}, today=APPLIED)
    assert [one.reason.check for one in ahead] == ["D-60"]


def test_judges_by_the_edition_in_force_on_the_day() -> None:
    assert checks({"talk.on": date(2005, 3, 2)}) == [
        ("D-52", "CPC-DEV-1990"),
        ("D-04", "CPC-DEV-1990"),
    ]
