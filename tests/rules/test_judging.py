"""May a step be signed: every reason at once, each once, warnings answered in writing."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from xianfeng.casework.rules import judging
from xianfeng.casework.rules.history import Standing
from xianfeng.casework.rules.judging import Draft
from xianfeng.casework.vocab import CaseState
from xianfeng.kernel.checks import reason
from xianfeng.kernel.dates import WorkCalendar
from xianfeng.kernel.verdict import Level, Verdict
from xianfeng.procedure.schema import Condition, Gate
from xianfeng.recruitment.catalogue import shelf

EDITION = shelf().edition("CPC-DEV-2014")
FIRST, SECOND = EDITION.steps[0], EDITION.steps[1]
RECORD = SECOND.records[0]
TODAY = date(2024, 6, 1)
NO_DAYS = WorkCalendar((), known_until=date.min, known_from=date.max)
SIGNED = Standing(signed={FIRST.key: date(2024, 1, 2)}, facts={})
PAPERS = frozenset(p.key for p in EDITION.papers_of(SECOND) if p.is_required)
WARNING = Gate(
    check="D-04",
    on=RECORD,
    level=Level.WARN,
    any_of=(Condition(fact=f"{RECORD}.on", op="on_or_before", value=date(2024, 2, 2)),),
)


def verdict(
    on: date = date(2024, 5, 1),
    *,
    standing: Standing = SIGNED,
    state: CaseState = CaseState.OPEN,
    gates: tuple[Gate, ...] = (),
    papers: frozenset[str] = PAPERS,
    answers: Mapping[str, str] | None = None,
    named: Mapping[str, Any] | None = None,
) -> Verdict:
    draft = Draft(step=SECOND, records={RECORD: {"on": on}}, papers=papers, reasons=answers or {})
    return judging.passes(
        EDITION, draft, standing=standing, state=state, gates=gates, named=named or {},
        calendar=NO_DAYS, today=TODAY,
    )  # fmt: skip


def test_passes_an_open_case_in_order_with_its_papers() -> None:
    assert verdict() == Verdict()


def test_names_every_reason_at_once() -> None:
    found = verdict(
        date(2024, 6, 2), standing=Standing(signed={}, facts={}), state=CaseState.RETURNED,
        papers=frozenset(),
    )  # fmt: skip
    assert found.checks() == ("D-65", "D-52", *(["D-63"] if PAPERS else []), "D-60")


@pytest.mark.parametrize(
    ("day", "checks"),
    [
        (date(2024, 1, 1), ("D-51",)),
        (date(2024, 1, 2), ()),
        (TODAY, ()),
        (date(2024, 6, 2), ("D-60",)),
    ],
)
def test_takes_days_from_the_step_before_up_to_today(day: date, checks: tuple[str, ...]) -> None:
    assert verdict(day).checks() == checks


def test_tells_who_comes_second() -> None:
    both = Standing(signed={**SIGNED.signed, SECOND.key: date(2024, 1, 9)}, facts={})
    assert "D-62" in verdict(standing=both).checks()


@pytest.mark.parametrize(
    ("words", "checks"),
    [("", ("D-04",)), ("外出", ("D-04",)), ("  外出  ", ("D-04",)), ("外出务工", ())],
)
def test_lets_a_warning_pass_for_four_characters(words: str, checks: tuple[str, ...]) -> None:
    assert verdict(gates=(WARNING,), answers={"D-04": words}).checks() == checks


def test_lets_no_words_answer_a_block() -> None:
    gate = replace(WARNING, level=Level.BLOCK)
    assert verdict(gates=(gate,), answers={"D-04": "外出务工未归"}).checks() == ("D-04",)


def test_judges_by_what_other_modules_vouch_for() -> None:
    gate = replace(WARNING, any_of=(Condition(fact="recruitment.age", op="at_least", value=18),))
    assert verdict(gates=(gate,), named={"recruitment.age": 18}) == Verdict()
    assert verdict(gates=(gate,)).checks() == ("D-04",)


def test_keeps_papers_of_the_step_only() -> None:
    own = judging.own_papers(EDITION, SECOND, [*PAPERS, "oath_photo"])
    assert own == PAPERS


def test_tells_the_same_words_once_and_a_block_instead_of_its_warning() -> None:
    warned, blocked = (reason("D-04", level=level) for level in (Level.WARN, Level.BLOCK))
    other = reason("D-05", level=Level.WARN)
    assert judging.once([warned, blocked, warned, other, other]) == [blocked, other]
