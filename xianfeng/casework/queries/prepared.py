"""Records that an instrument has prepared: a notice that was published, a ballot that was counted.

An instrument is made once and signed from: what it holds is shown on the step's
form instead of being asked again, and is what gets signed, whatever was posted.
Where a case has none, the record is typed, as for what happened on paper alone.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from xianfeng.casework.models import Case
from xianfeng.casework.rules import values
from xianfeng.kernel.verdict import Reason
from xianfeng.procedure.schema import RecordKind


@dataclass(frozen=True, kw_only=True)
class Scan:
    """A paper of the record that the instrument has on file already."""

    kind: str
    file_id: int
    name: str


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """One record as its instrument holds it, or the invitation to make the instrument.

    ``values`` are the record's fields, "on" included, that nobody types any more:
    as :func:`values.typed` reads them. ``waits`` says what keeps the step from being
    signed while the instrument is unfinished; ``answers`` what it answers to warnings, by
    check: kept as the signer's words would be. ``others`` are the accounts whose hand it is from,
    where it must not be the signer's own.
    """

    title: str
    url: str
    values: Mapping[str, Any] = field(default_factory=dict)
    waits: tuple[Reason, ...] = ()
    scans: tuple[Scan, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    others: frozenset[int] = frozenset()


Reader = Callable[[Case, RecordKind], Prepared | None]
# By the instrument that a record kind names in ``records.toml``. A reader asks a number of
# queries that does not grow, and knows by the case's round which instrument counts.
READERS: dict[str, Reader] = {}
# What is looked through beside the form and fills nothing in; a few queries each.
BESIDE: dict[str, Reader] = {}


def of(
    case: Case, kinds: Iterable[RecordKind], *, readers: Mapping[str, Reader] = READERS
) -> dict[str, Prepared]:
    """Return what instruments have prepared for these records, by record kind."""
    found = {}
    for kind in kinds:
        reader = readers.get(kind.instrument)
        one = reader(case, kind) if reader else None
        if one is not None:
            found[kind.key] = one
    return found


def beside(
    case: Case, kinds: Iterable[RecordKind], *, readers: Mapping[str, Reader] = BESIDE
) -> tuple[Prepared, ...]:
    """Return what lies beside the forms of these records, in the order in which they name it."""
    found = (readers[name](case, kind) for kind in kinds for name in kind.beside if name in readers)
    return tuple(one for one in found if one is not None)


def filled(
    given: Mapping[str, Mapping[str, Any]], prepared: Mapping[str, Prepared]
) -> dict[str, Mapping[str, Any]]:
    """Lay what is prepared over what was typed."""
    over = {kind: {**given.get(kind, {}), **one.values} for kind, one in prepared.items()}
    return {**given, **over}


def people(kinds: Iterable[RecordKind], prepared: Mapping[str, Prepared]) -> frozenset[int]:
    """Return whom the instruments name, such as the tellers of a meeting."""
    records, _problems = values.typed(kinds, filled({}, prepared))
    return values.people(kinds, records)


def scans(prepared: Mapping[str, Prepared]) -> list[Scan]:
    """Return the papers that came with the instruments."""
    return [scan for one in prepared.values() for scan in one.scans]


def answers(prepared: Mapping[str, Prepared]) -> dict[str, str]:
    """Return what the instruments answer to warnings, by check."""
    return {check: words for one in prepared.values() for check, words in one.answers.items()}


def others(prepared: Mapping[str, Prepared]) -> frozenset[int]:
    """Return the accounts that do not sign from these instruments, because they checked them."""
    return frozenset(account for one in prepared.values() for account in one.others)


def waits(prepared: Mapping[str, Prepared]) -> list[Reason]:
    """Return why the step cannot be signed from unfinished instruments."""
    return [reason for one in prepared.values() for reason in one.waits]
