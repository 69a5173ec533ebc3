"""What a field of a signed record says over many cases: counted by place and year, with the rows behind it."""

from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from tests import cast
from tests.county import County
from tests.walk import NOW, Walker
from xianfeng.casework.commands import steps
from xianfeng.casework.models import Case
from xianfeng.casework.queries import stated
from xianfeng.casework.queries.stated import Field, Part, Whose
from xianfeng.recruitment.vocab import FAMILY
from xianfeng.registry.models import Organisation, Person
from xianfeng.registry.vocab import MEMBERS, Category

pytestmark = pytest.mark.django_db
SOURCE = Field(FAMILY, "nomination", "source")
ON_THE_WAY = (Category.APPLICANT, Category.ACTIVIST, Category.CANDIDATE)
OFFICE = cast.county_office()


@pytest.fixture
def county() -> County:
    return County()


def nominated(county: County, name: str, source: str | None = None) -> Walker:
    """Walk to the nomination and sign it, with a source where one is given."""
    walker = Walker(county, name=name).until("recommend-activist")
    walker.sign("recommend-activist", nomination={"source": source} if source else {})
    return walker


def test_counts_by_committee_and_value_and_says_of_how_many_nothing_is_said(
    county: County,
) -> None:
    nominated(county, "甲", "reserve")
    nominated(county, "乙", "reserve")
    nominated(county, "丙")
    Walker(county, name="丁").until("first-talk")
    place = county.committee.path
    assert stated.parts(OFFICE, SOURCE, Whose(categories=ON_THE_WAY)) == (
        Part(place, Category.APPLICANT, None, "", 2),
        Part(place, Category.APPLICANT, None, "reserve", 2),
    )  # fmt: skip
    assert stated.number(OFFICE, SOURCE, Whose(categories=ON_THE_WAY, values=("reserve",))) == 2


def test_later_steps_change_nothing_and_a_reversed_nomination_says_nothing(
    county: County,
) -> None:
    walker = Walker(county).until("recommend-activist")
    entry_id = walker.sign("recommend-activist", nomination={"source": "skilled"})
    whose = Whose(categories=(*ON_THE_WAY, Category.OUTSIDER))
    assert stated.by_person(OFFICE, SOURCE, whose) == {walker.person.pk: "skilled"}
    later = walker.sign("decide-activist")
    assert stated.by_person(OFFICE, SOURCE, whose) == {walker.person.pk: "skilled"}
    for one in (later, entry_id):
        steps.reverse(
            actor=walker.actors["branch"], case_id=walker.case_id, entry_id=one,
            why="登记有误，重新填写", at=NOW,
        )  # fmt: skip
    assert stated.by_person(OFFICE, SOURCE, whose) == {}


def test_parts_those_who_joined_by_their_year(county: County) -> None:
    for name, joined_on in (("甲", date(2025, 12, 31)), ("乙", date(2026, 1, 1))):
        walker = nominated(county, name, "reserve")
        Person.objects.filter(pk=walker.person.pk).update(
            category=Category.PROBATIONARY, joined_on=joined_on
        )
    both = stated.parts(OFFICE, SOURCE, Whose(categories=MEMBERS, joined=(2025, 2026)))
    assert [(part.year, part.number) for part in both] == [(2025, 1), (2026, 1)]
    (row,) = stated.rows(
        OFFICE, SOURCE, Whose(categories=MEMBERS, joined=(2026, 2026)), start=0, size=9
    )
    assert (row.person, row.joined_on, row.value) == ("乙", date(2026, 1, 1), "reserve")


def test_leaves_out_what_came_to_nothing_and_what_is_out_of_sight(county: County) -> None:
    walker = nominated(county, "甲", "reserve")
    whose = Whose(categories=ON_THE_WAY)
    stranger = cast.branch_secretary(county.other_branch.path)
    assert stated.parts(stranger, SOURCE, whose) == ()
    with pytest.raises(Organisation.DoesNotExist):
        stated.parts(
            stranger, SOURCE, Whose(categories=ON_THE_WAY, organisation_id=county.branch.pk)
        )
    Case.objects.filter(pk=walker.case_id).update(state="ended", closed_on=date(2026, 1, 1))
    assert stated.parts(OFFICE, SOURCE, whose) == ()


def test_counts_in_one_query(
    county: County, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    nominated(county, "甲", "reserve")
    with django_assert_num_queries(1):
        stated.parts(OFFICE, SOURCE, Whose(categories=ON_THE_WAY))
