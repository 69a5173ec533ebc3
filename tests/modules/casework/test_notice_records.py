"""The notice as an instrument: what the step takes from it, and what keeps the step from being signed."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest

from tests.county import County
from tests.posted import CONTACT, LAST, POSTED, STEP, Poster, on
from tests.walk import NOW, Walker
from xianfeng.casework.commands import notices, objections, publications, steps
from xianfeng.casework.commands.notices import NoticeText
from xianfeng.casework.commands.objections import Told
from xianfeng.casework.models import Entry, Objection, Paper
from xianfeng.casework.queries import desks
from xianfeng.casework.vocab.notices import ObjectionChannel, ObjectionDecision
from xianfeng.kernel.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def poster() -> Poster:
    return Poster(Walker(County()))


def refusal(poster: Poster, **changes: Any) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as caught:
        poster.walker.sign(STEP, **changes)
    assert not Entry.objects.filter(step=STEP).exists()
    return [(r.check, r.message) for r in caught.value.verdict]


def decide(poster: Poster, decision: str) -> None:
    row = Objection.objects.latest("id")
    given = {"actor": poster.committee, "objection_id": row.pk, "at": on(LAST)}
    objections.take_up(investigators="罗成、王书记", is_shared=False, **given)
    objections.decide(finding="经核实反映不属实", decision=ObjectionDecision(decision), **given)


def test_signs_days_places_and_counts_from_the_notice(poster: Poster) -> None:
    poster.posted()

    poster.walker.sign(STEP, candidate_notice={"starts_on": date(2024, 7, 1), "objections": 7})

    assert Entry.objects.get(step=STEP).records["candidate_notice"] == {
        "on": "2024-07-27", "starts_on": "2024-07-19", "ends_on": "2024-07-26",
        "place": "党务公开栏、村务公开栏", "text": poster.row.body,
        "objections": 0, "objections_closed": 0,
    }  # fmt: skip


def test_takes_a_notice_that_hung_on_paper_only_as_typed(poster: Poster) -> None:
    poster.walker.sign(STEP)

    assert Entry.objects.get(step=STEP).records["candidate_notice"]["place"] == "村务公开栏"


def test_waits_for_a_draft_to_be_posted(poster: Poster) -> None:
    poster.draft()
    assert refusal(poster) == [("N-01", "公示起草中，尚未张贴")]
    poster.submit().clear()
    assert refusal(poster) == [("N-01", "公示审查通过，待张贴，尚未张贴")]


def test_takes_paper_again_once_the_draft_is_dropped(poster: Poster) -> None:
    poster.draft()
    publications.withdraw(
        actor=poster.branch, notice_id=poster.id, why="已按纸质公示", at=on(POSTED)
    )

    poster.walker.sign(STEP)

    assert Entry.objects.filter(step=STEP).count() == 1


def test_waits_until_every_objection_is_closed(poster: Poster) -> None:
    poster.posted()
    poster.object()
    poster.enter()
    assert refusal(poster) == [("N-03", "公示期间收到反映2条，尚未形成调查结论")]

    decide(poster, "no_effect")
    assert [check for check, _words in refusal(poster)] == ["N-03"]

    objections.take_up(
        actor=poster.committee, objection_id=Objection.objects.earliest("id").pk,
        investigators="罗成", is_shared=False, at=on(LAST),
    )  # fmt: skip
    objections.decide(
        actor=poster.committee, objection_id=Objection.objects.earliest("id").pk,
        finding="经核实反映不属实", decision=ObjectionDecision.NO_EFFECT, at=on(LAST),
    )  # fmt: skip
    poster.sign()

    record = Entry.objects.get(step=STEP).records["candidate_notice"]
    assert (record["objections"], record["objections_closed"]) == (2, 2)


@pytest.mark.parametrize(("decision", "words"), [("suspended", "暂缓"), ("adverse", "不予发展")])
def test_stops_where_an_objection_was_well_founded(
    poster: Poster, decision: str, words: str
) -> None:
    poster.posted()
    poster.object()
    decide(poster, decision)

    assert refusal(poster) == [("N-03", f"公示反映的调查决定为“{words}”")]


def test_asks_for_more_days_when_the_calendar_says_so(poster: Poster) -> None:
    poster.posted()

    assert refusal(poster, candidate_notice={"on": date(2024, 7, 25)}) == [
        ("N-01", "公示期不足5个工作日")
    ]


def test_counts_the_photo_of_the_notice_as_the_steps_paper(poster: Poster) -> None:
    poster.posted()
    papers = ("candidate_notice_sheet", "candidate_notice_result")
    assert refusal(poster, papers=papers) == [("N-04", "请上传公示地点照片")]

    photo = BytesIO(b"\xff\xd8\xff\xe0" + b"board" * 9)
    publications.add_photo(
        actor=poster.branch, notice_id=poster.id, name="a.jpg", content=photo, at=on(POSTED)
    )
    poster.walker.sign(STEP, papers=papers)

    kept = Paper.objects.get(kind="candidate_notice_photo")
    assert kept.file_id == poster.row.photo_id


def test_neither_prolongs_nor_drops_a_notice_that_a_signature_rests_on(poster: Poster) -> None:
    poster.posted()
    entry = poster.sign()
    given = {"actor": poster.branch, "notice_id": poster.id, "at": on(date(2024, 7, 24))}

    for act in (
        lambda: publications.withdraw(why="重新公示一次", **given),
        lambda: publications.prolong(until=date(2024, 8, 1), why="重新公示一次", **given),
    ):
        with pytest.raises(Refused) as caught:
            act()
        assert caught.value.verdict.checks() == ("D-65",)

    steps.reverse(
        actor=poster.branch,
        case_id=poster.walker.case_id,
        entry_id=entry,
        why="登记有误重办",
        at=NOW,
    )
    poster.sign()
    publications_of = poster.row.state
    assert publications_of == "published"


def withdraw(poster: Poster) -> None:
    publications.withdraw(
        actor=poster.branch, notice_id=poster.id, why="内容有误重新公示", at=on(LAST)
    )


def test_keeps_waiting_for_an_objection_whose_notice_was_taken_down(poster: Poster) -> None:
    poster.posted()
    poster.object()
    withdraw(poster)

    again = ("N-01", "公示张贴后已撤下，须重新公示")
    assert refusal(poster) == [again, ("N-03", "公示期间收到反映1条，尚未形成调查结论")]

    decide(poster, "adverse")
    assert refusal(poster) == [again, ("N-03", "公示反映的调查决定为“不予发展”")]


def test_types_no_days_of_a_notice_that_was_taken_down(poster: Poster) -> None:
    poster.posted()
    withdraw(poster)

    assert refusal(poster) == [("N-01", "公示张贴后已撤下，须重新公示")]

    poster.posted()
    poster.sign()
    assert Entry.objects.get(step=STEP).records["candidate_notice"]["ends_on"] == "2024-07-26"


def test_stops_the_next_step_for_an_objection_that_was_entered_late(poster: Poster) -> None:
    poster.posted()
    poster.sign()
    poster.enter()

    with pytest.raises(Refused) as caught:
        poster.walker.sign("file-candidate")
    assert [(r.check, r.message) for r in caught.value.verdict] == [
        ("N-03", "公示期间收到反映1条，尚未形成调查结论")
    ]
    assert not Entry.objects.filter(step="file-candidate").exists()

    decide(poster, "no_effect")
    poster.walker.sign("file-candidate")


def test_says_on_the_form_what_an_objection_holds_up(poster: Poster) -> None:
    poster.posted()
    poster.sign()
    poster.enter()

    desk = desks.step(poster.committee, poster.walker.case_id, 10)

    assert [r.message for r in desk.waits] == ["公示期间收到反映1条，尚未形成调查结论"]


class Conversion(Poster):
    """The notice before somebody becomes a full member."""

    def __init__(self, walker: Walker) -> None:
        self.walker = walker.until("publish-conversion")
        self.branch, self.committee = walker.actors["branch"], walker.actors["committee"]
        start = on(date(2025, 11, 10))
        text = NoticeText(
            title="公示", body="申向党拟转正。", contact=CONTACT, places="村务公开栏", days=5
        )
        given = {"actor": self.branch, "at": start}
        self.id = notices.draft(
            case_id=walker.case_id, record="conversion_notice", text=text, **given
        )
        notices.submit(notice_id=self.id, **given)
        notices.clear(actor=self.committee, notice_id=self.id, at=start)
        publications.publish(notice_id=self.id, posted_on=date(2025, 11, 10), places="", **given)
        objections.enter(
            notice_id=self.id, told=Told(content="预备期内表现不好"), token="late",
            channel=ObjectionChannel.VISIT, received_on=date(2025, 11, 11), actor=self.branch,
            at=on(date(2025, 11, 11)),
        )  # fmt: skip


def test_a_well_founded_objection_to_a_conversion_leaves_only_to_extend_or_cancel() -> None:
    conversion = Conversion(Walker(County()))
    row = Objection.objects.latest("id")
    given = {"actor": conversion.committee, "objection_id": row.pk, "at": on(date(2025, 11, 17))}
    objections.take_up(investigators="罗成", is_shared=False, **given)
    objections.decide(finding="反映属实", decision=ObjectionDecision.ADVERSE, **given)
    conversion.walker.sign("publish-conversion")

    with pytest.raises(Refused) as caught:
        conversion.walker.sign("vote-conversion")
    assert [(r.check, r.message, r.field) for r in caught.value.verdict] == [
        ("N-03", "公示反映的调查决定为“不予转正”", "conversion_meeting.decision")
    ]
    conversion.walker.sign("vote-conversion", conversion_meeting={"decision": "cancel"})
