"""The list of cases, its export, and one case."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from xianfeng.casework.forms import CaseFilterForm, ExportForm, ManyFormsForm
from xianfeng.casework.pages import CasePage, CasesPage
from xianfeng.casework.queries import casefiles, cases, keyset, stages
from xianfeng.casework.queries.cases import CaseFilter
from xianfeng.casework.views import addresses
from xianfeng.kernel import clock
from xianfeng.registry.commands import exports
from xianfeng.registry.queries import organisations
from xianfeng.trust import access
from xianfeng.trust.vocab import Action
from xianfeng.ui import downloads, numbers, outcome
from xianfeng.ui.rendering import render

HEADING = (
    "姓名", "党组织", "状态", "阶段", "立案日期", "下一步", "由谁办", "最晚日期", "时限",
)  # fmt: skip
_WIDTHS = (10, 30, 12, 26, 12, 30, 26, 12, 10)


@require_GET
@numbers.kept_out
def index(request: HttpRequest) -> HttpResponse:
    """List cases by the filter in the address."""
    access.require(request.actor, Action.VIEW_CASES)
    return _list(request, ExportForm())


def _form(request: HttpRequest) -> CaseFilterForm:
    chosen = numbers.whole(request.GET.get("organisation", ""))
    choices = organisations.choices(request.actor, chosen=chosen)
    return CaseFilterForm(request.GET, choices=choices)


def _list(request: HttpRequest, export_form: ExportForm, *, status: int = 200) -> HttpResponse:
    actor, today, form = request.actor, clock.today(), _form(request)
    wanted = form.wanted()
    at = keyset.position(after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    with outcome.found():
        found = cases.page(actor, wanted, at=at, today=today)
        within = cases.place(actor, wanted.organisation_id)
    page = CasesPage(
        cases=found,
        stages=stages.counts(actor, today=today, within=within),
        stage=wanted.stage,
        form=form,
        is_filtered=wanted != CaseFilter(),
        may_open=actor.may(Action.OPEN_CASE),
        query=addresses.query(request),
        export_form=export_form if actor.may(Action.EXPORT) else None,
        print_form=ManyFormsForm() if actor.may(Action.EXPORT) else None,
        previous_url=addresses.link(request, before=found.previous) if found.previous else "",
        next_url=addresses.link(request, after=found.next) if found.next else "",
    )
    return render(request, page, status=status)


@require_POST
@numbers.kept_out
def export(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """Stream the filtered list as a workbook, once the reason is entered in the ledger."""
    access.require(request.actor, Action.EXPORT)
    access.require(request.actor, Action.VIEW_CASES)
    form, why, today = _form(request), ExportForm(request.POST), clock.today()
    wanted = form.wanted()
    if not why.is_valid():
        return _list(request, why, status=422)
    with outcome.found():
        cases.place(request.actor, wanted.organisation_id)
    words = form.in_words()
    exports.record(
        actor=request.actor,
        what="cases",
        filters=words,
        reason=why.cleaned_data["reason"],
        at=clock.now(),
    )
    given = downloads.Sheet(
        title=_("发展党员"),
        notes=[_("发展党员名单（{}）").format(words)],
        heading=HEADING,
        widths=_WIDTHS,
        rows=(_cells(row) for row in cases.every_row(request.actor, wanted, today=today)),
        file_name=_("发展党员{}").format(today),
    )
    return downloads.sheet(request, given, at=clock.now())


def _cells(row: cases.CaseRow) -> tuple[object, ...]:
    return (
        row.person, row.organisation, row.state.label, row.stage, row.opened_on, row.waits_for,
        row.actor_words, row.due_on, row.lateness.label if row.lateness else "",
    )  # fmt: skip


@require_GET
@never_cache
def one(request: HttpRequest, case_id: int) -> HttpResponse:
    """Show one case from application to archive."""
    today = clock.today()
    with outcome.found():
        case = casefiles.of(request.actor, case_id, today=today)
    page = CasePage(
        case=case,
        works_here=request.actor.may(Action.VIEW_CASES),
        is_whole="whole" in request.GET,
        may_export=case.state.is_closed and request.actor.may(Action.EXPORT),
    )
    return render(request, page)
