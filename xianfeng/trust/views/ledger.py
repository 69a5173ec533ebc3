"""The ledger, for the audit administrator."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xianfeng.kernel import clock
from xianfeng.trust.commands import ledger as commands
from xianfeng.trust.forms import LedgerFilterForm
from xianfeng.trust.pages import LedgerListPage
from xianfeng.trust.queries import ledger as queries
from xianfeng.ui import numbers
from xianfeng.ui.rendering import render


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Show the ledger, newest first."""
    form = LedgerFilterForm(request.GET)
    form.is_valid()
    sought = {name: value for name, value in form.cleaned_data.items() if value}
    found = queries.page(
        queries.LedgerQuery(
            **sought,
            before_id=numbers.whole(request.GET.get("before", "")),
            after_id=numbers.whole(request.GET.get("newer", "")),
        ),
        actor=request.actor,
    )
    page = LedgerListPage(
        rows=found.rows,
        filters=form,
        newer_url=_url(sought, "newer", found.newer_than),
        older_url=_url(sought, "before", found.older_than),
        last=queries.last_verification(actor=request.actor),
    )
    return render(request, page)


def _url(sought: dict[str, object], name: str, entry_id: int | None) -> str:
    if entry_id is None:
        return ""
    return f"{reverse('trust:ledger-list')}?{urlencode({**sought, name: entry_id})}"


@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Verify the whole ledger now."""
    found = commands.verify(actor=request.actor, at=clock.now())
    if found.is_whole:
        messages.success(request, _("台账完整，没有发现改动。"))
    else:
        messages.error(request, _("台账校验发现问题，请看下面的结果。"))
    return redirect("trust:ledger-list")
