"""What plans and programmes add to the digest: by who answers, with the rows behind each number."""

from datetime import timedelta

import pytest

from tests import cast
from tests.county import County
from tests.modules.recruitment.test_late_work import AFTER, BEFORE, DUE, OFFICE, effort, task
from xianfeng.recruitment.queries import due_soon

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


def test_names_a_task_a_week_before_its_day_and_while_it_is_late() -> None:
    county = County()
    key = task(county)
    early = DUE - timedelta(days=8)
    assert list(due_soon.matters(OFFICE, early, early + WEEK)) == []
    for day, late in ((BEFORE, 0), (AFTER, 1)):
        (found,) = due_soon.matters(OFFICE, day, day + WEEK)
        assert (found.path, found.number, found.late, found.first_on) == (
            county.committee.path, 1, late, DUE,
        )  # fmt: skip
        assert found.url == f"/tasks/{key}/" and "每个支部一名年轻党员" in found.label
    other = cast.committee_organiser(county.other_committee.path)
    assert list(due_soon.matters(other, AFTER, AFTER + WEEK)) == []


def test_counts_late_subjects_by_who_answers_and_opens_just_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    county = County()
    effort(county)
    effort(county, "周庄村下庄")
    assert list(due_soon.matters(OFFICE, BEFORE, BEFORE + WEEK)) == []
    (found,) = due_soon.matters(OFFICE, AFTER, AFTER + WEEK)
    assert (found.path, found.label, found.number, found.late) == (
        county.committee.path, "消除党员空白自然村", 2, 2,
    )  # fmt: skip
    monkeypatch.setattr("xianfeng.kernel.clock.today", lambda: AFTER)
    client = cast.client_of(OFFICE)
    shown = client.get(found.url).content.decode()
    assert "周庄村上庄" in shown and "周庄村下庄" in shown
    other = found.url.replace(
        f"responsible={county.committee.pk}", f"responsible={county.other_committee.pk}"
    )
    assert "周庄村上庄" not in client.get(other).content.decode()
