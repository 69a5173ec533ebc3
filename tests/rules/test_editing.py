"""A county's edition is made by steps that D-00 judges, and no accepted one lets pass what the nation refuses."""

import random
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from xianfeng.kernel.dates import WorkCalendar
from xianfeng.procedure import (
    editing,
    gates,
    limits,
    loader,
    offers,
    shape,
    variants,
    writing,
)
from xianfeng.procedure.schema import Edition, FieldKind
from xianfeng.procedure.shelf import Shelf
from xianfeng.recruitment.catalogue import documents, kinds, shelf
from xianfeng.recruitment.vocab import FIXED_CHECKS

DAY = date(2027, 1, 1)
NATIONAL = shelf().edition("CPC-DEV-2026")
CALENDAR = WorkCalendar.of((), known_from=date.max, known_until=date.min)


def begun(base: str = "WUSHAN-29") -> editing.Row:
    return editing.begun(documents()[base], id="COUNTY-1", name="武山县规程（2027）")


def built(row: editing.Row) -> Edition:
    return loader.county(writing.text(row), edition_id="COUNTY-1", kinds=kinds())


def refusals(row: editing.Row) -> list[str]:
    return [r.fact for r in variants.problems(built(row), NATIONAL, fixed=FIXED_CHECKS)]


def limit(row: editing.Row, check: str, words: str = "") -> limits.Limit:
    known = limits.in_force(built(row), NATIONAL.gates, fixed=FIXED_CHECKS)
    return next(one for one in known if one.check == check and words in one.words)


@pytest.mark.parametrize("base", [edition.id for edition in shelf().editions])
def test_begins_with_what_the_base_says(base: str) -> None:
    one, other = shelf().edition(base), built(begun(base))

    plain = [replace(step, cite="") for step in other.steps]
    assert [step.title for step in plain] == [step.title for step in one.steps]
    assert [step.after for step in plain] == [step.after for step in one.steps]
    assert other.follows == (one.follows or one.family)
    assert other.gates == () if not one.follows else len(other.gates) == len(one.gates)
    if base in {"CPC-DEV-2026", "WUSHAN-29"}:
        assert variants.problems(other, NATIONAL, fixed=FIXED_CHECKS) == []


def test_writes_documents_that_read_the_same() -> None:
    row = begun()
    text = writing.text(row)
    again, faults = shape.read(text)
    assert faults == []
    assert writing.text(again) == text


def test_adds_a_step_between_two_others() -> None:
    row = editing.with_step(
        begun(), title="县委组织部抽查", after="branch-review", actor="县委组织部",
        signed_by=["county"], papers=["抽查记录"],
    )  # fmt: skip
    edition = built(row)

    added = edition.numbered(15)
    assert (added.title, added.after, added.signed_by) == (
        "县委组织部抽查", ("branch-review",), ("county",),
    )  # fmt: skip
    assert edition.numbered(16).after == (added.key,)
    assert [paper.title for paper in edition.papers_of(added)] == ["抽查记录"]
    assert len(edition.steps) == 30
    assert refusals(row) == []
    assert editing.own_keys(row, edition) == {added.key}


def test_takes_its_own_step_out_again_without_a_trace() -> None:
    row = begun()
    added = editing.with_step(
        row, title="抽查", after="branch-review", actor="县委", signed_by=["county"]
    )
    gone = editing.without_step(added, key="county-step-1")
    assert writing.text(gone) == writing.text(row)


def test_takes_a_county_step_out_with_its_gates() -> None:
    row = editing.without_step(begun(), key="publish-admission")
    assert refusals(row) == []
    assert not {gate.check for gate in built(row).gates} & {"D-33"}
    assert len(built(row).steps) == 28


@pytest.mark.parametrize("key", [step.key for step in shelf().edition("WUSHAN-29").steps])
def test_refuses_to_do_without_a_national_step(key: str) -> None:
    row = editing.without_step(begun(), key=key)
    national = [s for s in NATIONAL.steps if set(s.records) & set(_made(key))]
    try:
        found = refusals(row)
    except loader.Unreadable:
        return
    for step in national:
        assert f"国家第{step.number}环节“{step.title}”被删减" in found
    assert bool(found) is bool(national)


