"""A plan keeps signed steps by what they recorded, and lets none pass whose record a later gate needs."""

from dataclasses import replace
from datetime import date

from xianfeng.casework.rules import history, moving
from xianfeng.casework.rules.history import Standing
from xianfeng.procedure.schema import Edition
from xianfeng.recruitment.catalogue import shelf

DAY = date(2026, 11, 23)
WHOLE = shelf().edition("WUSHAN-29")


def without(key: str) -> Edition:
    """Return the county's edition as it would be without one of its own steps and its gates."""
    gone = WHOLE.step(key)
    steps = [
        replace(s, after=tuple(a for k in s.after for a in (gone.after if k == key else (k,))))
        for s in WHOLE.steps
        if s.key != key
    ]
    numbered = tuple(replace(step, number=n) for n, step in enumerate(steps, 1))
    return replace(WHOLE, id="SHORTER", steps=numbered)


def standing(edition: Edition, until: str) -> Standing:
    signed: dict[str, date] = {}
    for step in edition.steps:
        if step.key == until:
            break
        signed[step.key] = DAY
    return Standing(signed=signed, facts={})


def plan(old: Edition, new: Edition, until: str) -> moving.Plan:
    return moving.plan(old, new, standing(old, until), lambda step: shelf().gates(WHOLE, step, DAY))


def test_lets_a_passed_step_go_when_nothing_later_needs_it() -> None:
    found = plan(without("publish-candidate"), WHOLE, "name-introducers")
    assert [step.key for step in found.waived] == ["publish-candidate"]
    assert not found.verdict.reasons
    assert found.kept["file-candidate"] == (9, 10)


def test_refuses_when_a_later_gate_needs_the_passed_record() -> None:
    found = plan(without("publish-admission"), WHOLE, "vote-admission")
    assert [step.key for step in found.waived] == ["publish-admission"]
    assert [reason.message for reason in found.verdict] == [
        "后面的第18环节“支部大会讨论票决”要用“拟接收预备党员公示”（D-33），此件没有登记"
    ]


def test_asks_for_a_new_step_that_still_lies_ahead() -> None:
    found = plan(without("publish-admission"), WHOLE, "pre-review")
    assert found.waived == ()
    assert not found.verdict.reasons


def test_never_lets_a_national_step_pass() -> None:
    found = plan(without("review-politically"), WHOLE, "pre-review")
    assert "新版本第12环节“政治审查”是国家环节，原版本没有办理" in [
        reason.message for reason in found.verdict
    ]


def test_counts_a_waived_step_as_done_only_while_something_after_it_is() -> None:
    def fold(*signed: str) -> Standing:
        return history.fold(
            WHOLE,
            [history.Signed(step=key, round=1, on=DAY, records={}) for key in signed],
            papers=(), evidence={}, subject={}, waived={"recommend-activist": 1},
        )  # fmt: skip

    assert fold("submit-application", "first-talk").waived == frozenset()
    passed = fold("submit-application", "first-talk", "decide-activist")
    assert passed.waived == {"recommend-activist"}
    assert [step.key for step in history.open_steps(WHOLE, passed.signed)] == [
        "file-activist", "appoint-mentors",
    ]  # fmt: skip
