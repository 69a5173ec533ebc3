"""What other modules put on the first page and above the to-do list; filled once by ``config/wiring.py``.

Casework lies below the keys and knows none of their words: whoever has
matters with a day by which somebody must act offers a source here.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from xianfeng.trust.vocab import Actor


@dataclass(frozen=True, kw_only=True)
class Line:
    """So many matters that wait, and the list that shows them."""

    label: str
    url: str
    is_late: bool = False


@dataclass(frozen=True, kw_only=True)
class Reminder:
    """The lines of one kind of matter under its title; without lines it is not shown."""

    title: str
    lines: tuple[Line, ...] = ()


Source = Callable[[Actor, date], Reminder]
_sources: list[Source] = []


def install(sources: Iterable[Source]) -> None:
    """Replace the sources; called by the composition root."""
    _sources[:] = sources


def of(actor: Actor, *, today: date) -> tuple[Reminder, ...]:
    """Return what waits for the actor: at most one query a source."""
    found = (source(actor, today) for source in _sources)
    return tuple(reminder for reminder in found if reminder.lines)
