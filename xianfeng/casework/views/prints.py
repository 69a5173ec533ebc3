"""What a meeting needs on paper: the roll to sign, blank ballots, the report of the results."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from xianfeng.casework.pages import BallotsPrintPage, ReportPrintPage, RollPrintPage
from xianfeng.casework.queries import meetings as reads
from xianfeng.casework.vocab import MeetingState
from xianfeng.ui import outcome
from xianfeng.ui.rendering import render


@require_GET
@never_cache
def roll(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Show the roll with a place for every signature."""
    with outcome.found():
        meeting = reads.of(request.actor, meeting_id)
    return render(request, RollPrintPage(meeting=meeting))


@require_GET
@never_cache
def ballots(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Show the blank ballots: as many as are present, or entitled while nobody is marked."""
    with outcome.found():
        meeting = reads.of(request.actor, meeting_id)
    turnout = meeting.turnout
    voters = turnout.present if meeting.is_marked else turnout.entitled
    return render(request, BallotsPrintPage(meeting=meeting, voters=tuple(range(1, voters + 1))))


@require_GET
@never_cache
def report(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Show the report of a closed meeting; before it is closed there is none."""
    with outcome.found():
        meeting = reads.of(request.actor, meeting_id)
    if meeting.state is not MeetingState.FINISHED:
        raise Http404
    return render(request, ReportPrintPage(meeting=meeting))
