"""Deadlines of matters of accountability: for who must answer, and for who opened them and waits.

Counts and days of matters only; whose they are the list tells.
"""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from xianfeng.casework.queries.reminders import Line, Reminder
from xianfeng.recruitment.queries import inquiries
from xianfeng.recruitment.vocab.accountability import InquiryState
from xianfeng.trust import access
from xianfeng.trust.vocab import Action, Actor


@dataclass(frozen=True, kw_only=True)
class AnswersDue:
    """How many answers are due, by which day the first, how many are late; and what waits to be closed."""

    mine: int = 0
    mine_late: int = 0
    mine_first: date | None = None
    awaited: int = 0
    awaited_late: int = 0
    awaited_first: date | None = None
    to_close: int = 0


def of(actor: Actor, *, today: date) -> AnswersDue:
    """Count in one query; none at all for whoever neither answers nor opens."""
    if not actor.may(Action.VIEW_INQUIRIES):
        return AnswersDue()
    mine = Q(org_path__in=actor.roots(Action.ANSWER_INQUIRY))
    opened = access.scope(actor, Action.OPEN_INQUIRY, field="opener_path")
    noted = Q(state=InquiryState.NOTIFIED)
    late = noted & Q(due_on__lt=today)
    # Its own matters a committee answers; what it opened about itself is told once.
    theirs = opened & ~mine
    found = inquiries.visible(actor).aggregate(
        mine=Count("id", filter=mine & noted),
        mine_late=Count("id", filter=mine & late),
        mine_first=Min("due_on", filter=mine & noted),
        awaited=Count("id", filter=theirs & noted),
        awaited_late=Count("id", filter=theirs & late),
        awaited_first=Min("due_on", filter=theirs & noted),
        to_close=Count("id", filter=opened & Q(state=InquiryState.RECTIFIED)),
    )
    return AnswersDue(**found)


def reminder(actor: Actor, today: date) -> Reminder:
    """Word the deadlines for the first page and the to-do list."""
    due = of(actor, today=today)
    lines = []
    if due.mine:
        words = _("%(n)d 件待整改，最早 %(day)s 前报告")
        lines.append(_line(words, due.mine, due.mine_first, late=due.mine_late))
    if due.awaited:
        words = _("%(n)d 件等对方整改，最早 %(day)s 到期")
        lines.append(_line(words, due.awaited, due.awaited_first, late=due.awaited_late))
    if due.to_close:
        label = _("%(n)d 件已报告整改，等您核销") % {"n": due.to_close}
        lines.append(Line(label=label, url=_shelf(state=InquiryState.RECTIFIED)))
    return Reminder(title=_("责任追究"), lines=tuple(lines))


def _line(words: str, number: int, first: date | None, *, late: int) -> Line:
    label = words % {"n": number, "day": first or ""}
    if not late:
        return Line(label=label, url=_shelf(state=InquiryState.NOTIFIED))
    told = _("%(label)s，其中 %(n)d 件已逾期") % {"label": label, "n": late}
    return Line(label=told, url=_shelf(overdue="on"), is_late=True)


def _shelf(**wanted: str) -> str:
    return f"{reverse('recruitment:inquiries')}?{urlencode(wanted)}#matters"
