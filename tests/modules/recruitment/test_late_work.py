"""What is past its day is counted for who answers, for nobody else, and only while it is late."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.county import County
from tests.planned import adopted
from tests.walk import NOW
from xianfeng.recruitment.commands import efforts, tasks
from xianfeng.recruitment.queries import late_work
from xianfeng.recruitment.vocab import Programme
from xianfeng.registry.models import Unit
from xianfeng.registry.vocab import UnitKind

pytestmark = pytest.mark.django_db
OFFICE, DUE = cast.county_office(), NOW.date() + timedelta(days=20)
BEFORE, AFTER = DUE, DUE + timedelta(days=1)


@pytest.fixture
def county() -> County:
    return County()


def task(county: County) -> int:
    assignment = tasks.Assignment(
        goal="优化队伍结构", title="每个支部一名年轻党员", measure="逐村摸排，列出名单",
        organisation_id=county.committee.pk, due_on=DUE,
    )  # fmt: skip
    return tasks.assign(actor=OFFICE, plan_id=adopted(), assignment=assignment, at=NOW)


def effort(county: County, name: str = "周庄村上庄") -> Unit:
    unit = Unit.objects.create(
        name=name, kind=UnitKind.NATURAL_VILLAGE, org_path=county.committee.path
    )
    assignment = efforts.Assignment(
        responsible_id=county.committee.pk, due_on=DUE, measure="从返乡青年中培养"
    )
    efforts.assign(
        actor=OFFICE, programme=Programme.BLANK_VILLAGE, subject_id=unit.pk,
        assignment=assignment, at=NOW,
    )  # fmt: skip
    return unit


def test_a_task_is_late_the_day_after_for_its_organisation_alone(county: County) -> None:
    task_id = task(county)
    own = cast.committee_organiser(county.committee.path)
    other = cast.committee_organiser(county.other_committee.path)
    assert late_work.late_tasks(own, today=BEFORE) == 0
    assert late_work.late_tasks(own, today=AFTER) == 1
    assert late_work.late_tasks(other, today=AFTER) == 0
    assert late_work.late_tasks(OFFICE, today=AFTER) == 0
    tasks.finish(actor=OFFICE, task_id=task_id, note="实地核查属实", at=NOW)
    assert late_work.late_tasks(own, today=AFTER) == 0


def test_a_subject_is_late_until_it_is_met_or_not_asked_for(county: County) -> None:
    unit = effort(county)
    own = cast.committee_organiser(county.committee.path)
    assert late_work.late_subjects(own, today=BEFORE) == {}
    assert late_work.late_subjects(own, today=AFTER) == {Programme.BLANK_VILLAGE: 1}
    assert late_work.late_subjects(OFFICE, today=AFTER) == {}
    Unit.objects.filter(pk=unit.pk).update(organisation=county.branch)
    assert late_work.late_subjects(own, today=AFTER) == {}
    Unit.objects.filter(pk=unit.pk).update(organisation=None)
    efforts.exempt(
        actor=OFFICE, programme=Programme.BLANK_VILLAGE, subject_id=unit.pk, why="整村搬迁",
        until=date(2030, 1, 1), at=NOW,
    )  # fmt: skip
    assert late_work.late_subjects(own, today=AFTER) == {}


def test_counts_many_in_two_queries(county: County) -> None:
    for nth in range(20):
        effort(county, f"周庄村{nth}社")
    own = cast.committee_organiser(county.committee.path)
    with CaptureQueriesContext(connection) as seen:
        assert late_work.late_subjects(own, today=AFTER) == {Programme.BLANK_VILLAGE: 20}
    assert len(seen) == 2


def test_nobody_without_a_part_in_it_is_reminded(county: County) -> None:
    task(county)
    effort(county)
    with CaptureQueriesContext(connection) as seen:
        assert late_work.late_tasks(cast.auditor(), today=AFTER) == 0
        assert late_work.late_subjects(cast.auditor(), today=AFTER) == {}
    assert len(seen) == 0


def test_is_told_on_the_first_page_in_a_line_each(county: County) -> None:
    task(county)
    effort(county)
    own = cast.committee_organiser(county.committee.path)
    found = late_work.reminder(own, AFTER)
    assert [(line.label, line.url) for line in found.lines] == [
        ("1 项计划任务已过期限", "/tasks/"),
        ("消除党员空白自然村：1 处已过期限", "/programmes/blank_village/?progress=late"),
    ]
    assert late_work.reminder(own, BEFORE).lines == ()
