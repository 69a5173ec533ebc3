"""The joint examination: units are asked and answer; answers are sealed, open ones warn at the pre-review."""

from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests import cast, snapshot
from tests.county import County
from tests.walk import LATE, NOW, Walker
from xianfeng.casework.models import Case, Entry
from xianfeng.kernel.errors import Conflict, NotAllowed, Refused
from xianfeng.recruitment.commands import consultations
from xianfeng.recruitment.models import Consultation
from xianfeng.recruitment.queries import consultations as reads
from xianfeng.trust.models import LedgerEntry
from xianfeng.trust.queries import verification

pytestmark = pytest.mark.django_db
ASKED, ANSWERED = date(2024, 9, 26), date(2024, 10, 8)
UNITS = ("公安机关", "信访部门")
WORDS = "正在核查一起民间借贷纠纷"


class Examination:
    """A case whose pre-review is due, two units asked."""

    def __init__(self, *, is_asked: bool = True) -> None:
        self.walker = Walker(County()).until("pre-review")
        self.committee = self.walker.actors["committee"]
        if is_asked:
            self.ask()

    def ask(self, units: tuple[str, ...] = UNITS, **changes: Any) -> int:
        wanted = {"actor": self.committee, "asked_on": ASKED, **changes}
        return consultations.ask(case_id=self.walker.case_id, units=units, at=NOW, **wanted)

    def answer(self, nth: int, reply: str = "clear", words: str = "", **changes: Any) -> None:
        row = Consultation.objects.order_by("id")[nth].pk
        wanted = {"actor": self.committee, "answered_on": ANSWERED, **changes}
        consultations.answer(consultation_id=row, reply=reply, words=words, at=NOW, **wanted)

    def desk(self, role: str = "committee") -> reads.ConsultationDesk:
        return reads.desk(self.walker.actors[role], self.walker.case_id)


@pytest.fixture
def examination() -> Examination:
    return Examination()


def checks(call: Any, *args: Any, **given: Any) -> list[str]:
    with pytest.raises(Refused) as refused, transaction.atomic():
        call(*args, **given)
    return [reason.check for reason in refused.value.verdict]


def test_an_unanswered_unit_warns_and_a_reason_goes_on(examination: Examination) -> None:
    before = snapshot.whole()
    with pytest.raises(Refused) as refused:
        examination.walker.sign("pre-review")
    (item,) = refused.value.verdict
    assert (item.check, item.level, item.message) == (
        "D-74",
        "warn",
        "征求意见尚未答复：公安机关、信访部门",
    )
    assert snapshot.whole() == before

    reasons = {**LATE, "D-74": "已电话催办，均无情况"}
    examination.walker.sign("pre-review", reasons=reasons)
    entry = Entry.objects.get(case=examination.walker.case_id, step="pre-review")
    assert entry.reasons["D-74"] == "已电话催办，均无情况"


def test_answers_without_objection_leave_nothing_to_explain(examination: Examination) -> None:
    examination.answer(0)
    examination.answer(1)

    examination.walker.sign("pre-review")


def test_an_objection_warns_by_its_unit_and_never_by_its_words(examination: Examination) -> None:
    examination.answer(0, "objects", WORDS)
    examination.answer(1)

    with pytest.raises(Refused) as refused:
        examination.walker.sign("pre-review")
    (item,) = refused.value.verdict
    assert (item.check, item.message) == ("D-75", "征求意见有异议：公安机关")


def test_words_are_sealed_and_read_by_those_who_decide(examination: Examination) -> None:
    examination.answer(0, "objects", WORDS)

    row = Consultation.objects.order_by("id")[0]
    assert WORDS.encode() not in bytes(row.words)
    told = LedgerEntry.objects.filter(event="recruitment.consultation.answered").latest("id")
    assert WORDS not in str(told.detail) + told.reason
    for role, words, reply in (
        ("committee", WORDS, "有异议"),
        ("county", WORDS, "有异议"),
        ("branch", "", None),
    ):
        first, second = examination.desk(role).rows
        assert (first.words, first.reply and first.reply.label) == (words, reply)
        assert (first.is_answered, second.is_answered) == (True, False)
    assert verification.verify().is_whole


