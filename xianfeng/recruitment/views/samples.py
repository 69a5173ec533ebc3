"""Samples of files: drawing one, its files, the examination sheet of each, and of any case."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from xianfeng.kernel import clock
from xianfeng.recruitment.commands import samples as commands
from xianfeng.recruitment.forms.accountability import DrawForm, FileNoteForm
from xianfeng.recruitment.pages.accountability import FileSheetPage, SamplePage, SamplesPage
from xianfeng.recruitment.queries import samples
from xianfeng.recruitment.queries.samples import FileSheet
from xianfeng.recruitment.vocab.accountability import FileVerdict
from xianfeng.registry.queries import organisations
from xianfeng.trust import access
from xianfeng.trust.vocab import Action
from xianfeng.ui import numbers, outcome, paging
from xianfeng.ui.rendering import render


@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """List the samples in reach; a POST draws another."""
    access.require(request.actor, Action.EXAMINE_FILES)
    choices = organisations.choices(request.actor)
    form = DrawForm(request.POST or None, choices=choices, today=clock.today())
    if request.method == "POST" and form.is_valid():
        drawn = 0
        with outcome.in_form(form), outcome.found():
            drawn = commands.draw(
                actor=request.actor,
                organisation_id=form.cleaned_data["organisation"],
                year=form.cleaned_data["year"],
                size=form.size(),
                seed=form.cleaned_data["seed"],
                at=clock.now(),
            )
        if drawn:
            messages.success(request, _("已抽样，种子和总体摘要记入台账。"))
            return redirect("recruitment:sample", drawn)
    before = numbers.whole(request.GET.get("before", ""))
    shown, next_url = paging.older(
        samples.listed(request.actor, before=before, limit=paging.PER_PAGE)
    )
    page = SamplesPage(rows=shown, form=form, next_url=next_url)
    return render(request, page, status=422 if form.errors else 200)


@require_GET
def one(request: HttpRequest, sample_id: int) -> HttpResponse:
    """Show one sample with its files."""
    with outcome.found():
        sheet = samples.one(request.actor, sample_id)
    return render(request, SamplePage(sheet=sheet))


@require_http_methods(["GET", "POST"])
def file(request: HttpRequest, drawn_file_id: int) -> HttpResponse:
    """Show the examination sheet of a drawn file; a POST writes the examiner's own finding."""
    with outcome.found():
        sheet = samples.drawn_sheet(request.actor, drawn_file_id, today=clock.today())
    kept = sheet.drawn
    initial = {"verdict": kept.verdict, "opinion": kept.opinion} if kept else {}
    form = FileNoteForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with outcome.in_form(form), outcome.found():
            commands.note(
                actor=request.actor,
                drawn_file_id=drawn_file_id,
                verdict=FileVerdict(form.cleaned_data["verdict"]),
                opinion=form.cleaned_data["opinion"],
                at=clock.now(),
            )
        if form.is_valid():
            messages.success(request, _("核查意见已记录。"))
            return redirect("recruitment:sample", sheet.sample_id)
    return _sheet(request, sheet, form)


@require_GET
def case_sheet(request: HttpRequest, case_id: int) -> HttpResponse:
    """Show the examination sheet of any case in sight."""
    with outcome.found():
        sheet = samples.sheet(request.actor, case_id, today=clock.today())
    return _sheet(request, sheet, None)


def _sheet(request: HttpRequest, sheet: FileSheet, form: FileNoteForm | None) -> HttpResponse:
    page = FileSheetPage(
        sheet=sheet,
        form=form,
        may_open=request.actor.may(Action.OPEN_INQUIRY),
        is_whole="whole" in request.GET,
    )
    return render(request, page, status=422 if form is not None and form.errors else 200)
