"""The shipped editions hold what the regulation asks, and broken documents are refused by place."""

import hashlib
import tomllib
from copy import deepcopy
from dataclasses import replace
from importlib import resources
from pathlib import Path

import pytest

from xianfeng.config import checks
from xianfeng.kernel.checks import catalogue
from xianfeng.kernel.verdict import Level
from xianfeng.procedure import handbook, loader, offers, variants
from xianfeng.procedure.schema import Condition, Edition, Gate
from xianfeng.recruitment import facts
from xianfeng.recruitment.catalogue import shelf

FOLDER = resources.files("xianfeng.recruitment").joinpath("procedures")
IDS = ("CPC-DEV-1990", "CPC-DEV-2014", "CPC-DEV-2026", "WUSHAN-29")
NATIONAL = IDS[:3]
PAIRS = [(e, e) for e in NATIONAL] + [("WUSHAN-29", e) for e in NATIONAL]


def edition(edition_id: str) -> Edition:
    return shelf().edition(edition_id)


def test_ships_four_editions() -> None:
    assert sorted(e.id for e in shelf().editions) == sorted(IDS)
    assert [len(edition(i).steps) for i in IDS] == [25, 25, 25, 29]


@pytest.mark.parametrize("edition_id", IDS)
def test_numbers_without_holes_in_five_stages(edition_id: str) -> None:
    one = edition(edition_id)
    assert [s.number for s in one.steps] == list(range(1, len(one.steps) + 1))
    numbers = [one.stage_of(s).number for s in one.steps]
    assert numbers == sorted(numbers)
    assert set(numbers) == {1, 2, 3, 4, 5}


@pytest.mark.parametrize("edition_id", IDS)
def test_reaches_every_step_and_ends_after_all_of_them(edition_id: str) -> None:
    one = edition(edition_id)
    signed: set[str] = set()
    for step in one.steps:
        assert set(step.after) <= signed
        assert step.after or step.number == 1
        signed.add(step.key)
    needed, waiting = set(), [one.steps[-1].key]
    while waiting:
        key = waiting.pop()
        needed.add(key)
        waiting += [k for k in one.step(key).after if k not in needed]
    assert needed == signed


@pytest.mark.parametrize(("edition_id", "rules_id"), PAIRS)
def test_looks_never_ahead(edition_id: str, rules_id: str) -> None:
    one, rules = edition(edition_id), edition(rules_id)
    number = {}
    for step in one.steps:
        for record in (*step.records, step.repeated):
            number.setdefault(record, step.number)
    for gate in {id(g): g for g in (*one.gates, *rules.gates)}.values():
        conditions = (*gate.any_of, *gate.when, *((gate.unless,) if gate.unless else ()))
        for condition in conditions:
            for fact in (condition.fact, condition.other):
                record = fact.split(".")[0]
                if gate.on in number and record in number:
                    assert number[record] <= number[gate.on], (gate.check, gate.on, fact)


@pytest.mark.parametrize("edition_id", IDS)
def test_gives_every_gate_words_for_its_reader(edition_id: str) -> None:
    for gate in edition(edition_id).gates:
        assert gate.remedy, (gate.check, gate.on)
        assert gate.cite or catalogue()[gate.check].source
    for step in edition(edition_id).steps:
        assert step.actor and step.cite and step.grade in {"A", "B", "C"}


def test_changes_editions_on_the_day() -> None:
    days = {"2014-05-27": "1990", "2014-05-28": "2014", "2026-05-10": "2014", "2026-05-11": "2026"}
    for day, year in days.items():
        on = tomllib.loads(f"d = {day}")["d"]
        assert shelf().in_force("cpc-dev", on).id == f"CPC-DEV-{year}"
        assert shelf().rules_on(edition("WUSHAN-29"), on).id == f"CPC-DEV-{year}"


def test_marks_the_revision_as_unverified() -> None:
    assert edition("CPC-DEV-2026").status == "待核对"
    assert edition("WUSHAN-29").status == "建议稿"


def test_holds_all_25_national_steps_and_exactly_four_more() -> None:
    one = edition("WUSHAN-29")
    assert {n for s in one.steps for n in s.national if not s.is_extra} == set(range(1, 26))
    assert sum(s.is_extra for s in one.steps) == 4
    assert sum(not s.is_extra for s in one.steps) == 25


