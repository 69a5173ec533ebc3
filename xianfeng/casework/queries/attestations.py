"""Who signed what in a case, as what, and which rules each signature attested."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from xianfeng.casework.models import Case, Entry
from xianfeng.casework.queries import casefacts, dockets
from xianfeng.casework.queries.casefacts import CaseFacts
from xianfeng.casework.vocab import SIGNER_LABELS, EntryKind
from xianfeng.kernel.checks import catalogue
from xianfeng.kernel.dates import WorkCalendar
from xianfeng.procedure import board
from xianfeng.procedure.schema import Edition, Gate
from xianfeng.procedure.shelf import Shelf
from xianfeng.trust import access
from xianfeng.trust.vocab import Action, Actor


@dataclass(frozen=True, kw_only=True)
class Attestation:
    """One check that a signature attested, with its clauses, and what was written against a warning."""

    check: str
    rule: str
    clause: str
    answer: str = ""


@dataclass(frozen=True, kw_only=True)
class Attested:
    """One signature."""

    number: int
    step: str
    on: date
    name: str
    signed_as: str
    entered_at: datetime
    rules: str
    checks: tuple[Attestation, ...]


@dataclass(frozen=True, kw_only=True)
class Signatures:
    """All signatures of a case that stand, in the order of its steps."""

    person: str
    organisation: str
    organisation_id: int
    org_path: str
    edition: str
    signatures: tuple[Attested, ...]


def of(actor: Actor, case_id: int) -> Signatures:
    """Return the signatures of a case with what each attested.

    :raises Case.DoesNotExist: out of sight, or the actor is its subject only.
    """
    seen = access.scoped(Case.objects.kept(), actor, Action.VIEW_CASES)
    case = seen.select_related("person", "organisation").get(pk=case_id)
    entries = Entry.objects.filter(case=case, kind=EntryKind.SIGNED, is_active=True).order_by("id")
    return _signatures(case, entries)


@dataclass(frozen=True, kw_only=True)
class Whole:
    """A case read once: its signatures, what it holds, and the calendar that it is judged by."""

    signatures: Signatures
    facts: CaseFacts
    calendar: WorkCalendar


def whole(actor: Actor, case_id: int) -> Whole:
    """Return the signatures of a case together with what it holds: five queries.

    :raises Case.DoesNotExist: out of sight, or the actor is its subject only.
    """
    docket, entries = casefacts.opened(actor, case_id)
    return Whole(
        signatures=_signatures(docket.case, entries),
        facts=casefacts.of_docket(docket, entries),
        calendar=docket.calendar,
    )


def _signatures(case: Case, entries: Iterable[Entry]) -> Signatures:
    edition = dockets.edition_of(case)
    shelf = board.family(case.family).shelf
    signatures = [_attested(shelf, edition, entry) for entry in entries]
    return Signatures(
        person=case.person.name,
        organisation=case.organisation.name,
        organisation_id=case.organisation_id,
        org_path=case.org_path,
        edition=edition.name,
        signatures=tuple(sorted(signatures, key=lambda one: one.number)),
    )


def _attested(shelf: Shelf, edition: Edition, entry: Entry) -> Attested:
    step = edition.step(entry.step)
    gates = shelf.gates(edition, step, entry.happened_on)
    return Attested(
        number=step.number,
        step=step.title,
        on=entry.happened_on,
        name=entry.actor_name,
        signed_as=SIGNER_LABELS.get(entry.signed_as, ""),
        entered_at=entry.entered_at,
        rules=entry.rules,
        checks=tuple(_checks(gates, entry.reasons)),
    )


def _checks(gates: tuple[Gate, ...], answers: dict[str, str]) -> list[Attestation]:
    """Join the gates of one check: a check with several gates was attested once."""
    known = catalogue()
    clauses: dict[str, list[str]] = {}
    for gate in gates:
        kept = clauses.setdefault(gate.check, [])
        if gate.cite and gate.cite not in kept:
            kept.append(gate.cite)
    return [
        Attestation(
            check=check,
            rule=known[check].worded(),
            clause="、".join(cited),
            answer=answers.get(check, ""),
        )
        for check, cited in clauses.items()
    ]
