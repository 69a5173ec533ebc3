"""The people list, its filters and its export; one person's page."""

from dataclasses import replace
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from xianfeng.kernel import clock
from xianfeng.registry.commands import exports, filters, unmasking
from xianfeng.registry.forms import (
    SIZES,
    PeopleFilterForm,
    ReasonForm,
    SaveFilterForm,
    UnmaskForm,
    category_choices,
    in_words,
)
from xianfeng.registry.pages.people import (
    FilterBar,
    ListFoot,
    PeopleFilterPage,
    PeoplePage,
    PersonPage,
)
from xianfeng.registry.queries import filters as kept
from xianfeng.registry.queries import history, organisations, people, person
from xianfeng.registry.queries.filters import PeopleFilter
from xianfeng.registry.queries.people import COUNT_CAP, PeopleList
from xianfeng.registry.vocab import PersonalNumber
from xianfeng.trust import access
from xianfeng.trust.vocab import Action
from xianfeng.ui import downloads, numbers, outcome
from xianfeng.ui.rendering import render

PAGE = "people"
_POSITIONS = ("after", "before", "last")
HEADING = (
    "姓名", "性别", "年龄", "民族", "学历", "工作岗位", "人员类别", "所在党组织", "入党日期", "流动党员",
)  # fmt: skip
_WIDTHS = (10, 6, 6, 10, 14, 18, 14, 36, 12, 10)


@require_GET
@numbers.kept_out
def index(request: HttpRequest) -> HttpResponse:
    """List people by the filter in the address."""
    access.require(request.actor, Action.VIEW_PEOPLE)
    return _list(request, ReasonForm())


def _wanted(request: HttpRequest) -> PeopleFilter:
    """Return the filter in the address; the form is only made where there is something to read."""
    asked = PeopleFilterForm.base_fields.keys() & request.GET.keys()
    return PeopleFilterForm(request.GET).wanted() if asked else PeopleFilter()


def _list(request: HttpRequest, export_form: ReasonForm, *, status: int = 200) -> HttpResponse:
    actor, wanted, today = request.actor, _wanted(request), clock.today()
    if wanted.on is not None and wanted.on > today:
        messages.info(request, _("截至日期晚于今天，以下为今天的名单。"))
        wanted = replace(wanted, on=None)
    at = people.cursor(
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
        last="last" in request.GET,
    )
    size = _size(request)
    with outcome.found():
        if wanted.on:
            found = history.page(actor, wanted, day=wanted.on, at=at, size=size)
        else:
            found = people.page(actor, wanted, at=at, size=size, today=today)
    choices = organisations.choices(actor, chosen=wanted.organisation_id)
    words, query = _words(wanted, choices), _query(request)
    bar = FilterBar(
        words=words,
        is_filtered=wanted != PeopleFilter(),
        query=query,
        text=wanted.text,
        hidden=_hidden(request),
        categories=tuple(
            (value, label, value in wanted.categories) for value, label in category_choices()
        ),
        choices=tuple((choice.id, choice.name) for choice in choices),
        organisation_id=wanted.organisation_id,
        saved=kept.saved(actor, page=PAGE),
    )
    foot = ListFoot(
        first_url="" if at.is_end and not at.backwards else f"?{query}",
        last_url="?" + _query(request, last="1") if found.next else "",
        sizes=tuple((n, "?" + _query(request, size=str(n)), n == size) for n in SIZES),
    )
    page = PeoplePage(
        people=found,
        total=_total(found),
        words=words,
        query=query,
        is_filtered=bar.is_filtered,
        bar=bar,
        foot=foot,
        previous_url="?" + _query(request, before=found.previous) if found.previous else "",
        next_url="?" + _query(request, after=found.next) if found.next else "",
        save_form=_save_form(request) if bar.is_filtered else None,
        export_form=export_form if actor.may(Action.EXPORT) and not wanted.on else None,
    )
    return render(request, page, status=status)


def _save_form(request: HttpRequest) -> SaveFilterForm:
    return SaveFilterForm(initial={"query": _query(request)})


@require_GET
@numbers.kept_out
def conditions(request: HttpRequest) -> HttpResponse:
    """Offer every condition of the list, filled from the address."""
    access.require(request.actor, Action.VIEW_PEOPLE)
    form = PeopleFilterForm(initial=_initial(request))
    fields = tuple(bound for bound in form if bound.name != "organisation")
    chosen = PeopleFilterForm(request.GET).wanted().organisation_id
    return render(request, PeopleFilterPage(fields=fields, organisation_id=chosen))


def _initial(request: HttpRequest) -> dict[str, object]:
    given = dict(request.GET.items())
    return {**given, "category": request.GET.getlist("category")}


