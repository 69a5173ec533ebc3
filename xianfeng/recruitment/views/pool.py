"""The pool of applicants and activists in training, and its workbook."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xianfeng.kernel import clock
from xianfeng.recruitment.forms.pool import PoolExportForm, PoolForm
from xianfeng.recruitment.pages.pool import PoolPage
from xianfeng.recruitment.queries import pool
from xianfeng.recruitment.queries.pool import PoolRow, Wanted
from xianfeng.registry.commands import exports
from xianfeng.registry.queries import organisations
from xianfeng.trust import access
from xianfeng.trust.vocab import Action
from xianfeng.ui import downloads, numbers, outcome
from xianfeng.ui.rendering import render

HEADING = (
    "姓名", "党组织", "阶段", "起始日期", "培养月数", "培养联系人", "上次考察", "下次考察最晚",
    "集中培训", "最早可定发展对象", "来源",
)  # fmt: skip
_WIDTHS = (10, 30, 26, 12, 10, 20, 12, 14, 10, 18, 14)


@require_GET
@numbers.kept_out
def index(request: HttpRequest) -> HttpResponse:
    """List the pool by the filter in the address."""
    access.require(request.actor, Action.VIEW_CASES)
    return _page(request, PoolExportForm())


def _form(request: HttpRequest) -> PoolForm:
    chosen = numbers.whole(request.GET.get("organisation", ""))
    return PoolForm(request.GET, choices=organisations.choices(request.actor, chosen=chosen))


def _page(request: HttpRequest, why: PoolExportForm, *, status: int = 200) -> HttpResponse:
    form, actor = _form(request), request.actor
    wanted = form.wanted()
    number = numbers.whole(request.GET.get("page", "")) or 1
    with outcome.found():
        found = pool.page(actor, wanted, today=clock.today(), number=number)
    kept = {k: v for k, v in request.GET.items() if k in form.fields and v}
    page = PoolPage(
        pool=found,
        form=form,
        is_filtered=wanted != Wanted(),
        may_review=actor.may(Action.SIGN_AS_BRANCH),
        query=urlencode(kept),
        export_form=why if actor.may(Action.EXPORT) else None,
        previous_url=f"?{urlencode({**kept, 'page': found.page - 1})}" if found.page > 1 else "",
        next_url=f"?{urlencode({**kept, 'page': found.page + 1})}"
        if found.page < found.pages
        else "",
    )
    return render(request, page, status=status)


@require_POST
@numbers.kept_out
def export(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """Stream the filtered pool as a workbook, once the reason is entered in the ledger."""
    access.require(request.actor, Action.EXPORT)
    access.require(request.actor, Action.VIEW_CASES)
    form, why, today = _form(request), PoolExportForm(request.POST), clock.today()
    if not why.is_valid():
        return _page(request, why, status=422)
    wanted, words = form.wanted(), form.in_words()
    with outcome.found():
        if wanted.organisation_id is not None:
            organisations.place_of(request.actor, wanted.organisation_id)
    exports.record(
        actor=request.actor,
        what="pool",
        filters=words,
        reason=why.cleaned_data["reason"],
        at=clock.now(),
    )
    rows = pool.every_row(request.actor, wanted, today=today)
    given = downloads.Sheet(
        title=_("培养名单"),
        notes=[_("培养名单（{}）").format(words)],
        heading=HEADING,
        widths=_WIDTHS,
        rows=(_cells(row) for row in rows),
        file_name=_("培养名单{}").format(today),
    )
    return downloads.sheet(request, given, at=clock.now())


def _cells(row: PoolRow) -> tuple[object, ...]:
    return (
        row.person, row.organisation, row.stage, row.since_on, row.months, "、".join(row.mentors),
        row.last_on, row.due_on, row.outcome.label if row.outcome else "", row.earliest_on, row.source,
    )  # fmt: skip
