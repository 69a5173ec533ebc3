"""Clearing the rows that imports keep of people: after their days, on record, never before."""

import os
from datetime import timedelta

import pytest

from tests import cast
from tests.modules.registry.rosters import SAMPLES, bring, person, sheet
from xianfeng.kernel.errors import NotAllowed, Refused
from xianfeng.registry.commands import clearing, undoing, uploads
from xianfeng.registry.models import ImportBatch, ImportRow, Person
from xianfeng.registry.vocab import BatchKind
from xianfeng.trust.queries import ledger as entries
from xianfeng.trust.queries import verification
from xianfeng.trust.vocab import system_actor

pytestmark = pytest.mark.django_db
ACTOR = system_actor("到期清除")


@pytest.fixture
def batch_id(tmp_path):
    bring(SAMPLES / "organisations.csv", BatchKind.ORGANISATIONS)
    bring(sheet(tmp_path / "first.xlsx", [person()]))
    rows = [person(手机号码="19900000009"), person("李四", "12345")]
    return bring(sheet(tmp_path / "second.xlsx", rows)).batch_id


def clear(days):
    return clearing.clear(actor=ACTOR, kept_days=90, at=cast.NOON + timedelta(days=days))


def test_keeps_the_rows_for_their_days(batch_id):
    assert ImportRow.objects.filter(batch=batch_id).count() == 3
    assert clear(90) == 0
    assert ImportRow.objects.filter(batch=batch_id).count() == 3
    assert not ImportBatch.objects.exclude(cleared_on=None).exists()


def test_takes_them_away_after_that_and_says_so(batch_id):
    assert clear(91) == 3
    assert not ImportRow.objects.exists()
    batch = ImportBatch.objects.get(pk=batch_id)
    assert (batch.refused, batch.cleared_on.isoformat()) == (1, "2027-02-22")
    entry = entries.about(f"batch:{batch_id}")[0]
    assert (entry.event, entry.actor_name) == ("registry.batch.cleared", "到期清除")
    assert clear(92) == 0
    assert verification.verify().is_whole


def test_undoes_no_import_of_which_it_no_longer_knows_what_was(batch_id):
    clear(91)
    with pytest.raises(Refused) as refusal:
        undoing.undo(actor=cast.county_office(), batch_id=batch_id, at=cast.NOON)
    assert refusal.value.verdict.reasons[0].message == "导入明细已到期清除，不能再整批撤销"
    assert Person.objects.count() == 1


def test_shows_that_the_rows_are_gone(batch_id):
    client = cast.client_of(cast.county_office())
    assert "撤销这次导入" in client.get(f"/imports/{batch_id}/").content.decode()
    clear(91)
    page = client.get(f"/imports/{batch_id}/").content.decode()
    assert "明细已到期清除" in page
    assert "撤销这次导入" not in page
    assert client.post(f"/imports/{batch_id}/refused").status_code == 200


def test_is_done_for_the_whole_county_only(batch_id):
    with pytest.raises(NotAllowed):
        clearing.clear(actor=cast.committee_organiser(), kept_days=0, at=cast.NOON)


def test_sweeps_only_files_that_no_job_took_away(tmp_path):
    old, _digest = uploads.store(tmp_path, [b"old"])
    new, _digest = uploads.store(tmp_path, [b"new"])
    before = cast.NOON - timedelta(days=7)
    os.utime(uploads.folder(tmp_path) / old, (before.timestamp() - 1,) * 2)
    os.utime(uploads.folder(tmp_path) / new, (before.timestamp(),) * 2)
    assert uploads.sweep(tmp_path, before=before) == 1
    assert [path.name for path in uploads.folder(tmp_path).iterdir()] == [new]
