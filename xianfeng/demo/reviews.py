"""Pre-reviews that lie before the county's office: one waits, one passed, one came back."""

from collections.abc import Iterable
from datetime import datetime

from xianfeng.casework.commands import reviews
from xianfeng.casework.commands.reviews import Answer
from xianfeng.casework.queries import queues
from xianfeng.casework.vocab.reviews import Queue
from xianfeng.kernel import clock
from xianfeng.trust.vocab import Actor

RECORD = "county_review"
# What the office answers to one after the other; nothing where the submission still waits.
RESULTS = ("", "passed", "political", "", "standard")
_WHY = {"political": "缺直系亲属函调回函，请补齐后重报", "standard": "培养考察意见过于笼统，请补充"}


def submit(committees: Iterable[Actor], office: Actor, *, at: datetime) -> int:
    """Let committees submit what waits for their pre-review, and the office answer some; return how many."""
    today = clock.day_of(at)
    waiting = [
        (actor, row.case_id)
        for actor in committees
        for row in queues.page(actor, Queue.EXAMINE, number=1, today=today).rows
    ]
    for (actor, case_id), result in zip(waiting, RESULTS, strict=False):
        asked = reviews.ask(actor=actor, case_id=case_id, record=RECORD, at=at)
        if result:
            given = Answer(result=result, on=today, why=_WHY.get(result, ""))
            reviews.answer(actor=office, review_id=asked, given=given, at=at)
    return min(len(waiting), len(RESULTS))
