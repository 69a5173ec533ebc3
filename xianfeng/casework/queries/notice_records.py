"""The notice as an instrument: what a step's record takes from it instead of being typed."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.urls import reverse

from xianfeng.casework.models import Case, Notice, Objection
from xianfeng.casework.queries import notices
from xianfeng.casework.queries.caseviews import InstrumentView
from xianfeng.casework.queries.prepared import Prepared, Scan
from xianfeng.casework.rules import notice_kinds
from xianfeng.casework.rules import notices as rules
from xianfeng.casework.vocab.notices import NoticeState, ObjectionState
from xianfeng.kernel.checks import reason
from xianfeng.kernel.verdict import Reason
from xianfeng.procedure.schema import Edition, RecordKind


def read(case: Case, kind: RecordKind) -> Prepared | None:
    """Return what the case's notice holds for a record: days and places, objections counted by rows.

    Without a notice it invites to write one, and the record is typed as for a
    notice that hung on paper only; one that was posted and taken down is posted again, or its
    days could be typed as if it had hung to the end. Two queries.
    """
    feeding = notice_kinds.feeding(kind.key)
    if feeding is None:
        return None
    rows = list(Notice.objects.filter(case=case, record=kind.key, round=case.round).order_by("-id"))
    notice = next((row for row in rows if row.state != NoticeState.WITHDRAWN), None)
    if notice is None:
        offered = invitation(case, kind.key)
        waits = _again() if any(row.starts_on for row in rows) else ()
        return offered and Prepared(title=offered.title, url=offered.url, waits=waits)
    url = reverse("casework:notice", args=[notice.pk])
    if notice.state != NoticeState.PUBLISHED:
        unposted = reason(
            "N-01",
            message=f"公示{NoticeState(notice.state).label}，尚未张贴",
            remedy="张贴并期满后再办理；已用纸质公示的，撤下草稿后按纸质情况登记",
        )
        return Prepared(title=f"查看{feeding.title}", url=url, waits=(unposted,))
    objections = list(Objection.objects.filter(notice=notice))
    return Prepared(
        title=f"查看{feeding.title}",
        url=url,
        values=_values(notice, objections, kind),
        scans=_scans(notice, feeding.photo),
    )


def _again() -> tuple[Reason, ...]:
    words = {
        "message": "公示张贴后已撤下，须重新公示",
        "remedy": "起草新的公示，张贴并期满后再办理",
    }
    return (reason("N-01", **words),)


def against(case: Case, facts: Mapping[str, Any]) -> list[Reason]:
    """Return what objections to the case's notices have against signing these facts (N-03): one query.

    A notice that was taken down counts as well, and so does what was entered after the
    step of the notice was signed: neither makes an objection go away.
    """
    kinds = notice_kinds.catalogue()
    by_notice: dict[int, list[Objection]] = defaultdict(list)
    for row in Objection.objects.filter(notice__case=case).select_related("notice").order_by("id"):
        by_notice[row.notice_id].append(row)
    found: list[Reason] = []
    for rows in by_notice.values():
        notice = rows[0].notice
        unsettled = sum(row.state != ObjectionState.CLOSED for row in rows)
        found += rules.still_open(len(rows), unsettled)
        if notice.round == case.round:
            found += rules.holds_up(notices.decisions(rows), kinds[notice.kind], facts)
    return found


def is_under_way(case: Case, edition: Edition, signed: Collection[str]) -> bool:
    """Tell whether a notice of the case's round was begun whose step is not signed yet."""
    live = Notice.objects.filter(case=case, round=case.round).exclude(state=NoticeState.WITHDRAWN)
    makers = (edition.maker_of(record) for record in live.values_list("record", flat=True))
    return any(maker is not None and maker.key not in signed for maker in makers)


def links(case: Case, *, today: date) -> dict[tuple[str, int], InstrumentView]:
    """Return where the case's notices lie, by record and round; one query."""
    rows = Notice.objects.filter(case=case).exclude(state=NoticeState.WITHDRAWN).order_by("id")
    kinds = notice_kinds.catalogue()
    return {
        (row.record, row.round): InstrumentView(
            title=kinds[row.kind].title,
            url=reverse("casework:notice", args=[row.pk]),
            state=rules.phase(NoticeState(row.state), row.ends_on, today).label,
        )
        for row in rows
    }


def invitation(case: Case, record: str) -> InstrumentView | None:
    """Return where the notice that a record needs can be written; None where none feeds it."""
    kind = notice_kinds.feeding(record)
    if kind is None:
        return None
    url = reverse("casework:notice-new", args=[case.pk, record])
    return InstrumentView(title=f"起草{kind.title}", url=url)


def _scans(notice: Notice, paper: str) -> tuple[Scan, ...]:
    if notice.photo_id is None or not paper:
        return ()
    return (Scan(kind=paper, file_id=notice.photo_id, name="公示照片"),)


def _values(notice: Notice, rows: list[Objection], kind: RecordKind) -> dict[str, Any]:
    """Return the record's fields that the notice knows; others are still asked."""
    known = {
        "starts_on": notice.starts_on,
        "ends_on": notice.ends_on,
        "place": notice.places,
        "text": notice.body,
        "objections": len(rows),
        "objections_closed": sum(row.state == ObjectionState.CLOSED for row in rows),
    }
    names = {spec.name for spec in kind.fields}
    return {name: value for name, value in known.items() if name in names}
