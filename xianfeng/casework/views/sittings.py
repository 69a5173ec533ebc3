"""What happens while a meeting sits: its agenda, its roll, its totals."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from xianfeng.casework.commands import agendas, rolls, tallies
from xianfeng.casework.commands.rolls import Marks
from xianfeng.casework.forms import ExclusionForm, TellersForm, WhyForm
from xianfeng.casework.pages import AgendaPage, CandidateRow, RollPage, SeatRow, TallyPage
from xianfeng.casework.queries import agendas as agenda_reads
from xianfeng.casework.queries import meetings as reads
from xianfeng.casework.queries.meetings import MeetingView
from xianfeng.casework.rules import ballots
from xianfeng.casework.sheets import StepSheet
from xianfeng.casework.views.meetings import ask
from xianfeng.casework.views.steps import version_of
from xianfeng.casework.vocab import DAY, MeetingState
from xianfeng.kernel import clock
from xianfeng.kernel.checks import reason
from xianfeng.kernel.errors import Refused
from xianfeng.kernel.verdict import Verdict
from xianfeng.ui import numbers, outcome
from xianfeng.ui.rendering import render

_WRITTEN = "written."


@require_http_methods(["GET", "POST"])
@never_cache
def agenda(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Offer the candidates; a POST puts one of them on the agenda."""
    with outcome.found():
        meeting = reads.for_running(request.actor, meeting_id)
    if request.method == "GET":
        return _agenda(request, meeting) if meeting.is_open else _back(meeting)
    case_id = numbers.whole(request.POST.get("case", ""))
    if case_id is None:
        nobody = reason("D-64", message=_("请选择表决对象"), field="case")
        return _agenda(request, meeting, refused=Refused(Verdict((nobody,))))
    chosen = {one.case_id: one for one in agenda_reads.candidates(meeting)}
    known = chosen.get(case_id)
    sheet = _proposal(known, request) if known else None
    with outcome.Attempt() as attempt, outcome.found():
        agendas.add(
            actor=request.actor,
            meeting_id=meeting_id,
            case_id=case_id,
            proposal=sheet.submission().records[known.kind.key] if known and sheet else {},
            at=clock.now(),
            version=version_of(request),
        )
    if attempt.refused:
        return _agenda(request, meeting, chosen=case_id, refused=attempt.refused)
    messages.success(request, _("已列入议程。"))
    return redirect("casework:meeting-agenda", meeting_id)


def _proposal(
    one: agenda_reads.Candidate,
    request: HttpRequest | None = None,
    *,
    verdict: Verdict | None = None,
) -> StepSheet:
    kind = ballots.proposal(one.kind)
    return StepSheet(
        request.POST if request else None,
        kinds=(kind,),
        settled={kind.key: (DAY,)},
        with_papers=False,
        verdict=verdict,
    )


def _agenda(
    request: HttpRequest,
    meeting: MeetingView,
    *,
    chosen: int = 0,
    refused: Refused | None = None,
) -> HttpResponse:
    verdict = refused.verdict if refused else Verdict()
    rows = []
    for one in agenda_reads.candidates(meeting):
        is_typed = one.case_id == chosen
        rows.append(
            CandidateRow(
                case_id=one.case_id,
                person=one.person,
                title=one.kind.motion or one.kind.title,
                waits=one.waits,
                sheet=_proposal(
                    one, request if is_typed else None, verdict=verdict if is_typed else None
                ),
            )
        )
    page = AgendaPage(meeting=meeting, candidates=tuple(rows), verdict=verdict)
    return render(request, page, status=outcome.status_of(refused))


def _back(meeting: MeetingView) -> HttpResponse:
    return redirect("casework:meeting", meeting.id)