def _made(key: str) -> tuple[str, ...]:
    return shelf().edition("WUSHAN-29").step(key).records


@pytest.mark.parametrize(
    ("check", "words", "amount", "is_lawful"),
    [
        ("D-25", "学时", 40, True),
        ("D-25", "学时", 16, False),
        ("D-12", "确定发展对象", 18, True),
        ("D-12", "确定发展对象", 6, False),
        ("D-12", "考察", 3, True),
        ("D-12", "考察", 1, False),
        ("D-17", "5 个工作日", 7, True),
        ("D-17", "5 个工作日", 3, False),
        ("N-01", "公示截止日期 不早于 发展对象公示", 3, False),
        ("N-01", "公示截止日期 不早于 拟接收预备党员公示", 3, True),
        ("D-35", "+ 6 个月", 5, True),
        ("D-35", "+ 6 个月", 9, False),
        ("D-01", "", 20, True),
        ("D-01", "", 16, False),
        ("D-45", "+ 24 个月", 20, False),
        ("D-68", "+ 12 个月", 14, False),
    ],
)
def test_moves_a_limit_within_its_bound_only(
    check: str, words: str, amount: int, is_lawful: bool
) -> None:
    row = begun()
    changed = editing.with_limit(row, limit=limit(row, check, words), amount=amount)
    found = refusals(changed)
    assert (found == []) is is_lawful, found
    assert all(check in told or "D-17" in told for told in found)


def test_names_step_clause_and_values_of_a_loosened_limit() -> None:
    row = begun()
    changed = editing.with_limit(row, limit=limit(row, "D-25", "学时"), amount=16)
    assert refusals(changed) == [
        "“开展集中培训”D-25由“短期集中培训·学时 ≥ 24”（第十七条）放宽为“短期集中培训·学时 ≥ 16”"
    ]


def test_carries_a_changed_number_into_the_words() -> None:
    row = begun()
    changed = editing.with_limit(
        row, limit=limit(row, "N-01", "公示截止日期 不早于 拟接收预备党员公示"), amount=7
    )
    edition = built(changed)
    gate = next(g for g in edition.gates if (g.check, g.on) == ("N-01", "admission_notice"))
    assert (gate.any_of[0].workdays, gate.remedy, gate.say) == (7, "公示满7个工作日", {"n": "7"})
    assert edition.step("publish-admission").limit == "不少于7个工作日"
    assert len(edition.gates) == len(shelf().edition("WUSHAN-29").gates)


def test_asks_for_more_papers_and_lets_only_its_own_go() -> None:
    row = editing.with_paper(begun(), key="first-talk", title="谈话照片")
    edition = built(row)
    assert [p.title for p in edition.papers_of(edition.step("first-talk"))] == [
        "谈话记录",
        "谈话照片",
    ]
    assert refusals(row) == []
    assert editing.without_paper(row, paper="county_paper_1")["paper"] == []
    with pytest.raises(KeyError):
        editing.without_paper(row, paper="talk_record")


def test_words_a_step_and_the_edition_anew() -> None:
    row = editing.with_words(
        begun(), key="first-talk", title="谈心谈话", actor="支部", limit="十天内"
    )
    row = editing.renamed(row, name="新名", note="新注")
    edition = built(row)
    assert (edition.step("first-talk").title, edition.name) == ("谈心谈话", "新名")
    assert refusals(row) == []


@pytest.mark.parametrize(("months", "is_lawful"), [(3, True), (6, True), (7, False), (0, False)])
def test_reviews_more_often_never_less(months: int, is_lawful: bool) -> None:
    row = editing.with_rhythm(begun(), key="cultivate-activist", months=months)
    assert (refusals(row) == []) is is_lawful


