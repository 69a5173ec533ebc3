"""Erasing words of the ledger whose time is over: the proof stays, and erasing by hand is found."""

import json

import pytest
from django.db import IntegrityError, connection, transaction

from tests import cast
from xianfeng.trust import cipher, rules
from xianfeng.trust.commands import erasures, ledger
from xianfeng.trust.models import LedgerChain, LedgerEntry
from xianfeng.trust.queries import extracts, verification
from xianfeng.trust.queries.ledger import ERASED_WORDS, about
from xianfeng.trust.vocab import EntryForm

pytestmark = pytest.mark.django_db
ACTOR = cast.county_office()
APPROVED = {"approved_by": "秦川", "basis": "个人信息保护法第十九条"}


@pytest.fixture(autouse=True)
def sealed_ledger() -> None:
    """Five entries about each of two cases and one in the branch's chain, all sealed."""
    with transaction.atomic():
        for chain in ("case:1", "case:2", "org:0001"):
            for n in range(1 if chain == "org:0001" else 5):
                ledger.record(
                    actor=ACTOR, at=cast.NOON, chain=chain, event="casework.case.signed",
                    subject="case:1" if chain == "org:0001" else chain,
                    detail={"words": f"甘棠{n}"}, reason="甘棠材料齐全",
                )  # fmt: skip
    ledger.seal(at=cast.NOON)


def erased(*chains: str, subjects: tuple[str, ...] = ()) -> int:
    with transaction.atomic():
        return erasures.erase(
            actor=ACTOR, chains=chains, subjects=subjects, under="disposal:3",
            detail=APPROVED, at=cast.NOON,
        )  # fmt: skip


