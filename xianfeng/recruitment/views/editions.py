"""The county makes its own edition: begin, change, upload, download, publish."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xianfeng.casework.commands import editions as commands
from xianfeng.casework.queries import editions
from xianfeng.kernel import clock
from xianfeng.kernel.checks import reason
from xianfeng.kernel.errors import Refused
from xianfeng.kernel.verdict import Verdict
from xianfeng.recruitment.forms import editions as forms
from xianfeng.recruitment.pages.editions import BeginPage, DraftPage, DraftStepPage, LimitRow
from xianfeng.recruitment.queries import drafts, procedures
from xianfeng.recruitment.queries.drafts import StepBench
from xianfeng.recruitment.vocab import FAMILY
from xianfeng.trust import access
from xianfeng.trust.vocab import Action
from xianfeng.ui import numbers, outcome
from xianfeng.ui.rendering import render

LARGEST_DOCUMENT = 1_000_000


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin a draft from an edition, or from a document written by hand."""
    access.require(request.actor, Action.EDIT_EDITIONS)
    rows = procedures.editions(default=procedures.default_edition(clock.today()))
    sent = request.method == "POST"
    is_upload = sent and bool(request.FILES)
    form = forms.BeginForm(request.POST if sent and not is_upload else None, editions=rows)
    upload = forms.UploadForm(request.POST or None, request.FILES or None) if is_upload else None
    attempt = outcome.Attempt()
    if sent:
        with attempt:
            return redirect("recruitment:draft", _begun(request, upload or form))
    page = BeginPage(form=form, upload=upload or forms.UploadForm(), verdict=attempt.verdict)
    return render(request, page, status=attempt.status)


def _begun(request: HttpRequest, form: Any) -> int:
    if not form.is_valid():
        raise Refused(Verdict((reason("D-64", 项目=_("来源版本和名称，或规程文件")),)))
    common: dict[str, Any] = {"actor": request.actor, "family": FAMILY, "at": clock.now()}
    if isinstance(form, forms.UploadForm):
        return commands.upload(text=_text(form.cleaned_data["document"]), **common)
    return commands.begin(**form.cleaned_data, **common)


