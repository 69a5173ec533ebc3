"""The to-do list."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from xianfeng.casework.forms import TodoFilterForm
from xianfeng.casework.pages import Tab, TodoPage
from xianfeng.casework.queries import hands, keyset, reminders, todo
from xianfeng.casework.queries.todo import Side, Tally, TodoFilter, When
from xianfeng.casework.views import addresses
from xianfeng.kernel import clock
from xianfeng.registry.queries import organisations
from xianfeng.trust import access
from xianfeng.trust.vocab import Action
from xianfeng.ui import numbers, outcome
from xianfeng.ui.rendering import render


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """List what waits for the actor, or for others."""
    access.require(request.actor, Action.VIEW_CASES)
    actor, today = request.actor, clock.today()
    chosen = numbers.whole(request.GET.get("organisation", ""))
    choices = organisations.choices(actor, chosen=chosen)
    form = TodoFilterForm(_defaults(request), choices=choices)
    wanted = form.wanted()
    at = keyset.position(after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    with outcome.found():
        found = todo.page(actor, wanted, at=at, today=today)
        within = todo.narrowed(actor, wanted)
    tallies = todo.tallies(actor, today=today, within=within)
    page = TodoPage(
        duties=found,
        reminders=reminders.of(actor, today=today),
        side=wanted.side.value,
        when=wanted.when.value,
        sides=tuple(
            Tab(
                label=_("我要办") if side is Side.MINE else _("等别人办"),
                url=addresses.link(request, side=side.value, when=""),
                number=tallies[side].ready,
                is_on=side is wanted.side,
            )
            for side in Side
        ),
        times=_times(request, wanted, tallies[wanted.side]),
        form=form,
        is_filtered=bool(wanted.stage or wanted.step or wanted.organisation_id),
        step=found.rows[0].title if wanted.step and found.rows else "",
        all_steps_url=addresses.link(request, step="", signer=""),
        previous_url=addresses.link(request, before=found.previous) if found.previous else "",
        next_url=addresses.link(request, after=found.next) if found.next else "",
    )
    return render(request, page)


def _times(request: HttpRequest, wanted: TodoFilter, tally: Tally) -> tuple[Tab, ...]:
    return tuple(
        Tab(
            label=when.label,
            url=addresses.link(request, when=when.value),
            number=tally.of(when),
            is_on=when is wanted.when,
            is_late=when is When.LATE,
        )
        for when in When
    )


def _defaults(request: HttpRequest) -> dict[str, str]:
    """Let those who sign nothing begin with what others have to do."""
    side = Side.MINE if hands.has_any(request.actor) else Side.OTHERS
    return {"side": side.value, **dict(request.GET.items())}
