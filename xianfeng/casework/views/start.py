"""The first page after signing in, by role."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from xianfeng.casework.pages import RoleLink, StartPage
from xianfeng.casework.queries import reminders, start
from xianfeng.kernel import clock
from xianfeng.trust.vocab import Action, Actor
from xianfeng.ui.rendering import render


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Show what is late or due now, and where things stand."""
    actor, today = request.actor, clock.today()
    page = StartPage(
        start=start.of(actor, today=today),
        greeting=actor.name,
        today=today,
        links=_links(actor),
        reminders=reminders.of(actor, today=today),
    )
    return render(request, page)


def _links(actor: Actor) -> tuple[RoleLink, ...]:
    offered = (
        (Action.VIEW_PEOPLE, _("人员名单"), "registry:people", "users", _("党员和发展对象")),
        (Action.VIEW_ORGANISATIONS, _("党组织"), "registry:organisations", "sitemap", _("组织和人数")),
        (Action.MANAGE_ACCOUNTS, _("账号"), "trust:account-list", "user-check", _("开设、停用账号")),
        (Action.MANAGE_GRANTS, _("授权"), "trust:account-list", "key", _("授予、终止角色")),
        (Action.VIEW_LEDGER, _("审计台账"), "trust:ledger-list", "list-check", _("谁做了什么，是否完整")),
        (Action.SIGN_AS_COUNTY, _("保存期限"), "casework:retention", "archive", _("到期的办结档案")),
        (Action.VIEW_RULES, _("规程"), "recruitment:procedures", "book", _("环节、期限和依据")),
    )  # fmt: skip
    return _own(actor) + tuple(
        RoleLink(label=label, url=reverse(name), icon=icon, hint=hint)
        for action, label, name, icon, hint in offered
        if actor.may(action)
    )


def _own(actor: Actor) -> tuple[RoleLink, ...]:
    if actor.person_id is None or not actor.may(Action.VIEW_OWN):
        return ()
    url = reverse("registry:person", args=[actor.person_id])
    label, hint = _("我的信息"), _("身份、组织关系和变化")
    return (RoleLink(label=label, url=url, icon="user-circle", hint=hint),)
