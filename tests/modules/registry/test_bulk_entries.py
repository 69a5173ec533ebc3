"""Entering many people, units, terms and sanctions: all or nothing, in the ledger, under the checks."""

from datetime import UTC, date, datetime

import pytest

from tests import cast
from tests.county import County, id_number
from xianfeng.kernel.errors import NotAllowed, Refused
from xianfeng.registry.commands import registrations, sanctions, terms, units
from xianfeng.registry.commands.registrations import Newcomer
from xianfeng.registry.commands.terms import NewTerm
from xianfeng.registry.commands.units import NewUnit
from xianfeng.registry.models import (
    HeadCount,
    Membership,
    Organisation,
    Person,
    Sanction,
    Term,
    Unit,
)
from xianfeng.registry.queries.standing import Register
from xianfeng.registry.vocab import Category, SanctionKind, UnitKind
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


def test_registers_a_unit_once_and_leaves_a_blank_one_without_organisation() -> None:
    county = County()
    actor = cast.committee_organiser(county.committee.path)
    rows = [
        NewUnit(
            name="周庄村",
            kind=UnitKind.VILLAGE,
            path=county.branch.path,
            organisation_id=county.branch.pk,
        ),
        NewUnit(name="后湾", kind=UnitKind.NATURAL_VILLAGE, path=county.committee.path),
    ]

    assert units.register_many(actor=actor, rows=rows, at=AT) == 2
    assert units.register_many(actor=actor, rows=rows, at=AT) == 0

    assert Unit.objects.get(name="后湾").organisation_id is None
    with pytest.raises(Organisation.DoesNotExist):
        units.register_many(
            actor=actor,
            rows=[NewUnit(name="外", kind=UnitKind.SCHOOL, path=county.other_branch.path)],
            at=AT,
        )


def test_enters_terms_all_or_none() -> None:
    county = County()
    actor = cast.county_office(county.root.path)

    def term(number: int, starts_on: date) -> NewTerm:
        return NewTerm(
            organisation_id=county.branch.pk,
            number=number,
            starts_on=starts_on,
            ends_on=date(2030, 1, 1),
        )

    terms.add_many(actor=actor, rows=[term(1, date(2020, 1, 1)), term(2, date(2025, 1, 1))], at=AT)
    for wrong, check in ((term(2, date(2025, 1, 1)), "B-05"), (term(3, date(2027, 1, 1)), "D-60")):
        with pytest.raises(Refused) as refused:
            terms.add_many(actor=actor, rows=[term(4, date(2021, 1, 1)), wrong], at=AT)
        assert check in refused.value.verdict.checks()

    assert sorted(Term.objects.values_list("number", flat=True)) == [1, 2]
    assert LedgerEntry.objects.filter(event="registry.term.added").count() == 2


def test_takes_a_sanctioned_member_off_the_roll_until_the_last_day() -> None:
    county = County()
    actor = cast.county_office(county.root.path)
    person = county.members[3].pk

    sanctions.enter(
        actor=actor,
        person_id=person,
        kind=SanctionKind.PROBATION_WITHIN_PARTY,
        starts_on=date(2026, 1, 5),
        ends_on=date(2027, 1, 4),
        document="武纪处〔2026〕3号",
        at=AT,
    )

    register = Register()
    assert register.entitled(county.branch.pk, date(2026, 1, 4)) == 9
    assert register.entitled(county.branch.pk, date(2027, 1, 4)) == 8
    assert person not in register.in_rights(county.branch.pk, date(2026, 6, 1))
    assert register.entitled(county.branch.pk, date(2027, 1, 5)) == 9


def test_refuses_a_sanction_without_document_of_the_future_or_of_no_member() -> None:
    county = County()
    actor = cast.county_office(county.root.path)
    outsider = county.applicant()

    for person, starts_on, document, check in (
        (county.members[0].pk, date(2026, 1, 5), " ", "D-64"),
        (county.members[0].pk, date(2026, 12, 5), "武纪处〔2026〕3号", "D-60"),
        (outsider.pk, date(2026, 1, 5), "武纪处〔2026〕3号", "Z-01"),
    ):
        with pytest.raises(Refused) as refused:
            sanctions.enter(
                actor=actor,
                person_id=person,
                kind=SanctionKind.PROBATION_WITHIN_PARTY,
                starts_on=starts_on,
                ends_on=None,
                document=document,
                at=AT,
            )
        assert check in refused.value.verdict.checks()

    assert Sanction.objects.count() == 0
