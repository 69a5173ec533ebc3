"""Signing steps: the whole way rightly."""

from datetime import date

import pytest

from tests.county import County, person
from tests.walk import NOW, Walker
from xianfeng.casework.commands import steps
from xianfeng.casework.models import Case, Duty
from xianfeng.registry.models import Membership, Person
from xianfeng.registry.vocab import Category

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


@pytest.mark.parametrize("category", [Category.APPLICANT, Category.ACTIVIST])
def test_takes_those_whom_a_roster_named_before(category: Category) -> None:
    county = County()
    known = person(
        "早列入", county.branch, category=category, since=NOW.date(), born_on=date(1995, 3, 8)
    )
    walker = Walker(county, person=known).until("")

    assert Case.objects.get(pk=walker.case_id).state == "archived"
    made = Person.objects.get(pk=known.pk)
    assert (made.category, str(made.joined_on), str(made.full_on)) == (
        "full",
        "2024-11-08",
        "2025-11-08",
    )


def test_takes_back_only_what_the_signature_moved() -> None:
    county = County()
    known = person(
        "早列入",
        county.branch,
        category=Category.ACTIVIST,
        since=NOW.date(),
        born_on=date(1995, 3, 8),
    )
    walker = Walker(county, person=known)
    entry = walker.sign("submit-application")

    steps.reverse(
        actor=walker.actors["branch"],
        case_id=walker.case_id,
        entry_id=entry,
        why="登记有误重办",
        at=NOW,
    )

    assert Person.objects.get(pk=known.pk).category == "activist"
    assert list(Membership.objects.filter(person=known).values_list("category", "ends_on")) == [
        ("activist", None)
    ]
