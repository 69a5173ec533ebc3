"""Answering with a workbook: who took it and when stand in it, and in the demo that it is made up."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from xianfeng.ui import workbook
from xianfeng.ui.context import Frame


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One sheet to give out; ``notes`` stand above the heading, ``file_name`` has no ending."""

    title: str
    notes: Sequence[str]
    heading: Sequence[str]
    widths: Sequence[int]
    rows: Iterable[Sequence[object]]
    file_name: str


def sheet(request: HttpRequest, given: Sheet, *, at: datetime) -> StreamingHttpResponse:
    """Stream a sheet as a workbook, a row at a time; the caller has entered the export in the ledger."""
    taken = _("导出人：{}　导出时间：{:%Y-%m-%d %H:%M}").format(request.actor.name, at)
    made_up = (_("SYNTHETIC 虚构数据，仅供演示"),) if Frame(request).is_demo else ()
    body = workbook.stream(
        sheet=given.title,
        notes=[*given.notes, taken, *made_up],
        heading=given.heading,
        widths=given.widths,
        rows=given.rows,
    )
    response = StreamingHttpResponse(body, content_type=workbook.CONTENT_TYPE)
    response["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=f"{given.file_name}.xlsx"
    )
    response["Cache-Control"] = "no-store"
    return response
