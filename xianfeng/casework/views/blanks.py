"""The register of numbered forms: the list, receiving, handing down, giving, spoiling."""

from collections.abc import Callable
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from xianfeng.casework.commands import blanks as commands
from xianfeng.casework.forms import BlankFilterForm, GiveForm, HandForm, ReceiveForm, SpoilForm
from xianfeng.casework.pages import BlanksPage, BlankTurnPage, Tab
from xianfeng.casework.queries import blanks, keyset
from xianfeng.casework.queries.blanks import Kind
from xianfeng.casework.sheets import VerdictForm
from xianfeng.casework.views import addresses
from xianfeng.casework.vocab import BlankState
from xianfeng.kernel import clock
from xianfeng.kernel.checks import reason
from xianfeng.kernel.errors import NotAllowed, Refused
from xianfeng.kernel.verdict import Verdict
from xianfeng.registry.queries import organisations
from xianfeng.trust import access
from xianfeng.trust.vocab import Action
from xianfeng.ui import numbers, outcome
from xianfeng.ui.rendering import render

_HANDERS = (Action.SIGN_AS_COMMITTEE, Action.SIGN_AS_COUNTY)


def _kind() -> Kind:
    """Return the numbered form that the county keeps a register of."""
    known = blanks.kinds()
    if not known:
        raise Http404
    return known[0]


