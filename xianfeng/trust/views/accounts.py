"""Accounts and their roles, for the system and the security administrator."""

from collections.abc import Callable
from typing import TypeVar
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xianfeng.kernel import clock
from xianfeng.kernel.errors import Refused
from xianfeng.kernel.verdict import Verdict
from xianfeng.trust import access, places
from xianfeng.trust.commands import accounts as commands
from xianfeng.trust.commands import grants
from xianfeng.trust.forms import AccountForm, GrantForm, ReasonForm
from xianfeng.trust.pages import AccountPage, AccountsPage, NewAccountPage, PasswordPage
from xianfeng.trust.places import Place
from xianfeng.trust.queries import accounts as queries
from xianfeng.trust.vocab import Action, Role
from xianfeng.ui import outcome
from xianfeng.ui.rendering import render

Made = TypeVar("Made")


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """List the accounts by user name."""
    words = request.GET.get("q", "").strip()
    found = queries.listed(
        actor=request.actor,
        words=words,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
        at=clock.now(),
    )
    page = AccountsPage(
        rows=found.rows,
        words=words,
        previous_url=_page_url(words, "before", found.previous_before),
        next_url=_page_url(words, "after", found.next_after),
        may_create=request.actor.may(Action.MANAGE_ACCOUNTS),
    )
    return render(request, page)


def _page_url(words: str, name: str, username: str) -> str:
    if not username:
        return ""
    sought = {"q": words} if words else {}
    return f"{reverse('trust:account-list')}?{urlencode({**sought, name: username})}"


@never_cache
@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """Make an account and show its one-time password."""
    access.require(request.actor, Action.MANAGE_ACCOUNTS)
    form = AccountForm(request.POST or None)
    if not form.is_valid():
        return render(request, NewAccountPage(form=form), status=422 if form.is_bound else 200)
    try:
        made = commands.create_account(actor=request.actor, at=clock.now(), **form.cleaned_data)
    except Refused as refused:
        return render(request, NewAccountPage(form=form, refused=refused.verdict), status=422)
    page = PasswordPage(
        account_id=made.account_id,
        username=made.username,
        password=made.password,
        may_grant=request.actor.may(Action.MANAGE_GRANTS),
    )
    return render(request, page)


@require_GET
def detail(request: HttpRequest, account_id: int) -> HttpResponse:
    """Show one account with its roles."""
    return _account_page(request, account_id, form=GrantForm())


def _account_page(
    request: HttpRequest,
    account_id: int,
    *,
    form: GrantForm,
    candidates: tuple[Place, ...] = (),
    refused: Verdict | None = None,
) -> HttpResponse:
    actor = request.actor
    with outcome.found():
        account = queries.detail(account_id, actor=actor, at=clock.now())
    page = AccountPage(
        account=account,
        may_manage=actor.may(Action.MANAGE_ACCOUNTS),
        may_grant=actor.may(Action.MANAGE_GRANTS),
        is_own=account.id == actor.account_id,
        form=form,
        candidates=candidates,
        refused=refused,
    )
    return render(request, page, status=422 if form.errors or refused is not None else 200)


@require_POST
def deactivate(request: HttpRequest, account_id: int) -> HttpResponse:
    """Close an account."""
    _found(commands.deactivate, request, account_id=account_id, why=_why(request))
    return _back(request, account_id, _("账号已停用。"))


@require_POST
def reactivate(request: HttpRequest, account_id: int) -> HttpResponse:
    """Open a closed account again."""
    _found(commands.reactivate, request, account_id=account_id, why=_why(request))
    return _back(request, account_id, _("账号已启用。"))


@require_POST
def unlock(request: HttpRequest, account_id: int) -> HttpResponse:
    """Let somebody who was locked out try again."""
    _found(commands.unlock, request, account_id=account_id)
    return _back(request, account_id, _("已解除锁定。"))


@require_POST
def remove_second_factor(request: HttpRequest, account_id: int) -> HttpResponse:
    """Take off the second factor of somebody who lost it."""
    _found(commands.remove_second_factor, request, account_id=account_id, why=_why(request))
    return _back(request, account_id, _("动态口令已解除。"))


@never_cache
@require_POST
def reset_password(request: HttpRequest, account_id: int) -> HttpResponse:
    """Replace a password and show the one-time one."""
    password = _found(commands.reset_password, request, account_id=account_id)
    account = queries.detail(account_id, actor=request.actor, at=clock.now())
    page = PasswordPage(
        account_id=account_id, username=account.username, password=password, may_grant=False
    )
    return render(request, page)


@require_POST
def grant(request: HttpRequest, account_id: int) -> HttpResponse:
    """Give a role; ask again where the words mean several organisations."""
    access.require(request.actor, Action.MANAGE_GRANTS)
    form = GrantForm(request.POST)
    if not form.is_valid():
        return _account_page(request, account_id, form=form)
    role = Role(form.cleaned_data["role"])
    path, candidates = _place(request, role, form.cleaned_data["place"])
    if path is None:
        if candidates:
            form.add_error("place", _("有多个党组织符合，请在下面选定一个。"))
        else:
            form.add_error("place", _("没有找到这个党组织，请核对代码或名称。"))
        return _account_page(request, account_id, form=form, candidates=candidates)
    try:
        _found(
            grants.grant,
            request,
            account_id=account_id,
            role=role,
            path=path,
            ends_on=form.cleaned_data["ends_on"],
        )
    except Refused as refused:
        return _account_page(request, account_id, form=form, refused=refused.verdict)
    return _back(request, account_id, _("已授予角色。"))


def _place(request: HttpRequest, role: Role, words: str) -> tuple[str | None, tuple[Place, ...]]:
    if role.is_administrator:
        return "", ()
    chosen = request.POST.get("path", "")
    if chosen and places.exists(chosen):
        return chosen, ()
    found = tuple(places.find(request.actor, words))
    return (found[0].path, ()) if len(found) == 1 else (None, found)


@require_POST
def revoke(request: HttpRequest, account_id: int, grant_id: int) -> HttpResponse:
    """End a grant."""
    _found(grants.revoke, request, grant_id=grant_id, why=_why(request))
    return _back(request, account_id, _("授权已终止。"))


def _why(request: HttpRequest) -> str:
    form = ReasonForm(request.POST)
    return form.cleaned_data["why"] if form.is_valid() else ""


def _found(command: Callable[..., Made], request: HttpRequest, **values: object) -> Made:
    with outcome.found():
        return command(actor=request.actor, at=clock.now(), **values)


def _back(request: HttpRequest, account_id: int, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("trust:account-detail", account_id=account_id)
