"""The list of public notices within reach, by what is to be done about them."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.db.models import Count, Q

from xianfeng.casework.models import Objection
from xianfeng.casework.queries import cases, keyset, notices
from xianfeng.casework.rules import notice_kinds
from xianfeng.casework.rules import notices as rules
from xianfeng.casework.vocab.notices import NoticePhase, NoticeState
from xianfeng.trust.vocab import Actor


class Shelf(StrEnum):
    """A part of the list."""

    RUNNING = "running"
    ENDING = "ending"
    OBJECTED = "objected"
    PREPARING = "preparing"
    OVER = "over"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The word on the tab."""
        return {
            "running": "正在公示",
            "ending": "即将期满",
            "objected": "有未结反映",
            "preparing": "起草和审查",
            "over": "公示期满",
            "withdrawn": "已撤下",
        }[self.value]

    def condition(self, today: date) -> Q:
        """Return which notices stand there on that day."""
        published = Q(state=NoticeState.PUBLISHED)
        soon = today + timedelta(days=rules.ENDING_DAYS - 1)
        return {
            Shelf.RUNNING: published & Q(sort_on__gte=today),
            Shelf.ENDING: published & Q(sort_on__gte=today, sort_on__lte=soon),
            Shelf.OBJECTED: Q(
                pk__in=Objection.objects.filter(state__in=notices.OPEN_OBJECTIONS).values("notice")
            ),
            Shelf.PREPARING: Q(
                state__in=[NoticeState.DRAFT, NoticeState.WAITING, NoticeState.CLEARED]
            ),
            Shelf.OVER: published & Q(sort_on__lt=today),
            Shelf.WITHDRAWN: Q(state=NoticeState.WITHDRAWN),
        }[self]


@dataclass(frozen=True, kw_only=True)
class NoticeRow:
    """One notice of the list."""

    id: int
    person: str
    organisation: str
    kind_title: str
    phase: NoticePhase
    starts_on: date | None
    ends_on: date | None
    open_objections: int


@dataclass(frozen=True, kw_only=True)
class NoticeList:
    """One page of notices, and how many stand on each shelf."""

    rows: tuple[NoticeRow, ...]
    previous: str
    next: str
    counts: dict[Shelf, int]


def page(
    actor: Actor,
    shelf: Shelf,
    *,
    at: keyset.Position,
    today: date,
    organisation_id: int | None = None,
    size: int = keyset.PAGE_SIZE,
) -> NoticeList:
    """Return one page of a shelf, the first to end first: three queries.

    :raises Organisation.DoesNotExist: the organisation is out of sight.
    """
    seen = notices.visible(actor).filter(cases.place(actor, organisation_id))
    counts = seen.aggregate(
        **{one.value: Count("id", filter=one.condition(today)) for one in Shelf}
    )
    cut = keyset.cut(seen.filter(shelf.condition(today)), at, _COLUMNS, day="sort_on", size=size)
    open_of = dict(
        Objection.objects.filter(
            notice__in=[row[0] for row in cut.rows], state__in=notices.OPEN_OBJECTIONS
        )
        .values_list("notice")
        .annotate(n=Count("id"))
    )
    kinds = notice_kinds.catalogue()
    rows = tuple(
        NoticeRow(
            id=key,
            person=person,
            organisation=organisation,
            kind_title=kinds[kind].title,
            phase=rules.phase(NoticeState(state), ends_on, today),
            starts_on=starts_on,
            ends_on=ends_on,
            open_objections=open_of.get(key, 0),
        )
        for key, _day, person, organisation, kind, state, starts_on, ends_on in cut.rows
    )
    return NoticeList(
        rows=rows,
        previous=cut.previous,
        next=cut.next,
        counts={Shelf(name): number for name, number in counts.items()},
    )


_COLUMNS = (
    "case__person__name",
    "case__organisation__short_name",
    "kind",
    "state",
    "starts_on",
    "ends_on",
)
