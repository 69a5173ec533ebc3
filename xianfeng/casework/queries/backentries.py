"""Paper histories being brought in: one with its grid, and those in sight."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from xianfeng.casework.models import BackEntry, Case, Confirmation
from xianfeng.casework.queries import wording
from xianfeng.casework.rules import grids, values
from xianfeng.casework.rules.grids import Row
from xianfeng.casework.vocab import SIGNER_LABELS, SIGNING, BackEntryState, CaseState
from xianfeng.procedure import board
from xianfeng.procedure.schema import Edition, FieldKind
from xianfeng.registry.queries import standing as registry_reads
from xianfeng.registry.vocab import Category
from xianfeng.tenancy import ranges
from xianfeng.trust import access
from xianfeng.trust.vocab import Action, Actor

MOST = 200


@dataclass(frozen=True, kw_only=True)
class Signed:
    """Who put their name to the history."""

    signed_as: str
    name: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class GridDesk:
    """One paper history as it lies on the desk."""

    id: int
    version: int
    person_id: int
    person: str
    category: str
    organisation: str
    org_path: str
    family: str
    edition: Edition
    state: BackEntryState
    waits_for: str
    cells: Mapping[str, Any]
    note: str
    signed: tuple[Signed, ...]
    members: tuple[tuple[int, str], ...]
    may_type: bool
    may_confirm: bool
    # Another hand is needed: the actor's own name stands on it already.
    bears_own_name: bool
    case_id: int | None
    is_doubled: bool
    # The checks that one answer of the grid speaks to, such as a late entry (D-53).
    everywhere: tuple[str, ...]


def desk(actor: Actor, back_entry_id: int) -> GridDesk:
    """Return one paper history.

    :raises BackEntry.DoesNotExist: out of sight.
    """
    rows = access.scoped(BackEntry.objects.all(), actor, Action.VIEW_CASES)
    doubled = Exists(cases_of(OuterRef("person"), OuterRef("family")))
    entry = (
        rows.select_related("person", "organisation")
        .annotate(is_doubled=doubled)
        .get(pk=back_entry_id)
    )
    family = board.family(entry.family)
    edition = family.edition(entry.edition)
    state = BackEntryState(entry.state)
    waits, is_draft = entry.waits_for, state is BackEntryState.DRAFT
    names = () if is_draft else tuple(entry.confirmations.order_by("id"))
    is_turn = bool(waits) and actor.may(SIGNING[waits], path=entry.org_path)
    bears_own_name = actor.account_id in {row.account_ref for row in names if row.account_ref}
    return GridDesk(
        id=entry.pk,
        version=entry.version,
        person_id=entry.person_id,
        person=entry.person.name,
        category=Category(entry.person.category).label,
        organisation=entry.organisation.name,
        org_path=entry.org_path,
        family=entry.family,
        edition=edition,
        state=state,
        waits_for=SIGNER_LABELS.get(waits, ""),
        cells=entry.sheet,
        note=entry.note,
        signed=_signed(names),
        members=tuple(registry_reads.ever_full_members(entry.organisation_id)),
        may_type=is_draft and actor.may(Action.OPEN_CASE, path=entry.org_path),
        may_confirm=is_turn and not bears_own_name,
        bears_own_name=is_turn and bears_own_name,
        case_id=entry.case_id,
        is_doubled=entry.is_doubled,
        everywhere=grids.asked_everywhere(family.shipped.editions),
    )


def cases_of(person_id: int | OuterRef, family: str | OuterRef) -> QuerySet[Case]:
    """Return the cases of a person that a paper history would double."""
    gone = (CaseState.ENDED, CaseState.CANCELLED)
    return Case.objects.filter(person_id=person_id, family=family).exclude(state__in=gone)


def _signed(names: Iterable[Confirmation]) -> tuple[Signed, ...]:
    return tuple(
        Signed(signed_as=SIGNER_LABELS[row.signed_as], name=row.actor_name, at=row.at)
        for row in names
    )


def filled(edition: Edition, cells: Mapping[str, Any]) -> tuple[Row, ...]:
    """Return the rows into which something was typed."""
    return tuple(row for row in grids.rows(edition, cells) if grids.is_filled(row, cells))


@dataclass(frozen=True, kw_only=True)
class ReadRow:
    """One filled row in words, for whoever only reads or confirms."""

    key: str
    number: int
    title: str
    signer: str
    facts: tuple[wording.Fact, ...]
    papers: tuple[str, ...]


def in_words(desk: GridDesk) -> tuple[ReadRow, ...]:
    """Return the filled rows in words."""
    names = dict(desk.members)
    found = []
    for row in filled(desk.edition, desk.cells):
        records, _problems = values.typed((row.kind,), {row.kind.key: grids.facts(row, desk.cells)})
        named = [p for s in row.kind.fields if s.kind is FieldKind.PEOPLE for p in records[row.kind.key].get(s.name, ())]  # fmt: skip
        people = {**dict.fromkeys(named, ""), **names}
        found.append(
            ReadRow(
                key=row.key,
                number=row.step.number,
                title=row.kind.title,
                signer=SIGNER_LABELS[row.step.signed_by[0]],
                facts=tuple(
                    wording.facts(desk.edition, row.kind.key, records[row.kind.key], people)
                ),
                papers=tuple(
                    p.title
                    for p in row.kind.papers
                    if not row.nth and desk.cells.get(f"paper.{p.key}")
                ),
            )
        )
    return tuple(found)


class BackEntryRow(NamedTuple):
    """One paper history of the list."""

    id: int
    person: str
    organisation: str
    state: BackEntryState
    waits_for: str
    typed_by: str
    changed_at: datetime
    is_mine: bool


def waiting_for(actor: Actor) -> Q:
    """Return the condition that keeps what the actor is to do next: type on, or confirm."""
    typing = ranges.any_of(actor.roots(Action.OPEN_CASE), field="org_path")
    condition = Q(state=BackEntryState.DRAFT) & typing
    for role, action in SIGNING.items():
        reach = ranges.any_of(actor.roots(action), field="org_path")
        condition |= Q(state=BackEntryState.WAITING, waits_for=role) & reach
    own = Confirmation.objects.filter(back_entry=OuterRef("pk"), account_ref=actor.account_id or 0)
    return condition & (Q(state=BackEntryState.DRAFT) | ~Exists(own))


def listed(actor: Actor) -> tuple[BackEntryRow, ...]:
    """Return the histories in sight that are not yet entered, the actor's own turn first."""
    rows = access.scoped(BackEntry.objects.all(), actor, Action.VIEW_CASES)
    rows = rows.filter(state__in=[BackEntryState.DRAFT, BackEntryState.WAITING])
    mine = set(rows.filter(waiting_for(actor)).values_list("pk", flat=True)[:MOST])
    columns = ("id", "person__name", "organisation__short_name", "state", "waits_for", "typed_by", "changed_at")  # fmt: skip
    found = [
        BackEntryRow(
            id=pk,
            person=person,
            organisation=organisation,
            state=BackEntryState(state),
            waits_for=SIGNER_LABELS.get(waits, ""),
            typed_by=typed_by,
            changed_at=changed_at,
            is_mine=pk in mine,
        )
        for pk, person, organisation, state, waits, typed_by, changed_at in rows.order_by(
            "-id"
        ).values_list(*columns)[:MOST]
    ]
    return tuple(sorted(found, key=lambda row: not row.is_mine))
