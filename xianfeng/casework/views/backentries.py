"""Bringing a paper history in: the grid, handing it in, confirming it."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xianfeng.casework import gridsheets
from xianfeng.casework.commands import backentries
from xianfeng.casework.commands.backentries import GridRefused, Judged
from xianfeng.casework.forms import WhyForm
from xianfeng.casework.gridsheets import GridSheet
from xianfeng.casework.pages.conduct import BackEntriesPage, GridPage
from xianfeng.casework.queries import backentries as reads
from xianfeng.casework.queries.backentries import GridDesk
from xianfeng.casework.views.steps import version_of
from xianfeng.kernel import clock
from xianfeng.kernel.errors import Refused
from xianfeng.kernel.verdict import Verdict
from xianfeng.trust import access
from xianfeng.trust.vocab import Action
from xianfeng.ui import outcome
from xianfeng.ui.rendering import render


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """List the paper histories that are being brought in."""
    access.require(request.actor, Action.VIEW_CASES)
    return render(request, BackEntriesPage(rows=reads.listed(request.actor)))


@require_http_methods(["GET", "POST"])
@never_cache
def grid(request: HttpRequest, back_entry_id: int) -> HttpResponse:
    """Show the grid; a POST keeps what was typed, or hands it in."""
    with outcome.found():
        desk = reads.desk(request.actor, back_entry_id)
    if request.method == "GET":
        return _page(request, desk)
    cells = gridsheets.typed(desk.edition, request.POST)
    sent: dict[str, Any] = {
        "actor": request.actor, "back_entry_id": back_entry_id, "cells": cells,
        "at": clock.now(), "version": version_of(request),
    }  # fmt: skip
    with outcome.Attempt() as attempt, outcome.found():
        if request.POST.get("do") == "save":
            backentries.save(**sent)
            messages.success(request, _("已保存，可以接着填。"))
            return redirect(f"{reverse('casework:back-entry', args=[desk.id])}?checked=1")
        case_id = backentries.hand_in(**sent)
    if attempt.refused:
        return _page(request, desk, attempt.refused, cells=cells)
    return _after(request, desk, case_id)


@require_POST
def confirm(request: HttpRequest, back_entry_id: int) -> HttpResponse:
    """Put the committee's or the county's name to the history."""
    with outcome.found():
        desk = reads.desk(request.actor, back_entry_id)
    with outcome.Attempt() as attempt, outcome.found():
        case_id = backentries.confirm(
            actor=request.actor,
            back_entry_id=back_entry_id,
            at=clock.now(),
            version=version_of(request),
        )
    if attempt.refused:
        return _page(request, desk, attempt.refused)
    return _after(request, desk, case_id)


@require_POST
def give_back(request: HttpRequest, back_entry_id: int) -> HttpResponse:
    """Return the history to the branch, or give up one that is still being typed."""
    with outcome.found():
        desk = reads.desk(request.actor, back_entry_id)
    act = backentries.discard if desk.may_type else backentries.give_back
    with outcome.Attempt() as attempt, outcome.found():
        act(
            actor=request.actor,
            back_entry_id=back_entry_id,
            why=request.POST.get("why", ""),
            at=clock.now(),
            version=version_of(request),
        )
    if attempt.refused:
        return _page(request, desk, attempt.refused)
    done = _("已放弃这份补录。") if desk.may_type else _("已退回党支部修改。")
    messages.success(request, done)
    return redirect("casework:back-entries")


def _after(request: HttpRequest, desk: GridDesk, case_id: int | None) -> HttpResponse:
    if case_id is not None:
        messages.success(request, _("已补录入档，记入台账。"))
        return redirect("casework:case", case_id)
    messages.success(request, _("已提交，等待上级确认其办理的环节。"))
    return redirect("casework:back-entry", desk.id)


def _page(
    request: HttpRequest,
    desk: GridDesk,
    refused: Refused | None = None,
    *,
    cells: Mapping[str, Any] | None = None,
) -> HttpResponse:
    judged = _judged(request, desk, refused)
    sheet = GridSheet(
        desk.cells if cells is None else cells,
        edition=desk.edition,
        members=desk.members,
        rows=judged.rows,
        everywhere=desk.everywhere,
    )
    page = GridPage(
        desk=desk,
        sheet=sheet if desk.may_type else None,
        read=() if desk.may_type else reads.in_words(desk),
        whole=judged.whole,
        bad=sum(not verdict.without_hints() for verdict in judged.rows.values()),
        was_refused=refused is not None,
        form=WhyForm(request.POST if "why" in request.POST and not desk.may_type else None),
    )
    return render(request, page, status=outcome.status_of(refused))


def _judged(request: HttpRequest, desk: GridDesk, refused: Refused | None) -> Judged:
    if isinstance(refused, GridRefused):
        return refused.judged
    if refused is not None:
        return Judged(whole=refused.verdict, rows={})
    if "checked" not in request.GET:
        return Judged(whole=Verdict(), rows={})
    with outcome.found():
        return backentries.look(desk, actor=request.actor, at=clock.now())
