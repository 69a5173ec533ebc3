"""The demo's classes agree with the files, the latest ones still wait for some results."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from django.db import transaction
from django.db.models import Count

from xianfeng.casework.models import Duty, Entry
from xianfeng.demo import county, timeline
from xianfeng.demo.timeline import Act, Term
from xianfeng.kernel.clock import CHINA
from xianfeng.kernel.dates import WorkCalendar
from xianfeng.recruitment.models import ActivistAim, ClassResult, TrainingClass
from xianfeng.recruitment.queries import class_audit
from xianfeng.trust.vocab import system_actor

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
WEEK = [date(2026, 11, 2) + timedelta(days=n) for n in range(40)]
CALENDAR = WorkCalendar.of(
    [day for day in WEEK if day.weekday() < 5], known_from=WEEK[0], known_until=WEEK[-1]
)


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: object) -> Iterator[None]:
    """Build the county once for the tests that only look."""
    at = datetime(TODAY.year, TODAY.month, TODAY.day, 18, 0, tzinfo=CHINA)
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        county.build(scale=county.SCALES["small"], seed=1, at=at, say=lambda line: None)
        yield
        transaction.set_rollback(True)


def test_says_of_everybody_what_the_file_says(built: None) -> None:
    found = class_audit.audit(system_actor("演示县"))
    assert found.results == ClassResult.objects.count() > 20
    assert found.differing == ()
    signed = {
        entry.case_id: entry.records["training"]
        for entry in Entry.objects.filter(step="short-training", is_active=True)
    }
    taught = ClassResult.objects.filter(training__kind="candidates", case__in=signed)
    assert taught.count() > 0
    for one in taught.select_related("training"):
        record, days = signed[one.case_id], one.training
        assert (record["starts_on"], record["on"]) == (str(days.starts_on), str(days.ends_on))
        assert (record["days"], record["hours"], record["result"]) == (3, 24, "passed")


def test_holds_three_classes_of_the_committee_and_leaves_some_without_a_result(
    built: None,
) -> None:
    own = TrainingClass.objects.filter(kind="activists").order_by("starts_on")
    assert own.count() == 3
    assert all((one.days, one.hours) == (3, 24) for one in TrainingClass.objects.all())
    waiting = set(
        Duty.objects.filter(step="cultivate-activist", is_repeat=False).values_list(
            "case_id", flat=True
        )
    )
    told = set(ClassResult.objects.filter(training__in=own).values_list("case_id", flat=True))
    assert 0 < len(waiting - told) < len(waiting)
    latest = TrainingClass.objects.annotate(people=Count("results")).latest("starts_on")
    assert latest.ends_on < TODAY


def test_aims_at_more_activists_than_there_are(built: None) -> None:
    assert list(ActivistAim.objects.order_by("id").values_list("org_path", "people")) == [
        ("0001", 20), ("00010001", 20),
    ]  # fmt: skip


def test_finds_three_working_days_in_a_row() -> None:
    friday = date(2026, 11, 6)
    assert timeline.class_from(friday, CALENDAR) == Term(date(2026, 11, 9), date(2026, 11, 11))
    assert timeline.class_from(date(2026, 11, 4), CALENDAR) == Term(
        date(2026, 11, 4), date(2026, 11, 6)
    )


@pytest.mark.parametrize(
    ("before", "after", "moves"),
    [
        (date(2026, 11, 8), date(2026, 11, 12), True),
        (date(2026, 11, 9), date(2026, 11, 12), False),
        (date(2026, 11, 8), date(2026, 11, 11), False),
    ],
)
def test_moves_the_training_only_between_its_neighbours(
    before: date, after: date, *, moves: bool
) -> None:
    acts = [
        act("review-politically", "political_review", before),
        act("short-training", "training", date(2026, 11, 10)),
        act("branch-review", "branch_review", after),
    ]
    term = Term(date(2026, 11, 9), date(2026, 11, 11))
    found = timeline.attending(acts, [term])
    assert (found[0], found[2]) == (acts[0], acts[2])
    expected = {"training": {"starts_on": term.starts_on, "on": term.ends_on}}
    assert (found[1].days == expected) is moves
    assert (found == acts) is not moves


def test_never_moves_a_last_training_towards_today() -> None:
    acts = [
        act("review-politically", "political_review", date(2026, 11, 5)),
        act("short-training", "training", date(2026, 11, 10)),
    ]
    assert timeline.attending(acts, [Term(date(2026, 11, 9), date(2026, 11, 11))]) == acts


def act(step: str, record: str, on: date) -> Act:
    return Act(step=step, days={record: {"on": on}}, on=on)
