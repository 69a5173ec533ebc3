"""Without the class only a recorded exception of the county lets somebody pass; words alone never."""

from datetime import date

import pytest
from django.db import transaction

from tests import snapshot
from tests.county import County
from tests.walk import LATE, NOW, REVIEWS, Walker
from xianfeng.casework.models import Entry
from xianfeng.kernel.errors import NotAllowed, Refused
from xianfeng.recruitment.commands import exceptions
from xianfeng.recruitment.models import TrainingException
from xianfeng.recruitment.queries import exceptions as reads
from xianfeng.trust.models import LedgerEntry

pytestmark = pytest.mark.django_db
DOCUMENT, DAY, WHY = "武组函〔2024〕8号", date(2024, 7, 1), "长期在外务工，已单独补课"


@pytest.fixture
def walker() -> Walker:
    walker = Walker(County()).until("cultivate-activist")
    walker.review("review", REVIEWS)
    return walker


def grant(walker: Walker, *, role: str = "county", **changes: object) -> int:
    given = {"document": DOCUMENT, "decided_on": DAY, "why": WHY, **changes}
    return exceptions.grant(
        actor=walker.actors[role],
        case_id=walker.case_id,
        at=NOW,
        **given,  # type: ignore[arg-type]
    )


def sign_absent(walker: Walker, **words: str) -> int:
    return walker.sign(
        "cultivate-activist",
        cultivation={"class_result": "absent"},
        reasons={**LATE, **words},
    )


def refusal(walker: Walker, **words: str) -> list[tuple[str, str]]:
    before = snapshot.whole()
    with pytest.raises(Refused) as refused, transaction.atomic():
        sign_absent(walker, **words)
    assert snapshot.whole() == before
    return [(one.check, str(one.level)) for one in refused.value.verdict]


def test_words_of_the_signer_do_not_let_the_untrained_pass(walker: Walker) -> None:
    assert refusal(walker, **{"D-13": "支部认为可以发展"}) == [("D-13", "block")]


def test_the_countys_exception_lets_pass_and_is_the_answer_on_record(walker: Walker) -> None:
    grant(walker)
    sign_absent(walker, **{"D-13": "支部认为可以发展"})
    entry = Entry.objects.filter(case=walker.case_id).latest("id")
    assert entry.reasons["D-13"] == f"县委组织部例外 {DOCUMENT}（2024年7月1日）：{WHY}"


def test_a_withdrawn_exception_answers_nothing_and_stays_on_record(walker: Walker) -> None:
    grant(walker)
    county = walker.actors["county"]
    exceptions.withdraw(actor=county, case_id=walker.case_id, why="文号登记有误", at=NOW)
    assert refusal(walker) == [("D-13", "block")]
    assert TrainingException.objects.get().withdrawn_reason == "文号登记有误"
    events = LedgerEntry.objects.filter(event__startswith="recruitment.exception.")
    assert list(events.order_by("id").values_list("event", flat=True)) == [
        "recruitment.exception.granted",
        "recruitment.exception.withdrawn",
    ]


def test_only_the_county_records_one(walker: Walker) -> None:
    before = snapshot.whole()
    for role in ("branch", "committee"):
        with pytest.raises(NotAllowed), transaction.atomic():
            grant(walker, role=role)
    assert snapshot.whole() == before


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"document": "八号"}, {("D-64", "document")}),
        ({"decided_on": None, "why": "特殊"}, {("D-64", "decided_on"), ("D-64", "why")}),
        ({"decided_on": date(2026, 11, 24)}, {("D-60", "decided_on")}),
    ],
)
def test_one_without_document_day_or_reason_is_refused(
    walker: Walker, changes: dict, found: set[tuple[str, str]]
) -> None:
    before = snapshot.whole()
    with pytest.raises(Refused) as refused, transaction.atomic():
        grant(walker, **changes)
    assert {(one.check, one.field) for one in refused.value.verdict} == found
    assert snapshot.whole() == before


def test_a_second_one_is_refused_and_one_that_was_used_cannot_be_withdrawn(walker: Walker) -> None:
    grant(walker)
    with pytest.raises(Refused), transaction.atomic():
        grant(walker)
    sign_absent(walker)
    before = snapshot.whole()
    with pytest.raises(Refused) as refused, transaction.atomic():
        exceptions.withdraw(
            actor=walker.actors["county"], case_id=walker.case_id, why="文号登记有误", at=NOW
        )
    assert refused.value.verdict.checks() == ("D-65",)
    assert snapshot.whole() == before


def test_they_are_counted_by_committee_and_listed(walker: Walker) -> None:
    grant(walker)
    found = reads.listed(walker.actors["county"])
    assert found.counts == (("中共武山县山丹镇委员会", 1),)
    assert [(row.person, row.excepted.document) for row in found.rows] == [("申向党", DOCUMENT)]
    withdrawn = {"actor": walker.actors["county"], "case_id": walker.case_id, "at": NOW}
    exceptions.withdraw(why="文号登记有误", **withdrawn)
    found = reads.listed(walker.actors["county"])
    assert (found.counts, found.rows[0].withdrawn_reason) == ((), "文号登记有误")
