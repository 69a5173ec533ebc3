"""Signing steps: the whole way rightly."""

import pytest

from tests.county import County
from tests.walk import Walker
from xianfeng.casework.models import Case, Duty
from xianfeng.registry.models import Membership, Person

pytestmark = pytest.mark.django_db


def test_walks_all_29_steps_to_the_archive() -> None:
    walker = Walker(County()).until("")

    case = Case.objects.get(pk=walker.case_id)
    person = Person.objects.get(pk=walker.person.pk)
    assert case.state == "archived"
    assert (person.category, str(person.joined_on), str(person.full_on)) == (
        "full",
        "2024-11-08",
        "2025-11-08",
    )
    spells = Membership.objects.filter(person=person).order_by("starts_on", "id")
    assert [s.category for s in spells] == [
        "outsider", "applicant", "activist", "candidate", "probationary", "full",
    ]  # fmt: skip
    assert not Duty.objects.filter(case=case).exists()
