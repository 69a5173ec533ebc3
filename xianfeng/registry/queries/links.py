"""What other modules add to a person's page; filled once by ``config/wiring.py``.

The registry lies below casework and knows no case: whoever has something
about a person offers a source here.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from xianfeng.trust.vocab import Actor


@dataclass(frozen=True, kw_only=True)
class Link:
    """A line that leads from a person to something about them."""

    label: str
    url: str
    hint: str = ""


Source = Callable[[Actor, int], tuple[Link, ...]]
_sources: list[Source] = []


def install(sources: Iterable[Source]) -> None:
    """Replace the sources; called by the composition root."""
    _sources[:] = sources


def for_person(actor: Actor, person_id: int) -> tuple[Link, ...]:
    """Return every source's links to what the actor may see about the person."""
    return tuple(link for source in _sources for link in source(actor, person_id))
