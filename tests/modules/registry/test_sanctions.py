"""Entering measures: of members only, by a document, in force to the last day."""

from datetime import UTC, date, datetime

import pytest

from tests import cast
from tests.county import County
from xianfeng.kernel.errors import Refused
from xianfeng.registry.commands import sanctions
from xianfeng.registry.models import Sanction
from xianfeng.registry.queries.standing import Register
from xianfeng.registry.vocab import SanctionKind

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


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
