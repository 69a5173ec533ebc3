"""Lists of disposal within reach: what stands on them, what became of it, what still speaks against it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet

from xianfeng.casework.models import Case, Disposal, DisposalItem, Hold, Objection
from xianfeng.casework.queries.notices import OPEN_OBJECTIONS
from xianfeng.casework.rules import retention
from xianfeng.casework.vocab import CaseState
from xianfeng.casework.vocab.disposals import DisposalState, ItemState
from xianfeng.kernel.verdict import Verdict
from xianfeng.trust import access
from xianfeng.trust.vocab import Action, Actor

MOST_LISTS = 20
# Each says, by case, why other modules still need a file.
_needs: list[Callable[[Iterable[int]], dict[int, list[str]]]] = []


def install(needs: list[Callable[[Iterable[int]], dict[int, list[str]]]]) -> None:
    """Set who else is asked whether a file is still needed."""
    _needs[:] = needs


def visible(actor: Actor) -> QuerySet[Disposal]:
    """Return the lists of the county offices in whose reach the actor acts for the county."""
    return access.scoped(Disposal.objects.all(), actor, Action.SIGN_AS_COUNTY)


def against(cases: Iterable[Case], *, today: date) -> dict[int, Verdict]:
    """Judge which of these cases may be disposed of today, and if not, why."""
    rows = {case.pk: case for case in cases}
    holds = dict(
        Hold.objects.filter(case__in=rows, lifted_at__isnull=True).values_list("case_id", "why")
    )
    objected = Objection.objects.filter(notice__case__in=rows, state__in=OPEN_OBJECTIONS)
    counts = dict(objected.order_by().values_list("notice__case_id").annotate(found=Count("id")))
    needed: dict[int, list[str]] = {pk: [] for pk in rows}
    for ask in _needs:
        for pk, sentences in ask(rows).items():
            needed[pk] += sentences
    return {
        pk: retention.may_dispose(
            retention.Closed(
                state=CaseState(case.state),
                closed_on=case.closed_on,
                hold=holds.get(pk, ""),
                open_objections=counts.get(pk, 0),
                needed=needed[pk],
            ),
            today,
        )
        for pk, case in rows.items()
    }


@dataclass(frozen=True, kw_only=True)
class ListRow:
    """One list in a line."""

    id: int
    state: DisposalState
    drawn_by: str
    drawn_on: datetime
    cases: int
    disposed: int


def lists(actor: Actor) -> tuple[ListRow, ...]:
    """Return the newest lists.

    :raises NotAllowed: the actor does not act for the county.
    """
    access.require(actor, Action.SIGN_AS_COUNTY)
    rows = visible(actor).annotate(
        cases=Count("items"), gone=Count("items", filter=Q(items__state=ItemState.DISPOSED))
    )
    return tuple(
        ListRow(
            id=row.pk,
            state=DisposalState(row.state),
            drawn_by=row.drawn_by,
            drawn_on=row.drawn_at,
            cases=row.cases,
            disposed=row.gone,
        )
        for row in rows.order_by("-id")[:MOST_LISTS]
    )


@dataclass(frozen=True, kw_only=True)
class ItemRow:
    """One file on a list; ``person`` is empty once it has been disposed of."""

    number: int
    case_id: int
    person: str
    organisation: str
    state: ItemState
    opened_on: date
    closed_on: date
    ended_on: date
    entries: int
    papers: int
    scans: int
    words: int
    refusal: str
    against: Verdict


@dataclass(frozen=True, kw_only=True)
class ListView:
    """One list with all that stands on it, and what the actor may do to it now."""

    id: int
    state: DisposalState
    basis: str
    drawn_by: str
    drawn_at: datetime
    approved_by: str
    approved_at: datetime | None
    carried_by: str
    carried_at: datetime | None
    items: tuple[ItemRow, ...]
    drew_it_up: bool

    @property
    def may_approve(self) -> bool:
        """Whether the actor is the other hand."""
        return self.state is DisposalState.DRAWN_UP and not self.drew_it_up

    @property
    def may_withdraw(self) -> bool:
        """Whether it can still be taken back."""
        return self.state in {DisposalState.DRAWN_UP, DisposalState.APPROVED}

    @property
    def may_carry(self) -> bool:
        """Whether there is something left to carry out."""
        return self.state is DisposalState.APPROVED

    @property
    def disposed(self) -> int:
        """How many files went."""
        return sum(item.state is ItemState.DISPOSED for item in self.items)

    @property
    def refused(self) -> int:
        """How many files were kept after all."""
        return sum(item.state is ItemState.REFUSED for item in self.items)


def one(actor: Actor, disposal_id: int, *, today: date) -> ListView:
    """Return one list.

    :raises Disposal.DoesNotExist: out of sight.
    :raises NotAllowed: the actor does not act for the county.
    """
    access.require(actor, Action.SIGN_AS_COUNTY)
    found = visible(actor).get(pk=disposal_id)
    items = list(
        DisposalItem.objects.filter(disposal=found)
        .select_related("case__person", "case__organisation")
        .order_by("case__org_path", "case_id")
    )
    waiting = [item.case for item in items if item.state == ItemState.WAITING]
    verdicts = against(waiting, today=today) if waiting else {}
    return ListView(
        id=found.pk,
        state=DisposalState(found.state),
        basis=found.basis,
        drawn_by=found.drawn_by,
        drawn_at=found.drawn_at,
        approved_by=found.approved_by,
        approved_at=found.approved_at,
        carried_by=found.carried_by,
        carried_at=found.carried_at,
        items=tuple(
            _row(number, item, verdicts.get(item.case_id, Verdict()))
            for number, item in enumerate(items, 1)
        ),
        drew_it_up=actor.account_id is not None and actor.account_id == found.drawn_ref,
    )


def _row(number: int, item: DisposalItem, verdict: Verdict) -> ItemRow:
    is_gone = item.case.disposed_on is not None
    return ItemRow(
        number=number,
        case_id=item.case_id,
        person="" if is_gone else item.case.person.name,
        organisation=item.case.organisation.short_name,
        state=ItemState(item.state),
        opened_on=item.opened_on,
        closed_on=item.closed_on,
        ended_on=item.ended_on,
        entries=item.entries,
        papers=item.papers,
        scans=item.scans,
        words=item.words,
        refusal=item.refusal,
        against=verdict,
    )


@dataclass(frozen=True, kw_only=True)
class HoldDesk:
    """A case that is to be held back from disposal or let go."""

    case_id: int
    person: str
    organisation: str
    why: str
    set_by: str
    set_at: datetime | None


def hold_desk(actor: Actor, case_id: int) -> HoldDesk:
    """Return how a case stands.

    :raises Case.DoesNotExist: out of sight, or disposed of.
    :raises NotAllowed: the actor does not act for the county.
    """
    access.require(actor, Action.SIGN_AS_COUNTY)
    rows = access.scoped(Case.objects.kept(), actor, Action.SIGN_AS_COUNTY)
    case = rows.select_related("person", "organisation").get(pk=case_id)
    held = Hold.objects.filter(case=case, lifted_at__isnull=True).order_by("-id").first()
    return HoldDesk(
        case_id=case.pk,
        person=case.person.name,
        organisation=case.organisation.short_name,
        why=held.why if held else "",
        set_by=held.set_by if held else "",
        set_at=held.set_at if held else None,
    )
