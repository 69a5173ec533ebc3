"""Forms of a case, of a meeting, of a list: offered, filled, taken along."""

from collections.abc import Iterable, Sequence

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from xianfeng.casework.commands import printouts as commands
from xianfeng.casework.forms import CaseFilterForm, ManyFormsForm, WholeNumbersForm
from xianfeng.casework.pages.official import CaseFormsPage, ManyFormsPage
from xianfeng.casework.queries import printouts
from xianfeng.casework.queries.printouts import File
from xianfeng.casework.views.formtemplates import word
from xianfeng.kernel import clock
from xianfeng.kernel.verdict import Verdict
from xianfeng.registry.queries import organisations
from xianfeng.trust import access
from xianfeng.trust.vocab import Action
from xianfeng.ui import archive, numbers, outcome
from xianfeng.ui.rendering import render


@require_GET
@never_cache
def of_case(request: HttpRequest, case_id: int) -> HttpResponse:
    """Show the forms of a case, stage by stage."""
    return _case_page(request, case_id)


def _case_page(request: HttpRequest, case_id: int, verdict: Verdict | None = None) -> HttpResponse:
    with outcome.found():
        offered = printouts.of_case(request.actor, case_id)
    choices = [(one.key, f"{one.number} {one.title}".strip()) for one in offered.numbered]
    page = CaseFormsPage(
        offered=offered,
        form=WholeNumbersForm(request.POST or None, choices=choices, verdict=verdict),
        verdict=Verdict() if verdict is None else verdict,
    )
    return render(request, page, status=200 if verdict is None else 422)


@require_POST
def take(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """Hand out a form as a Word file, several as an archive; numbers are masked."""
    wanted = request.POST.get("form", "")
    with outcome.Attempt() as attempt, outcome.found():
        keys = printouts.named_by(request.actor, case_id, wanted)
        commands.record(actor=request.actor, case_id=case_id, forms=keys, at=clock.now())
        files = list(printouts.filled(request.actor, [case_id], wanted, today=clock.today()))
    if attempt.refused:
        return _case_page(request, case_id, attempt.verdict)
    return _answer(files, one=wanted in keys)


@require_POST
def take_whole(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """Hand out one form with the whole ID number and phone, for a reason."""
    wanted = request.POST.get("form", "")
    with outcome.Attempt() as attempt, outcome.found():
        keys = printouts.named_by(request.actor, case_id, wanted)
        shown = commands.reveal(
            actor=request.actor,
            case_id=case_id,
            forms=keys[:1],
            why=request.POST.get("why", ""),
            at=clock.now(),
        )
        chosen = printouts.filled(
            request.actor, [case_id], keys[0], today=clock.today(), numbers=shown
        )
        files = list(chosen)
    if attempt.refused:
        return _case_page(request, case_id, attempt.verdict)
    return _answer(files, one=True)


def _answer(files: Sequence[File], *, one: bool) -> HttpResponseBase:
    if one:
        (file,) = files
        return word(file.name.rsplit("/", 1)[-1], file.content)
    folder = files[0].name.split("/", 1)[0] if files else _("表格")
    return _archive(_("{}表格.zip").format(folder), files)


def _archive(name: str, files: Iterable[File]) -> StreamingHttpResponse:
    body = archive.stream((file.name, file.content) for file in files)
    response = StreamingHttpResponse(body, content_type="application/zip")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@numbers.kept_out
def many(request: HttpRequest) -> HttpResponseBase:
    """Hand out forms of all cases that a list's filter names, or a roll over them."""
    access.require(request.actor, Action.EXPORT)
    chosen = numbers.whole(request.GET.get("organisation", ""))
    choices = organisations.choices(request.actor, chosen=chosen)
    form = CaseFilterForm(request.GET, choices=choices)
    with outcome.found():
        ids = printouts.selected(
            request.actor, form.wanted(), today=clock.today(), most=commands.MOST_LISTED
        )
    return _many(request, ids, form.in_words())


@require_POST
def of_meeting(request: HttpRequest, meeting_id: int) -> HttpResponseBase:
    """Hand out forms of all cases that a meeting votes on."""
    access.require(request.actor, Action.EXPORT)
    with outcome.found():
        ids = printouts.of_meeting(request.actor, meeting_id)
    return _many(request, ids, _("票决会议{}").format(meeting_id))


def _many(request: HttpRequest, ids: list[int], filters: str) -> HttpResponseBase:
    wanted, today = request.POST.get("wanted", ""), clock.today()
    is_roll = printouts.is_roll(wanted)
    with outcome.Attempt() as attempt, outcome.found():
        printouts.require_choice(wanted)
        commands.record_many(
            actor=request.actor,
            case_ids=ids,
            forms=wanted,
            filters=filters,
            why=request.POST.get("why", ""),
            at=clock.now(),
            most=commands.MOST_LISTED if is_roll else commands.MOST_CASES,
        )
        if is_roll:
            year = numbers.whole(request.POST.get("year", ""))
            file = printouts.rolled(request.actor, ids, wanted, year=year, today=today)
            return word(file.name, file.content)
    if attempt.refused:
        page = ManyFormsPage(
            form=ManyFormsForm(request.POST, verdict=attempt.verdict), verdict=attempt.verdict
        )
        return render(request, page, status=422)
    files = printouts.filled(request.actor, ids, wanted, today=today)
    return _archive(_("成批表格{}.zip").format(today), files)
