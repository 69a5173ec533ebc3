"""Classes and signed records say the same: a class registered after the step, and one that says otherwise."""

from datetime import date

import pytest
from django.db import transaction

from tests import cast, snapshot
from tests.county import County
from tests.modules.recruitment.test_classes import enter, hold
from tests.walk import REVIEWS, Walker
from xianfeng.kernel.errors import Refused
from xianfeng.recruitment.models import ClassResult
from xianfeng.recruitment.queries import class_audit
from xianfeng.recruitment.rules.training import Length, Mark
from xianfeng.recruitment.vocab.training import ClassKind, ClassOutcome

pytestmark = pytest.mark.django_db
PASSED, FAILED, _ABSENT = ClassOutcome


@pytest.fixture
def walker() -> Walker:
    """Somebody whose activist's and candidate's training are signed from the paper."""
    walker = Walker(County()).until("cultivate-activist")
    walker.review("review", REVIEWS)
    for right in walker.rights[6:13]:
        walker.sign(right.step)
    return walker


def length_signed(walker: Walker) -> Length:
    record = next(
        right.records["training"] for right in walker.rights if right.step == "short-training"
    )
    return Length(
        starts_on=record["starts_on"], ends_on=record["on"],
        days=record["days"], hours=record["hours"],
    )  # fmt: skip


def test_a_result_that_the_signed_step_tells_too_is_entered_afterwards(walker: Walker) -> None:
    assert enter(walker, hold(walker), Mark(outcome=PASSED)) == 1
    held = hold(walker, ClassKind.CANDIDATES, length=length_signed(walker))
    assert enter(walker, held, Mark(outcome=PASSED)) == 1
    found = class_audit.audit(walker.actors["committee"])
    assert (found.classes, found.results, found.differing) == (2, 2, ())


@pytest.mark.parametrize(
    ("kind", "mark"),
    [
        (ClassKind.ACTIVISTS, Mark(outcome=FAILED)),
        # The file says all 28 hours.
        (ClassKind.CANDIDATES, Mark(outcome=PASSED, hours=14)),
    ],
)
def test_a_result_against_the_signed_step_is_refused(
    walker: Walker, kind: ClassKind, mark: Mark
) -> None:
    class_id = hold(walker, kind)
    before = snapshot.whole()
    with pytest.raises(Refused) as refused, transaction.atomic():
        enter(walker, class_id, mark)
    assert [one.check for one in refused.value.verdict] == ["D-65"]
    assert snapshot.whole() == before


def test_a_class_after_the_day_of_the_record_is_refused(walker: Walker) -> None:
    late = Length(starts_on=date(2026, 11, 2), ends_on=date(2026, 11, 4), days=3, hours=24)
    with pytest.raises(Refused), transaction.atomic():
        enter(walker, hold(walker, length=late), Mark(outcome=PASSED))
    assert ClassResult.objects.count() == 0


def test_a_case_whose_record_says_otherwise_is_named(walker: Walker) -> None:
    enter(walker, hold(walker), Mark(outcome=PASSED))
    ClassResult.objects.update(outcome=FAILED)
    assert class_audit.audit(walker.actors["committee"]).differing == (walker.case_id,)
    stranger = cast.committee_organiser(walker.county.other_committee.path)
    assert class_audit.audit(stranger).results == 0
