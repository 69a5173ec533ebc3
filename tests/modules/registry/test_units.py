"""Entering units: each once, in reach only."""

from datetime import UTC, datetime

import pytest

from tests import cast
from tests.county import County
from xianfeng.registry.commands import units
from xianfeng.registry.commands.units import NewUnit
from xianfeng.registry.models import Organisation, Unit
from xianfeng.registry.vocab import UnitKind

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


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