@require_http_methods(["GET", "POST"])
@never_cache
def roll(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Show the roll, everybody ticked at first; a POST says who took part."""
    with outcome.found():
        meeting = reads.for_running(request.actor, meeting_id)
    if request.method == "GET":
        is_sitting = meeting.state is MeetingState.SITTING
        return _roll(request, meeting) if is_sitting else _back(meeting)
    with outcome.Attempt() as attempt, outcome.found():
        rolls.mark(
            actor=request.actor,
            meeting_id=meeting_id,
            marks=_marks(request),
            at=clock.now(),
            version=version_of(request),
            why=request.POST.get("why", ""),
        )
    if attempt.refused:
        return _roll(request, meeting, attempt.refused)
    messages.success(request, _("已登记到会。"))
    return redirect("casework:meeting", meeting_id)


def _marks(request: HttpRequest) -> Marks:
    days = {
        numbers.whole(name.removeprefix(_WRITTEN)) or 0: request.POST[name].strip()
        for name in request.POST
        if name.startswith(_WRITTEN)
    }
    return Marks(
        present=frozenset(numbers.whole(text) or 0 for text in request.POST.getlist("present")),
        written={person: day for person, day in days.items() if day},
        scrutineer=numbers.whole(request.POST.get("scrutineer", "")),
        teller=numbers.whole(request.POST.get("teller", "")),
    )


def _roll(
    request: HttpRequest,
    meeting: MeetingView,
    refused: Refused | None = None,
    *,
    excluding: Refused | None = None,
) -> HttpResponse:
    told = refused or excluding
    verdict = told.verdict if told else Verdict()
    people = [(seat.person_id, seat.name) for seat in meeting.entitled]
    chosen = {"scrutineer": meeting.scrutineer_id or "", "teller": meeting.teller_id or ""}
    page = RollPage(
        meeting=meeting,
        rows=_rows(request, meeting, refused),
        tellers=TellersForm(
            request.POST if refused else None,
            people=people,
            initial=chosen,
            verdict=refused.verdict if refused else None,
        ),
        exclusion=ExclusionForm(
            request.POST if excluding else None,
            people=people,
            verdict=excluding.verdict if excluding else None,
        ),
        is_excluding=excluding is not None,
        verdict=verdict,
        form=_remark(request, meeting, refused),
    )
    return render(request, page, status=outcome.status_of(told))


def _remark(request: HttpRequest, meeting: MeetingView, refused: Refused | None) -> WhyForm | None:
    if not meeting.marking_asks_why:
        return None
    return WhyForm(request.POST if refused else None, verdict=refused.verdict if refused else None)


def _rows(
    request: HttpRequest, meeting: MeetingView, refused: Refused | None
) -> tuple[SeatRow, ...]:
    typed = _marks(request) if refused else None
    errors: dict[str, list[str]] = {}
    for told in refused.verdict if refused else ():
        errors.setdefault(told.field, []).append(told.message)
    rows = []
    for seat in meeting.entitled:
        day = seat.written_on.isoformat() if seat.written_on else ""
        rows.append(
            SeatRow(
                seat=seat,
                is_present=seat.person_id in typed.present if typed else seat.is_present,
                written=typed.written.get(seat.person_id, "") if typed else day,
                error="；".join(errors.get(f"{_WRITTEN}{seat.person_id}", ())),
            )
        )
    return tuple(rows)


@require_POST
def exclude(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Leave a member out of those who are counted."""
    with outcome.Attempt() as attempt, outcome.found():
        rolls.exclude(
            actor=request.actor,
            meeting_id=meeting_id,
            person_id=numbers.whole(request.POST.get("person", "")) or 0,
            why=request.POST.get("why", ""),
            approval=request.POST.get("approval", ""),
            at=clock.now(),
            version=version_of(request),
        )
    if attempt.refused:
        meeting = reads.for_running(request.actor, meeting_id)
        return _roll(request, meeting, excluding=attempt.refused)
    messages.success(request, _("已列为不计入应到。"))
    return redirect("casework:meeting-roll", meeting_id)


@require_POST
def restore(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Count a member again."""
    with outcome.Attempt() as attempt, outcome.found():
        rolls.restore(
            actor=request.actor,
            meeting_id=meeting_id,
            person_id=numbers.whole(request.POST.get("person", "")) or 0,
            at=clock.now(),
            version=version_of(request),
        )
    if attempt.refused:
        meeting = reads.for_running(request.actor, meeting_id)
        return _roll(request, meeting, excluding=attempt.refused)
    messages.success(request, _("已恢复计入应到。"))
    return redirect("casework:meeting-roll", meeting_id)


@require_http_methods(["GET", "POST"])
@never_cache
def tally(request: HttpRequest, meeting_id: int, item_id: int) -> HttpResponse:
    """Show the form for one candidate's totals; a POST enters them."""
    with outcome.found():
        meeting = reads.for_running(request.actor, meeting_id)
        item = meeting.item(item_id)
    if request.method == "GET":
        is_sitting = meeting.state is MeetingState.SITTING
        return _tally(request, meeting, item) if is_sitting else _back(meeting)
    with outcome.Attempt() as attempt, outcome.found():
        tallies.enter(
            actor=request.actor,
            meeting_id=meeting_id,
            item_id=item_id,
            given=_counted(meeting, item, request).submission().records[ballots.BALLOT],
            why=request.POST.get("why", ""),
            at=clock.now(),
            version=version_of(request),
        )
    if attempt.refused:
        return _tally(request, meeting, item, attempt.refused)
    messages.success(request, _("已登记{}的票数。").format(item.person))
    return redirect("casework:meeting", meeting_id)


def _counted(
    meeting: MeetingView,
    item: reads.ItemView,
    request: HttpRequest | None = None,
    *,
    verdict: Verdict | None = None,
) -> StepSheet:
    """Return the form of the totals; nothing is asked about written opinions where none came in."""
    settled = [DAY]
    posted = request.POST if request else {}
    for name in ("written_yes", "written_no"):
        if not meeting.turnout.written and f"{ballots.BALLOT}.{name}" not in posted:
            settled.append(name)
    known: dict[str, object] = {"issued": meeting.turnout.present}
    if item.count:
        known = {**item.count.totals()}
    if item.applicant_present is not None:
        known[ballots.APPLICANT_PRESENT] = "yes" if item.applicant_present else "no"
    return StepSheet(
        request.POST if request else None,
        kinds=(item.asked,),
        settled={ballots.BALLOT: settled},
        with_papers=False,
        initial={f"{ballots.BALLOT}.{name}": value for name, value in known.items()},
        verdict=verdict,
    )


def _tally(
    request: HttpRequest,
    meeting: MeetingView,
    item: reads.ItemView,
    refused: Refused | None = None,
) -> HttpResponse:
    verdict = refused.verdict if refused else Verdict()
    typed = request if refused else None
    page = TallyPage(
        meeting=meeting,
        item=item,
        sheet=_counted(meeting, item, typed, verdict=verdict),
        form=WhyForm(request.POST if refused else None, verdict=verdict) if item.asks_why else None,
        verdict=verdict,
    )
    return render(request, page, status=outcome.status_of(refused))


@require_http_methods(["GET", "POST"])
@never_cache
def void(request: HttpRequest, meeting_id: int, item_id: int) -> HttpResponse:
    """Ask why, then declare one candidate's vote void."""
    return ask(
        request,
        meeting_id,
        tallies.void,
        title=_("票数作废"),
        meaning=_(
            "只用于表决无效，如收回的票多于发出的票（V-09）。作废后此人须重新投票；原来的票数和原因留在会议记录和报告单上。"
        ),
        item_id=item_id,
    )


@require_http_methods(["GET", "POST"])
@never_cache
def withdraw(request: HttpRequest, meeting_id: int, item_id: int) -> HttpResponse:
    """Ask why, then take a candidate off the agenda."""
    return ask(
        request,
        meeting_id,
        agendas.withdraw,
        title=_("移出议程"),
        meaning=_("这次会议不再表决此人。已经计票的不能移出。"),
        item_id=item_id,
    )
