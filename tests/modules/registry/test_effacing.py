"""A person's details leave the register; a nameless row keeps their place in the figures."""

from datetime import UTC, date, datetime

import pytest

from tests.county import County
from xianfeng.registry.commands import effacing
from xianfeng.registry.models import Membership, NameReading, Person, Sanction
from xianfeng.registry.vocab import Category

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


@pytest.fixture
def person() -> Person:
    made = County().applicant()
    Person.objects.filter(pk=made.pk).update(left_on=date(2024, 11, 1))
    made.refresh_from_db()
    return made


def test_stands_in_with_sex_and_year_of_birth_and_nothing_else(person: Person) -> None:
    one = Person.objects.get(pk=effacing.stand_in(person.pk, at=NOW))
    assert (one.name, one.sex, one.born_on) == (effacing.NAMELESS, person.sex, date(1995, 1, 1))
    assert (one.organisation_id, one.category, one.left_on) == (
        person.organisation_id, Category.OUTSIDER, date(2024, 11, 1),
    )  # fmt: skip
    texts = (one.pinyin, one.initials, one.sort_key, one.given_name, one.address, one.occupation)
    assert set(texts) == {""}
    assert {bytes(one.id_number), bytes(one.id_tail_index), bytes(one.phone)} == {b""}
    assert bytes(one.id_index) != bytes(person.id_index)


def test_moves_the_days_of_standing_and_deletes_the_person(person: Person) -> None:
    NameReading.objects.create(person=person, pinyin="shen", initials="s")
    stand_in = effacing.stand_in(person.pk, at=NOW)
    assert effacing.let_go(person.pk, to=stand_in)
    assert not Person.objects.filter(pk=person.pk).exists()
    assert Membership.objects.filter(person=stand_in).count() == 1
    assert not NameReading.objects.exists()


@pytest.mark.parametrize("because", ["not_left", "measured", "member"])
def test_keeps_whoever_is_more_than_a_closed_file(person: Person, because: str) -> None:
    if because == "not_left":
        Person.objects.filter(pk=person.pk).update(left_on=None)
    elif because == "measured":
        Sanction.objects.create(
            person=person, kind="warning", starts_on=date(2024, 1, 1), document="武纪发〔2024〕1号"
        )
    else:
        Person.objects.filter(pk=person.pk).update(category=Category.FULL)
    stand_in = effacing.stand_in(person.pk, at=NOW)
    assert not effacing.let_go(person.pk, to=stand_in)
    assert Person.objects.get(pk=person.pk).name == "申向党"
    assert Membership.objects.filter(person=person).count() == 1


def test_two_stand_ins_never_meet_in_the_index_of_numbers(person: Person) -> None:
    made = {effacing.stand_in(person.pk, at=NOW) for _ in range(3)}
    assert len(made) == 3