@pytest.mark.parametrize("rules_id", NATIONAL)
def test_accepts_the_county_variant(rules_id: str) -> None:
    assert variants.problems(edition("WUSHAN-29"), edition(rules_id)) == []


def _without(one: Edition, key: str) -> Edition:
    left = [s for s in one.steps if s.key != key]
    gone = one.step(key)
    mended = tuple(
        replace(s, after=tuple(dict.fromkeys(a for k in s.after for a in (gone.after if k == key else (k,)))))
        for s in left
    )  # fmt: skip
    return replace(one, steps=mended)


@pytest.mark.parametrize("key", [s.key for s in shelf().edition("WUSHAN-29").steps])
def test_refuses_a_variant_that_drops_a_national_step(key: str) -> None:
    one = edition("WUSHAN-29")
    found = variants.problems(_without(one, key), edition("CPC-DEV-2014"))
    is_free = one.step(key).is_extra and key != "recommend-activist"
    assert [r.check for r in found] == ([] if is_free else ["D-00"] * len(found))
    assert bool(found) is not is_free


def _changed(key: str, **columns: object) -> Edition:
    one = edition("WUSHAN-29")
    return replace(
        one, steps=tuple(replace(s, **columns) if s.key == key else s for s in one.steps)
    )


@pytest.mark.parametrize(
    "variant",
    [
        _changed("approve-admission", signed_by=("branch",)),
        _changed("approve-admission", outcomes=()),
        _changed("vote-admission", after=("submit-application",)),
        replace(edition("WUSHAN-29"), follows=""),
    ],
    ids=["other hands", "other effect", "other order", "no national gates"],
)
def test_refuses_a_variant_that_spoils_a_step(variant: Edition) -> None:
    assert {r.check for r in variants.problems(variant, edition("CPC-DEV-2014"))} == {"D-00"}


@pytest.mark.parametrize(
    ("key", "record"),
    [
        ("review-politically", "political_review"),
        ("short-training", "training"),
        ("vote-admission", "admission_meeting"),
        ("decide-candidate", "candidate_opinions"),
    ],
)
def test_refuses_a_variant_that_keeps_a_national_record_as_a_note(key: str, record: str) -> None:
    # A repeated note is judged by no gate of the record, and nobody must enter one.
    left = tuple(r for r in edition("WUSHAN-29").step(key).records if r != record) or ("placement",)
    variant = _changed(key, records=left, repeated=record, repeat_months=6)

    found = variants.problems(variant, edition("CPC-DEV-2026"))

    assert any("被删减" in r.message for r in found)


def test_refuses_a_variant_that_hears_opinions_after_the_decision() -> None:
    one = edition("WUSHAN-29")
    later = replace(
        one.step("publish-candidate"), records=("candidate_opinions", "candidate_notice")
    )
    decided = replace(one.step("decide-candidate"), records=("candidate_decision",))
    changed = {later.key: later, decided.key: decided}
    variant = replace(one, steps=tuple(changed.get(s.key, s) for s in one.steps))

    found = variants.problems(variant, edition("CPC-DEV-2026"))

    assert [r.fact for r in found] == ["国家第7环节“确定发展对象”的“听取意见”改在此环节之后"]


@pytest.mark.parametrize(
    ("check", "on", "condition", "is_looser"),
    [
        ("D-01", "application", {"fact": "recruitment.age_at_application", "op": "at_least", "value": 16}, True),
        ("D-01", "application", {"fact": "recruitment.age_at_application", "op": "at_least", "value": 20}, False),
        ("D-12", "candidate_decision", {"fact": "candidate_decision.on", "op": "on_or_after", "other": "activist_decision.on", "months": 6}, True),
        ("D-12", "candidate_decision", {"fact": "candidate_decision.on", "op": "on_or_after", "other": "activist_decision.on", "months": 18}, False),
        ("D-35", "approval", {"fact": "approval.on", "op": "on_or_before", "other": "committee_talk.reported_on", "months": 9}, True),
        ("D-35", "approval", {"fact": "approval.on", "op": "on_or_before", "other": "committee_talk.reported_on", "months": 3}, False),
    ],
)  # fmt: skip
def test_refuses_a_variant_that_loosens_a_limit(
    check: str, on: str, condition: dict[str, object], is_looser: bool
) -> None:
    one = edition("WUSHAN-29")
    more = Gate(check=check, on=on, level=Level.BLOCK, any_of=(Condition(**condition),))
    found = variants.problems(replace(one, gates=(*one.gates, more)), edition("CPC-DEV-2014"))
    assert [r.check for r in found] == (["D-00"] if is_looser else [])


