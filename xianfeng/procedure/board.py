"""Where facts come from: families of procedures and the modules that vouch for their named facts.

Filled once by ``config/wiring.py``. Casework asks here, and tells here what its
records do outside of the case, and so knows no key's words.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from threading import Lock
from typing import Any, Protocol

from xianfeng.procedure.schema import Edition, RecordKind
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
class Effect:
    """One record of a case that does something outside of it: the word of its kind, its day."""

    word: str
    on: date


@dataclass(frozen=True, kw_only=True)
class Settled:
    """A case after a change, as those see it whom its effects concern.

    ``effects`` are those of the records that stand now, whatever was signed and
    taken back before; ``is_void`` when the case was ended or cancelled. Whoever
    hears of it derives anew what must be and does what is missing.
    """

    case_id: int
    organisation_id: int
    org_path: str
    is_void: bool
    effects: tuple[Effect, ...]


class Hears(Protocol):
    """Takes part in a change of cases, in the same transaction; may refuse it."""

    def __call__(self, settled: Sequence[Settled], *, actor: Any, at: datetime) -> None:
        """Bring what lies outside of the cases in line with them.

        :raises xianfeng.kernel.errors.Refused: the change cannot be.
        """


def _nobody(settled: Sequence[Settled], *, actor: Any, at: datetime) -> None:
    """Leave everything as it is."""


@dataclass(frozen=True, kw_only=True)
class Family:
    """One kind of procedure: its shipped editions, its fact sources, its look-ups.

    ``documents`` holds what the shipped editions were read from, ``kinds`` the
    evidence that all editions share, ``fixed`` the checks whose numbers no
    county moves. ``lookups`` makes a fresh reader of what the facts need from
    the database; one is shared by many judgements of the same transaction.
    ``effects`` are the words that its records may carry, ``hears`` is told of
    every change of a case.
    """

    key: str
    title: str
    shipped: Shelf
    sources: Mapping[str, Source]
    lookups: Callable[[], Any]
    effects: frozenset[str] = frozenset()
    hears: Hears = _nobody
    documents: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    kinds: Mapping[str, RecordKind] = field(default_factory=dict)
    fixed: frozenset[str] = frozenset()

    @property
    def shelf(self) -> Shelf:
        """The shipped editions and what this process has read of the county's own; it only grows."""
        return _shelves.get(self.key, self.shipped)

    def edition(self, edition_id: str) -> Edition:
        """Return an edition; one of the county's own is read at its first use (ADR 16).

        :raises KeyError: there is none of that id.
        """
        try:
            return self.shelf.edition(edition_id)
        except KeyError:
            return _read(self, edition_id)


_families: dict[str, Family] = {}
_shelves: dict[str, Shelf] = {}
_readers: list[Callable[[Family, str], Edition]] = []
_growing = Lock()


def read_by(reader: Callable[[Family, str], Edition]) -> None:
    """Say who reads an edition that is not shipped; called by the composition root."""
    _readers[:] = [reader]


def _read(family: Family, edition_id: str) -> Edition:
    if not _readers:
        raise KeyError(edition_id)
    found = _readers[0](family, edition_id)
    # An id names one text for ever, so what was read is never read again and never wrong.
    with _growing:
        known = [edition for edition in family.shelf.editions if edition.id != edition_id]
        _shelves[family.key] = Shelf.of([*known, found])
    return found


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
