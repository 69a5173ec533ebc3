"""The working-day calendar, for the county to keep."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xianfeng.kernel import clock
from xianfeng.registry.commands import calendar as commands
from xianfeng.registry.forms import CalendarDayForm, CalendarYearForm
from xianfeng.registry.pages.calendar import CalendarPage
from xianfeng.registry.queries import calendar
from xianfeng.trust import access
from xianfeng.trust.vocab import Action
from xianfeng.ui import numbers, outcome
from xianfeng.ui.rendering import render


@require_GET
def year(request: HttpRequest) -> HttpResponse:
    """Show one year, by default the present one."""
    asked = numbers.whole(request.GET.get("year", ""))
    chosen = clock.today().year if asked is None else asked
    if not 1990 <= chosen <= 2100:
        raise Http404
    return _year(request, chosen, CalendarDayForm(), CalendarYearForm())


def _year(
    request: HttpRequest,
    chosen: int,
    day_form: CalendarDayForm,
    year_form: CalendarYearForm,
    *,
    status: int = 200,
) -> HttpResponse:
    access.require(request.actor, Action.EDIT_CALENDAR)
    rows = {row.year: row for row in calendar.years()}
    months = calendar.months(chosen)
    workdays = sum(month.workdays for month in months)
    page = CalendarPage(
        year=chosen,
        words=_("{}年，共 {} 个工作日").format(chosen, workdays),
        row=rows.get(chosen),
        previous_year=chosen - 1 if chosen - 1 in rows else None,
        next_year=chosen + 1 if chosen in rows else None,
        months=months,
        day_form=day_form,
        year_form=year_form,
    )
    return render(request, page, status=status)


def _address(chosen: int) -> str:
    return f"{reverse('registry:calendar')}?year={chosen}"


@require_POST
def set_day(request: HttpRequest) -> HttpResponse:
    """Change one day."""
    form = CalendarDayForm(request.POST)
    if form.is_valid():
        day = form.cleaned_data["day"]
        with outcome.in_form(form):
            commands.set_day(
                actor=request.actor,
                day=day,
                is_workday=form.cleaned_data["is_workday"] == "yes",
                source=form.cleaned_data["source"],
                at=clock.now(),
            )
            return redirect(_address(day.year))
    return _year(request, clock.today().year, form, CalendarYearForm(), status=422)


@require_POST
def confirm_year(request: HttpRequest, chosen: int) -> HttpResponse:
    """Mark a year as official."""
    form = CalendarYearForm(request.POST)
    if form.is_valid():
        with outcome.in_form(form):
            commands.confirm_year(
                actor=request.actor,
                year=chosen,
                source=form.cleaned_data["source"],
                at=clock.now(),
            )
            return redirect(_address(chosen))
    return _year(request, chosen, CalendarDayForm(), form, status=422)