def _hidden(request: HttpRequest) -> tuple[tuple[str, str], ...]:
    """Return the address's conditions that the bar above the list does not show."""
    shown = {"q", "organisation", "category", *_POSITIONS}
    return tuple((key, value) for key, value in request.GET.items() if value and key not in shown)


def _size(request: HttpRequest) -> int:
    asked = request.GET.get("size", "")
    return int(asked) if asked in {str(n) for n in SIZES} else 50


def _query(request: HttpRequest, **position: str) -> str:
    """Return the address's filter without empty fields, at another position."""
    pairs = [
        (key, value)
        for key, values in request.GET.lists()
        for value in values
        if value and key not in _POSITIONS and key not in position
    ]
    return urlencode([*pairs, *position.items()])


def _words(wanted: PeopleFilter, choices: tuple[organisations.Choice, ...]) -> str:
    named = {choice.id: choice.name for choice in choices}
    return in_words(wanted, organisation=named.get(wanted.organisation_id, ""))


def _total(found: PeopleList) -> str:
    if found.total is None:
        return _("超过 {} 万人").format(COUNT_CAP // 10_000)
    return _("{} 人").format(f"{found.total:,}")


@require_POST
@numbers.kept_out
def export(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """Stream the filtered list as a workbook, once the reason is entered in the ledger."""
    access.require(request.actor, Action.EXPORT)
    why = ReasonForm(request.POST)
    wanted, today = _wanted(request), clock.today()
    if not why.is_valid():
        return _list(request, why, status=422)
    with outcome.found():
        people.roots(request.actor, wanted.organisation_id)
    choices = organisations.choices(request.actor, chosen=wanted.organisation_id)
    words = _words(wanted, choices)
    exports.record(
        actor=request.actor,
        what="people",
        filters=words,
        reason=why.cleaned_data["reason"],
        at=clock.now(),
    )
    given = downloads.Sheet(
        title=_("人员名单"),
        notes=[_("人员名单（{}）").format(words)],
        heading=HEADING,
        widths=_WIDTHS,
        rows=(row[1:] for row in people.every_row(request.actor, wanted, today=today)),
        file_name=_("人员名单{}").format(today),
    )
    return downloads.sheet(request, given, at=clock.now())


@require_POST
def save_filter(request: HttpRequest) -> HttpResponse:
    """Keep the address's filter under a name."""
    form = SaveFilterForm(request.POST)
    query = ""
    if form.is_valid():
        query = form.cleaned_data["query"]
        filters.save(
            actor=request.actor,
            page=PAGE,
            name=form.cleaned_data["name"],
            query=query,
            at=clock.now(),
        )
    return redirect(f"{reverse('registry:people')}?{query}")


@require_POST
def delete_filter(request: HttpRequest, filter_id: int) -> HttpResponse:
    """Drop one of the actor's own kept filters."""
    with outcome.found():
        filters.delete(actor=request.actor, filter_id=filter_id, at=clock.now())
    return redirect("registry:people")


@require_GET
@never_cache
def one(request: HttpRequest, person_id: int) -> HttpResponse:
    """Show one person's file."""
    return _person(request, person_id)


@require_POST
@never_cache
def unmask(request: HttpRequest, person_id: int) -> HttpResponse:
    """Show one whole number, once, to somebody who gave a reason."""
    form = UnmaskForm(request.POST)
    if form.is_valid():
        with outcome.found(), outcome.in_form(form):
            number = form.number()
            shown = unmasking.reveal(
                actor=request.actor,
                person_id=person_id,
                field=number,
                reason=form.cleaned_data["reason"],
                at=clock.now(),
            )
            return _person(request, person_id, label=number.label, shown=shown or _("未登记"))
    return _person(request, person_id, failed=form, status=422)


def _person(
    request: HttpRequest,
    person_id: int,
    *,
    label: str = "",
    shown: str = "",
    failed: UnmaskForm | None = None,
    status: int = 200,
) -> HttpResponse:
    with outcome.found():
        file = person.file_of(request.actor, person_id, today=clock.today())
    offered = PersonalNumber if file.may_unmask else ()
    page = PersonPage(
        person=file,
        sees_people=request.actor.may(Action.VIEW_PEOPLE),
        unmask_forms=tuple((n.label, _unmask_form(n, failed)) for n in offered),
        shown_label=label,
        shown=shown,
    )
    response = render(request, page, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _unmask_form(number: PersonalNumber, failed: UnmaskForm | None) -> UnmaskForm:
    if failed is not None and failed.data.get("field") == number.value:
        return failed
    return UnmaskForm(initial={"field": number.value}, auto_id=f"{number.value}-%s")
