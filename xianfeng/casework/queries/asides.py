"""What the keys add to a case's page beside its steps; filled once by ``config/wiring.py``.

Casework knows no key: whoever keeps something about a case offers a source here.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from xianfeng.trust.vocab import Actor


@dataclass(frozen=True, kw_only=True)
class Aside:
    """One card: a few lines, and where there is more."""

    title: str
    lines: tuple[str, ...]
    url: str
    label: str


Source = Callable[[Actor, int], Aside | None]
_sources: list[Source] = []


def install(sources: Iterable[Source]) -> None:
    """Replace the sources; called by the composition root."""
    _sources[:] = sources


def for_case(actor: Actor, case_id: int) -> tuple[Aside, ...]:
    """Return the cards about a case whose contents the actor may see; a source may have none."""
    found = (source(actor, case_id) for source in _sources)
    return tuple(aside for aside in found if aside is not None)
