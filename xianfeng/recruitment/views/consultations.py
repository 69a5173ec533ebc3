"""The joint examination of a case: asking units, entering answers, printing the letters."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from xianfeng.kernel import clock
from xianfeng.kernel.errors import Refused
from xianfeng.kernel.verdict import Verdict
from xianfeng.recruitment.commands import consultations
from xianfeng.recruitment.forms.consultations import AnswerForm, AskForm
from xianfeng.recruitment.pages.consultations import ConsultationsPage, LettersPage
from xianfeng.recruitment.queries import consultations as reads
from xianfeng.recruitment.queries.consultations import ConsultationDesk
from xianfeng.ui import numbers, outcome
from xianfeng.ui.rendering import render


@require_http_methods(["GET", "POST"])
@never_cache
def one(request: HttpRequest, case_id: int) -> HttpResponse:
    """Show whom was asked and what came back; a POST asks, enters an answer or takes a question back."""
    with outcome.found():
        desk = reads.desk(request.actor, case_id)
    if request.method == "GET":
        return _page(request, desk)
    with outcome.Attempt() as attempt, outcome.found():
        words = _act(request, case_id)
    if attempt.refused:
        return _page(request, desk, attempt.refused)
    messages.success(request, words)
    return redirect("recruitment:consultations", case_id)


def _act(request: HttpRequest, case_id: int) -> str:
    actor, at, sent = request.actor, clock.now(), request.POST
    row = numbers.whole(sent.get("consultation", "")) or 0
    if sent.get("do") == "answer":
        consultations.answer(
            actor=actor,
            consultation_id=row,
            reply=sent.get("reply", ""),
            words=sent.get("words", ""),
            answered_on=_day(sent.get("answered_on", "")),
            at=at,
        )
        return _("已登记答复。")
    if sent.get("do") == "withdraw":
        consultations.withdraw(actor=actor, consultation_id=row, why=sent.get("why", ""), at=at)
        return _("已撤回。")
    units = [*sent.getlist("units"), *sent.get("others", "").replace("，", "、").split("、")]
    number = consultations.ask(
        actor=actor, case_id=case_id, units=units, asked_on=_day(sent.get("asked_on", "")), at=at
    )
    return _("已登记向{}个单位发函。").format(number)


def _page(
    request: HttpRequest, desk: ConsultationDesk, refused: Refused | None = None
) -> HttpResponse:
    """Answer with the page; what was refused stands at the one form that was sent."""
    verdict = refused.verdict if refused else Verdict()
    today = clock.today().isoformat()
    wanted = request.POST.get("do", "") if refused else ""
    sent, row = request.POST or None, numbers.whole(request.POST.get("consultation", ""))
    ask = AskForm(
        sent if wanted == "ask" else None,
        units=desk.units,
        initial={"asked_on": today},
        verdict=verdict if wanted == "ask" else Verdict(),
    )
    answers = {
        one.id: AnswerForm(
            sent if one.id == row else None,
            initial={"answered_on": today},
            auto_id=f"id_{one.id}_%s",
            verdict=verdict if one.id == row else Verdict(),
        )
        for one in desk.rows
        if desk.may_act and not one.is_answered
    }
    rows = tuple((one, answers.get(one.id)) for one in desk.rows)
    page = ConsultationsPage(desk=desk, rows=rows, ask=ask, verdict=verdict, sent=row)
    return render(request, page, status=outcome.status_of(refused))


@require_GET
@never_cache
def letters(request: HttpRequest, case_id: int) -> HttpResponse:
    """Show the list of letters, to be printed, sealed and sent."""
    with outcome.found():
        desk = reads.desk(request.actor, case_id)
    return render(request, LettersPage(desk=desk, today=clock.today()))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
