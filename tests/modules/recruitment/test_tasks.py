"""Tasks: one organisation answers, progress is entered, late ones are pressed, done is done."""

from datetime import date

import pytest

from tests import cast
from tests.county import County
from tests.planned import adopted
from tests.walk import NOW
from xianfeng.kernel.errors import NotAllowed, Refused
from xianfeng.recruitment.commands import tasks
from xianfeng.recruitment.commands.tasks import Assignment
from xianfeng.recruitment.models import Task, TaskEntry
from xianfeng.recruitment.vocab.plans import TaskMark

pytestmark = pytest.mark.django_db
OFFICE, DUE, LATER = cast.county_office(), date(2026, 12, 20), date(2026, 12, 1)


@pytest.fixture
def county() -> County:
    return County()


def assign(county: County, *, due_on: date = DUE, goal: str = "优化队伍结构") -> int:
    assignment = Assignment(
        goal=goal,
        title="消除鲁班山自然村空白点",
        measure="包村干部联系培养，年内确定积极分子2名",
        organisation_id=county.committee.pk,
        due_on=due_on,
    )
    return tasks.assign(actor=OFFICE, plan_id=adopted(), assignment=assignment, at=NOW)


def test_the_responsible_organisation_reports_and_the_county_closes(county: County) -> None:
    task_id = assign(county)
    organiser = cast.committee_organiser()
    tasks.report(actor=organiser, task_id=task_id, note="已确定积极分子一名", at=NOW)
    with pytest.raises(NotAllowed):
        tasks.finish(actor=organiser, task_id=task_id, note="已经全部完成", at=NOW)
    tasks.finish(actor=OFFICE, task_id=task_id, note="实地核查属实", at=NOW)
    assert Task.objects.get(pk=task_id).finished_on == NOW.date()
    assert list(TaskEntry.objects.values_list("kind", flat=True)) == ["progress", "done"]


def test_a_finished_task_takes_no_progress_until_it_is_opened_again(county: County) -> None:
    task_id = assign(county)
    tasks.finish(actor=OFFICE, task_id=task_id, note="实地核查属实", at=NOW)
    with pytest.raises(Refused):
        tasks.report(actor=cast.committee_organiser(), task_id=task_id, note="又有进展", at=NOW)
    tasks.reopen(actor=OFFICE, task_id=task_id, note="复查发现不实", at=NOW)
    assert Task.objects.get(pk=task_id).finished_on is None
    with pytest.raises(Refused):
        tasks.reopen(actor=OFFICE, task_id=task_id, note="复查发现不实", at=NOW)


def test_the_county_reminds_and_supervises_with_a_day_for_the_answer(county: County) -> None:
    task_id = assign(county)
    for mark in (TaskMark.REMINDER, TaskMark.SUPERVISION):
        tasks.press(
            actor=OFFICE, task_id=task_id, mark=mark, note="请抓紧办理", answer_by=LATER, at=NOW
        )
    assert list(TaskEntry.objects.values_list("kind", "answer_by")) == [
        ("reminder", LATER),
        ("supervision", LATER),
    ]
    with pytest.raises(Refused):
        tasks.press(
            actor=OFFICE, task_id=task_id, mark=TaskMark.REMINDER, note="请抓紧办理",
            answer_by=date(2026, 11, 1), at=NOW,
        )  # fmt: skip
    with pytest.raises(NotAllowed):
        tasks.press(
            actor=cast.committee_organiser(), task_id=task_id, mark=TaskMark.REMINDER,
            note="请抓紧办理", answer_by=LATER, at=NOW,
        )  # fmt: skip


def test_refuses_with_every_reason(county: County) -> None:
    with pytest.raises(Refused) as refused:
        assign(county, due_on=date(2026, 1, 1), goal="")
    assert [r.field for r in refused.value.verdict] == ["goal", "due_on"]
    assert not Task.objects.exists()


def test_a_task_of_another_committee_is_out_of_sight(county: County) -> None:
    task_id = assign(county)
    stranger = cast.committee_organiser(county.other_committee.path)
    with pytest.raises(Task.DoesNotExist):
        tasks.report(actor=stranger, task_id=task_id, note="已有进展", at=NOW)