def _document() -> dict[str, object]:
    text = FOLDER.joinpath("cpc-dev-2014.toml").read_text("utf-8")
    return loader.documents({"cpc-dev-2014.toml": text})["CPC-DEV-2014"]


def test_reports_every_error_of_a_document_with_its_place() -> None:
    row = deepcopy(_document())
    row["step"][3]["stage"] = "stage-nowhere"
    row["step"][4]["records"] = ["nothing"]
    row["step"][5]["after"] = ["archive-case"]
    row["step"][-2]["outcome"][1]["restart"] = "no-step"
    row["gate"][0]["check"] = "D-99"
    row["gate"][1]["op"] = "eval"
    row["gate"][2]["on"] = "county_review"
    row["gate"][3]["other"] = "archive.on"
    row["gate"][3]["level"] = "warn"
    kinds = loader.records(FOLDER.joinpath("records.toml").read_text("utf-8"))

    with pytest.raises(loader.Unreadable) as unreadable:
        loader.edition(row, kinds)

    found = "\n".join(unreadable.value.problems)
    for words in (
        "第4环节 file-activist：没有阶段 stage-nowhere",
        "第5环节 appoint-mentors：没有登记 nothing",
        "第6环节 cultivate-activist：archive-case 不是前面的环节",
        "要回到的 no-step 不是前面的环节",
        "检查 D-99@application：检查目录中没有这一项",
        "检查 D-02@application：没有比较方式 eval",
        "检查 D-03@county_review：没有环节登记它",
        "检查 D-04@talk：要用后面才有的 archive.on",
    ):
        assert words in found


def test_refuses_two_steps_of_one_key() -> None:
    row = deepcopy(_document())
    row["step"].append(deepcopy(row["step"][0]))
    kinds = loader.records(FOLDER.joinpath("records.toml").read_text("utf-8"))
    with pytest.raises(loader.Unreadable, match="有两个环节的 key 相同"):
        loader.edition(row, kinds)


def test_keeps_released_editions_to_the_byte() -> None:
    frozen = dict(
        reversed(line.split("  "))
        for line in FOLDER.joinpath("RELEASED").read_text("utf-8").splitlines()
    )
    for name, digest in frozen.items():
        assert hashlib.sha256(FOLDER.joinpath(name).read_bytes()).hexdigest() == digest, (
            f"{name} was released and judged cases: write a new edition instead of changing it"
        )
    over = {f"{e.id.lower()}.toml" for e in shelf().editions if e.valid_to}
    assert over <= frozen.keys()


def test_names_no_fact_that_nobody_offers() -> None:
    offered = checks.OF_EVERY_CASE | facts.sources().keys()
    assert {e.id: offers.missing(e, offered) for e in shelf().editions} == dict.fromkeys(
        (e.id for e in shelf().editions), []
    )
    assert offers.unused(shelf().editions, facts.sources()) == []


def test_finds_a_fact_that_nobody_offers_and_one_that_nobody_asks_for() -> None:
    offered = checks.OF_EVERY_CASE | (facts.sources().keys() - {"recruitment.full_member_on"})
    assert offers.missing(edition("WUSHAN-29"), offered) == ["recruitment.full_member_on"]
    assert offers.unused(shelf().editions, ["recruitment.nobody"]) == ["recruitment.nobody"]


def test_has_the_generated_handbook_up_to_date() -> None:
    path = Path(__file__).parents[2] / "docs" / "generated" / "procedures.md"
    assert path.read_text("utf-8") == handbook.written(shelf()), "run scripts/generate-docs"
