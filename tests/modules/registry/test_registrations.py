"""Entering many people at once: all or none, in the ledger, under the checks of the import."""

from datetime import UTC, date, datetime

import pytest

from tests import cast
from tests.county import County, id_number
from xianfeng.kernel.errors import NotAllowed, Refused
from xianfeng.registry.commands import registrations
from xianfeng.registry.commands.registrations import Newcomer
from xianfeng.registry.models import HeadCount, Membership, Organisation, Person
from xianfeng.registry.vocab import Category
from xianfeng.trust.models import LedgerEntry
from xianfeng.trust.queries import verification

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
BORN = date(1999, 5, 4)


def newcomer(county: County, name: str, **changes: object) -> Newcomer:
    values = {
        "name": name,
        "id_number": id_number(BORN),
        "organisation_id": county.branch.pk,
        "since": date(2025, 3, 1),
        "phone": "19900000001",
    }
    return Newcomer(**(values | changes))


def test_registers_people_with_their_standing_in_the_given_order() -> None:
    county = County()
    actor = cast.county_office(county.root.path)
    rows = [newcomer(county, "单向前"), newcomer(county, "李向上")]

    ids = registrations.register_many(actor=actor, rows=rows, at=AT)

    people = [Person.objects.get(pk=pk) for pk in ids]
    assert [p.name for p in people] == ["单向前", "李向上"]
    assert {(p.category, p.born_on, p.org_path) for p in people} == {
        (Category.OUTSIDER, BORN, county.branch.path)
    }
    spells = Membership.objects.filter(person_id__in=ids).values_list("starts_on", "ends_on")
    assert set(spells) == {(date(2025, 3, 1), None)}
    assert people[0].readings.get().pinyin == "danxiangqian"
    assert HeadCount.objects.get(organisation=county.branch, category="outsider").people == 2
    assert LedgerEntry.objects.filter(event="registry.person.registered").count() == 2
    assert verification.verify().is_whole


def test_refuses_everybody_for_one_wrong_known_or_repeated_number() -> None:
    county = County()
    actor = cast.county_office(county.root.path)
    good = newcomer(county, "甲")
    registrations.register_many(actor=actor, rows=[good], at=AT)
    before = Person.objects.count()
    fresh = newcomer(county, "乙")

    for rows, check in (
        ([fresh, newcomer(county, "丙", id_number="999999199905040009")], "I-01"),
        ([fresh, good], "I-02"),
        ([fresh, fresh], "I-02"),
        ([fresh, newcomer(county, "丁", since=date(2027, 1, 1))], "I-07"),
    ):
        with pytest.raises(Refused) as refused:
            registrations.register_many(actor=actor, rows=rows, at=AT)
        assert check in refused.value.verdict.checks()

    assert Person.objects.count() == before


def test_refuses_people_of_places_out_of_reach() -> None:
    county = County()
    rows = [newcomer(county, "甲")]

    with pytest.raises(Organisation.DoesNotExist):
        registrations.register_many(
            actor=cast.committee_organiser(county.other_committee.path), rows=rows, at=AT
        )
    with pytest.raises(NotAllowed):
        registrations.register_many(
            actor=cast.branch_secretary(county.branch.path), rows=rows, at=AT
        )
