"""Public notices of the shown branch: one ran out with an objection answered, one runs, one waits for its review."""

from datetime import date, timedelta

from xianfeng.casework.commands import notices, objections, publications
from xianfeng.casework.commands.notices import NoticeText
from xianfeng.casework.commands.objections import Told
from xianfeng.casework.queries import dockets
from xianfeng.casework.queries import notices as reads
from xianfeng.casework.queries import objections as objection_reads
from xianfeng.casework.vocab.notices import ObjectionDecision
from xianfeng.demo import timeline
from xianfeng.demo.hands import Hands, noon
from xianfeng.kernel.dates import WorkCalendar

CONTACT = "山丹镇党委组织办，电话0938-3420000"
# So many steps done, and the next one rests on a notice: of which record.
CANDIDATE, ADMISSION = 8, 15
RECORDS = {CANDIDATE: "candidate_notice", ADMISSION: "admission_notice"}
_OBJECTION = "听说他去年常在外地打工，不知道参加学习够不够，请核实"
_FINDING = "查阅学习签到册并走访两户群众，该同志返乡务农，学习次数符合要求"


def post(hands: Hands, calendar: WorkCalendar) -> int:
    """Write the notices that the shown branch's files wait for; return how many."""
    over, waiting = (*_files(hands, CANDIDATE), None, None)[:2]
    running = next(iter(_files(hands, ADMISSION)), None)
    if over is not None:
        case_id, since = over
        notice_id = _posted(hands, case_id, CANDIDATE, calendar.add(since, 1))
        _objected(hands, notice_id, calendar.add(since, 2))
    if running is not None:
        _posted(hands, running[0], ADMISSION, hands.today)
    if waiting is not None:
        _drafted(hands, waiting[0], CANDIDATE, hands.today)
    return sum(one is not None for one in (over, running, waiting))


def _files(hands: Hands, done: int) -> list[tuple[int, date]]:
    """Return the branch's open files of which so many steps are done, with the day since when, the oldest first."""
    rows = dockets.visible(hands.secretary).filter(
        duties__step=timeline.STEPS[done], duties__is_repeat=False
    )
    return list(rows.order_by("duties__since_on", "id").values_list("id", "duties__since_on"))


def _drafted(hands: Hands, case_id: int, done: int, day: date) -> int:
    record, at = RECORDS[done], noon(day)
    composed = reads.new(hands.secretary, case_id, record, today=day).text
    text = NoticeText(
        title=composed.title, body=composed.body, contact=CONTACT, places=composed.places,
        days=composed.days,
    )  # fmt: skip
    notice_id = notices.draft(
        actor=hands.secretary, case_id=case_id, record=record, text=text, at=at
    )
    notices.submit(actor=hands.secretary, notice_id=notice_id, at=at)
    return notice_id


def _posted(hands: Hands, case_id: int, done: int, day: date) -> int:
    notice_id = _drafted(hands, case_id, done, day)
    notices.clear(actor=hands.own_organiser, notice_id=notice_id, at=noon(day))
    publications.publish(
        actor=hands.secretary, notice_id=notice_id, posted_on=day, places="", at=noon(day)
    )
    return notice_id


def _objected(hands: Hands, notice_id: int, day: date) -> None:
    objections.receive(
        notice_id=notice_id, told=Told(content=_OBJECTION), token="demo", at=noon(day)
    )
    organiser = hands.own_organiser
    objection_id = objection_reads.visible(organiser).get(notice=notice_id).pk
    objections.take_up(
        actor=organiser, objection_id=objection_id, investigators=f"{organiser.name}、包村干部",
        is_shared=True, at=noon(day + timedelta(days=1)),
    )  # fmt: skip
    objections.decide(
        actor=organiser, objection_id=objection_id, finding=_FINDING,
        decision=ObjectionDecision.NO_EFFECT, at=noon(day + timedelta(days=3)),
    )  # fmt: skip
