"""The demo's notices, forms, programmes and looking-over stand in every state that the pages show."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime

import pytest
from django.db import transaction

from xianfeng.casework.models import Blank, Notice, Objection
from xianfeng.demo import county, numbers
from xianfeng.kernel.clock import CHINA
from xianfeng.recruitment.models import Consultation, Effort, Examination, Inquiry, Sample
from xianfeng.recruitment.queries import samples, years
from xianfeng.trust.vocab import system_actor

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: object) -> Iterator[None]:
    """Build the county once for the tests that only look."""
    at = datetime(TODAY.year, TODAY.month, TODAY.day, 18, 0, tzinfo=CHINA)
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        county.build(scale=county.SCALES["small"], seed=1, at=at, say=lambda line: None)
        yield
        transaction.set_rollback(True)


def test_has_a_notice_that_is_over_one_that_runs_and_one_to_review(built: None) -> None:
    rows = Notice.objects.order_by("id").values_list("state", "kind")
    assert list(rows) == [
        ("published", "candidate"), ("published", "admission"), ("waiting", "candidate"),
    ]  # fmt: skip
    over, running = Notice.objects.filter(state="published").order_by("id")
    assert over.ends_on < TODAY <= running.ends_on
    objection = Objection.objects.get()
    assert (objection.notice, objection.state, objection.decision) == (over, "closed", "no_effect")


def test_has_numbered_forms_at_every_level(built: None) -> None:
    found = Counter(len(path) for path in Blank.objects.values_list("org_path", flat=True))
    assert found == {
        4: numbers.COUNTY - numbers.COMMITTEE, 8: numbers.COMMITTEE - numbers.BRANCH,
        12: numbers.BRANCH,
    }  # fmt: skip
    assert Blank.objects.filter(person__isnull=False).count() == 1
    assert Blank.objects.filter(state="spoiled").count() == 1


def test_has_villages_assigned_late_and_exempt(built: None) -> None:
    efforts = Effort.objects.filter(programme="blank_village")
    assert efforts.filter(is_exempt=True).count() <= 3
    assert efforts.filter(due_on__lt=TODAY).exists()
    assert efforts.filter(entries__kind="step").exists()


def test_has_a_matter_in_each_state_beside_an_examination_and_a_sample(built: None) -> None:
    states = Inquiry.objects.order_by("state").values_list("state", flat=True)
    assert list(states) == ["closed", "notified", "opened", "rectified"]
    assert Examination.objects.get().state == "done"
    sheet = samples.one(system_actor("演示县"), Sample.objects.get().pk)
    assert (sheet.row.drawn, sheet.row.examined, sheet.row.defective) == (6, 5, 1)
    assert sheet.is_redrawn_alike


def test_has_explained_half_of_last_year_s_great_changes(built: None) -> None:
    last = years.developed(
        system_actor("演示县"), year=TODAY.year - 1, organisation_id=None, today=TODAY
    )
    assert last.great > 0
    assert last.owing == last.great // 2


def test_has_a_joint_examination_that_waits_for_its_last_answer(built: None) -> None:
    rows = Consultation.objects.order_by("id").values_list("unit", "reply")
    assert list(rows) == [("纪检监察机关", "clear"), ("公安机关", "clear"), ("人民法院", "")]
    assert Consultation.objects.values("case").distinct().count() == 1
