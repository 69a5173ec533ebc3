"""Where facts come from: families of procedures and the modules that vouch for their named facts.

Filled once by ``config/wiring.py``. Casework asks here and so knows no key's words.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from xianfeng.procedure.shelf import Shelf


@dataclass(frozen=True, kw_only=True)
class CaseFile:
    """One case as the sources of named facts see it.

    ``facts`` holds the case's own "record.field" values, the draft included.
    """

    case_id: int
    subject_id: int
    organisation_id: int
    org_path: str
    signing_path: str
    on: date
    today: date
    facts: Mapping[str, Any] = field(default_factory=dict)


Source = Callable[[CaseFile, Any], Any]


@dataclass(frozen=True, kw_only=True)
class Family:
    """One kind of procedure: its shelf of editions, its fact sources, its look-ups.

    ``lookups`` makes a fresh reader of what the facts need from the database;
    one is shared by many judgements of the same transaction.
    """

    key: str
    title: str
    shelf: Shelf
    sources: Mapping[str, Source]
    lookups: Callable[[], Any]


_families: dict[str, Family] = {}


def install(family: Family) -> None:
    """Put a family on the board; called by the composition root."""
    _families[family.key] = family


def family(key: str) -> Family:
    """Return a family.

    :raises KeyError: nothing was installed under that key.
    """
    return _families[key]


def families() -> tuple[Family, ...]:
    """Return all installed families."""
    return tuple(_families.values())


def gather(family_key: str, names: frozenset[str], case: CaseFile, lookups: Any) -> dict[str, Any]:
    """Return the named facts that are asked for and that the family's modules vouch for."""
    sources = _families[family_key].sources
    return {name: sources[name](case, lookups) for name in names if name in sources}
