"""Joint examinations of the shown committee: one waits for its last answer, the next is answered in full."""

from collections.abc import Sequence

from xianfeng.casework.queries import queues
from xianfeng.casework.vocab.reviews import Queue
from xianfeng.demo.hands import Hands
from xianfeng.recruitment.commands import consultations
from xianfeng.recruitment.queries import consultations as reads
from xianfeng.recruitment.queries.consultations import ConsultationRow
from xianfeng.recruitment.vocab.consultations import UNITS, Reply

ASKED = UNITS[:3]
# How many of the asked units of each file have not answered yet.
OPEN = (1, 0)
_ASKED_AGO, _ANSWERED_AGO = 6, 2


def consult(hands: Hands) -> int:
    """Ask units about files that wait for their pre-review, and enter answers; return how many files."""
    actor = hands.own_organiser
    waiting = queues.page(actor, Queue.EXAMINE, number=1, today=hands.today).rows
    # The latest to come: the demo's reviews begin with the oldest.
    for row, unanswered in zip(reversed(waiting), OPEN, strict=False):
        asked = hands.ago(_ASKED_AGO)
        consultations.ask(
            actor=actor, case_id=row.case_id, units=ASKED, asked_on=asked.date(), at=asked
        )
        units = reads.desk(actor, row.case_id).rows
        _answered(hands, units[: len(units) - unanswered])
    return min(len(waiting), len(OPEN))


def _answered(hands: Hands, rows: Sequence[ConsultationRow]) -> None:
    answered = hands.ago(_ANSWERED_AGO)
    for row in rows:
        consultations.answer(
            actor=hands.own_organiser, consultation_id=row.id, reply=Reply.CLEAR, words="",
            answered_on=answered.date(), at=answered,
        )  # fmt: skip
