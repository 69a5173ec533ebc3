"""Pages about organisations."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from xianfeng.kernel import clock
from xianfeng.registry.commands import terms
from xianfeng.registry.forms import TermForm
from xianfeng.registry.pages.organisations import OrganisationPage, TreePage
from xianfeng.registry.queries import organisations
from xianfeng.trust import access
from xianfeng.trust.vocab import Action
from xianfeng.ui import numbers, outcome
from xianfeng.ui.rendering import render


@require_GET
def tree(request: HttpRequest) -> HttpResponse:
    """Show one level of the tree; ``at`` names the organisation."""
    access.require(request.actor, Action.VIEW_ORGANISATIONS)
    chosen = numbers.whole(request.GET.get("at", ""))
    with outcome.found():
        level = organisations.tree(request.actor, organisation_id=chosen)
    return render(request, TreePage(tree=level, sees_people=request.actor.may(Action.VIEW_PEOPLE)))


@require_http_methods(["GET", "POST"])
def organisation(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Show one organisation; a POST enters a term of office."""
    form = TermForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            with outcome.found(), outcome.in_form(form):
                terms.add(
                    actor=request.actor,
                    organisation_id=organisation_id,
                    at=clock.now(),
                    **form.cleaned_data,
                )
                return redirect("registry:organisation", organisation_id)
    with outcome.found():
        file = organisations.file_of(request.actor, organisation_id, today=clock.today())
    page = OrganisationPage(
        organisation=file,
        term_form=form if file.may_edit else None,
        sees_people=request.actor.may(Action.VIEW_PEOPLE),
    )
    return render(request, page, status=status)