def _text(document: Any) -> str:
    if document.size > LARGEST_DOCUMENT:
        raise Refused(Verdict((reason("D-64", message=_("文件不能超过1 MB")),)))
    try:
        return str(document.read().decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Refused(Verdict((reason("D-64", message=_("文件应为 UTF-8 编码")),))) from None


@require_GET
@never_cache
def one(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Show a draft."""
    return _draft(request, draft_id)


def _draft(
    request: HttpRequest, draft_id: int, attempt: outcome.Attempt | None = None
) -> HttpResponse:
    with outcome.found():
        bench = drafts.bench(request.actor, draft_id, today=clock.today())
    page = DraftPage(
        bench=bench,
        name_form=forms.NameForm(initial={"name": bench.name, "note": bench.note}),
        publish_form=forms.PublishForm(),
        verdict=attempt.verdict if attempt else bench.verdict,
    )
    return render(request, page, status=attempt.status if attempt else 200)


@require_http_methods(["GET", "POST"])
@never_cache
def step(request: HttpRequest, draft_id: int, number: int) -> HttpResponse:
    """Show one step of a draft, and change it."""
    try:
        with outcome.found():
            bench = drafts.step(request.actor, draft_id, number)
    except drafts.NoStep as missing:
        raise Http404 from missing
    attempt = outcome.Attempt()
    if request.method == "POST":
        kind = forms.EDITS.get(request.POST.get("edit", ""))
        if kind is None:
            raise Http404
        form = kind(request.POST)
        attempt = _tried(request, lambda common: _change(bench, form, common))
        if not attempt.refused:
            messages.success(request, _("已修改，符合国家规定。"))
            return redirect("recruitment:draft", draft_id)
    return _step(request, bench, attempt)


def _change(bench: StepBench, form: Any, common: dict[str, Any]) -> None:
    if not form.is_valid():
        raise Refused(
            Verdict.of(
                reason("D-64", message=f"{form.fields[name].label}：{'；'.join(errors)}")
                for name, errors in form.errors.items()
            )
        )
    with outcome.found():
        commands.change(draft_id=bench.draft_id, edit=form.edit(bench.key), **common)


def _step(request: HttpRequest, bench: StepBench, attempt: outcome.Attempt) -> HttpResponse:
    page = DraftStepPage(
        step=bench,
        forms={
            "words": forms.WordsForm(
                initial={"title": bench.title, "actor": bench.actor, "limit": bench.limit}
            ),
            "paper": forms.PaperForm(prefix=None, auto_id="paper_%s"),
            "rhythm": forms.RhythmForm(initial={"months": bench.repeat_months}),
            "step": forms.StepForm(auto_id="step_%s"),
        },
        limits=tuple(
            LimitRow(
                limit=limit,
                form=None
                if limit.is_fixed
                else forms.LimitForm(
                    initial={"ref": limit.ref, "amount": limit.amount}, auto_id=f"{limit.ref}_%s"
                ),
            )
            for limit in bench.limits
        ),
        verdict=attempt.verdict,
    )
    return render(request, page, status=attempt.status)


def _tried(request: HttpRequest, act: Callable[[dict[str, Any]], None]) -> outcome.Attempt:
    common = {
        "actor": request.actor,
        "at": clock.now(),
        "version": numbers.whole(request.POST.get("version", "")),
    }
    with outcome.Attempt() as attempt:
        act(common)
    return attempt


@require_POST
def rename(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Give a draft another name and note."""
    form = forms.NameForm(request.POST)

    def act(common: dict[str, Any]) -> None:
        if not form.is_valid():
            raise Refused(Verdict((reason("D-64", 项目=_("名称")),)))
        with outcome.found():
            commands.change(draft_id=draft_id, edit=form.edit(""), **common)

    return _acted(request, draft_id, act)


@require_POST
def publish(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Publish a draft from a day on."""
    form = forms.PublishForm(request.POST)

    def act(common: dict[str, Any]) -> None:
        if not form.is_valid():
            raise Refused(Verdict((reason("D-64", 项目=_("施行日期")),)))
        with outcome.found():
            commands.publish(draft_id=draft_id, **form.cleaned_data, **common)

    return _acted(request, draft_id, act, done=_("已发布，内容从此不能改动。"), to_list=True)


@require_POST
def discard(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Put a draft away."""

    def act(common: dict[str, Any]) -> None:
        with outcome.found():
            commands.discard(draft_id=draft_id, **common)

    return _acted(request, draft_id, act, done=_("已放弃这份草稿。"), to_list=True)


def _acted(
    request: HttpRequest,
    draft_id: int,
    act: Callable[[dict[str, Any]], None],
    *,
    done: str = "",
    to_list: bool = False,
) -> HttpResponse:
    attempt = _tried(request, act)
    if attempt.refused:
        return _draft(request, draft_id, attempt)
    messages.success(request, done or _("已修改。"))
    return (
        redirect("recruitment:procedures") if to_list else redirect("recruitment:draft", draft_id)
    )


@require_GET
def document(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Hand out a draft's document."""
    access.require(request.actor, Action.EDIT_EDITIONS)
    with outcome.found():
        bench = editions.bench(draft_id)
    return _file(bench.text, f"COUNTY-{bench.id}")


@require_GET
def published(request: HttpRequest, edition_id: str) -> HttpResponse:
    """Hand out the document of an edition."""
    access.require(request.actor, Action.VIEW_RULES)
    try:
        return _file(procedures.document(edition_id), edition_id)
    except procedures.UnknownEdition as unknown:
        raise Http404 from unknown


def _file(text: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type="application/toml; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=f"{name}.toml"
    )
    return response
