"""The register of numbered forms: what lies where, and whether a number may be filled in here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Min, Q, QuerySet

from xianfeng.casework.models import Blank, BlankBatch, Case
from xianfeng.casework.queries import cases, keyset
from xianfeng.casework.vocab import BlankState
from xianfeng.kernel.checks import reason
from xianfeng.kernel.verdict import Reason
from xianfeng.procedure import board
from xianfeng.procedure.schema import RecordKind
from xianfeng.trust import access
from xianfeng.trust.vocab import Action, Actor


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A record with a number that only one case may use: a form that is worth a register."""

    key: str
    title: str


def kinds() -> tuple[Kind, ...]:
    """Return the numbered forms of all families, each once."""
    found: dict[str, Kind] = {}
    for family in board.families():
        for edition in family.shelf.editions:
            for record in edition.records.values():
                for spec in record.fields:
                    if spec.is_unique:
                        key = f"{record.key}.{spec.name}"
                        found.setdefault(key, Kind(key=key, title=record.title))
    return tuple(found.values())


class Register:
    """Judges numbers against the register; knows for one transaction since when it is kept."""

    def __init__(self) -> None:
        """Ask nothing yet."""
        self._since: dict[str, date | None] = {}

    def is_kept(self, kind: str, on: date) -> bool:
        """Tell whether the county kept a register of these forms on that day."""
        if kind not in self._since:
            batches = BlankBatch.objects.filter(kind=kind)
            self._since[kind] = batches.aggregate(since=Min("received_on"))["since"]
        since = self._since[kind]
        return since is not None and since <= on

    def asked_on(self, _on: date, today: date) -> date:
        """Return the day on which a number must be in the register, if there is one: a typed day opens no way round it."""
        return today

    def problems(
        self,
        case: Case,
        records: tuple[RecordKind, ...],
        typed: Mapping[str, Any],
        *,
        on: date,
        today: date,
    ) -> list[Reason]:
        """Test that each number lies with the case's branch, for nobody else (check D-31)."""
        day = self.asked_on(on, today)
        found = []
        for record in records:
            for spec in record.fields:
                number = typed.get(record.key, {}).get(spec.name)
                kind = f"{record.key}.{spec.name}"
                if spec.is_unique and number is not None and self.is_kept(kind, day):
                    found += _problems(case, kind, str(number))
        return found


class PastRegister(Register):
    """Judges the numbers of histories: what was filled in before there was a register is not in it."""

    def asked_on(self, on: date, _today: date) -> date:
        """Return the day on which the form was filled in."""
        return on


def _problems(case: Case, kind: str, number: str) -> list[Reason]:
    rows = Blank.objects.filter(
        Q(number=number) | Q(person=case.person_id, state=BlankState.ISSUED)
    )
    blanks = list(rows.filter(kind=kind))
    blank = next((one for one in blanks if one.number == number), None)
    own = next((one for one in blanks if one.person_id == case.person_id), None)
    if blank is None:
        return [_wrong(kind, f"编号{number}未在登记册中", "核对编号；新领的先由县委组织部登记")]
    if blank.state == BlankState.SPOILED:
        return [_wrong(kind, f"编号{number}已作废", "换用新编号")]
    if blank.case_id is not None and blank.case_id != case.pk:
        return [_wrong(kind, f"编号{number}已被另一件档案填用", "核对编号")]
    if blank.org_path != case.org_path:
        return [_wrong(kind, f"编号{number}未发给本支部", "核对编号，或由上级党委发放")]
    if blank.person_id not in {None, case.person_id}:
        return [_wrong(kind, f"编号{number}已发给他人", "核对编号")]
    if own is not None and own.number != number:
        return [_wrong(kind, f"此人已领编号{own.number}", "填用已领的编号，或先作废")]
    return []


def _wrong(kind: str, message: str, remedy: str) -> Reason:
    return reason("D-31", message=message, remedy=remedy, field=kind)


def offered(case: Case, records: tuple[RecordKind, ...]) -> dict[str, str]:
    """Return the number already given to the case's person, by field, so that nobody types it."""
    wanted = [
        f"{record.key}.{spec.name}"
        for record in records
        for spec in record.fields
        if spec.is_unique
    ]
    if not wanted:
        return {}
    given = Blank.objects.filter(
        kind__in=wanted, person=case.person_id, state=BlankState.ISSUED, org_path=case.org_path
    )
    return dict(given.values_list("kind", "number"))


