"""Taking an import back as a whole, or saying who stands in the way."""

from datetime import date

import pytest

from tests import cast
from tests.modules.registry.rosters import SAMPLES, bring, everything, number, person, sheet
from xianfeng.kernel.errors import Refused
from xianfeng.registry.commands import standing, undoing
from xianfeng.registry.models import ImportBatch, NameReading, Organisation, Person
from xianfeng.registry.vocab import BatchKind, BatchState, Category
from xianfeng.trust.queries import ledger as entries

pytestmark = pytest.mark.django_db


@pytest.fixture
def county():
    return bring(SAMPLES / "organisations.csv", BatchKind.ORGANISATIONS)


def test_undo_restores_every_count(county, tmp_path):
    bring(sheet(tmp_path / "first.xlsx", [person()]))
    before = everything()[:4]
    rows = [person(手机号码="19900000009"), person("单雄信", number(sequence=3))]
    batch_id = bring(sheet(tmp_path / "second.xlsx", rows)).batch_id
    assert NameReading.objects.count() == 1
    undoing.undo(actor=cast.county_office(), batch_id=batch_id, at=cast.NOON)
    assert everything()[:4] == before
    assert ImportBatch.objects.get(pk=batch_id).state == BatchState.UNDONE
    assert [e.event for e in entries.about(f"batch:{batch_id}")][:2] == [
        "registry.batch.undone"
    ] * 2
    assert bring(tmp_path / "first.xlsx").unchanged == 1
    with pytest.raises(Refused):
        undoing.undo(actor=cast.county_office(), batch_id=batch_id, at=cast.NOON)


def test_undo_names_who_stands_in_the_way(county, tmp_path):
    rows = [person("李四", 人员类别="预备党员", 转正日期="", 入党日期="2025-07-01")]
    batch_id = bring(sheet(tmp_path / "one.xlsx", rows)).batch_id
    known = Person.objects.get()
    standing.change(
        actor=cast.county_office(),
        person_id=known.pk,
        category=Category.FULL,
        since=date(2026, 7, 1),
        at=cast.NOON,
    )
    before = everything()
    with pytest.raises(Refused) as refusal:
        undoing.undo(actor=cast.county_office(), batch_id=batch_id, at=cast.NOON)
    assert "李四" in refusal.value.verdict.reasons[0].fact
    assert everything() == before
    standing.revert(actor=cast.county_office(), person_id=known.pk, at=cast.NOON)
    undoing.undo(actor=cast.county_office(), batch_id=batch_id, at=cast.NOON)
    assert Person.objects.count() == 0


def test_undo_takes_organisations_back_while_nobody_is_there(county):
    undoing.undo(actor=cast.county_office(), batch_id=county.batch_id, at=cast.NOON)
    assert Organisation.objects.count() == 0
