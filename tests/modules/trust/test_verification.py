"""Verifying the ledger after somebody edited the tables by hand."""

from datetime import timedelta

import pytest
from django.db import connection, transaction

from tests import cast
from xianfeng.trust.commands import ledger
from xianfeng.trust.models import LedgerChain, LedgerEntry, LedgerSeal
from xianfeng.trust.queries import verification

pytestmark = pytest.mark.django_db


def _enter(chain: str, times: int) -> None:
    for n in range(times):
        with transaction.atomic():
            ledger.record(
                actor=cast.county_office(),
                at=cast.NOON + timedelta(minutes=n),
                chain=chain,
                event="registry.person.changed",
                subject=f"person:{n}",
                detail={"number": n},
                reason="核对",
            )


@pytest.fixture(autouse=True)
def three_chains() -> None:
    """Five entries in each of three chains, all sealed."""
    for chain in ("case:1", "case:2", "org:0001"):
        _enter(chain, 5)
    ledger.seal(at=cast.NOON)


def _sql(text: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(text, values)


def _entry(chain: str, number: int) -> LedgerEntry:
    return LedgerEntry.objects.get(chain=chain, number=number)


def test_finds_an_untouched_ledger_whole():
    _enter("case:1", 2)
    found = verification.verify()
    assert found == verification.Verification(entries=17, chains=3, seals=1)
    assert found.is_whole


def test_finds_an_empty_ledger_whole():
    for model in (LedgerEntry, LedgerChain, LedgerSeal):
        model.objects.all().delete()
    assert verification.verify() == verification.Verification(entries=0, chains=0, seals=0)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("detail", '{"number":9}'),
        ("reason", ""),
        ("actor_name", "别人"),
        ("account_ref", 1),
        ("event", "registry.person.seen"),
        ("subject", "person:9"),
        ("at", "2026-01-01 00:00:00"),
    ],
)
def test_names_the_first_entry_that_was_edited(column, value):
    entry = _entry("case:2", 3)
    _sql(f"UPDATE trust_ledger_entry SET {column} = %s WHERE id = %s", value, entry.pk)
    entry.refresh_from_db()
    local = (entry.at + timedelta(hours=8)).strftime("%Y-%m-%d %H:%M:%S")
    assert verification.verify().broken == (
        f"链“case:2”第3条被改动（编号{entry.pk}，{entry.event}，{local}）",
    )


def test_names_an_entry_whose_digest_was_replaced():
    entry = _entry("case:1", 2)
    _sql("UPDATE trust_ledger_entry SET digest = %s WHERE id = %s", b"\x01" * 32, entry.pk)
    broken = verification.verify().broken
    assert broken[0].startswith(f"链“case:1”第2条被改动（编号{entry.pk}，")
    assert broken[1].endswith("与现存内容不符")
    assert len(broken) == 2


def test_names_the_gap_that_a_deleted_entry_leaves():
    after = _entry("case:1", 4)
    _sql("DELETE FROM trust_ledger_entry WHERE chain = 'case:1' AND number = 3")
    broken = verification.verify().broken
    assert broken[0] == (
        f"链“case:1”缺少第3条：其后现存的是第4条（编号{after.pk}，registry.person.changed，"
        "2026-11-23 12:03:00）"
    )
    assert broken[1].endswith("范围内应有15条，现有14条")


def test_names_the_missing_end_of_a_chain():
    _sql("DELETE FROM trust_ledger_entry WHERE chain = 'org:0001' AND number > 3")
    broken = verification.verify().broken
    assert broken[0] == "链“org:0001”缺少第4条至第5条：链尾已被删除"
    assert broken[1].endswith("范围内应有15条，现有13条")


def test_names_a_missing_end_although_the_head_was_set_back():
    _sql("DELETE FROM trust_ledger_entry WHERE chain = 'org:0001' AND number > 3")
    digest = bytes(_entry("org:0001", 3).digest)
    _sql("UPDATE trust_ledger_chain SET length = 3, head = %s WHERE name = 'org:0001'", digest)
    head, sealed = verification.verify().broken
    assert head == "链“org:0001”的链首记录被改动：记为3条，实有3条"
    assert sealed.endswith("范围内应有15条，现有13条")


def test_names_a_chain_whose_entries_are_all_gone():
    _sql("DELETE FROM trust_ledger_entry WHERE chain = 'case:2'")
    assert verification.verify().broken[0] == "链“case:2”缺少第1条至第5条：链尾已被删除"


def test_finds_a_whole_chain_gone_with_its_head():
    _sql("DELETE FROM trust_ledger_entry WHERE chain = 'case:2'")
    _sql("DELETE FROM trust_ledger_chain WHERE name = 'case:2'")
    (only,) = verification.verify().broken
    assert only.startswith("第") and only.endswith("范围内应有15条，现有10条")


def test_finds_a_missing_head():
    _sql("DELETE FROM trust_ledger_chain WHERE name = 'case:2'")
    assert verification.verify().broken == ("链“case:2”的链首记录已被删除（实有5条）",)


def test_finds_a_forged_head():
    _sql("UPDATE trust_ledger_chain SET head = %s WHERE name = 'case:2'", b"\x02" * 32)
    assert verification.verify().broken == ("链“case:2”的链首记录被改动：记为5条，实有5条",)


def test_finds_two_entries_that_changed_places():
    _sql("UPDATE trust_ledger_entry SET number = 99 WHERE chain = 'case:1' AND number = 2")
    _sql("UPDATE trust_ledger_entry SET number = 2 WHERE chain = 'case:1' AND number = 4")
    _sql("UPDATE trust_ledger_entry SET number = 4 WHERE chain = 'case:1' AND number = 99")
    (only,) = verification.verify().broken
    assert only.startswith(f"链“case:1”第2条被改动（编号{_entry('case:1', 2).pk}，")


def test_finds_an_entry_added_by_hand():
    LedgerEntry.objects.create(
        chain="case:1",
        number=6,
        at=cast.NOON,
        actor_name="别人",
        event="registry.person.changed",
        subject="person:1",
        digest=b"\x03" * 32,
    )
    (only,) = verification.verify().broken
    assert only.startswith("链“case:1”第6条被改动")


def test_finds_a_missing_seal_between_two():
    _enter("case:3", 2)
    ledger.seal(at=cast.NOON)
    _enter("case:3", 1)
    ledger.seal(at=cast.NOON)
    middle = LedgerSeal.objects.order_by("id")[1]
    _sql("DELETE FROM trust_ledger_seal WHERE id = %s", middle.pk)
    (only,) = verification.verify().broken
    assert only.endswith("范围内应有1条，现有3条")


def test_names_the_first_twenty_faults_and_counts_the_rest():
    for n in range(30):
        _enter(f"case:9{n:02}", 1)
    _sql("UPDATE trust_ledger_entry SET reason = 'x' WHERE chain >= 'case:9' AND chain < 'case:99'")
    broken = verification.verify().broken
    assert len(broken) == 21
    assert broken[-1] == "另有10处，未列出"


def test_seals_nothing_twice():
    assert ledger.seal(at=cast.NOON) == 0
    _enter("case:1", 1)
    assert ledger.seal(at=cast.NOON) == 1
