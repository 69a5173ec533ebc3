"""One chain of the ledger as it leaves the house: whole, in order, with the seals over it."""

import pytest
from django.conf import settings

from tests import cast
from xianfeng.kernel import packages
from xianfeng.trust.commands import ledger
from xianfeng.trust.models import LedgerSeal
from xianfeng.trust.queries import extracts

pytestmark = pytest.mark.django_db


def entered(chain: str, count: int) -> None:
    for number in range(count):
        ledger.record(
            actor=cast.branch_secretary(), at=cast.NOON, chain=chain, event="casework.case.signed",
            subject=chain, detail={"root": str(number)}, reason="材料齐全",
        )  # fmt: skip


def test_returns_a_chain_that_the_countys_key_vouches_for() -> None:
    entered("case:8", 2)
    entered("case:7", 3)
    extract = extracts.of_chain("case:7")
    told = {"chain": "case:7", "head": extract.head}

    assert [entry["number"] for entry in extract.entries] == [1, 2, 3]
    assert extract.entries[0]["at"] == "2026-11-23T04:00:00.000000+00:00"
    packages._keyed(extract.entries, told, settings.KEYS.ledger)
    with pytest.raises(packages.Faulty):
        packages._keyed(extract.entries[:2], told, settings.KEYS.ledger)


def test_names_each_seal_with_how_many_entries_of_the_chain_it_covers() -> None:
    entered("case:7", 2)
    ledger.seal(at=cast.NOON)
    entered("case:8", 1)
    ledger.seal(at=cast.NOON)
    entered("case:7", 1)
    ledger.seal(at=cast.NOON)
    entered("case:7", 1)
    seals = list(LedgerSeal.objects.order_by("id"))

    found = extracts.of_chain("case:7").seals

    assert [(s.number, s.entries, s.root) for s in found] == [
        (seals[0].pk, 2, bytes(seals[0].root).hex()),
        (seals[2].pk, 1, bytes(seals[2].root).hex()),
    ]


def test_returns_nothing_of_a_chain_that_is_not_there() -> None:
    extract = extracts.of_chain("case:9")
    assert (extract.entries, extract.head, extract.seals) == ((), "", ())


def test_tells_marks_of_a_subject_newest_first() -> None:
    entered("case:7", 2)
    marks = extracts.marks("case:7", event="casework.case.signed")
    assert [mark.detail["root"] for mark in marks] == ["1", "0"]
    assert extracts.marks("case:7", event="casework.case.opened") == ()