@pytest.mark.parametrize(
    "spoil",
    [
        lambda row: row["step"][19].update(outcome=[{"standing": "full", "standing_from": "approval.on"}]),
        lambda row: row["step"][15].update(outcome=[{"close": "archived"}]),
        lambda row: row["step"][19].update(signed_by=["branch"]),
        lambda row: row["step"][19].update(signed_by=[]),
        lambda row: row["step"][6].update(repeated=""),
        lambda row: row.update(ends_before="archive-case"),
        lambda row: row.update(follows="wushan-29"),
    ],
    ids=["effect", "closing", "hands", "nobody", "no reviews", "ending", "no national family"],
)  # fmt: skip
def test_refuses_what_only_a_document_by_hand_could_say(spoil: Callable[[Any], Any]) -> None:
    row = begun()
    spoil(row)
    assert refusals(row) != []


def test_refuses_a_document_that_redefines_what_is_shared() -> None:
    row = begun()
    row["record"] = [{"key": "talk", "title": "谈话", "date": "日期"}]
    row["paper"] = [{"on": "nowhere", "key": "more", "title": "更多"}]
    row["step"].append(
        {**row["step"][0], "key": "again", "after": ["first-talk"], "records": ["application"]}
    )
    with pytest.raises(loader.Unreadable) as unreadable:
        built(row)
    assert [problem.split("：", 1)[1] for problem in unreadable.value.problems] == [
        "登记“talk”已有，不能重新定义",
        "材料“更多”所属的登记“nowhere”不存在",
        "第30环节 again：application 前面的环节已经登记",
    ]


@pytest.mark.parametrize(
    ("condition", "is_sound"),
    [
        ({"fact": "talk.on", "op": "on_or_before", "other": "application.on", "days": 20}, True),
        ({"fact": "talk.on", "op": "at_least", "value": 3}, False),
        ({"fact": "talk.on", "op": "on_or_before", "other": "talk.talker"}, False),
        ({"fact": "talk.talker", "op": "more_than", "value": 1}, False),
        ({"fact": "talk.place", "op": "equals", "value": "村委会"}, True),
        ({"fact": "recruitment.age_at_application", "op": "at_least", "value": 20}, True),
        ({"fact": "recruitment.age_at_application", "op": "on_or_before", "other": "talk.on"}, False),
        ({"fact": "paper.talk_record", "op": "present"}, True),
        ({"fact": "paper.talk_record", "op": "at_least", "value": 1}, False),
        ({"fact": "previous.talk.on", "op": "one_of", "value": 3}, False),
    ],
)  # fmt: skip
def test_finds_a_comparison_that_no_judge_could_make(
    condition: dict[str, Any], is_sound: bool
) -> None:
    row = begun()
    row["gate"] = [{"check": "D-04", "on": "talk", "remedy": "重办", **condition}]
    found = offers.misused(built(row), shelf().editions)
    assert (found == []) is is_sound, found


@pytest.mark.parametrize("edition_id", [edition.id for edition in shelf().editions])
def test_finds_every_shipped_comparison_sound(edition_id: str) -> None:
    assert offers.misused(shelf().edition(edition_id), shelf().editions) == []


# ── No accepted sequence of edits lets pass what the national edition refuses ──

BASES = ("WUSHAN-29", "CPC-DEV-2026")
Edit = Callable[[editing.Row, random.Random], editing.Row]


def _some_step(row: editing.Row, chance: random.Random) -> str:
    return str(chance.choice(row["step"])["key"])


def _moved_limit(row: editing.Row, chance: random.Random) -> editing.Row:
    known = limits.in_force(built(row), NATIONAL.gates, fixed=frozenset())
    return editing.with_limit(row, limit=chance.choice(known), amount=chance.randint(0, 40))


EDITS: dict[str, Edit] = {
    "step": lambda row, c: editing.with_step(
        row, title="增设", after=_some_step(row, c), actor="某", signed_by=[c.choice(["branch", "county"])]
    ),
    "drop": lambda row, c: editing.without_step(row, key=_some_step(row, c)),
    "paper": lambda row, c: editing.with_paper(row, key=_some_step(row, c), title="材料"),
    "limit": _moved_limit,
    "words": lambda row, c: editing.with_words(
        row, key=_some_step(row, c), title="新名", actor="某", limit=""
    ),
    "rhythm": lambda row, c: editing.with_rhythm(
        row, key=c.choice(["cultivate-activist", "observe-probation"]), months=c.randint(0, 12)
    ),
}  # fmt: skip


