"""What the public reads: frozen copies of notices that run today, and nothing of any case.

No actor asks here. Only columns of the copy leave; a notice that is over or
was taken down is not shown any more, for its purpose is served.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet

from xianfeng.casework.models import Publication
from xianfeng.casework.queries import keyset
from xianfeng.casework.queries import objections as objection_reads


@dataclass(frozen=True, kw_only=True)
class PublicRow:
    """One notice of the public list."""

    id: int
    title: str
    kind_title: str
    organisation: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, kw_only=True)
class PublicNotice:
    """One notice as the public reads it."""

    id: int
    title: str
    kind_title: str
    body: str
    contact: str
    places: str
    organisation: str
    township: str
    starts_on: date
    ends_on: date
    length: str
    is_provisional: bool


@dataclass(frozen=True, kw_only=True)
class Township:
    """A township with notices, and how many run there."""

    name: str
    notices: int


@dataclass(frozen=True, kw_only=True)
class PublicList:
    """One page of the notices that run today."""

    rows: tuple[PublicRow, ...]
    previous: str
    next: str


def current(
    *, today: date, at: keyset.Position, township: str = "", size: int = keyset.PAGE_SIZE
) -> PublicList:
    """Return one page of what runs today, the first to end first: one query."""
    rows = _running(today)
    if township:
        rows = rows.filter(township=township)
    columns = ("notice_id", "title", "kind_title", "organisation", "starts_on", "ends_on")
    cut = keyset.cut(rows, at, columns, day="ends_on", size=size)
    return PublicList(
        rows=tuple(
            PublicRow(
                id=notice_id,
                title=title,
                kind_title=kind_title,
                organisation=organisation,
                starts_on=starts_on,
                ends_on=ends_on,
            )
            for _key, _day, notice_id, title, kind_title, organisation, starts_on, ends_on in cut.rows
        ),
        previous=cut.previous,
        next=cut.next,
    )


def townships(*, today: date) -> tuple[Township, ...]:
    """Return where notices run today, by name."""
    rows = _running(today).values_list("township").annotate(n=Count("id")).order_by("township")
    return tuple(Township(name=name, notices=number) for name, number in rows)


def one(notice_id: int, *, today: date) -> PublicNotice:
    """Return one notice that runs today.

    :raises Publication.DoesNotExist: there is none.
    """
    row = objection_reads.published(notice_id, today=today)
    return PublicNotice(
        id=row.notice_id,
        title=row.title,
        kind_title=row.kind_title,
        body=row.body,
        contact=row.contact,
        places=row.places,
        organisation=row.organisation,
        township=row.township,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        length=row.length,
        is_provisional=row.is_provisional,
    )


def _running(today: date) -> QuerySet[Publication]:
    return Publication.objects.filter(
        taken_down_at__isnull=True, starts_on__lte=today, ends_on__gte=today
    )
