"""A class is registered once, its results fill in the steps' records, a correction leaves the old one."""

from datetime import date

import pytest
from django.db import transaction

from tests import cast, snapshot
from tests.county import County
from tests.walk import LATE, NOW, REVIEWS, Walker
from xianfeng.casework.models import Entry
from xianfeng.casework.queries import desks
from xianfeng.kernel.errors import NotAllowed, Refused
from xianfeng.recruitment.commands import classes
from xianfeng.recruitment.commands.classes import Held
from xianfeng.recruitment.models import ClassResult, TrainingClass
from xianfeng.recruitment.queries import classes as reads
from xianfeng.recruitment.rules.training import Length, Mark
from xianfeng.recruitment.vocab.training import ClassKind, ClassOutcome
from xianfeng.trust.models import LedgerEntry

pytestmark = pytest.mark.django_db
PASSED, FAILED, ABSENT = ClassOutcome
ACTIVISTS = Length(starts_on=date(2024, 5, 6), ends_on=date(2024, 5, 8), days=3, hours=24)
CANDIDATES = Length(starts_on=date(2024, 9, 9), ends_on=date(2024, 9, 12), days=4, hours=28)


@pytest.fixture
def walker() -> Walker:
    walker = Walker(County()).until("cultivate-activist")
    walker.review("review", REVIEWS)
    return walker


def held(walker: Walker, kind: ClassKind = ClassKind.ACTIVISTS, **changes: object) -> Held:
    length = ACTIVISTS if kind is ClassKind.ACTIVISTS else CANDIDATES
    right = {
        "kind": kind, "title": "第一期培训班", "organiser_id": walker.county.committee.pk,
        "length": length, "has_papers": True,
    }  # fmt: skip
    return Held(**{**right, **changes})  # type: ignore[arg-type]


def hold(walker: Walker, kind: ClassKind = ClassKind.ACTIVISTS, **changes: object) -> int:
    return classes.hold(
        actor=walker.actors["committee"], held=held(walker, kind, **changes), at=NOW
    )


def enter(walker: Walker, class_id: int, mark: Mark, *, role: str = "committee") -> int:
    return classes.enter(
        actor=walker.actors[role], class_id=class_id, marks={walker.case_id: mark}, at=NOW
    )


def refused(fields: set[str], command: object, *arguments: object, **named: object) -> None:
    before = snapshot.whole()
    with pytest.raises(Refused) as refusal, transaction.atomic():
        command(*arguments, **named)  # type: ignore[operator]
    assert {f"{one.check} {one.field}" for one in refusal.value.verdict} == fields
    assert snapshot.whole() == before


def test_a_class_is_registered_with_its_papers_and_stands_in_the_ledger(walker: Walker) -> None:
    class_id = hold(walker)
    row = TrainingClass.objects.get(pk=class_id)
    assert (row.org_path, row.days, row.hours) == (walker.county.committee.path, 3, 24)
    assert LedgerEntry.objects.filter(event="recruitment.class.held").count() == 1


def test_a_class_without_papers_title_or_twice_is_refused(walker: Walker) -> None:
    refused({"D-63 has_papers", "D-64 title"}, hold, walker, has_papers=False, title="班")
    hold(walker)
    refused({"D-64 title"}, hold, walker)


def test_only_the_organiser_registers_a_class_and_its_results(walker: Walker) -> None:
    before = snapshot.whole()
    for role, organiser in (("branch", walker.county.branch), ("committee", walker.county.root)):
        with pytest.raises((NotAllowed, walker.county.root.DoesNotExist)), transaction.atomic():
            classes.hold(
                actor=walker.actors[role], held=held(walker, organiser_id=organiser.pk), at=NOW
            )
    assert snapshot.whole() == before
    class_id = classes.hold(
        actor=walker.actors["county"],
        held=held(walker, organiser_id=walker.county.root.pk),
        at=NOW,
    )
    with pytest.raises(NotAllowed), transaction.atomic():
        enter(walker, class_id, Mark(outcome=PASSED))
    assert enter(walker, class_id, Mark(outcome=PASSED), role="county") == 1


def test_a_result_fills_in_the_record_whatever_is_posted(walker: Walker) -> None:
    enter(walker, hold(walker), Mark(outcome=PASSED, exam=88))
    desk = desks.step(walker.actors["branch"], walker.case_id, 7)
    assert [one.settled for one in desk.instruments] == [frozenset({"class_result"})]
    walker.sign("cultivate-activist", cultivation={"class_result": "absent"})
    records = Entry.objects.filter(case=walker.case_id).latest("id").records
    assert records["cultivation"]["class_result"] == "passed"