@require_GET
@never_cache
@numbers.kept_out
def index(request: HttpRequest) -> HttpResponse:
    """List the numbers within reach by state, place and number."""
    access.require(request.actor, Action.VIEW_CASES)
    actor, kind = request.actor, _kind()
    chosen = numbers.whole(request.GET.get("organisation", ""))
    form = BlankFilterForm(request.GET, choices=organisations.choices(actor, chosen=chosen))
    form.is_valid()
    state, number = request.GET.get("state", ""), form.cleaned_data.get("number") or ""
    place = form.cleaned_data.get("organisation")
    at = keyset.position(after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    with outcome.found():
        found = blanks.page(
            actor, kind.key, state=state, organisation_id=place, number=number, at=at
        )
    page = BlanksPage(
        title=_("{}编号登记").format(kind.title),
        found=found,
        tabs=_tabs(request, found, state),
        form=form,
        is_filtered=bool(place or number),
        may_receive=actor.may(Action.SIGN_AS_COUNTY),
        may_hand=any(actor.may(action) for action in _HANDERS),
        previous_url=addresses.link(request, before=found.previous) if found.previous else "",
        next_url=addresses.link(request, after=found.next) if found.next else "",
    )
    return render(request, page)


def _tabs(request: HttpRequest, found: blanks.BlankList, state: str) -> tuple[Tab, ...]:
    everything = Tab(
        label=_("全部"),
        url=addresses.link(request, state=""),
        number=sum(found.counts.values()),
        is_on=not state,
    )
    return (
        everything,
        *(
            Tab(
                label=one.label,
                url=addresses.link(request, state=one.value),
                number=found.counts[one],
                is_on=state == one,
            )
            for one in BlankState
        ),
    )


@require_http_methods(["GET", "POST"])
@never_cache
def receive(request: HttpRequest) -> HttpResponse:
    """Enter a range of numbers in the register."""
    access.require(request.actor, Action.SIGN_AS_COUNTY)

    def act() -> str:
        count = commands.receive(
            actor=request.actor,
            kind=_kind().key,
            first=request.POST.get("first", ""),
            last=request.POST.get("last", ""),
            source=request.POST.get("source", ""),
            received_on=_day(request),
            at=clock.now(),
        )
        return _("已登记{}份。").format(count)

    def form(verdict: Verdict) -> VerdictForm:
        return ReceiveForm(request.POST or None, verdict=verdict)

    meaning = _("登记上级发来的一批编号。自首批领取之日起，填用的编号都须在登记册中。")
    return _ask(request, act, form, title=_("登记新领的编号"), meaning=meaning, label=_("登记"))


def _day(request: HttpRequest) -> date:
    try:
        return date.fromisoformat(request.POST.get("received_on", ""))
    except ValueError:
        unread = reason("D-64", 项目=_("领取日期"), field="received_on")
        raise Refused(Verdict((unread,))) from None


@require_http_methods(["GET", "POST"])
@never_cache
def hand(request: HttpRequest) -> HttpResponse:
    """Hand a range to an organisation."""
    if not any(request.actor.may(action) for action in _HANDERS):
        raise NotAllowed.because(_("基层党委、县委组织部"))
    choices = organisations.choices(request.actor)

    def act() -> str:
        place = numbers.whole(request.POST.get("organisation", ""))
        if place is None:
            raise Refused(Verdict((reason("D-64", 项目=_("发给"), field="organisation"),)))
        count = commands.hand(
            actor=request.actor,
            kind=_kind().key,
            first=request.POST.get("first", ""),
            last=request.POST.get("last", ""),
            organisation_id=place,
            at=clock.now(),
        )
        return _("已发放{}份。").format(count)

    def form(verdict: Verdict) -> VerdictForm:
        return HandForm(request.POST or None, choices=choices, verdict=verdict)

    meaning = _("县委组织部发给基层党委，基层党委发给党支部；也可由下级交回。")
    return _ask(request, act, form, title=_("发放"), meaning=meaning, label=_("发放"))


@require_http_methods(["GET", "POST"])
@never_cache
def give(request: HttpRequest, blank_id: int) -> HttpResponse:
    """Give one number of the branch to a person."""
    with outcome.found():
        path = blanks.place_of(request.actor, blank_id)
        row = blanks.one(request.actor, blank_id)
    access.require(request.actor, Action.SIGN_AS_BRANCH, path=path)
    people = blanks.takers(request.actor, path)

    def act() -> str:
        person = numbers.whole(request.POST.get("person", ""))
        if person is None:
            raise Refused(Verdict((reason("D-64", 项目=_("发给谁"), field="person"),)))
        commands.give(actor=request.actor, blank_id=blank_id, person_id=person, at=clock.now())
        return _("编号{}已发给本人。").format(row.number)

    def form(verdict: Verdict) -> VerdictForm:
        return GiveForm(request.POST or None, people=people, verdict=verdict)

    title = _("发给本人：{}").format(row.number)
    meaning = _("列出的是本支部正在办理的人。每人只能有一份有效的；填用时编号自动带出。")
    return _ask(request, act, form, title=title, meaning=meaning, label=_("发给本人"))


@require_http_methods(["GET", "POST"])
@never_cache
def spoil(request: HttpRequest, blank_id: int) -> HttpResponse:
    """Take one number out of use."""
    with outcome.found():
        path = blanks.place_of(request.actor, blank_id)
        row = blanks.one(request.actor, blank_id)
    if not blanks.may_keep(request.actor, path):
        raise NotAllowed.because(_("保管此编号的党组织"))

    def act() -> str:
        commands.spoil(
            actor=request.actor, blank_id=blank_id, why=request.POST.get("why", ""), at=clock.now()
        )
        return _("编号{}已作废。").format(row.number)

    def form(verdict: Verdict) -> VerdictForm:
        return SpoilForm(request.POST or None, verdict=verdict)

    title = _("作废：{}").format(row.number)
    meaning = _("作废的编号不能再用；已发给本人的，另发一份新编号后自动关联。")
    return _ask(request, act, form, title=title, meaning=meaning, label=_("确认作废"))


def _ask(
    request: HttpRequest,
    act: Callable[[], str],
    form: Callable[[Verdict], VerdictForm],
    *,
    title: str,
    meaning: str,
    label: str,
) -> HttpResponse:
    """Show the form; a POST acts and goes back to the list, or shows why not."""
    attempt = outcome.Attempt()
    if request.method == "POST":
        with attempt, outcome.found():
            said = act()
        if not attempt.refused:
            messages.success(request, said)
            return redirect("casework:blanks")
    page = BlankTurnPage(
        title=title,
        meaning=meaning,
        form=form(attempt.verdict),
        verdict=attempt.verdict,
        label=label,
    )
    return render(request, page, status=attempt.status)
