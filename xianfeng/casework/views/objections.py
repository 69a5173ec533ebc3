"""Objections to a notice: written down for somebody, taken up, decided, their sender looked at."""

from datetime import date
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xianfeng.casework.commands import objections
from xianfeng.casework.commands.objections import Told
from xianfeng.casework.forms import WhyForm
from xianfeng.casework.forms.notices import DecideForm, EnterObjectionForm, TakeUpForm
from xianfeng.casework.pages.notices import NoticeActPage, ObjectionPage, ReceiptPage
from xianfeng.casework.queries import notices as notice_reads
from xianfeng.casework.queries import objections as reads
from xianfeng.casework.views.steps import version_of
from xianfeng.casework.vocab.notices import ObjectionChannel, ObjectionDecision
from xianfeng.kernel import clock
from xianfeng.kernel.checks import reason
from xianfeng.kernel.errors import Refused
from xianfeng.kernel.verdict import Verdict
from xianfeng.ui import outcome
from xianfeng.ui.rendering import render


@require_http_methods(["GET", "POST"])
@never_cache
def new(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Ask what came by telephone, letter or visit; a POST keeps it and shows the receipt number."""
    today = clock.today()
    with outcome.found():
        notice = notice_reads.for_recorder(request.actor, notice_id, today=today)
    attempt = outcome.Attempt()
    if request.method == "POST":
        with attempt, outcome.found():
            receipt = objections.enter(
                actor=request.actor, notice_id=notice_id, at=clock.now(), **_entered(request)
            )
        if not attempt.refused:
            return render(
                request,
                ReceiptPage(notice_id=notice_id, title=notice.text.title, receipt=receipt),
            )
    page = NoticeActPage(
        notice=notice,
        form=EnterObjectionForm(
            request.POST or None,
            verdict=attempt.verdict,
            initial={"received_on": today.isoformat(), "channel": ObjectionChannel.PHONE},
        ),
        verdict=attempt.verdict,
        title=_("登记反映"),
        meaning=_("登记来电、来信、来访反映的情况。逐条调查、形成结论以后，才能办理下一步。"),
        label=_("登记"),
        tone="primary",
        token=request.POST.get("token") or uuid4().hex,
    )
    return render(request, page, status=attempt.status)


def _entered(request: HttpRequest) -> dict[str, Any]:
    typed = EnterObjectionForm(request.POST).typed
    problems = []
    channel, received_on = None, None
    try:
        channel = ObjectionChannel(typed["channel"])
    except ValueError:
        problems.append(reason("D-64", message=_("请选择来源"), field="channel"))
    try:
        received_on = date.fromisoformat(typed["received_on"])
    except ValueError:
        problems.append(reason("D-64", message=_("请填写收到日期"), field="received_on"))
    if problems:
        raise Refused(Verdict.of(problems))
    return {
        "told": Told(content=typed["content"], source=typed["source"]),
        "channel": channel,
        "received_on": received_on,
        "token": request.POST.get("token") or uuid4().hex,
    }


@require_GET
@never_cache
def one(request: HttpRequest, objection_id: int) -> HttpResponse:
    """Show one objection as the actor may read it."""
    return _show(request, objection_id)


@require_POST
@never_cache
def take_up(request: HttpRequest, objection_id: int) -> HttpResponse:
    """Enter who looks into it."""

    def act(**common: Any) -> None:
        objections.take_up(
            investigators=request.POST.get("investigators", ""),
            is_shared=bool(request.POST.get("is_shared")),
            version=version_of(request),
            **common,
        )

    return _done(request, objection_id, act, _("已登记调查人。"), "take_up")


@require_POST
@never_cache
def decide(request: HttpRequest, objection_id: int) -> HttpResponse:
    """Close it by what was found."""

    def act(**common: Any) -> None:
        chosen = request.POST.get("decision", "")
        known = {one.value for one in ObjectionDecision}
        objections.decide(
            finding=request.POST.get("finding", ""),
            decision=ObjectionDecision(chosen) if chosen in known else None,
            version=version_of(request),
            **common,
        )

    return _done(request, objection_id, act, _("已记录调查结论和决定。"), "decide")


@require_POST
@never_cache
def source(request: HttpRequest, objection_id: int) -> HttpResponse:
    """Name the sender to an overseer who says why."""
    with outcome.Attempt() as attempt, outcome.found():
        sender = objections.show_source(
            actor=request.actor,
            objection_id=objection_id,
            why=request.POST.get("why", ""),
            at=clock.now(),
        )
    if attempt.refused:
        return _show(request, objection_id, attempt.refused, sent="why")
    return _show(request, objection_id, sender=sender or _("没有留下姓名和联系方式"))


def _done(request: HttpRequest, objection_id: int, act: Any, words: str, sent: str) -> HttpResponse:
    with outcome.Attempt() as attempt, outcome.found():
        act(actor=request.actor, objection_id=objection_id, at=clock.now())
    if attempt.refused:
        return _show(request, objection_id, attempt.refused, sent=sent)
    messages.success(request, words)
    return redirect("casework:objection", objection_id)


def _show(
    request: HttpRequest,
    objection_id: int,
    refused: Refused | None = None,
    *,
    sent: str = "",
    sender: str = "",
) -> HttpResponse:
    with outcome.found():
        file = reads.one(request.actor, objection_id)
    verdict = refused.verdict if refused else Verdict()

    def bound(name: str) -> dict[str, Any]:
        is_sent = name == sent
        return {"data": request.POST if is_sent else None, "verdict": verdict if is_sent else None}

    row = file.objection
    page = ObjectionPage(
        file=file,
        take_up=TakeUpForm(
            initial={"investigators": row.investigators, "is_shared": row.is_shared},
            **bound("take_up"),
        ),
        decide=DecideForm(decisions=file.decisions, **bound("decide")),
        why=WhyForm(**bound("why")),
        verdict=verdict,
        source=sender,
    )
    return render(request, page, status=outcome.status_of(refused))
