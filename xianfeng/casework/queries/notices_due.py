"""Notices that wait for the one who reads this: numbers in words, and the shelf that shows each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from xianfeng.casework.queries import notices
from xianfeng.casework.queries.notice_lists import Shelf
from xianfeng.casework.queries.reminders import Line, Reminder
from xianfeng.casework.rules import notices as rules
from xianfeng.casework.vocab.notices import NoticeState
from xianfeng.trust import access
from xianfeng.trust.vocab import Action, Actor


@dataclass(frozen=True, kw_only=True)
class Hints:
    """How many notices wait for the actor, by what they wait for."""

    to_clear: int = 0
    to_post: int = 0
    ending: int = 0
    open_objections: int = 0

    def __bool__(self) -> bool:
        """Tell whether anything waits."""
        return any((self.to_clear, self.to_post, self.ending, self.open_objections))


def hints(actor: Actor, *, today: date) -> Hints:
    """Count what waits for the actor: one query."""
    if not actor.may(Action.VIEW_CASES):
        return Hints()
    oversees = access.scope(actor, Action.OVERSEE_NOTICES)
    writes = access.scope(actor, Action.SIGN_AS_BRANCH)
    soon = today + timedelta(days=rules.ENDING_DAYS - 1)
    is_open = Q(objections__state__in=notices.OPEN_OBJECTIONS)
    published = Q(state=NoticeState.PUBLISHED)
    counted: Mapping[str, int] = notices.visible(actor).aggregate(
        to_clear=Count("id", filter=oversees & Q(state=NoticeState.WAITING), distinct=True),
        to_post=Count("id", filter=writes & Q(state=NoticeState.CLEARED), distinct=True),
        ending=Count(
            "id", filter=published & Q(sort_on__gte=today, sort_on__lte=soon), distinct=True
        ),
        open_objections=Count(
            "objections__id", filter=(oversees | writes) & is_open, distinct=True
        ),
    )
    return Hints(**counted)


def reminder(actor: Actor, today: date) -> Reminder:
    """Word what waits: to be cleared, to be posted, objections without an answer, about to end."""
    waiting = hints(actor, today=today)
    told = (
        (waiting.to_clear, _("%(n)d 则等您作保密审查"), Shelf.PREPARING),
        (waiting.to_post, _("%(n)d 则审查通过，可以张贴"), Shelf.PREPARING),
        (waiting.open_objections, _("%(n)d 条反映没有结论"), Shelf.OBJECTED),
        (waiting.ending, _("%(n)d 则即将期满"), Shelf.ENDING),
    )
    lines = tuple(
        Line(label=words % {"n": number}, url=f"{reverse('casework:notices')}?shelf={shelf}")
        for number, words, shelf in told
        if number
    )
    return Reminder(title=_("公示"), lines=lines)