def test_only_the_committee_asks_and_enters(examination: Examination) -> None:
    before = list(Consultation.objects.order_by("id").values_list())
    for role in ("branch", "county"):
        actor = examination.walker.actors[role]
        with pytest.raises(NotAllowed), transaction.atomic():
            examination.ask(("纪检监察机关",), actor=actor)
        with pytest.raises(NotAllowed), transaction.atomic():
            examination.answer(0, actor=actor)
    other = cast.committee_organiser(examination.walker.county.other_committee.path)
    with pytest.raises(Case.DoesNotExist):
        examination.ask(actor=other)
    with pytest.raises(Consultation.DoesNotExist):
        examination.answer(0, actor=other)
    subject = cast.member(
        examination.walker.county.branch.path, person_id=examination.walker.person.pk
    )
    with pytest.raises(Case.DoesNotExist):
        reads.desk(subject, examination.walker.case_id)
    assert list(Consultation.objects.order_by("id").values_list()) == before


@pytest.mark.parametrize(
    ("units", "asked_on", "wanted"),
    [
        ((), ASKED, ["D-64"]),
        ((" ",), None, ["D-64", "D-64"]),
        (("长" * 41,), ASKED, ["D-64"]),
        (("公安机关",), date(2026, 12, 1), ["D-60"]),
        (("公安机关",), ASKED, ["D-62"]),
    ],
)
def test_refuses_a_letter_to_nobody_or_twice(
    examination: Examination, units: tuple[str, ...], asked_on: date | None, wanted: list[str]
) -> None:
    assert checks(examination.ask, units, asked_on=asked_on) == wanted
    assert Consultation.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({"reply": "perhaps"}, ["D-64"]),
        ({"reply": "objects", "words": "有"}, ["D-64"]),
        ({"answered_on": None}, ["D-64"]),
        ({"answered_on": date(2024, 9, 25)}, ["D-51"]),
        ({"answered_on": date(2026, 12, 1)}, ["D-60"]),
    ],
)
def test_refuses_an_answer_that_is_none(
    examination: Examination, changes: dict[str, Any], wanted: list[str]
) -> None:
    assert checks(examination.answer, 0, **changes) == wanted
    assert not Consultation.objects.exclude(reply="").exists()


def test_an_answer_stands_and_a_question_may_be_withdrawn(examination: Examination) -> None:
    examination.answer(0)
    with pytest.raises(Conflict):
        examination.answer(0, "objects", WORDS)
    first, second = Consultation.objects.order_by("id").values_list("id", flat=True)
    with pytest.raises(Conflict):
        consultations.withdraw(
            actor=examination.committee, consultation_id=first, why="发错单位", at=NOW
        )

    consultations.withdraw(
        actor=examination.committee, consultation_id=second, why="发错单位", at=NOW
    )

    assert [row.unit for row in examination.desk().rows] == ["公安机关"]
    examination.ask(("信访部门",))
    assert [row.unit for row in examination.desk().rows] == ["公安机关", "信访部门"]


def test_nothing_is_asked_after_the_pre_review() -> None:
    examination = Examination(is_asked=False)
    examination.walker.sign("pre-review")

    assert checks(examination.ask) == ["D-65"]
    assert not examination.desk().may_act


def test_the_page_leads_from_the_pre_review_and_prints_the_letters(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("xianfeng.kernel.clock.now", lambda: NOW)
    examination = Examination(is_asked=False)
    client = cast.client_of(examination.committee, username="committee")
    url = f"/recruitment/cases/{examination.walker.case_id}/consultations"
    form = {"do": "ask", "units": "公安机关", "others": "税务部门、", "asked_on": "2024-09-26"}

    assert client.post(url, form).status_code == 302
    step = client.get(f"/cases/{examination.walker.case_id}/steps/15/").content.decode()
    with CaptureQueriesContext(connection) as seen:
        page = client.get(url).content.decode()
    letters = client.get(f"{url}/letters").content.decode()

    assert "联合审查（0/2 已答复）" in step
    assert len(seen) <= 12
    assert "税务部门" in page
    assert "公安机关、税务部门：" in letters
    row = Consultation.objects.order_by("id")[0].pk
    sent = {"do": "answer", "consultation": row, "reply": "objects", "answered_on": "2024-10-08"}
    refused = client.post(url, sent)
    assert refused.status_code == 422
    assert "有异议的请写明内容" in refused.content.decode()
    assert client.post(url, {**sent, "words": WORDS}).status_code == 302
    branch = cast.client_of(examination.walker.actors["branch"], username="branch")
    assert WORDS in client.get(url).content.decode()
    assert WORDS not in branch.get(url).content.decode()
