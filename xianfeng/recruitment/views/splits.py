"""The workshop in which an organisation's places are split."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xianfeng.kernel import clock
from xianfeng.recruitment.commands import splits as split_commands
from xianfeng.recruitment.forms.quotas import SplitForm
from xianfeng.recruitment.pages.quotas import SplitNewPage, SplitPage
from xianfeng.recruitment.queries import quotas, splits
from xianfeng.trust import access
from xianfeng.trust.vocab import Action
from xianfeng.ui import downloads, numbers, outcome
from xianfeng.ui.rendering import render

WIDTHS = (6, 26, 10, 10, 10, 10, 10, 10, 16, 22, 10, 22, 22, 6, 6, 8, 8, 6, 30)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, year: int, organisation_id: int) -> HttpResponse:
    """Ask for criteria and method; a POST proposes."""
    access.require(request.actor, Action.SPLIT_QUOTA)
    with outcome.found():
        level = quotas.level(request.actor, year, organisation_id=organisation_id)
        can = split_commands.spendable_of(request.actor, year, organisation_id)
    form = SplitForm(request.POST or None, initial={"places": can})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            with outcome.found(), outcome.in_form(form):
                made = split_commands.draw_up(
                    actor=request.actor,
                    year=year,
                    organisation_id=organisation_id,
                    terms=form.terms(),
                    at=clock.now(),
                )
                return redirect("recruitment:split", made)
    return render(request, SplitNewPage(form=form, level=level), status=status)


@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, split_id: int) -> HttpResponse:
    """Show a split; a POST keeps other numbers than proposed."""
    attempt = outcome.Attempt()
    if request.method == "POST":
        with attempt, outcome.found():
            changed = split_commands.change(
                actor=request.actor,
                split_id=split_id,
                decided=_typed(request),
                why=request.POST.get("why", ""),
                at=clock.now(),
            )
        if not attempt.refused:
            messages.success(request, _("已保存，调整了 {n} 个单位。").format(n=changed))
            return redirect("recruitment:split", split_id)
    with outcome.found():
        found = splits.split(request.actor, split_id)
    typed = _typed(request) if attempt.refused else {}
    page = SplitPage(
        split=found,
        verdict=attempt.verdict,
        rows=tuple(
            (row, typed.get(row.organisation_id, row.decided), found.named(row.values))
            for row in found.shares
        ),
        totals=found.named(found.totals),
        why=request.POST.get("why", ""),
    )
    return render(request, page, status=attempt.status)


def _typed(request: HttpRequest) -> dict[int, int]:
    found = {}
    for name, value in request.POST.items():
        key = numbers.whole(name.removeprefix("share-")) if name.startswith("share-") else None
        places = numbers.whole(value.strip())
        if key is not None and places is not None:
            found[key] = places
    return found


@require_POST
def publish(request: HttpRequest, split_id: int) -> HttpResponse:
    """Grant what was decided."""
    with outcome.found(), outcome.told(request):
        split_commands.publish(actor=request.actor, split_id=split_id, at=clock.now())
        messages.success(request, _("名额已下达。"))
    return redirect("recruitment:split", split_id)


@require_POST
def discard(request: HttpRequest, split_id: int) -> HttpResponse:
    """Give a draft up."""
    with outcome.found(), outcome.told(request):
        split_commands.discard(actor=request.actor, split_id=split_id, at=clock.now())
        messages.success(request, _("草案已作废。"))
    return redirect("recruitment:split", split_id)


@require_GET
def sheet(request: HttpRequest, split_id: int) -> StreamingHttpResponse:
    """Send a split as a workbook, with every weight and quotient as a fraction."""
    with outcome.found():
        found = splits.split(request.actor, split_id)
    given = downloads.Sheet(
        title=_("名额分配"),
        notes=splits.notes(found),
        heading=splits.heading(found),
        widths=WIDTHS[: len(splits.heading(found))],
        rows=splits.cells(found),
        file_name=_("{}年名额分配{}").format(found.year, split_id),
    )
    return downloads.sheet(request, given, at=clock.now())