@dataclass(frozen=True, kw_only=True)
class BlankRow:
    """One number of the list."""

    id: int
    number: str
    state: BlankState
    organisation: str
    person: str
    case_id: int | None
    reason: str
    replaced_by: str
    changed_on: date
    may_give: bool
    may_spoil: bool


@dataclass(frozen=True, kw_only=True)
class BlankList:
    """One page of numbers, with how many are in each state."""

    rows: tuple[BlankRow, ...]
    counts: Mapping[BlankState, int]
    previous: str
    next: str


def page(
    actor: Actor,
    kind: str,
    *,
    state: str = "",
    organisation_id: int | None = None,
    number: str = "",
    at: keyset.Position,
) -> BlankList:
    """Return one page of the numbers within reach, in the order of their last change.

    :raises Organisation.DoesNotExist: the organisation is out of sight.
    """
    seen = in_sight(actor, kind).filter(cases.place(actor, organisation_id))
    if number:
        seen = seen.filter(number__startswith=number)
    counts = dict(seen.values_list("state").annotate(numbers=Count("id")).order_by())
    cut = keyset.cut(seen.filter(state=state) if state else seen, at, _COLUMNS, day="changed_on")
    return BlankList(
        rows=tuple(_row(actor, raw) for raw in cut.rows),
        counts={one: counts.get(one, 0) for one in BlankState},
        previous=cut.previous,
        next=cut.next,
    )


def in_sight(actor: Actor, kind: str) -> QuerySet[Blank]:
    """Return the numbers that lie within the actor's reach."""
    return access.scoped(Blank.objects.filter(kind=kind), actor, Action.VIEW_CASES)


def one(actor: Actor, blank_id: int) -> BlankRow:
    """Return one number.

    :raises Blank.DoesNotExist: it lies out of reach.
    """
    rows = access.scoped(Blank.objects.all(), actor, Action.VIEW_CASES).filter(pk=blank_id)
    raw = next(iter(rows.values_list("id", "changed_on", *_COLUMNS)), None)
    if raw is None:
        raise Blank.DoesNotExist(blank_id)
    return _row(actor, raw)


_COLUMNS = (
    "number", "state", "organisation__short_name", "person__name", "case_id", "reason",
    "replaced_by__number", "org_path", "person_id",
)  # fmt: skip


def _row(actor: Actor, raw: tuple[Any, ...]) -> BlankRow:
    (blank_id, changed_on, number, state, organisation, person, case_id, why, replaced_by, path,
     person_id) = raw  # fmt: skip
    is_loose = state == BlankState.ISSUED and person_id is None
    return BlankRow(
        id=blank_id,
        number=number,
        state=BlankState(state),
        organisation=organisation,
        person=person or "",
        case_id=case_id,
        reason=why,
        replaced_by=replaced_by or "",
        changed_on=changed_on,
        may_give=is_loose and actor.may(Action.SIGN_AS_BRANCH, path=path),
        may_spoil=state in {BlankState.IN_STOCK, BlankState.ISSUED} and may_keep(actor, path),
    )


def may_keep(actor: Actor, path: str) -> bool:
    """Tell whether the actor keeps forms at this place."""
    keepers = (Action.SIGN_AS_BRANCH, Action.SIGN_AS_COMMITTEE, Action.SIGN_AS_COUNTY)
    return any(actor.may(action, path=path) for action in keepers)


def takers(actor: Actor, path: str) -> tuple[tuple[int, str], ...]:
    """Return the people of a branch with an open case, to give a form to, by pinyin."""
    rows = access.scoped(Case.objects.kept(), actor, Action.VIEW_CASES)
    rows = rows.filter(state="open", org_path=path).order_by("person__sort_key", "person_id")
    return tuple(rows.values_list("person_id", "person__name")[:200])


def place_of(actor: Actor, blank_id: int) -> str:
    """Return the path of the organisation with which a number lies.

    :raises Blank.DoesNotExist: it lies out of reach.
    """
    rows = access.scoped(Blank.objects.all(), actor, Action.VIEW_CASES)
    return rows.values_list("org_path", flat=True).get(pk=blank_id)
