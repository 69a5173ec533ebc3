"""The kinds of notices: what domain 2.1 lists, and what they feed."""

import pytest

from tests.rules.test_notices import PERSON
from xianfeng.casework.rules import notice_kinds, notices
from xianfeng.casework.rules.disclosures import found_in
from xianfeng.casework.vocab.notices import DayUnit
from xianfeng.recruitment import catalogue

KINDS = notice_kinds.catalogue()
DOCUMENT = """
[one]
title = "公示"
heading = "{name}"
opening = "{organisation}"
days = 5
unit = "workdays"
places = ["公开栏"]
fields = ["name"]
signed_by = ["branch"]
records = ["talk"]
adverse = "不予"
status = "县级设定"
"""


def test_holds_the_ten_kinds_of_the_domain() -> None:
    assert list(KINDS) == [
        "activist", "candidate", "admission", "conversion", "post", "commitment", "loan",
        "support", "appraisal", "honour",
    ]  # fmt: skip


def test_asks_five_working_days_of_the_three_that_the_procedure_needs() -> None:
    fed = {kind.key: (kind.days, kind.unit) for kind in KINDS.values() if kind.records}
    assert fed == dict.fromkeys(("candidate", "admission", "conversion"), (5, DayUnit.WORKDAYS))


def test_feeds_every_record_that_names_a_notice_and_no_other() -> None:
    records = {k: v for e in catalogue.shelf().editions for k, v in e.records.items()}
    wanting = {key for key, kind in records.items() if kind.instrument == "notice"}
    assert {record for kind in KINDS.values() for record in kind.records} == wanting
    for kind in KINDS.values():
        for record in kind.records:
            assert kind.photo in {paper.key for paper in records[record].papers}
        for one in kind.facts:
            assert one.fact.split(".")[0] in records, one.fact


@pytest.mark.parametrize("key", KINDS)
def test_words_nothing_by_itself_that_a_notice_must_not_say(key: str) -> None:
    composed = notices.compose(KINDS[key], PERSON, {})
    assert found_in(composed.title, composed.body) == ()
    assert "{" not in composed.title + composed.body


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("days = 5", "days = 0"),
        ('unit = "workdays"', 'unit = "weeks"'),
        ('fields = ["name"]', 'fields = ["id_number"]'),
        ('signed_by = ["branch"]', 'signed_by = ["anybody"]'),
        ('places = ["公开栏"]', "places = []"),
        ('heading = "{name}"', 'heading = "{phone}"'),
        ('status = "县级设定"\n', ""),
    ],
)
def test_refuses_a_document_with_a_gap(old: str, new: str) -> None:
    assert set(notice_kinds.read(DOCUMENT)) == {"one"}
    with pytest.raises(ValueError, match="notice kind one"):
        notice_kinds.read(DOCUMENT.replace(old, new))


def test_refuses_two_kinds_for_one_record() -> None:
    with pytest.raises(ValueError, match="talk"):
        notice_kinds.read(DOCUMENT + DOCUMENT.replace("[one]", "[two]"))
