"""A case's training with the county's exception; all exceptions of a reach."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from xianfeng.kernel import clock
from xianfeng.kernel.verdict import Verdict
from xianfeng.recruitment.commands import exceptions as commands
from xianfeng.recruitment.forms.training import ExceptionForm, WithdrawForm
from xianfeng.recruitment.pages.training import ExceptionsPage, TrainingFilePage
from xianfeng.recruitment.queries import exceptions, trained
from xianfeng.trust import access
from xianfeng.trust.vocab import Action
from xianfeng.ui import numbers, outcome
from xianfeng.ui.rendering import render


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """List the exceptions of the actor's reach."""
    access.require(request.actor, Action.VIEW_CASES)
    return render(request, ExceptionsPage(found=exceptions.listed(request.actor)))


@require_GET
@never_cache
def file(request: HttpRequest, case_id: int) -> HttpResponse:
    """Show one case's classes and its exception."""
    return _file(request, case_id)


@require_POST
def grant(request: HttpRequest, case_id: int) -> HttpResponse:
    """Record the county's exception."""
    form = ExceptionForm(request.POST)
    typed = form.typed
    return _done(
        request,
        case_id,
        commands.grant,
        told=_("已登记例外，党支部可以办理。"),
        document=typed["document"],
        decided_on=numbers.day(typed["decided_on"]),
        why=typed["why"],
    )


@require_POST
def withdraw(request: HttpRequest, case_id: int) -> HttpResponse:
    """Withdraw the county's exception."""
    why = WithdrawForm(request.POST).typed["why"]
    return _done(request, case_id, commands.withdraw, told=_("已撤回例外。"), why=why)


def _done(
    request: HttpRequest, case_id: int, command: Any, *, told: str, **given: Any
) -> HttpResponse:
    with outcome.Attempt() as attempt, outcome.found():
        command(actor=request.actor, case_id=case_id, at=clock.now(), **given)
    if attempt.refused:
        return _file(request, case_id, data=request.POST, verdict=attempt.verdict)
    messages.success(request, told)
    return redirect("recruitment:case-training", case_id)


def _file(
    request: HttpRequest, case_id: int, *, data: Any = None, verdict: Verdict = Verdict()
) -> HttpResponse:
    with outcome.found():
        found = trained.of(request.actor, case_id)
    is_open = found.may_except and not found.is_signed
    page = TrainingFilePage(
        file=found,
        grant_form=ExceptionForm(data, verdict=verdict) if is_open and not found.excepted else None,
        withdraw_form=WithdrawForm(data, verdict=verdict) if is_open and found.excepted else None,
        verdict=verdict,
    )
    return render(request, page, status=422 if verdict.reasons else 200)
