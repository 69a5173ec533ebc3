"""Attacks on sign-in, papers, logs and the ledger."""

import io
import logging
import struct
import sys
import zipfile

import pytest
from allauth.account.internal import userkit
from django.db import transaction

from tests import cast
from xianfeng.kernel.errors import Refused
from xianfeng.trust import lockouts
from xianfeng.trust.commands import evidence, ledger
from xianfeng.trust.models import LedgerChain, LedgerEntry
from xianfeng.trust.queries import verification
from xianfeng.trust.redaction import RedactingFilter

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("typed", ["WANG", "wang", "Wang"])
def test_counts_every_spelling_that_opens_an_account_for_one_name(typed):
    account = cast.account("wang")

    assert userkit.get_user_by_username(typed).pk == account
    assert lockouts.counter_key(typed) == lockouts.counter_key("wang")


@pytest.mark.parametrize("typed", ["lıu", "ſhuji"])
def test_no_look_alike_spelling_opens_an_account(typed):
    cast.account("liu")
    cast.account("shuji")

    # PostgreSQL's UPPER takes ı for i and ſ for s; each spelling would bring five fresh tries.
    assert userkit.get_user_by_username(typed) is None


def test_masks_numbers_in_the_traceback_of_a_log_line():
    try:
        int("x99999919900101001X")
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, "f", 1, "failed", (), sys.exc_info())

    RedactingFilter().filter(record)

    line = logging.Formatter().format(record)
    assert "99999919900101001X" not in line
    assert "ValueError" in line


def _broken_zip(*, version: int = 20, name: bytes = b"[Content_Types].xml", flags: int = 0):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("[Content_Types].xml", "x")
    raw = bytearray(out.getvalue())
    at = raw.index(b"PK\x01\x02")
    struct.pack_into("<H", raw, at + 6, version)
    struct.pack_into("<H", raw, at + 8, flags)
    raw[at + 46 : at + 46 + len(name)] = name
    return bytes(raw)


@pytest.mark.parametrize(
    "content",
    [_broken_zip(version=99), _broken_zip(name=b"\xff\xfe\xfd", flags=0x800)],
    ids=["unknown-version", "name-that-is-no-text"],
)
def test_refuses_archives_that_cannot_be_read(content, tmp_path, settings):
    settings.FILES_DIR = tmp_path

    with pytest.raises(Refused) as refused:
        evidence.store(
            actor=cast.branch_secretary(), name="a.docx", content=io.BytesIO(content), at=cast.NOON
        )

    assert refused.value.verdict.checks() == ("X-16",)


def test_no_text_moves_from_one_column_of_an_entry_to_another():
    with transaction.atomic():
        ledger.record(
            actor=cast.county_office(),
            at=cast.NOON,
            chain="case:1",
            event="casework.case.ended",
            subject="case:1",
            reason="本人申请\x1f组织决定",
        )
    entry = LedgerEntry.objects.get()
    first, _, last = "本人申请\x1f组织决定".partition("\x1f")
    LedgerEntry.objects.update(detail=f"{entry.detail}\x1f{first}", reason=last)

    assert not verification.verify().is_whole


def test_keeps_a_reason_no_longer_than_its_column():
    with transaction.atomic():
        ledger.record(
            actor=cast.county_office(),
            at=cast.NOON,
            chain="case:1",
            event="casework.case.ended",
            subject="case:1",
            reason="长" * 500,
        )

    assert len(LedgerEntry.objects.get().reason) <= 400
    assert verification.verify().is_whole


def test_names_an_unsealed_end_that_was_cut_off_with_its_head():
    for number in range(3):
        with transaction.atomic():
            ledger.record(
                actor=cast.county_office(),
                at=cast.NOON,
                chain="case:1",
                event="casework.case.signed",
                subject="case:1",
                detail={"number": number},
            )
    LedgerEntry.objects.get(number=3).delete()
    before = LedgerEntry.objects.get(number=2)

    # Whoever has SQL but no key can copy the digest before, not vouch for it as the end.
    LedgerChain.objects.update(length=2, head=before.digest)
    assert not verification.verify().is_whole
    LedgerEntry.objects.all().delete()
    LedgerChain.objects.update(length=0, head=b"")
    assert not verification.verify().is_whole
