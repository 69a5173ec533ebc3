"""What is done to a case beside its steps; each on a page of its own that asks for the reason."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from xianfeng.casework.commands import cases, evidence, steps
from xianfeng.casework.forms import PostponeForm, WhyForm
from xianfeng.casework.pages import TurnPage
from xianfeng.casework.queries import desks
from xianfeng.casework.queries.desks import TurnDesk
from xianfeng.casework.views.steps import version_of
from xianfeng.casework.vocab import Turn
from xianfeng.kernel import clock
from xianfeng.kernel.checks import reason
from xianfeng.kernel.errors import Refused
from xianfeng.kernel.verdict import Verdict
from xianfeng.ui import outcome
from xianfeng.ui.rendering import render

_COMMANDS: dict[Turn, Callable[..., None]] = {
    Turn.RETURN: cases.return_for_more,
    Turn.RESUBMIT: cases.resubmit,
    Turn.POSTPONE: cases.postpone,
    Turn.RESUME: cases.resume,
    Turn.END: cases.end,
}


@require_http_methods(["GET", "POST"])
@never_cache
def turn(request: HttpRequest, case_id: int, wanted: Turn) -> HttpResponse:
    """Ask why, then return, resubmit, postpone, resume or end the case."""
    with outcome.found():
        desk = desks.turn(request.actor, case_id, wanted)

    def act(**common: Any) -> None:
        if wanted is Turn.POSTPONE:
            common["until"] = _until(request)
        _COMMANDS[wanted](case_id=case_id, **common)

    return _ask(
        request,
        desk,
        act,
        form_class=PostponeForm if wanted is Turn.POSTPONE else WhyForm,
        title=wanted.label,
        meaning=wanted.meaning,
        tone="danger" if wanted is Turn.END else "primary",
    )


def _until(request: HttpRequest) -> date:
    try:
        return date.fromisoformat(request.POST.get("until", ""))
    except ValueError:
        unread = reason("D-64", message=_("请填写暂缓至哪一天"), field="until")
        raise Refused(Verdict((unread,))) from None


@require_http_methods(["GET", "POST"])
@never_cache
def reverse(request: HttpRequest, case_id: int, entry_id: int) -> HttpResponse:
    """Ask why, then take the latest signature back."""
    with outcome.found():
        desk = desks.reversal(request.actor, case_id, entry_id)

    def act(**common: Any) -> None:
        steps.reverse(case_id=case_id, entry_id=entry_id, **common)

    return _ask(
        request,
        desk,
        act,
        title=_("撤销最近一步"),
        meaning=_("该环节的签署和材料失效，可以重新办理；办理记录中保留撤销前后的全部内容。"),
        tone="danger",
    )


@require_http_methods(["GET", "POST"])
@never_cache
def withdraw(request: HttpRequest, case_id: int, evidence_id: int) -> HttpResponse:
    """Ask why, then withdraw a repeated record."""
    with outcome.found():
        desk = desks.withdrawal(request.actor, case_id, evidence_id)

    def act(**common: Any) -> None:
        evidence.withdraw(case_id=case_id, evidence_id=evidence_id, **common)

    return _ask(
        request,
        desk,
        act,
        title=_("撤回登记"),
        meaning=_("这条记录不再计算，但仍留在办理记录中。"),
        tone="danger",
    )


def _ask(
    request: HttpRequest,
    desk: TurnDesk,
    act: Callable[..., None],
    *,
    title: str,
    meaning: str,
    tone: str,
    form_class: type[WhyForm] = WhyForm,
) -> HttpResponse:
    """Show the question; a POST acts, or shows why not with everything typed."""
    attempt = outcome.Attempt()
    if request.method == "POST":
        with attempt, outcome.found():
            act(
                actor=request.actor,
                why=request.POST.get("why", ""),
                at=clock.now(),
                version=version_of(request),
            )
        if not attempt.refused:
            messages.success(request, _("已记录：{}。").format(title))
            return redirect("casework:case", desk.case_id)
    page = TurnPage(
        desk=desk,
        form=form_class(request.POST or None, verdict=attempt.verdict),
        verdict=attempt.verdict,
        title=title,
        meaning=meaning,
        label=_("确认{}").format(title),
        tone=tone,
    )
    return render(request, page, status=attempt.status)
