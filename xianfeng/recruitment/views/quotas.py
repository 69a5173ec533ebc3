"""Places of a year: the tree, what a number is made of, moving, asking, beyond the plan."""

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from xianfeng.casework.queries import effects
from xianfeng.kernel import clock
from xianfeng.recruitment.commands import quotas as quota_commands
from xianfeng.recruitment.commands import requests as request_commands
from xianfeng.recruitment.forms.quotas import (
    AnswerForm,
    BeyondForm,
    RequestForm,
    TransferForm,
    WhyForm,
)
from xianfeng.recruitment.pages.plans import AskPage
from xianfeng.recruitment.pages.quotas import QuotaPage, StatementPage
from xianfeng.recruitment.queries import quotas, statements
from xianfeng.recruitment.queries.quotas import Level
from xianfeng.recruitment.views.plans import asked
from xianfeng.recruitment.vocab import FAMILY
from xianfeng.trust import access
from xianfeng.trust.vocab import Action
from xianfeng.ui import numbers, outcome
from xianfeng.ui.rendering import render


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Go to this year's places, or to the newest there are."""
    access.require(request.actor, Action.VIEW_PLANS)
    known, today = quotas.years(request.actor), clock.today()
    if not known:
        return render(request, QuotaPage(level=None))
    return redirect("recruitment:quota", today.year if today.year in known else known[0])


@require_GET
def year(request: HttpRequest, year: int) -> HttpResponse:
    """Show one level of the tree; ``at`` names the organisation."""
    access.require(request.actor, Action.VIEW_PLANS)
    at = numbers.whole(request.GET.get("at", ""))
    return render(request, QuotaPage(level=_level(request, year, at)))


def _level(request: HttpRequest, year: int, organisation_id: int | None) -> Level:
    with outcome.found():
        return quotas.level(request.actor, year, organisation_id=organisation_id)
    raise AssertionError


@require_GET
def entries(request: HttpRequest, year: int, organisation_id: int) -> HttpResponse:
    """Show the cases and entries that an organisation's numbers are made of."""
    access.require(request.actor, Action.VIEW_PLANS)
    with outcome.found():
        found = statements.statement(
            request.actor,
            year,
            organisation_id,
            before=numbers.whole(request.GET.get("before", "")),
            is_beyond_only=request.GET.get("beyond") == "1",
        )
    return render(request, StatementPage(statement=found))


def _about(level: Level, title: str, meaning: str, form: Form, label: str) -> AskPage:
    own = reverse("recruitment:quota", args=[level.year])
    return AskPage(
        title=title,
        subtitle=f"{level.own.name} · {level.year}",
        meaning=meaning,
        form=form,
        label=label,
        back_url=f"{own}?at={level.own.id}",
        back_label=_("年度名额"),
    )


@require_http_methods(["GET", "POST"])
def transfer(request: HttpRequest, year: int, organisation_id: int) -> HttpResponse:
    """Let free places of an organisation go down, up or across."""
    level = _level(request, year, organisation_id)
    offered = quotas.targets(request.actor, year, organisation_id)
    form = TransferForm(request.POST or None, choices=offered)
    meaning = _(
        "现有机动名额 {n} 个。给下级是追加，给上级是交回，给同级是调剂；每次都记入名额台账。"
    )
    page = _about(level, _("调剂名额"), meaning.format(n=level.own.own_free), form, _("确认"))

    def act(filled: Form) -> None:
        quota_commands.transfer(
            actor=request.actor,
            year=year,
            source_id=organisation_id,
            target_id=int(filled.cleaned_data["target"]),
            places=filled.cleaned_data["places"],
            why=filled.cleaned_data["why"],
            at=clock.now(),
        )

    return asked(request, page, act, done=_("名额已调剂。"), then=page.back_url)


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, year: int, organisation_id: int) -> HttpResponse:
    """Ask the organisation above for more places."""
    access.require(request.actor, Action.ASK_QUOTA)
    level = _level(request, year, organisation_id)
    form = RequestForm(request.POST or None)
    meaning = _("向上级党组织申请追加名额；答复会显示在本页。")
    page = _about(level, _("申请追加名额"), meaning, form, _("提交申请"))

    def act(filled: Form) -> None:
        request_commands.ask(
            actor=request.actor,
            year=year,
            organisation_id=organisation_id,
            at=clock.now(),
            **filled.cleaned_data,
        )

    return asked(request, page, act, done=_("申请已提交。"), then=page.back_url)


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, request_id: int) -> HttpResponse:
    """Answer a request with places, or with a no."""
    access.require(request.actor, Action.SPLIT_QUOTA)
    with outcome.found():
        row, year, giver = quotas.request(request.actor, request_id)
    level = _level(request, year, giver)
    form = AnswerForm(request.POST or None, initial={"places": row.places})
    meaning = _("{place}申请追加 {n} 个：{why}。本级现有机动名额 {free} 个。").format(
        place=row.organisation, n=row.places, why=row.why, free=level.own.own_free
    )
    page = _about(level, _("答复申请"), meaning, form, _("答复"))

    def act(filled: Form) -> None:
        words, places = filled.cleaned_data["why"], filled.cleaned_data["places"]
        common = {"actor": request.actor, "request_id": request_id, "at": clock.now()}
        if places:
            request_commands.grant(source_id=giver, places=places, answer=words, **common)
        else:
            request_commands.decline(answer=words, **common)

    return asked(request, page, act, done=_("已答复。"), then=page.back_url)


@require_http_methods(["GET", "POST"])
def beyond(request: HttpRequest, year: int, case_id: int) -> HttpResponse:
    """Give one case a place beyond the plan, by the county's document."""
    access.require(request.actor, Action.MAKE_PLANS)
    with outcome.found():
        lie = effects.lie_of(request.actor, FAMILY, case_id)
    page = AskPage(
        title=_("超计划审批"),
        subtitle=f"{lie.person} · {year}",
        meaning=_("名额用完而确需发展的，由县委组织部凭文件批准，只供此人使用，单独列出并计数。"),
        form=BeyondForm(request.POST or None),
        label=_("批准"),
        back_url=reverse("casework:case", args=[case_id]),
        back_label=lie.person,
    )

    def act(filled: Form) -> None:
        quota_commands.allow_beyond(
            actor=request.actor, year=year, case_id=case_id, at=clock.now(), **filled.cleaned_data
        )

    return asked(request, page, act, done=_("已批准超计划名额。"), then=page.back_url)


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, movement_id: int) -> HttpResponse:
    """Take an entry made by mistake back, by an entry of its own."""
    access.require(request.actor, Action.SPLIT_QUOTA)
    with outcome.found():
        year, organisation_id, words = statements.movement(request.actor, movement_id)
    back = reverse("recruitment:quota-entries", args=[year, organisation_id])
    page = AskPage(
        title=_("更正名额记录"),
        subtitle=words,
        meaning=_("原记录保留，另记一笔更正，把名额退回原处。"),
        form=WhyForm(request.POST or None),
        label=_("更正"),
        back_url=back,
        back_label=_("名额台账"),
    )

    def act(filled: Form) -> None:
        quota_commands.correct(
            actor=request.actor,
            entry_id=movement_id,
            why=filled.cleaned_data["why"],
            at=clock.now(),
        )

    return asked(request, page, act, done=_("已更正。"), then=back)
