"""Beginning to bring a person's paper history in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from xianfeng.casework.commands import backentries
from xianfeng.kernel import clock
from xianfeng.recruitment import catalogue
from xianfeng.recruitment.pages.backentries import BackEntryPage
from xianfeng.recruitment.vocab import DEFAULT_EDITION, FAMILY
from xianfeng.registry.queries import standing
from xianfeng.trust import access
from xianfeng.trust.vocab import Action
from xianfeng.ui import outcome
from xianfeng.ui.rendering import render


@require_http_methods(["GET", "POST"])
@never_cache
def start(request: HttpRequest, person_id: int) -> HttpResponse:
    """Say what bringing in means; a POST begins it, or goes on with the one begun before."""
    with outcome.found():
        person = standing.subject_for(request.actor, person_id)
    access.require(request.actor, Action.OPEN_CASE, path=person.org_path)
    attempt = outcome.Attempt()
    if request.method == "POST":
        with attempt:
            begun = backentries.start(
                actor=request.actor,
                family=FAMILY,
                edition=DEFAULT_EDITION,
                person_id=person_id,
                at=clock.now(),
            )
        if not attempt.refused:
            return redirect("casework:back-entry", begun)
    page = BackEntryPage(
        person_id=person.id,
        person=person.name,
        category=person.category.label,
        edition=catalogue.shelf().edition(DEFAULT_EDITION).name,
        verdict=attempt.verdict,
    )
    return render(request, page, status=attempt.status)
