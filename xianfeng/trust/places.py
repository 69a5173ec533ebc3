"""Names of organisations, asked of whoever knows them.

Trust holds an organisation as a path and knows no registry; the composition
root installs the two look-ups here.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from xianfeng.trust.vocab import Actor

WHOLE_COUNTY = "全县"


@dataclass(frozen=True)
class Place:
    """An organisation as the pages of trust show it."""

    path: str
    code: str
    name: str


Find = Callable[[Actor, str], Sequence[Place]]
Named = Callable[[Iterable[str]], Mapping[str, Place]]


def _find_nothing(_actor: Actor, _words: str) -> Sequence[Place]:
    return ()


def _name_nothing(_paths: Iterable[str]) -> Mapping[str, Place]:
    return {}


_lookup: dict[str, Find | Named] = {"find": _find_nothing, "named": _name_nothing}


def install(*, find: Find, named: Named) -> None:
    """Set the look-ups; called by the composition root.

    :param find: organisations in the actor's sight by code, name or part of a name, a few.
    :param named: the organisations at these paths, by path.
    """
    _lookup.update(find=find, named=named)


def find(actor: Actor, words: str) -> Sequence[Place]:
    """Return the organisations that the words may mean; the only exact match stands alone."""
    found = _lookup["find"](actor, words.strip()) if words.strip() else ()
    exact = [place for place in found if words.strip() in {place.code, place.name}]
    return exact if len(exact) == 1 else found


def names(paths: Iterable[str]) -> dict[str, str]:
    """Return a name for each path; the root is the whole county, an unknown one shows itself."""
    wanted = set(paths)
    known = _lookup["named"](wanted - {""}) if wanted - {""} else {}
    return {
        path: WHOLE_COUNTY if not path else known[path].name if path in known else path
        for path in wanted
    }


def exists(path: str) -> bool:
    """Tell whether an organisation lies at the path."""
    return path in _lookup["named"]([path])
