"""Handing a workbook in, watching it being imported, getting the bad rows back, undoing."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xianfeng.kernel import clock
from xianfeng.registry.commands import imports as commands
from xianfeng.registry.commands import returning, undoing
from xianfeng.registry.forms import ImportForm
from xianfeng.registry.importing import uploads
from xianfeng.registry.pages.imports import ImportPage, ImportsPage, NewImportPage
from xianfeng.registry.queries import imports
from xianfeng.registry.vocab import BatchKind, BatchState
from xianfeng.tenancy import tasks
from xianfeng.trust import access
from xianfeng.trust.vocab import Action
from xianfeng.ui import numbers, outcome, paging
from xianfeng.ui.rendering import render

_JOB = "xianfeng.registry.jobs.import_workbook"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TONES = {
    BatchState.WAITING: "neutral",
    BatchState.RUNNING: "info",
    BatchState.DONE: "ok",
    BatchState.FAILED: "danger",
    BatchState.UNDONE: "warn",
}


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """List the imports in reach."""
    access.require(request.actor, Action.IMPORT)
    before = numbers.whole(request.GET.get("before", ""))
    shown, next_url = paging.older(
        imports.batches(request.actor, before=before, limit=paging.PER_PAGE)
    )
    return render(request, ImportsPage(batches=shown, next_url=next_url))


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Show the form, or take the file and start the import in the background."""
    access.require(request.actor, Action.IMPORT)
    limit = settings.MAX_WORKBOOK_BYTES
    if request.method == "GET":
        return render(request, NewImportPage(form=ImportForm(limit=limit)))
    form = ImportForm(request.POST, request.FILES, limit=limit)
    if not form.is_valid():
        return render(request, NewImportPage(form=form), status=422)
    upload = form.cleaned_data["file"]
    stored_name, sha256 = uploads.store(settings.DATA_DIR, upload.chunks())
    batch_id = commands.hand_in(
        actor=request.actor,
        kind=BatchKind(form.cleaned_data["kind"]),
        file_name=upload.name,
        sha256=sha256,
        at=clock.now(),
    )
    tasks.enqueue(_JOB, batch_id, stored_name)
    return redirect("registry:import", batch_id)


@require_GET
def one(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Show one import; htmx asks every second while it runs."""
    with outcome.found():
        sheet = imports.batch(
            request.actor,
            batch_id=batch_id,
            page=numbers.whole(request.GET.get("page", "")) or 1,
        )
    address = reverse("registry:import", args=[batch_id])
    page = ImportPage(
        sheet=sheet,
        tone=_TONES[sheet.batch.state],
        may_undo=sheet.batch.state == BatchState.DONE
        and sheet.batch.accepted > 0
        and sheet.cleared_on is None,
        previous_url=f"{address}?page={sheet.page - 1}" if sheet.page > 1 else "",
        next_url=f"{address}?page={sheet.page + 1}" if sheet.page < sheet.pages else "",
    )
    return render(request, page)


@require_POST
def refused(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Give the workbook of only the bad rows."""
    with outcome.found():
        name, content = returning.hand_back(actor=request.actor, batch_id=batch_id, at=clock.now())
    response = HttpResponse(content, content_type=_XLSX)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def undo(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Take the import back."""
    with outcome.found():
        undoing.undo(actor=request.actor, batch_id=batch_id, at=clock.now())
    messages.success(request, _("这次导入已整批撤销。"))
    return redirect("registry:import", batch_id)
