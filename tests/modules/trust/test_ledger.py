"""Writing the ledger."""

import pytest
from django.db import transaction

from tests import cast
from xianfeng.kernel.errors import NotAllowed
from xianfeng.trust.commands import ledger
from xianfeng.trust.commands.ledger import Happening
from xianfeng.trust.models import LedgerChain, LedgerEntry
from xianfeng.trust.queries import verification
from xianfeng.trust.queries.ledger import about

ACTOR = cast.county_office()


def _happening(n: int, chain: str = "case:1") -> Happening:
    return Happening(chain=chain, event="a.b", subject=f"case:{n}", detail={"n": n})


@pytest.mark.django_db(transaction=True)
def test_refuses_to_write_outside_a_transaction():
    with pytest.raises(RuntimeError):
        ledger.record_many([_happening(1)], actor=ACTOR, at=cast.NOON)
    assert not LedgerEntry.objects.exists()


@pytest.mark.django_db
def test_chains_many_entries_of_many_chains_at_once():
    rows = [_happening(n, chain=f"case:{n % 7}") for n in range(200)]
    with transaction.atomic():
        ledger.record_many(rows, actor=ACTOR, at=cast.NOON)
        ledger.record_many(rows[:3], actor=ACTOR, at=cast.NOON)
    assert LedgerEntry.objects.count() == 203
    heads = dict(LedgerChain.objects.values_list("name", "length"))
    assert heads["case:0"] == 30
    assert sum(heads.values()) == 203
    assert verification.verify().is_whole


@pytest.mark.django_db
def test_leaves_nothing_of_a_transaction_that_failed():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        ledger.record_many([_happening(1)], actor=ACTOR, at=cast.NOON)
        raise ZeroDivisionError
    assert not LedgerEntry.objects.exists()
    assert not LedgerChain.objects.exists()


@pytest.mark.django_db
def test_tells_what_happened_to_one_subject_newest_first():
    with transaction.atomic():
        ledger.record_many([_happening(1), _happening(2), _happening(1)], actor=ACTOR, at=cast.NOON)
    assert [row.number for row in about("case:1")] == [3, 1]


@pytest.mark.django_db
def test_verifies_for_the_audit_administrator_only():
    for actor in (ACTOR, cast.system_administrator(), cast.security_administrator()):
        with pytest.raises(NotAllowed):
            ledger.verify(actor=actor, at=cast.NOON)
    assert ledger.verify(actor=cast.auditor(), at=cast.NOON).is_whole
    assert LedgerEntry.objects.get().event == "trust.ledger.verified"
