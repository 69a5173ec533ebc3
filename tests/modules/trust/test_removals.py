"""Giving up papers: the row in the transaction, the file after it, what is handed in again stays."""

import io
from pathlib import Path
from typing import Any

import pytest

from tests import cast
from xianfeng.trust.commands import evidence, removals
from xianfeng.trust.models import EvidenceFile, EvidenceRemoval
from xianfeng.trust.queries.evidence import location

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj\n%%EOF\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> None:
    settings.FILES_DIR = tmp_path / "files"


def stored() -> EvidenceFile:
    return evidence.store(
        actor=cast.branch_secretary(), name="a.pdf", content=io.BytesIO(PDF), at=cast.NOON
    )


def test_keeps_the_file_until_it_is_swept() -> None:
    kept = stored()
    assert removals.give_up([kept.pk]) == [kept.pk]
    assert not EvidenceFile.objects.exists()
    assert location(kept.sha256).is_file()
    assert removals.sweep() == 1
    assert not location(kept.sha256).exists()
    assert not EvidenceRemoval.objects.exists()
    assert removals.sweep() == 0


def test_goes_on_where_it_was_stopped() -> None:
    kept = stored()
    removals.give_up([kept.pk])
    location(kept.sha256).unlink()
    assert removals.sweep() == 0
    assert not EvidenceRemoval.objects.exists()


def test_keeps_a_file_that_was_handed_in_again_meanwhile() -> None:
    first = stored()
    removals.give_up([first.pk])
    again = stored()
    assert removals.sweep() == 0
    assert location(again.sha256).read_bytes() == PDF


def test_a_paper_handed_in_again_after_the_sweep_lies_on_the_disk() -> None:
    removals.give_up([stored().pk])
    removals.sweep()
    assert location(stored().sha256).read_bytes() == PDF