def _edited(base: str, names: list[str], chance: random.Random) -> Edition:
    row = begun(base)
    for name in names:
        try:
            tried = EDITS[name](deepcopy(row), chance)
            edition = built(tried)
        except (loader.Unreadable, KeyError):
            continue
        if not variants.problems(edition, NATIONAL):
            row = tried
    return built(row)


def _invented(edition: Edition, chance: random.Random) -> dict[str, Any]:
    """Return facts by chance for everything that any gate names, often missing, often near a limit."""
    facts: dict[str, Any] = {}
    start = DAY + timedelta(days=chance.randint(0, 300))
    titles = {
        f"{kind.key}.{spec.name}": spec for kind in edition.records.values() for spec in kind.fields
    }
    for name in sorted(gates.named_facts((*edition.gates, *NATIONAL.gates))):
        spec = titles.get(name)
        if chance.random() < 0.15 or "." not in name:
            continue
        last = name.rsplit(".", 1)[-1]
        is_day = last == "on" or last.endswith("_on") or (spec and spec.kind is FieldKind.DATE)
        if name.startswith("paper.") or (spec and spec.kind is FieldKind.YES_NO):
            facts[name] = chance.random() < 0.8
        elif spec and spec.kind is FieldKind.CHOICE:
            facts[name] = chance.choice(spec.choices)[0]
        elif is_day or name.endswith("until"):
            facts[name] = start + timedelta(
                days=chance.choice([-1, 0, 1, 5, 7, 31, 200, 365, 400, 730])
            )
        elif spec and spec.kind in {FieldKind.TEXT, FieldKind.LONG_TEXT}:
            facts[name] = "字"
        else:
            facts[name] = chance.choice([0, 1, 2, 3, 5, 8, 18, 24, 40])
    return facts


@settings(max_examples=40, deadline=None, phases=[Phase.reuse, Phase.generate])
@given(
    base=st.sampled_from(BASES),
    names=st.lists(st.sampled_from(sorted(EDITS)), min_size=1, max_size=6),
    seed=st.integers(0, 2**32),
)
def test_no_accepted_edits_let_pass_what_the_nation_refuses(
    base: str, names: list[str], seed: int
) -> None:
    chance = random.Random(seed)
    edition = _edited(base, names, chance)
    together = Shelf.of([*shelf().editions, replace(edition, id="COUNTY-1", valid_from=DAY)])
    judged = together.edition("COUNTY-1")
    facts = _invented(edition, chance)
    for step in NATIONAL.steps:
        for record in step.records:
            maker = judged.maker_of(record)
            assert maker is not None
            nation = [gate for gate in NATIONAL.gates if gate.on == record]
            here = together.gates(judged, maker, DAY)
            refused = {(r.check, r.level) for r in gates.judge(nation, facts, CALENDAR)}
            assert refused <= {(r.check, r.level) for r in gates.judge(here, facts, CALENDAR)}
            needed = {paper.key for paper in NATIONAL.records[record].papers if paper.is_required}
            assert needed <= {p.key for p in judged.papers_of(maker) if p.is_required}
        main = judged.maker_of(step.records[-1])
        assert main is not None
        assert set(main.signed_by) <= set(step.signed_by)
        assert (main.outcomes, main.decided_by) == (step.outcomes, step.decided_by)
        earlier = _before(judged, main.key)
        assert {judged.maker_of(NATIONAL.step(k).records[-1]).key for k in step.after} <= earlier
    for step in judged.steps:
        assert not step.outcomes or judged.step(step.key).national


def _before(edition: Edition, key: str) -> set[str]:
    found: set[str] = set()
    for after in edition.step(key).after:
        found |= {after} | _before(edition, after)
    return found
