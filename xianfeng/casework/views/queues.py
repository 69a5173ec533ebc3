"""Worklists of decisions, and what has been put on record."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from xianfeng.casework.forms import ExportForm
from xianfeng.casework.forms.reviews import FiledFilterForm
from xianfeng.casework.pages.queues import FiledPage, QueueLink, QueuePage, QueuesPage
from xianfeng.casework.queries import cases, filings, queues
from xianfeng.casework.views import addresses
from xianfeng.casework.vocab.reviews import Queue
from xianfeng.kernel import clock
from xianfeng.registry.commands import exports
from xianfeng.registry.queries import organisations
from xianfeng.trust import access
from xianfeng.trust.vocab import Action
from xianfeng.ui import numbers, outcome, workbook
from xianfeng.ui.context import Frame
from xianfeng.ui.rendering import render

HEADING = ("序号", "姓名", "党组织", "备案事项", "备案日期", "文号（编号）", "备案机关", "办理人")
_WIDTHS = (8, 10, 30, 20, 12, 24, 14, 10)


@require_GET
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    """Name the worklists that the actor has."""
    access.require(request.actor, Action.VIEW_CASES)
    links = tuple(
        QueueLink(title=queue.label, url=reverse(f"casework:queue-{queue}"), number=number)
        for queue, number in queues.counts(request.actor).items()
    )
    return render(request, QueuesPage(queues=links))


@require_GET
@never_cache
def one(request: HttpRequest, wanted: Queue) -> HttpResponse:
    """List one worklist in the order of the tree, the oldest first."""
    access.require(request.actor, Action.VIEW_CASES)
    number = numbers.whole(request.GET.get("page", "")) or 1
    found = queues.page(request.actor, wanted, number=number, today=clock.today())
    page = QueuePage(
        queue=wanted,
        found=found,
        previous_url=f"?page={found.page - 1}" if found.page > 1 else "",
        next_url=f"?page={found.page + 1}" if found.page < found.pages else "",
    )
    return render(request, page)


@require_GET
def filed(request: HttpRequest) -> HttpResponse:
    """List what was put on record in a year."""
    access.require(request.actor, Action.VIEW_CASES)
    return _filed(request, ExportForm())


def _form(request: HttpRequest) -> FiledFilterForm:
    chosen = numbers.whole(request.GET.get("organisation", ""))
    choices = organisations.choices(request.actor, chosen=chosen)
    return FiledFilterForm(request.GET, choices=choices, year=clock.today().year)


def _filed(request: HttpRequest, export_form: ExportForm, *, status: int = 200) -> HttpResponse:
    form = _form(request)
    wanted = form.wanted()
    number = numbers.whole(request.GET.get("page", "")) or 1
    with outcome.found():
        found = filings.page(request.actor, wanted, number=number)
    at = found.page
    page = FiledPage(
        found=found,
        year=wanted.year,
        form=form,
        export_form=export_form if request.actor.may(Action.EXPORT) else None,
        query=addresses.query(request, page=""),
        previous_url=addresses.link(request, page=str(at - 1)) if at > 1 else "",
        next_url=addresses.link(request, page=str(at + 1)) if at < found.pages else "",
    )
    return render(request, page, status=status)


@require_POST
def filed_export(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """Stream the list as a workbook, once the reason is entered in the ledger."""
    access.require(request.actor, Action.EXPORT)
    access.require(request.actor, Action.VIEW_CASES)
    form, why = _form(request), ExportForm(request.POST)
    if not why.is_valid():
        return _filed(request, why, status=422)
    wanted = form.wanted()
    with outcome.found():
        cases.place(request.actor, wanted.organisation_id)
    words = form.in_words()
    exports.record(
        actor=request.actor,
        what="filings",
        filters=words,
        reason=why.cleaned_data["reason"],
        at=clock.now(),
    )
    notes = [
        _("备案登记（{}）").format(words),
        _("导出人：{}　导出时间：{:%Y-%m-%d %H:%M}").format(request.actor.name, clock.now()),
    ]
    if Frame(request).is_demo:
        notes.append(_("SYNTHETIC 虚构数据，仅供演示"))
    rows = enumerate(filings.every_row(request.actor, wanted), start=1)
    body = workbook.stream(
        sheet=_("备案"), notes=notes, heading=HEADING, widths=_WIDTHS,
        rows=((n, *row[1:]) for n, row in rows),
    )  # fmt: skip
    response = StreamingHttpResponse(body, content_type=workbook.CONTENT_TYPE)
    response["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=_("备案登记{}.xlsx").format(wanted.year)
    )
    response["Cache-Control"] = "no-store"
    return response
