"""What is done to a notice: handed to the review, cleared, sent back, posted, prolonged, taken down."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from xianfeng.casework.commands import notices, publications
from xianfeng.casework.forms import WhyForm
from xianfeng.casework.forms.notices import PostForm, UntilForm
from xianfeng.casework.pages.notices import NoticeActPage
from xianfeng.casework.queries import notices as reads
from xianfeng.casework.queries.notices import NoticeFile
from xianfeng.casework.sheets import VerdictForm
from xianfeng.casework.views.steps import version_of
from xianfeng.kernel import clock
from xianfeng.kernel.checks import reason
from xianfeng.kernel.errors import Refused
from xianfeng.kernel.verdict import Verdict
from xianfeng.ui import outcome
from xianfeng.ui.rendering import render


@require_POST
def submit(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Hand a draft to the review."""
    _act(request, notice_id, notices.submit)
    messages.success(request, _("已送保密审查，由基层党委审查。"))
    return redirect("casework:notice", notice_id)


@require_POST
def clear(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Enter that the text is fit for the public."""
    _act(request, notice_id, notices.clear)
    messages.success(request, _("保密审查通过，记入台账。党支部可以打印张贴。"))
    return redirect("casework:notice", notice_id)


def _act(request: HttpRequest, notice_id: int, command: Callable[..., None]) -> None:
    with outcome.found():
        command(
            actor=request.actor,
            notice_id=notice_id,
            at=clock.now(),
            version=version_of(request),
        )


@require_http_methods(["GET", "POST"])
@never_cache
def send_back(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Ask what is wrong with the text, then give it back."""
    with outcome.found():
        notice = reads.for_overseer(request.actor, notice_id, today=clock.today())
    return _ask(
        request,
        notice,
        lambda **common: notices.send_back(why=request.POST.get("why", ""), **common),
        form_class=WhyForm,
        title=_("退回修改"),
        meaning=_("写明哪里不能公开、怎样修改。党支部改好后重新送审。"),
    )


@require_http_methods(["GET", "POST"])
@never_cache
def publish(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Ask when and where it was posted, then put the copy before the public."""
    today = clock.today()
    with outcome.found():
        notice = reads.for_writer(request.actor, notice_id, today=today)

    def act(**common: Any) -> None:
        publications.publish(
            posted_on=_day(request, "posted_on"), places=request.POST.get("places", ""), **common
        )

    return _ask(
        request,
        notice,
        act,
        form_class=PostForm,
        initial={"posted_on": today.isoformat(), "places": notice.text.places},
        title=_("登记张贴并公开"),
        meaning=_(
            "公示内容同时出现在群众可看的网页上，从此不能再改，只能延长或撤下。截止日期按工作日历推算。"
        ),
    )


@require_http_methods(["GET", "POST"])
@never_cache
def prolong(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Ask until when and why, then let the notice run longer."""
    with outcome.found():
        notice = reads.for_writer(request.actor, notice_id, today=clock.today())

    def act(**common: Any) -> None:
        publications.prolong(
            until=_day(request, "until"), why=request.POST.get("why", ""), **common
        )

    return _ask(
        request,
        notice,
        act,
        form_class=UntilForm,
        title=_("延长公示"),
        meaning=_("张贴的公示毁损、有反映正在核实等情况，可以延长。"),
    )


@require_http_methods(["GET", "POST"])
@never_cache
def withdraw(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Ask why, then take the notice down."""
    with outcome.found():
        notice = reads.for_writer(request.actor, notice_id, today=clock.today())
    return _ask(
        request,
        notice,
        lambda **common: publications.withdraw(why=request.POST.get("why", ""), **common),
        form_class=WhyForm,
        title=_("撤下公示"),
        meaning=_("网页上不再显示，这次公示不再作数；记录全部保留，可以重新起草。"),
        tone="danger",
    )


def _day(request: HttpRequest, name: str) -> date:
    try:
        return date.fromisoformat(request.POST.get(name, ""))
    except ValueError:
        unread = reason("D-64", message=_("请填写日期"), field=name)
        raise Refused(Verdict((unread,))) from None


def _ask(
    request: HttpRequest,
    notice: NoticeFile,
    act: Callable[..., None],
    *,
    form_class: type[VerdictForm],
    title: str,
    meaning: str,
    tone: str = "primary",
    initial: dict[str, str] | None = None,
) -> HttpResponse:
    """Show the question; a POST acts, or shows why not with everything typed."""
    attempt = outcome.Attempt()
    if request.method == "POST":
        with attempt, outcome.found():
            act(
                actor=request.actor,
                notice_id=notice.id,
                at=clock.now(),
                version=version_of(request),
            )
        if not attempt.refused:
            messages.success(request, _("已记录：{}。").format(title))
            return redirect("casework:notice", notice.id)
    page = NoticeActPage(
        notice=notice,
        form=form_class(request.POST or None, verdict=attempt.verdict, initial=initial or {}),
        verdict=attempt.verdict,
        title=title,
        meaning=meaning,
        label=_("确认{}").format(title),
        tone=tone,
    )
    return render(request, page, status=attempt.status)