def test_days_and_hours_of_a_candidates_class_are_those_attended(walker: Walker) -> None:
    for right in walker.rights[6:12]:
        walker.sign(right.step)
    enter(walker, hold(walker, ClassKind.CANDIDATES), Mark(outcome=PASSED, hours=14))
    with pytest.raises(Refused) as refusal:
        walker.sign("short-training", training={"days": 9, "hours": 99})
    assert "D-25" in refusal.value.verdict.checks()
    result = ClassResult.objects.get()
    classes.correct(
        actor=walker.actors["committee"], result_id=result.pk, mark=Mark(outcome=PASSED),
        why="签到表漏计半程", at=NOW,
    )  # fmt: skip
    walker.sign("short-training")
    record = Entry.objects.filter(case=walker.case_id).latest("id").records["training"]
    assert (record["starts_on"], record["on"], record["days"], record["hours"]) == (
        "2024-09-09", "2024-09-12", 4, 28,
    )  # fmt: skip


def test_a_correction_keeps_the_old_result_and_needs_a_reason(walker: Walker) -> None:
    enter(walker, hold(walker), Mark(outcome=FAILED))
    old = ClassResult.objects.get()
    give = {"actor": walker.actors["committee"], "result_id": old.pk, "at": NOW}
    refused({"D-64 why"}, classes.correct, mark=Mark(outcome=PASSED), why="错", **give)
    classes.correct(mark=Mark(outcome=PASSED), why="成绩登记错误", **give)
    rows = ClassResult.objects.order_by("id").values_list("outcome", "corrected_reason")
    assert list(rows) == [("failed", "成绩登记错误"), ("passed", "")]
    assert reads.of_cases([walker.case_id])[walker.case_id][0].outcome is PASSED


def test_who_does_not_wait_or_has_a_result_is_refused_and_nobody_is_entered(
    walker: Walker,
) -> None:
    other = Walker(walker.county, name="尚早").until("decide-activist")
    class_id = hold(walker)
    refused(
        {f"D-65 {other.case_id}.outcome", f"D-64 {walker.case_id}.hours"},
        classes.enter,
        actor=walker.actors["committee"],
        class_id=class_id,
        marks={walker.case_id: Mark(outcome=PASSED, hours=25), other.case_id: Mark(outcome=PASSED)},
        at=NOW,
    )
    refused({"D-64 "}, classes.enter, actor=walker.actors["committee"], class_id=class_id, marks={}, at=NOW)  # fmt: skip
    enter(walker, class_id, Mark(outcome=ABSENT))
    refused({f"D-65 {walker.case_id}.outcome"}, enter, walker, class_id, Mark(outcome=PASSED))


def test_a_class_of_above_shows_a_branch_its_own_people_only(walker: Walker) -> None:
    class_id = hold(walker)
    enter(walker, class_id, Mark(outcome=PASSED))
    mine = reads.desk(walker.actors["branch"], class_id)
    assert [one.person for one in mine.results] == ["申向党"]
    assert (mine.may_enter, mine.waiting) == (False, ())
    other = cast.branch_secretary(walker.county.other_branch.path)
    with pytest.raises(TrainingClass.DoesNotExist):
        reads.desk(other, class_id)
    (row,), has_more = reads.listed(walker.actors["committee"])
    assert (row.passed, row.failed, row.absent, has_more) == (1, 0, 0, False)


def test_a_signed_step_keeps_what_it_was_signed_from(walker: Walker) -> None:
    enter(walker, hold(walker), Mark(outcome=PASSED))
    walker.sign("cultivate-activist", reasons=LATE)
    classes.correct(
        actor=walker.actors["committee"], result_id=ClassResult.objects.get().pk,
        mark=Mark(outcome=FAILED), why="复核试卷后更正", at=NOW,
    )  # fmt: skip
    entry = Entry.objects.filter(case=walker.case_id).latest("id")
    assert entry.records["cultivation"]["class_result"] == "passed"


def test_who_passed_one_class_is_not_asked_for_at_the_next(walker: Walker) -> None:
    first, second = hold(walker), hold(walker, title="第二期培训班")
    organiser = walker.actors["committee"]
    enter(walker, first, Mark(outcome=FAILED))
    assert [one.case_id for one in reads.desk(organiser, second).waiting] == [walker.case_id]
    classes.correct(
        actor=organiser, result_id=ClassResult.objects.get().pk, mark=Mark(outcome=PASSED),
        why="复核试卷后更正", at=NOW,
    )  # fmt: skip
    assert reads.desk(organiser, second).waiting == ()
