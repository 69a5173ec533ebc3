"""Accountability: counts and list, opening a matter, one matter with its acts, the notice to print."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xianfeng.kernel import clock
from xianfeng.recruitment.commands import inquiries as commands
from xianfeng.recruitment.commands.inquiries import Attachment
from xianfeng.recruitment.forms.accountability import (
    ACT_FORMS,
    ActForm,
    InquiryFilterForm,
    OpenForm,
)
from xianfeng.recruitment.pages.accountability import (
    InquiriesPage,
    InquiryPage,
    NewInquiryPage,
    NoticePage,
)
from xianfeng.recruitment.queries import inquiries, openings
from xianfeng.recruitment.queries.inquiries import PAGE, InquirySheet
from xianfeng.recruitment.queries.openings import Opening
from xianfeng.recruitment.vocab.accountability import AccountOutcome, InquiryAct
from xianfeng.trust import access, serving
from xianfeng.trust.queries import evidence
from xianfeng.trust.vocab import Action
from xianfeng.ui import numbers, outcome
from xianfeng.ui.rendering import render


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Count the matters in sight and list those that the filter keeps."""
    access.require(request.actor, Action.VIEW_INQUIRIES)
    today, page = clock.today(), max(1, numbers.whole(request.GET.get("page", "")) or 1)
    counts = inquiries.counts(request.actor, today=today)
    wanted = InquiryFilterForm.wanted(request.GET)
    rows, found = inquiries.listed(request.actor, wanted, today=today, page=page)
    kept = {k: v for k in InquiryFilterForm.base_fields if (v := request.GET.get(k, ""))}

    def turned(to: int) -> str:
        return f"{reverse('recruitment:inquiries')}?{urlencode({**kept, 'page': to})}#matters"

    shown = InquiriesPage(
        counts=counts,
        rows=rows,
        found=found,
        form=InquiryFilterForm(request.GET, counts=counts),
        is_filtered=bool(kept),
        may_open=request.actor.may(Action.OPEN_INQUIRY),
        may_sample=request.actor.may(Action.EXAMINE_FILES),
        previous_url=turned(page - 1) if page > 1 else "",
        next_url=turned(page + 1) if page * PAGE < found else "",
    )
    return render(request, shown)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Show what is known of a matter and open it."""
    access.require(request.actor, Action.OPEN_INQUIRY)
    with outcome.found():
        opening = _opening(request)
    form = OpenForm(request.POST or None, opening=opening)
    if request.method == "POST" and form.is_valid():
        opened = 0
        with outcome.in_form(form), outcome.found():
            opened = commands.open_matter(
                actor=request.actor, matter=form.matter_typed(), at=clock.now()
            )
        if opened:
            messages.success(request, _("已立项，记入台账。"))
            return redirect("recruitment:inquiry", opened)
    page = NewInquiryPage(form=form, opening=opening)
    return render(request, page, status=422 if form.errors else 200)


def _opening(request: HttpRequest) -> Opening:
    given = {k: numbers.whole(request.GET.get(k, "")) for k in ("breach", "drawn", "case")}
    rule = request.GET.get("rule", "")
    if given["breach"]:
        return openings.of_breach(request.actor, given["breach"])
    if given["drawn"]:
        return openings.of_drawn_file(request.actor, given["drawn"], rule=rule)
    if given["case"]:
        return openings.of_case(request.actor, given["case"], rule=rule)
    return openings.by_hand(request.actor)


@require_GET
def one(request: HttpRequest, inquiry_id: int) -> HttpResponse:
    """Show one matter with a form for each act that may follow now."""
    return _one(request, inquiry_id)


def _one(
    request: HttpRequest, inquiry_id: int, tried: tuple[InquiryAct, ActForm] | None = None
) -> HttpResponse:
    today = clock.today()
    with outcome.found():
        sheet = inquiries.one(request.actor, inquiry_id, today=today)
    forms = {act: _blank(act, sheet, today) for act in sheet.acts}
    if tried:
        forms[tried[0]] = tried[1]
    page = InquiryPage(sheet=sheet, forms=tuple(forms.items()))
    return render(request, page, status=422 if tried else 200)


def _blank(act: InquiryAct, sheet: InquirySheet, today: date) -> ActForm:
    initial: dict[str, Any] = {"on": today, "due_on": sheet.answer_due}
    if act is InquiryAct.NOTIFY:
        initial["words"] = _("经查，{}。请认真查找原因，限期整改并书面报告。").format(
            sheet.matter.rstrip("。")
        )
    return ACT_FORMS[act](initial=initial, prefix=act.value)


_COMMANDS: Mapping[InquiryAct, Callable[..., None]] = {
    InquiryAct.NOTIFY: commands.notify,
    InquiryAct.RECTIFY: commands.rectify,
    InquiryAct.SEND_BACK: commands.send_back,
    InquiryAct.CLOSE: commands.close,
    InquiryAct.REOPEN: commands.reopen,
}


@require_POST
def act(request: HttpRequest, inquiry_id: int, wanted: InquiryAct) -> HttpResponse:
    """Do one act; what is refused is shown with everything typed."""
    with outcome.found():
        sheet = inquiries.one(request.actor, inquiry_id, today=clock.today())
    inquiries.require_may(sheet, wanted)
    form = ACT_FORMS[wanted](request.POST, request.FILES, prefix=wanted.value)
    if form.is_valid():
        given = dict(form.cleaned_data)
        upload = given.pop("file", None)
        if upload:
            given["attachment"] = Attachment(name=upload.name, content=upload.file)
        if "outcomes" in given:
            given["outcomes"] = [AccountOutcome(code) for code in given["outcomes"]]
        with outcome.in_form(form), outcome.found():
            _COMMANDS[wanted](actor=request.actor, inquiry_id=inquiry_id, at=clock.now(), **given)
        if form.is_valid():
            messages.success(request, _("已记录：{}。").format(wanted.label))
            return redirect("recruitment:inquiry", inquiry_id)
    return _one(request, inquiry_id, (wanted, form))


@require_GET
def notice(request: HttpRequest, inquiry_id: int) -> HttpResponse:
    """Show the notice as it is printed; there is none before it was sent."""
    with outcome.found():
        sheet = inquiries.one(request.actor, inquiry_id, today=clock.today())
    if sheet.notice is None:
        raise Http404
    return render(request, NoticePage(sheet=sheet))


@require_GET
def attachment(request: HttpRequest, inquiry_id: int, entry_id: int) -> HttpResponse:
    """Serve the paper that came with an answer."""
    with outcome.found():
        sha256, name = inquiries.attachment(request.actor, inquiry_id, entry_id)
        file = evidence.open_file(sha256)
    return serving.show(file, name=name)
