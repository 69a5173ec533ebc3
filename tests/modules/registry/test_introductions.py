"""What may be told of a person in public."""

from dataclasses import asdict
from datetime import date

import pytest

from tests.county import County
from xianfeng.registry.models import Organisation, Person
from xianfeng.registry.queries import introductions

pytestmark = pytest.mark.django_db


def test_introduces_a_person_without_number_address_or_day_of_birth() -> None:
    county = County()
    person = county.applicant()
    Person.objects.filter(pk=person.pk).update(occupation="农牧渔民", address="周庄村三组12号")
    Organisation.objects.filter(pk=county.branch.pk).update(township="山丹镇", village="周庄村")

    assert asdict(introductions.of(person.pk, today=date(2026, 3, 7))) == {
        "name": "申向党", "sex": "男", "ethnicity": "汉族", "born": "1995年3月", "age": "30",
        "education": "普通高中毕业", "occupation": "农牧渔民", "unit": "山丹镇周庄村",
    }  # fmt: skip


def test_lists_a_branch_under_its_township_or_the_committee_above_it() -> None:
    county = County()
    assert introductions.township_of(county.branch.path) == "中共武山县山丹镇委员会"
    assert introductions.township_of(county.root.path) == "中共武山县委员会"

    Organisation.objects.filter(pk=county.branch.pk).update(township="山丹镇")

    assert introductions.township_of(county.branch.path) == "山丹镇"
