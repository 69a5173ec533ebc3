"""Reading objections: what an overseer, the branch, the sender with a receipt may know of one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from xianfeng.casework.models import Objection, Publication
from xianfeng.casework.rules import notice_kinds
from xianfeng.casework.rules import objections as rules
from xianfeng.casework.vocab.notices import ObjectionChannel, ObjectionDecision, ObjectionState
from xianfeng.trust import access, cipher
from xianfeng.trust.vocab import Action, Actor

CONTENT, SOURCE, FINDING = "objection.content", "objection.source", "objection.finding"


@dataclass(frozen=True, kw_only=True)
class ObjectionView:
    """One objection; what the reader need not know is empty. ``has_source`` tells whether a sender is named."""

    id: int
    version: int
    channel: str
    state: ObjectionState
    received_on: date
    content: str
    is_readable: bool
    has_source: bool
    is_shared: bool
    investigators: str
    finding: str
    decision: str
    decided_by: str
    decided_at: datetime | None
    may_oversee: bool
    may_decide: bool


@dataclass(frozen=True, kw_only=True)
class ObjectionFile:
    """An objection with the notice that it is about."""

    objection: ObjectionView
    notice_id: int
    notice_title: str
    organisation: str
    decisions: tuple[tuple[str, str], ...]


def visible(actor: Actor) -> QuerySet[Objection]:
    """Return the objections to notices within the actor's reach."""
    rows = Objection.objects.select_related("notice__case__organisation")
    return access.scoped(rows, actor, Action.VIEW_CASES, field="notice__org_path")


def one(actor: Actor, objection_id: int) -> ObjectionFile:
    """Return one objection as the actor may read it.

    :raises Objection.DoesNotExist: out of sight.
    """
    row = visible(actor).get(pk=objection_id)
    return ObjectionFile(
        objection=view(actor, row),
        notice_id=row.notice_id,
        notice_title=row.notice.title,
        organisation=row.notice.case.organisation.name,
        decisions=tuple((d.value, _worded(d, row)) for d in ObjectionDecision),
    )


def of_notice(actor: Actor, rows: Iterable[Objection]) -> tuple[ObjectionView, ...]:
    """Return a notice's objections as the actor may read them."""
    return tuple(view(actor, row) for row in rows)


def view(actor: Actor, row: Objection) -> ObjectionView:
    """Show an objection: in full to overseers, to the branch what it wrote itself or may share in.

    Whoever it is about reads nothing of it, whatever post they hold.
    """
    is_own = actor.person_id is not None and actor.person_id == row.notice.case.person_id
    oversees = actor.may(Action.OVERSEE_NOTICES, path=row.notice.org_path) and not is_own
    wrote = row.entered_ref is not None and row.entered_ref == actor.account_id
    reads = (oversees or row.is_shared or wrote) and not is_own
    is_closed = row.state == ObjectionState.CLOSED
    decision = ObjectionDecision(row.decision) if row.decision else None
    reopens = decision is ObjectionDecision.SUSPENDED
    return ObjectionView(
        id=row.pk,
        version=row.version,
        channel=ObjectionChannel(row.channel).label if reads else "",
        state=ObjectionState(row.state),
        received_on=row.received_on,
        content=cipher.unseal(row.content, column=CONTENT) if reads else "",
        is_readable=reads,
        has_source=bool(row.source) and oversees,
        is_shared=row.is_shared,
        investigators=row.investigators,
        finding=cipher.unseal(row.finding, column=FINDING) if reads else "",
        decision=_worded(decision, row) if decision else "",
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        may_oversee=oversees,
        may_decide=oversees
        and (row.state == ObjectionState.INVESTIGATING or is_closed and reopens),
    )


def _worded(decision: ObjectionDecision, row: Objection) -> str:
    if decision is ObjectionDecision.ADVERSE:
        return notice_kinds.catalogue()[row.notice.kind].adverse
    return decision.label


def index_of(receipt: str) -> bytes:
    """Return the keyed index under which a receipt number is found."""
    return cipher.blind_index(receipt, purpose="objection.receipt.index")


@dataclass(frozen=True, kw_only=True)
class Progress:
    """All that a sender is told: that it came in, whether it is being looked into, whether it is done."""

    state: ObjectionState
    received_on: date
    notice: str


def progress(typed: str) -> Progress | None:
    """Return how far the objection with this receipt number is; None where there is none."""
    receipt = rules.receipt_read(typed)
    if not receipt:
        return None
    rows = Objection.objects.filter(receipt_index=index_of(receipt)).order_by("id")
    for kind, state, received_on in rows.values_list("notice__kind", "state", "received_on"):
        title = notice_kinds.catalogue()[kind].title
        return Progress(state=ObjectionState(state), received_on=received_on, notice=title)
    return None


def published(notice_id: int, *, today: date) -> Publication:
    """Return the copy of a notice that is before the public on that day.

    :raises Publication.DoesNotExist: it is not.
    """
    return Publication.objects.get(
        notice_id=notice_id,
        taken_down_at__isnull=True,
        starts_on__lte=today,
        ends_on__gte=today,
    )
