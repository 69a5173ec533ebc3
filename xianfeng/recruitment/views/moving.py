"""Moving open cases to another edition: first the trial, then the chosen ones, each on its own."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from xianfeng.casework.commands import moving as commands
from xianfeng.casework.queries import moving
from xianfeng.kernel import clock
from xianfeng.recruitment.forms.moving import MoveForm
from xianfeng.recruitment.pages.moving import LeftBehind, MovePage
from xianfeng.recruitment.vocab import FAMILY
from xianfeng.trust import access
from xianfeng.trust.vocab import Action
from xianfeng.ui import numbers, outcome
from xianfeng.ui.rendering import render


@require_http_methods(["GET", "POST"])
@never_cache
def index(request: HttpRequest, edition_id: str) -> HttpResponse:
    """Show what a move would change, case by case; a POST moves the chosen cases."""
    access.require(request.actor, Action.MOVE_CASES)
    form = MoveForm(request.POST or None)
    moved, left_behind, status = 0, (), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            moved, left_behind = _moved(request, edition_id, form.cleaned_data["why"])
            status, form = 422 if left_behind else 200, MoveForm()
    try:
        trials = moving.trials(
            request.actor,
            FAMILY,
            edition_id,
            today=clock.today(),
            after=numbers.whole(request.GET.get("after", "")) or 0,
        )
    except KeyError as missing:
        raise Http404 from missing
    page = MovePage(trials=trials, form=form, moved=moved, left_behind=left_behind)
    return render(request, page, status=status)


def _moved(request: HttpRequest, edition_id: str, why: str) -> tuple[int, tuple[LeftBehind, ...]]:
    """Move each chosen case in a transaction of its own; one that cannot holds up no other."""
    moved, left_behind = 0, []
    for chosen in request.POST.getlist("case")[: moving.PAGE_SIZE]:
        case, _, version = chosen.partition(":")
        case_id = numbers.whole(case) or 0
        with outcome.Attempt() as attempt, outcome.found():
            commands.move(
                actor=request.actor,
                case_id=case_id,
                edition=edition_id,
                why=why,
                at=clock.now(),
                version=numbers.whole(version),
            )
            moved += 1
        if attempt.refused:
            left_behind.append(LeftBehind(case_id=case_id, verdict=attempt.verdict))
    return moved, tuple(left_behind)
