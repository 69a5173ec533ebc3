"""Reviews that were submitted and wait for the one who reads this: a number, and the worklist that shows them."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from xianfeng.casework.queries import queues
from xianfeng.casework.queries.reminders import Line, Reminder
from xianfeng.casework.vocab.reviews import Queue
from xianfeng.trust.vocab import Actor


def reminder(actor: Actor, _today: date) -> Reminder:
    """Word the number for the first page; a review has no day by which it is late."""
    number = queues.waiting(actor, Queue.REVIEW)
    if not number:
        return Reminder(title=_("上级审核"))
    label = _("%(n)d 件报来预审，等您审核") % {"n": number}
    line = Line(label=label, url=reverse(f"casework:queue-{Queue.REVIEW}"))
    return Reminder(title=_("上级审核"), lines=(line,))
