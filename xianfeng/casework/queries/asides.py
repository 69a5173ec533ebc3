"""What the keys add to a case's page beside its steps; filled once by ``config/wiring.py``.

Casework knows no key: whoever keeps something about a case offers a source here.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from xianfeng.casework.vocab import CaseState
from xianfeng.trust.vocab import Actor


@dataclass(frozen=True, kw_only=True)
class Aside:
    """One card: a few lines, and where there is more."""

    title: str
    lines: tuple[str, ...]
    url: str
    label: str


@dataclass(frozen=True, kw_only=True)
class Seen:
    """The case beside which a card stands, so that no source reads it again."""

    id: int
    family: str
    org_path: str
    state: CaseState


Source = Callable[[Actor, Seen], Aside | None]
_sources: list[Source] = []


def install(sources: Iterable[Source]) -> None:
    """Replace the sources; called by the composition root."""
    _sources[:] = sources


def for_case(actor: Actor, case: Seen) -> tuple[Aside, ...]:
    """Return the cards about a case whose contents the actor may see; a source may have none."""
    found = (source(actor, case) for source in _sources)
    return tuple(aside for aside in found if aside is not None)
