"""What files tell together of their branches: who admits many at once, who admits nobody."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest

from tests import cast
from tests.county import County
from tests.walk import NOW
from xianfeng.kernel.verdict import Level
from xianfeng.recruitment.commands import examinations as commands
from xianfeng.recruitment.models import Breach
from xianfeng.recruitment.queries import branch_pace, examinations, examined
from xianfeng.recruitment.queries.examinations import Finding
from xianfeng.recruitment.queries.paper_files import PaperFile
from xianfeng.registry.models import Organisation, Person, Term

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
KNOWN = frozenset({"subject.branch", "admission_meeting.on", "approval.on", "activist_decision.on"})
Told = tuple[str, date | None, date | None]


@pytest.fixture
def county() -> County:
    return County()


def files(told: Iterable[Told]) -> Iterable[PaperFile]:
    for row, (branch, admitted_on, activist_on) in enumerate(told, 2):
        facts: dict[str, Any] = {"subject.branch": branch, "subject.name": f"第{row}人"}
        if admitted_on:
            facts |= {"admission_meeting.on": admitted_on, "approval.on": admitted_on}
        if activist_on:
            facts["activist_decision.on"] = activist_on
        yield PaperFile(row=row, facts=facts)


def asked(*told: Told, checks: frozenset[str] = frozenset()) -> tuple[Finding, ...]:
    return examinations.examine_files(
        files(told), known=KNOWN, today=TODAY, checks=checks,
        together=branch_pace.of_workbook(KNOWN),
    ).branches  # fmt: skip


def test_asks_a_branch_that_admitted_five_within_a_month_and_names_the_rows(county) -> None:
    name = county.branch.name
    days = [date(2024, 3, day) for day in (1, 8, 15, 22, 31)]

    (found,) = asked(*((name, day, None) for day in days))

    assert (found.check, found.level, found.row, found.rows) == (
        "D-54", Level.WARN, 0, (2, 3, 4, 5, 6),
    )  # fmt: skip
    assert found.message == (f"{name}2024年3月1日至2024年3月31日内集中发展5人，请核查是否突击发展")
    assert found.fact.startswith("第2人（2024年3月1日）、第3人")
    assert (found.org_path, found.committee_path) == (county.branch.path, county.committee.path)
    assert asked(*((name, day, None) for day in days[:4])) == ()


def test_asks_about_three_before_the_branch_elects(county) -> None:
    Term.objects.create(
        organisation=county.branch, number=3, starts_on=date(2024, 6, 1), ends_on=date(2027, 6, 1)
    )
    told = [(county.branch.name, date(2024, month, 20), None) for month in (3, 4, 5)]

    (found,) = asked(*told)

    assert (found.check, found.rows) == ("D-54", (2, 3, 4))
    assert "换届（届满）日2024年6月1日前90天" in found.message
    elsewhere = [(county.other_branch.name, day, None) for _branch, day, _ in told]
    assert asked(*elsewhere) == ()


def test_counts_no_vote_that_was_never_approved(county) -> None:
    told = [(county.branch.name, date(2024, 3, day), None) for day in range(1, 6)]
    unapproved = [
        PaperFile(row=one.row, facts={k: v for k, v in one.facts.items() if k != "approval.on"})
        for one in files(told)
    ]
    found = examinations.examine_files(
        unapproved, known=KNOWN, today=TODAY, together=branch_pace.of_workbook(KNOWN)
    )
    assert found.branches == ()


def test_asks_whoever_admitted_nobody_for_two_years_and_chose_nobody_for_one(county) -> None:
    here, there = county.branch.name, county.other_branch.name
    told = (
        (here, date(2020, 1, 1), date(2018, 1, 1)),
        (there, date(2018, 5, 1), date(2018, 2, 1)),
        (here, date(2022, 1, 1), date(2020, 1, 1)),
    )

    found = [(one.branch, one.check, one.message, one.rows) for one in asked(*told)]

    assert found == [
        (there, "D-56", f"{there}连续2年未发展党员，请核查原因", ()),
        (there, "D-56", f"{there}连续1年未确定入党积极分子，请核查原因", ()),
    ]
    assert asked(*told, checks=frozenset({"D-54"})) == ()


def test_lets_what_the_registry_knows_speak_for_a_branch(county) -> None:
    Person.objects.filter(organisation=county.other_branch).update(
        joined_on=date(2021, 3, 1), full_on=date(2022, 3, 1)
    )
    told = (
        (county.branch.name, date(2022, 1, 1), None),
        (county.other_branch.name, date(2018, 5, 1), None),
    )
    assert asked(*told) == ()


def test_asks_every_branch_of_a_committee_whose_cases_are_examined_and_keeps_it(county) -> None:
    actor = cast.committee_organiser(county.committee.path)
    begun = commands.begin_cases(actor=actor, organisation_id=county.committee.pk, at=NOW)

    commands.run(actor=actor, examination_id=begun, path=None, limit=0, at=NOW)

    kept = Breach.objects.get()
    assert (kept.rule, kept.row, kept.rows, kept.person_name) == ("D-56", 0, [], "")
    assert kept.fact == "最近一次1995年7月1日，核查截至2026年11月23日"
    report = examined.report(actor, begun)
    assert (report.findings, [one.branch for one in report.branches]) == ((), [county.branch.name])
    assert report.as_json()["branches"][0]["check"] == "D-56"
    assert Organisation.objects.filter(name=kept.branch).get() == county.branch
