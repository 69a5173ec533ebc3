"""Examining files: handing a workbook in or choosing cases, watching, reading, taking away, deleting."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xianfeng.kernel import clock
from xianfeng.recruitment.commands import examinations as commands
from xianfeng.recruitment.forms.examinations import (
    BreachFilterForm,
    DeleteForm,
    ExamineCasesForm,
    ExamineWorkbookForm,
)
from xianfeng.recruitment.pages.examinations import (
    DeleteExaminationPage,
    ExaminationPage,
    ExaminationsPage,
    NewExaminationPage,
)
from xianfeng.recruitment.queries import examined
from xianfeng.recruitment.queries.examined import ExaminationSheet
from xianfeng.recruitment.queries.findings import Form
from xianfeng.recruitment.vocab import ExaminationState
from xianfeng.registry.commands import uploads
from xianfeng.registry.queries import naming, organisations
from xianfeng.tenancy import tasks
from xianfeng.trust import access
from xianfeng.trust.vocab import Action
from xianfeng.ui import numbers, outcome, paging
from xianfeng.ui.rendering import render

_JOB = "xianfeng.recruitment.jobs.examine"
_TONES = {
    ExaminationState.WAITING: "neutral",
    ExaminationState.RUNNING: "info",
    ExaminationState.DONE: "ok",
    ExaminationState.FAILED: "danger",
}


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """List the examinations in reach."""
    access.require(request.actor, Action.EXAMINE_FILES)
    before = numbers.whole(request.GET.get("before", ""))
    shown, next_url = paging.older(
        examined.listed(request.actor, before=before, limit=paging.PER_PAGE)
    )
    return render(request, ExaminationsPage(rows=shown, next_url=next_url))


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Show both ways to begin; a POST takes a workbook and starts in the background."""
    access.require(request.actor, Action.EXAMINE_FILES)
    asked = {
        "limit": settings.MAX_WORKBOOK_BYTES,
        "places": naming.tops(request.actor.roots(Action.EXAMINE_FILES)),
    }
    if request.method == "GET":
        return _new(request, ExamineWorkbookForm(**asked), status=200)
    form = ExamineWorkbookForm(request.POST, request.FILES, **asked)
    if not form.is_valid():
        return _new(request, form, status=422)
    upload = form.cleaned_data["file"]
    stored_name, sha256 = uploads.store(settings.DATA_DIR, upload.chunks())
    examination_id = commands.hand_in(
        actor=request.actor,
        file_name=upload.name,
        sha256=sha256,
        organisation_id=form.cleaned_data.get("place"),
        at=clock.now(),
    )
    tasks.enqueue(_JOB, examination_id, stored_name)
    return redirect("recruitment:examination", examination_id)


def _new(request: HttpRequest, form: ExamineWorkbookForm, *, status: int) -> HttpResponse:
    cases_form = ExamineCasesForm(choices=organisations.choices(request.actor))
    page = NewExaminationPage(form=form, cases_form=cases_form)
    return render(request, page, status=status)


@require_POST
def cases(request: HttpRequest) -> HttpResponse:
    """Begin the examination of all cases under an organisation."""
    access.require(request.actor, Action.EXAMINE_FILES)
    with outcome.found():
        examination_id = commands.begin_cases(
            actor=request.actor,
            organisation_id=numbers.whole(request.POST.get("organisation", "")) or 0,
            at=clock.now(),
        )
    tasks.enqueue(_JOB, examination_id, "")
    return redirect("recruitment:examination", examination_id)


@require_GET
def one(request: HttpRequest, examination_id: int) -> HttpResponse:
    """Show one examination; htmx asks every second while it runs."""
    wanted = BreachFilterForm.wanted(request.GET)
    number = numbers.whole(request.GET.get("page", "")) or 1
    with outcome.found():
        sheet = examined.one(request.actor, examination_id, wanted, page=number)
    return render(request, _page(request, sheet))


def _page(request: HttpRequest, sheet: ExaminationSheet) -> ExaminationPage:
    address = reverse("recruitment:examination", args=[sheet.examination.id])
    kept = {k: v for k in BreachFilterForm.base_fields if (v := request.GET.get(k, ""))}

    def turned(page: int) -> str:
        return f"{address}?{urlencode({**kept, 'page': page})}#breaches"

    return ExaminationPage(
        sheet=sheet,
        form=BreachFilterForm(request.GET, sheet=sheet),
        tone=_TONES[sheet.examination.state],
        is_filtered=bool(kept),
        branch=_branch(sheet, kept.get("branch", "")),
        may_open=request.actor.may(Action.OPEN_INQUIRY) and sheet.examination.cleared_on is None,
        previous_url=turned(sheet.page - 1) if sheet.page > 1 else "",
        next_url=turned(sheet.page + 1) if sheet.page < sheet.pages else "",
    )


def _branch(sheet: ExaminationSheet, chosen: str) -> str:
    """Return the branch whose workbook can be taken: the chosen one, or the only one there is."""
    if chosen:
        return chosen if sheet.found else ""
    return sheet.branches[0] if len(sheet.branches) == 1 else ""


@require_POST
def report(request: HttpRequest, examination_id: int) -> HttpResponse:
    """Give the results as a workbook, one workbook a branch, or JSON."""
    try:
        form = Form(request.POST.get("form", Form.WORKBOOK))
    except ValueError as unknown:
        raise Http404 from unknown
    with outcome.found():
        written = commands.give_out(
            actor=request.actor,
            examination_id=examination_id,
            form=form,
            branch=request.POST.get("branch", ""),
            at=clock.now(),
        )
    response = HttpResponse(written.content, content_type=written.content_type)
    response["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=written.name
    )
    response["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "POST"])
def delete(request: HttpRequest, examination_id: int) -> HttpResponse:
    """Ask why, then delete the examination with its results."""
    with outcome.found():
        sheet = examined.one(request.actor, examination_id, examined.BreachFilter())
    form = DeleteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with outcome.in_form(form), outcome.found():
            commands.delete(
                actor=request.actor,
                examination_id=examination_id,
                why=form.cleaned_data["why"],
                at=clock.now(),
            )
        if form.is_valid():
            messages.success(request, _("体检结果已删除，台账保留记录。"))
            return redirect("recruitment:examinations")
    page = DeleteExaminationPage(examination=sheet.examination, form=form)
    return render(request, page, status=422 if form.errors else 200)
