"""Comparing editions finds exactly what the regulations changed (domain 1.2), and nothing in an edition itself."""

from dataclasses import replace
from datetime import date

import pytest

from xianfeng.procedure import comparison
from xianfeng.procedure.comparison import Comparison, Kind
from xianfeng.recruitment.catalogue import shelf

DAY = date(2015, 1, 1)


def between(left: str, right: str, *, on: date = DAY) -> Comparison:
    return comparison.compare(shelf(), shelf().edition(left), shelf().edition(right), on=on)


def gates(found: Comparison) -> set[tuple[str, str, str]]:
    return {(gate.kind.value, gate.check, gate.record) for gate in found.gates}


@pytest.mark.parametrize("edition_id", [edition.id for edition in shelf().editions])
def test_finds_nothing_between_an_edition_and_itself(edition_id: str) -> None:
    assert between(edition_id, edition_id).is_empty


def test_tells_what_2014_changed_of_1990() -> None:
    found = between("CPC-DEV-1990", "CPC-DEV-2014")

    assert [(s.kind, s.after, [d.what for d in s.differences]) for s in found.steps] == [
        (Kind.CHANGED, 11, ["时限"]),
        (Kind.CHANGED, 21, ["时限"]),
    ]
    assert gates(found) == {
        ("changed", "D-25", "短期集中培训"),
        ("added", "D-28", "支委会审查"),
        ("added", "D-32", "接收预备党员支部大会"),
        ("added", "V-06", "接收预备党员支部大会"),
        ("added", "V-06", "预备党员转正支部大会"),
    }
    training = next(gate for gate in found.gates if gate.check == "D-25")
    assert "天数 ≥ 5 或 短期集中培训·学时 ≥ 40" in training.before
    assert "天数 ≥ 3 或 短期集中培训·学时 ≥ 24" in training.after
    ballot = next(gate for gate in found.gates if gate.check == "V-06")
    assert ballot.after.endswith("表决方式 = 无记名投票")


def test_tells_what_2026_changed_of_2014() -> None:
    found = between("CPC-DEV-2014", "CPC-DEV-2026")

    assert [(step.kind, step.after) for step in found.steps] == [
        (Kind.CHANGED, 8), (Kind.CHANGED, 15), (Kind.CHANGED, 20), (Kind.CHANGED, 23),
    ]  # fmt: skip
    assert {d.what: (d.before, d.after) for d in found.steps[1].differences} == {
        "名称": ("支部大会讨论", "党支部党员大会讨论"),
        "责任主体": ("支部大会", "党支部党员大会"),
    }
    assert gates(found) == {
        ("changed", "D-17", "发展对象备案"),
        ("added", "D-17", "发展对象备案"),
        ("added", "N-03", "发展对象备案"),
        ("added", "N-02", "发展对象公示"),
        ("added", "N-05", "发展对象公示"),
        ("added", "D-39", "入党宣誓"),
        ("added", "D-04", "派人谈话"),
        ("added", "D-35", "党委审批"),
    }
    raised = next(gate for gate in found.gates if gate.kind is Kind.CHANGED)
    assert (raised.level_before, raised.level_after) == ("预警", "阻断")
    assert "+ 5 个工作日" in raised.after


def test_tells_the_four_steps_that_the_county_adds() -> None:
    found = between("CPC-DEV-2014", "WUSHAN-29")

    assert [(s.title, s.after) for s in found.steps if s.kind is Kind.ADDED] == [
        ("党员推荐、群团组织推优", 3),
        ("发展对象公示", 9),
        ("拟接收预备党员公示", 16),
        ("拟转正公示", 26),
    ]
    assert {step.kind for step in found.steps} == {Kind.ADDED, Kind.CHANGED}
    assert {gate.kind for gate in found.gates} == {Kind.ADDED}
    assert {gate.check for gate in found.gates} == {
        "D-13", "D-14", "D-17", "D-33", "D-44", "D-48", "D-59", "D-71", "D-72", "D-73", "N-01", "N-02", "N-03", "N-04", "N-05",
    }  # fmt: skip


def test_adds_the_national_gates_of_the_day_to_a_county_edition() -> None:
    before = gates(between("CPC-DEV-2014", "WUSHAN-29", on=date(2026, 5, 10)))
    after = gates(between("CPC-DEV-2014", "WUSHAN-29", on=date(2026, 5, 11)))
    assert after - before == {
        ("changed", "D-17", "发展对象备案"),
        ("added", "N-03", "发展对象备案"),
        ("added", "D-39", "入党宣誓"),
        ("added", "D-04", "派人谈话"),
        ("added", "D-35", "党委审批"),
    }


def test_turns_round_with_its_editions() -> None:
    found = between("WUSHAN-29", "CPC-DEV-2014")
    assert [s.before for s in found.steps if s.kind is Kind.REMOVED] == [3, 9, 16, 26]
    assert {gate.kind for gate in found.gates} == {Kind.REMOVED}


def test_calls_moved_only_the_step_that_changed_its_place() -> None:
    one = shelf().edition("WUSHAN-29")
    steps = list(one.steps)
    steps.insert(10, steps.pop(12))
    other = replace(one, steps=tuple(replace(s, number=n) for n, s in enumerate(steps, 1)))

    found = comparison.compare(shelf(), one, other, on=DAY)

    assert [(s.kind, s.before, s.after) for s in found.steps] == [(Kind.MOVED, 13, 11)]
