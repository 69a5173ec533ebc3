"""The week's digest: what is late or due within seven days, by the organisation that must act.

One reminder a week instead of many: an organiser prints it or sends its words on. The words
name organisations, steps and numbers, never a person, so that they may leave the house.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from urllib.parse import urlencode

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from xianfeng.casework.queries import todo
from xianfeng.casework.queries.todo import Side, When
from xianfeng.casework.vocab import SIGNER_LABELS
from xianfeng.kernel import paths
from xianfeng.registry.queries import naming
from xianfeng.registry.queries.naming import OrganisationName
from xianfeng.tenancy import ranges
from xianfeng.trust import access
from xianfeng.trust.vocab import Action, Actor


class Matter(NamedTuple):
    """One line: so many of a kind at a place, how many of them late, the first day, the rows behind both."""

    path: str
    label: str
    number: int
    late: int
    first_on: date
    url: str
    late_url: str


Source = Callable[[Actor, date, date], Iterable[Matter]]
_sources: list[Source] = []


def install(sources: Iterable[Source]) -> None:
    """Replace other modules' sources; called by the composition root."""
    _sources[:] = sources


@dataclass(frozen=True, kw_only=True)
class Section:
    """What waits at one organisation, and the words to send there."""

    organisation: OrganisationName
    matters: tuple[Matter, ...]
    words: str

    @property
    def late(self) -> int:
        """How much of it is late."""
        return sum(matter.late for matter in self.matters)

    @property
    def lines(self) -> int:
        """How many lines the words take."""
        return len(self.matters) + 2


@dataclass(frozen=True, kw_only=True)
class Digest:
    """The sections in the order of the tree; ``until`` is the last day looked at."""

    today: date
    until: date
    sections: tuple[Section, ...]


def of(actor: Actor, *, today: date) -> Digest:
    """Return the digest of the actor's reach: three queries and those of the sources.

    :raises NotAllowed: the actor sees no cases.
    """
    access.require(actor, Action.VIEW_CASES)
    until, width = today + todo.WEEK, _width(actor)
    counted = _duties(actor, today, until, width)
    told = [matter for source in _sources for matter in source(actor, today, until)]
    named = naming.named({key.path for key in counted} | {matter.path[:width] for matter in told})
    found: dict[str, list[Matter]] = defaultdict(list)
    for key, (number, late, first) in counted.items():
        urls = (_address(key, named[key.path].id, when) for when in (When.WEEK, When.LATE))
        found[key.path].append(Matter(key.path, key.label, number, late, first, *urls))
    for matter in told:
        found[matter.path[:width]].append(matter)
    return Digest(
        today=today,
        until=until,
        sections=tuple(_section(named[path], found[path], today) for path in sorted(found)),
    )


def _width(actor: Actor) -> int:
    roots = ranges.outermost(actor.roots(Action.VIEW_CASES))
    return min(len(root) for root in roots) + paths.WIDTH


class _Key(NamedTuple):
    path: str
    side: Side
    signer: str
    step: str
    title: str

    @property
    def label(self) -> str:
        words = {"title": self.title, "signer": SIGNER_LABELS[self.signer]}
        return str(_("%(title)s（%(signer)s办理）") % words)


def _duties(
    actor: Actor, today: date, until: date, width: int
) -> dict[_Key, tuple[int, int, date]]:
    """Count the duties by place, signer and step, in the order of the steps; one query a side."""
    summed: dict[_Key, tuple[int, int, date]] = {}
    for side in Side:
        rows = (
            todo.in_sight(actor, side)
            .filter(due_on__lte=until)
            .values_list("org_path", "signer", "step", "title", "number")
            .annotate(
                n=Count("id"), late=Count("id", filter=Q(due_on__lt=today)), first=Min("due_on")
            )
            .order_by("number", "title", "org_path")
        )
        for path, signer, step, title, _number, n, late, first in rows:
            key = _Key(path[:width], side, signer, step, title)
            old = summed.get(key, (0, 0, first))
            summed[key] = (old[0] + n, old[1] + late, min(old[2], first))
    return summed


def _address(key: _Key, organisation: int, when: When) -> str:
    query = {
        "side": key.side, "when": when, "signer": key.signer, "step": key.step,
        "organisation": organisation,
    }  # fmt: skip
    return f"{reverse('casework:todo')}?{urlencode(query)}"


def _section(place: OrganisationName, matters: list[Matter], today: date) -> Section:
    return Section(
        organisation=place, matters=tuple(matters), words=_words(place.name, matters, today)
    )


def _words(name: str, matters: Iterable[Matter], today: date) -> str:
    lines = [_("【先锋工作提示】%(name)s（%(day)s）") % {"name": name, "day": _day(today)}]
    for number, matter in enumerate(matters, start=1):
        late = _("，其中逾期 %(n)d") % {"n": matter.late} if matter.late else ""
        lines.append(
            _("%(number)d. %(label)s：%(n)d 件%(late)s，最早期限 %(day)s")
            % {
                "number": number, "label": matter.label, "n": matter.number, "late": late,
                "day": _day(matter.first_on),
            }
        )  # fmt: skip
    lines.append(_("请登录系统，在“待办”中查看名单并按期办理。"))
    return "\n".join(lines)


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
