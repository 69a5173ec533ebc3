"""What many cases hold as plain facts, for examining them together.

Scoped by the place that the caller was allowed to examine.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from xianfeng.casework.models import Case, Entry, Evidence, Paper
from xianfeng.casework.queries import dockets
from xianfeng.casework.rules import history
from xianfeng.casework.vocab import EntryKind
from xianfeng.kernel import clock
from xianfeng.registry.queries import calendar as calendars
from xianfeng.tenancy import ranges
from xianfeng.trust import access
from xianfeng.trust.vocab import Action, Actor

_CHUNK = 400
LATE_ENTRY = "D-53"


class Entered(NamedTuple):
    """When a step was done and when it was entered; answered if a reason was written for a late entry (D-53)."""

    done_on: date
    entered_on: date
    is_answered: bool


@dataclass(frozen=True, kw_only=True)
class CaseFacts:
    """One case: who, where, its "record.field" values, and when each step was done and entered."""

    case_id: int
    person_id: int
    person: str
    born_on: date
    category: str
    organisation_id: int
    organisation: str
    org_path: str
    edition: str
    is_back_entry: bool
    facts: Mapping[str, Any]
    entered: tuple[Entered, ...]


def one(actor: Actor, case_id: int) -> CaseFacts:
    """Return one case where the actor works on cases; its subject sees no facts.

    :raises Case.DoesNotExist: out of sight.
    """
    return of_docket(*opened(actor, case_id))


def opened(actor: Actor, case_id: int) -> tuple[dockets.Docket, Sequence[Entry]]:
    """Return one case where the actor works on cases, with the signatures that stand: five queries.

    :raises Case.DoesNotExist: out of sight.
    """
    seen = access.scoped(Case.objects.kept().filter(pk=case_id), actor, Action.VIEW_CASES)
    for found in _folded(seen, calendars.work_calendar()):
        return found
    raise Case.DoesNotExist(str(case_id))


def under(path: str, *, family: str) -> Iterator[Sequence[CaseFacts]]:
    """Yield the cases under a place in the order of the tree, a few hundred at a time."""
    rows = Case.objects.kept().filter(ranges.under(path), family=family).order_by("org_path", "id")
    ids = list(rows.values_list("id", flat=True))
    calendar = calendars.work_calendar()
    for start in range(0, len(ids), _CHUNK):
        part = ids[start : start + _CHUNK]
        yield _read(part, calendar)


def of_case(case_id: int) -> list[CaseFacts]:
    """Return one case, of which the caller has checked that it is in sight."""
    return _read([case_id], calendars.work_calendar())


@dataclass(frozen=True, kw_only=True)
class WorkedOn:
    """A case on which a step was done, and where it lies."""

    case_id: int
    org_path: str


def worked_on(path: str, *, year: int, family: str, on: date) -> tuple[WorkedOn, ...]:
    """Return the cases under a place with a step done in a year, in the order of the tree.

    :param on: as of which day: what was disposed of since is among them, so that a
        sample of that day can be drawn again.
    """
    signed = Entry.objects.filter(
        kind=EntryKind.SIGNED, is_active=True, happened_on__year=year
    ).values("case_id")
    standing = Q(disposed_on__isnull=True) | Q(disposed_on__gt=on)
    rows = Case.objects.filter(standing, ranges.under(path), family=family, pk__in=signed)
    found = rows.order_by("org_path", "id").values_list("id", "org_path")
    return tuple(WorkedOn(case_id=key, org_path=place) for key, place in found)


def require_under(actor: Actor, case_id: int, *, path: str) -> None:
    """See that a case is in the actor's sight and lies under a place.

    :raises Case.DoesNotExist: it is not, or does not.
    """
    rows = Case.objects.kept().filter(ranges.under(path))
    access.scoped(rows, actor, Action.VIEW_CASES).get(pk=case_id)


def disposed(ids: Sequence[int]) -> list[int]:
    """Return which of these cases have been disposed of."""
    gone = Case.objects.filter(pk__in=ids, disposed_on__isnull=False)
    return list(gone.order_by("pk").values_list("pk", flat=True))


def dockets_of(ids: Sequence[int]) -> dict[int, dockets.Docket]:
    """Return these cases, of which the caller has checked that they are in sight: five queries."""
    cases = Case.objects.filter(pk__in=ids)
    return {docket.case.pk: docket for docket, _signed in _folded(cases, calendars.work_calendar())}


def _read(ids: Sequence[int], calendar: Any) -> list[CaseFacts]:
    cases = Case.objects.filter(pk__in=ids)
    return [of_docket(docket, signed) for docket, signed in _folded(cases, calendar)]


def _folded(rows: QuerySet[Case], calendar: Any) -> list[tuple[dockets.Docket, Sequence[Entry]]]:
    cases = list(rows.select_related("person", "organisation").order_by("org_path", "id"))
    ids = [case.pk for case in cases]
    entries: dict[int, list[Entry]] = defaultdict(list)
    signed = Entry.objects.filter(case__in=ids, kind=EntryKind.SIGNED, is_active=True)
    for entry in signed.order_by("id"):
        entries[entry.case_id].append(entry)
    papers: dict[int, list[history.Kept]] = defaultdict(list)
    kept = Paper.objects.filter(case__in=ids, is_active=True)
    for case_id, step, number, kind in kept.values_list("case_id", "step", "round", "kind"):
        papers[case_id].append(history.Kept(step=step, round=number, kind=kind))
    evidence: dict[int, dict[str, list[date]]] = defaultdict(lambda: defaultdict(list))
    seen = Evidence.objects.filter(case__in=ids, withdrawn_at__isnull=True)
    for case_id, kind, day in seen.order_by("happened_on").values_list(
        "case_id", "kind", "happened_on"
    ):
        evidence[case_id][kind].append(day)
    return [
        (
            _docket(case, entries[case.pk], papers[case.pk], evidence[case.pk], calendar),
            entries[case.pk],
        )
        for case in cases
    ]


def _docket(
    case: Case,
    entries: Sequence[Entry],
    papers: Sequence[history.Kept],
    evidence: Mapping[str, Sequence[date]],
    calendar: Any,
) -> dockets.Docket:
    edition = dockets.edition_of(case)
    return dockets.present(
        case,
        signed=[dockets.signature(edition, entry) for entry in entries],
        papers=papers,
        evidence=evidence,
        subject={"name": case.person.name, "category": case.person.category},
        calendar=calendar,
    )


def of_docket(docket: dockets.Docket, entries: Sequence[Entry]) -> CaseFacts:
    """Return a case that was read as plain facts."""
    case = docket.case
    return CaseFacts(
        case_id=case.pk,
        person_id=case.person_id,
        person=case.person.name,
        born_on=case.person.born_on,
        category=case.person.category,
        organisation_id=case.organisation_id,
        organisation=case.organisation.name,
        org_path=case.org_path,
        edition=case.edition,
        is_back_entry=case.is_back_entry,
        facts=docket.standing.facts,
        entered=tuple(
            Entered(e.happened_on, clock.day_of(e.entered_at), bool(e.reasons.get(LATE_ENTRY)))
            for e in entries
        ),
    )
