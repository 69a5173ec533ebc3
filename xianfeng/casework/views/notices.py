"""Public notices: the list, one notice, its wording, and the sheet that is posted."""

from datetime import date

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from xianfeng.casework.commands import notices, publications
from xianfeng.casework.commands.notices import NoticeText
from xianfeng.casework.forms.notices import NoticeFilterForm, NoticeTextForm, PhotoForm
from xianfeng.casework.pages import Tab
from xianfeng.casework.pages.notices import (
    NoticePage,
    NoticePrintPage,
    NoticesPage,
    NoticeTextPage,
)
from xianfeng.casework.queries import keyset, notice_lists
from xianfeng.casework.queries import notices as reads
from xianfeng.casework.queries.notice_lists import Shelf
from xianfeng.casework.queries.notices import DraftDesk, NoticeFile
from xianfeng.casework.views import addresses
from xianfeng.casework.views.steps import version_of
from xianfeng.casework.vocab.notices import NoticePhase
from xianfeng.kernel import clock
from xianfeng.kernel.errors import Refused
from xianfeng.kernel.verdict import Verdict
from xianfeng.registry.queries import organisations
from xianfeng.trust import access, serving
from xianfeng.trust.queries import evidence as files
from xianfeng.trust.vocab import Action
from xianfeng.ui import numbers, outcome
from xianfeng.ui.rendering import render


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """List the notices within reach, shelf by shelf."""
    access.require(request.actor, Action.VIEW_CASES)
    chosen = numbers.whole(request.GET.get("organisation", ""))
    choices = organisations.choices(request.actor, chosen=chosen)
    form = NoticeFilterForm(request.GET, choices=choices)
    at = keyset.position(after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    shelf = _shelf(request)
    with outcome.found():
        found = notice_lists.page(
            request.actor, shelf, at=at, today=clock.today(), organisation_id=form.organisation_id()
        )
    page = NoticesPage(
        notices=found,
        shelf=shelf,
        tabs=tuple(
            Tab(
                label=one.label,
                url=addresses.link(request, shelf=one.value),
                number=found.counts[one],
                is_on=one is shelf,
                is_late=one is Shelf.OBJECTED,
            )
            for one in Shelf
        ),
        form=form,
        previous_url=addresses.link(request, before=found.previous) if found.previous else "",
        next_url=addresses.link(request, after=found.next) if found.next else "",
    )
    return render(request, page)


def _shelf(request: HttpRequest) -> Shelf:
    try:
        return Shelf(request.GET.get("shelf", ""))
    except ValueError:
        return Shelf.RUNNING


@require_GET
@never_cache
def one(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Show one notice, what happened to it, and what comes next."""
    with outcome.found():
        notice = reads.one(request.actor, notice_id, today=clock.today())
    return show(request, notice)


def show(request: HttpRequest, notice: NoticeFile, *, status: int = 200) -> HttpResponse:
    """Answer with the page of a notice."""
    is_public = notice.phase in {NoticePhase.RUNNING, NoticePhase.ENDING}
    page = NoticePage(
        notice=notice,
        photo_form=PhotoForm(),
        public_url=reverse("portal:notice", args=[notice.id]) if is_public else "",
        shows_photo=bool(notice.photo),
    )
    return render(request, page, status=status)


@require_http_methods(["GET", "POST"])
@never_cache
def new(request: HttpRequest, case_id: int, record: str) -> HttpResponse:
    """Offer the composed text; a POST keeps it as a draft."""
    with outcome.found():
        desk = reads.new(request.actor, case_id, record, today=clock.today())
    if request.method == "GET":
        return _wording(request, desk)
    with outcome.Attempt() as attempt, outcome.found():
        notice_id = notices.draft(
            actor=request.actor,
            case_id=case_id,
            record=record,
            text=_text(request),
            at=clock.now(),
        )
    if attempt.refused:
        return _wording(request, desk, attempt.refused)
    messages.success(request, _("草稿已保存。核对后送保密审查。"))
    return redirect("casework:notice", notice_id)


@require_http_methods(["GET", "POST"])
@never_cache
def edit(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Show the text for changing; a POST keeps the change."""
    with outcome.found():
        desk = reads.existing(request.actor, notice_id, today=clock.today())
    if request.method == "GET":
        return _wording(request, desk)
    with outcome.Attempt() as attempt, outcome.found():
        notices.edit(
            actor=request.actor,
            notice_id=notice_id,
            text=_text(request),
            at=clock.now(),
            version=version_of(request),
        )
    if attempt.refused:
        return _wording(request, desk, attempt.refused)
    messages.success(request, _("已修改，需要重新送保密审查。"))
    return redirect("casework:notice", notice_id)


def _text(request: HttpRequest) -> NoticeText:
    typed = NoticeTextForm(request.POST).typed
    days = numbers.whole(typed["days"]) or 0
    return NoticeText(**{**typed, "days": days})


def _wording(request: HttpRequest, desk: DraftDesk, refused: Refused | None = None) -> HttpResponse:
    verdict = refused.verdict if refused else Verdict()
    form = NoticeTextForm(
        request.POST if refused else None,
        verdict=verdict,
        initial={**desk.text.lines(), "days": desk.text.days},
    )
    case_url = reverse("casework:case", args=[desk.case_id])
    page = NoticeTextPage(
        desk=desk,
        form=form,
        verdict=verdict,
        title=desk.kind_title,
        back_url=reverse("casework:notice", args=[desk.notice_id]) if desk.notice_id else case_url,
    )
    return render(request, page, status=outcome.status_of(refused))


@require_GET
@never_cache
def sheet(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Show the sheet that is posted; before posting, its days are counted from the day in the address."""
    today = clock.today()
    with outcome.found():
        notice = reads.one(request.actor, notice_id, today=_day(request.GET.get("on", ""), today))
    page = NoticePrintPage(
        notice=notice,
        starts_on=notice.starts_on or _day(request.GET.get("on", ""), today),
        ends_on=notice.ends_on or notice.forecast_on,
    )
    return render(request, page)


def _day(text: str, fallback: date) -> date:
    """Read a planned day of posting; only those within reason."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return fallback
    return day if abs((day - fallback).days) <= 366 else fallback


@require_http_methods(["GET", "POST"])
@never_cache
def photo(request: HttpRequest, notice_id: int) -> HttpResponse | FileResponse:
    """Show the photo of the board; a POST keeps one."""
    today = clock.today()
    if request.method == "GET":
        with outcome.found():
            file = files.open_file(reads.one(request.actor, notice_id, today=today).photo)
        return serving.show(file, name=_("公示照片"))
    with outcome.found():
        reads.for_writer(request.actor, notice_id, today=today)
    upload = request.FILES.get("file")
    if upload is None:
        messages.warning(request, _("没有选择照片。"))
        return redirect("casework:notice", notice_id)
    with outcome.found():
        publications.add_photo(
            actor=request.actor,
            notice_id=notice_id,
            name=upload.name,
            content=upload,
            at=clock.now(),
        )
    messages.success(request, _("照片已存入。"))
    return redirect("casework:notice", notice_id)