def sql(text: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(text, values)


def test_takes_the_words_and_keeps_chain_head_and_seal_whole() -> None:
    digests = list(LedgerEntry.objects.order_by("id").values_list("digest", flat=True))
    assert erased("case:1", subjects=("case:1",)) == 6

    words = LedgerEntry.objects.filter(subject="case:1").values_list("detail", "reason", "salt")
    assert {(d, r, bytes(s)) for d, r, s in words} == {("{}", "", b"")}
    assert list(LedgerEntry.objects.order_by("id").values_list("digest", flat=True))[:11] == digests
    assert verification.verify() == verification.Verification(entries=12, chains=4, seals=1)


def test_enters_who_erased_what_on_whose_approval() -> None:
    erased("case:1", subjects=("case:1",))
    entry = LedgerEntry.objects.get(chain="disposal:3")
    assert (entry.event, entry.actor_name) == ("trust.ledger.erased", ACTOR.name)
    assert json.loads(entry.detail) == {**APPROVED, "erased": ["case:1#1-5", "org:0001#1"]}


def test_leaves_the_words_of_others_and_what_tells_of_an_erasure() -> None:
    erased("case:1")
    assert erased("disposal:3", subjects=("disposal:3",)) == 0
    assert LedgerEntry.objects.filter(chain="case:2", detail__contains="甘棠").count() == 5
    assert "case:1#1-5" in LedgerEntry.objects.get(chain="disposal:3").detail


def test_erases_nothing_twice() -> None:
    erased("case:1")
    assert erased("case:1") == 0
    assert LedgerEntry.objects.filter(event="trust.ledger.erased").count() == 1


def test_lets_a_chain_go_on_after_its_words_are_gone() -> None:
    erased("case:1")
    with transaction.atomic():
        ledger.record(
            actor=ACTOR, at=cast.NOON, chain="case:1", event="casework.case.disposed",
            subject="case:1",
        )  # fmt: skip
    assert verification.verify().is_whole
    assert erased("case:1") == 1
    assert verification.verify().is_whole


def test_shows_what_was_erased_as_erased() -> None:
    erased("case:1")
    assert {row.words for row in about("case:1") if row.chain == "case:1"} == {ERASED_WORDS}
    assert extracts.marks("case:1", event="casework.case.signed")[0].detail == {"words": "甘棠0"}
    assert "salt" not in extracts.of_chain("case:1").entries[0]


def by_hand(number: int = 3) -> LedgerEntry:
    """Erase as an intruder would who has the database but not the key."""
    row = LedgerEntry.objects.get(chain="case:2", number=number)
    words = rules.words_digest(row.detail, row.reason, salt=bytes(row.salt))
    sql(
        "UPDATE trust_ledger_entry SET words = %s, salt = %s, detail = '{}', reason = '' WHERE id = %s",
        words, b"", row.pk,
    )  # fmt: skip
    return row


def test_finds_words_that_were_erased_by_hand() -> None:
    erased("case:1")
    row = by_hand()
    assert verification.verify().broken == (
        f"链“case:2”第3条的内容被擅自抹去（编号{row.pk}，casework.case.signed，2026-11-23 12:00:00）",
    )


def test_finds_an_erasure_that_was_forged_to_cover_it() -> None:
    erased("case:1")
    by_hand()
    entry = LedgerEntry.objects.get(chain="disposal:3")
    sql(
        "UPDATE trust_ledger_entry SET detail = %s WHERE id = %s",
        entry.detail.replace("case:1#1-5", "case:2#3"), entry.pk,
    )  # fmt: skip
    assert any("链“disposal:3”第1条被改动" in fault for fault in verification.verify().broken)


def test_finds_another_digest_in_the_place_of_erased_words() -> None:
    erased("case:1")
    sql(
        "UPDATE trust_ledger_entry SET words = %s WHERE chain = 'case:1' AND number = 2", b"\1" * 32
    )
    (only,) = verification.verify().broken
    assert only.startswith("链“case:1”第2条被改动")


def test_lets_nobody_write_words_beside_the_digest_of_erased_ones() -> None:
    erased("case:1")
    with pytest.raises(IntegrityError), transaction.atomic():
        LedgerEntry.objects.filter(chain="case:1", number=2).update(reason="别的理由")


# ── Entries from before words were kept apart ──


@pytest.fixture
def first_form() -> None:
    """A chain as the first release wrote it: the digest covers the words themselves."""
    last = b""
    for number in (1, 2, 3):
        facts = rules.EntryFacts(
            "case:9", number, cast.NOON, None, "冉云", "casework.case.signed", "case:9"
        )
        body = rules.entry_body_within(facts, detail='{"words":"甘棠"}', reason="甘棠")
        last = cipher.chain_digest(last, body)
        LedgerEntry.objects.create(
            **facts._asdict(), detail='{"words":"甘棠"}', reason="甘棠", digest=last,
            form=EntryForm.WORDS_WITHIN,
        )  # fmt: skip
    LedgerChain.objects.create(
        name="case:9", length=3, head=cipher.chain_head("case:9", length=3, digest=last)
    )


@pytest.mark.usefixtures("first_form")
class TestEntriesOfTheFirstForm:
    """Entries whose digest covers the words themselves."""

    def test_verify_as_they_were_written(self) -> None:
        assert verification.verify().is_whole

    def test_lose_their_words_and_stay_proven(self) -> None:
        assert erased("case:9") == 3
        assert verification.verify().is_whole
        assert not LedgerEntry.objects.filter(chain="case:9", reason__gt="").exists()

    def test_stay_proven_in_what_is_left_of_them(self) -> None:
        erased("case:9")
        LedgerEntry.objects.filter(chain="case:9", number=2).update(actor_name="他人")
        (only,) = verification.verify().broken
        assert only.startswith("链“case:9”第2条被改动")

    def test_cannot_be_read_as_the_other_form(self) -> None:
        LedgerEntry.objects.filter(chain="case:9", number=2).update(form=EntryForm.WORDS_APART)
        (only,) = verification.verify().broken
        assert only.startswith("链“case:9”第2条被改动")


@pytest.mark.parametrize("rewritten", ["{}", "[]", "nothing", '{"erased": 7}', '{"erased": ["x"]}'])
def test_names_a_rewritten_account_of_an_erasure_instead_of_failing(rewritten: str) -> None:
    erased("case:1")
    sql(
        "UPDATE trust_ledger_entry SET detail = %s WHERE event = %s", rewritten, verification.ERASED
    )

    broken = verification.verify().broken

    assert any(told.startswith("链“disposal:3”第1条被改动") for told in broken)
    assert any(told.startswith("链“case:1”第1条的内容被擅自抹去") for told in broken)
