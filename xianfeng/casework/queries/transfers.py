"""Cases on their way between branches."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import OuterRef, Q, QuerySet, Subquery

from xianfeng.casework.models import Case, Paper, Transfer
from xianfeng.casework.queries import dockets, hands
from xianfeng.casework.vocab import TransferState
from xianfeng.kernel.errors import NotAllowed
from xianfeng.registry.queries import naming
from xianfeng.trust.vocab import Action, Actor

MOST = 200


@dataclass(frozen=True, kw_only=True)
class SendDesk:
    """A case about to be handed over, with the branches that the words found."""

    case_id: int
    version: int
    person: str
    organisation: str
    places: tuple[tuple[int, str], ...]
    papers: int


def sending(actor: Actor, case_id: int, words: str) -> SendDesk:
    """Return the desk of handing a case over.

    :raises Case.DoesNotExist: out of sight.
    :raises NotAllowed: it is not the actor's to hand over.
    """
    case = dockets.visible(actor).select_related("person", "organisation").get(pk=case_id)
    if not hands.may_move(actor, case.org_path):
        raise NotAllowed.because("党支部或其基层党委")
    found = (place for place in naming.branches_called(words) if place.id != case.organisation_id)
    return SendDesk(
        case_id=case.pk,
        version=case.version,
        person=case.person.name,
        organisation=case.organisation.name,
        places=tuple((place.id, place.name) for place in found),
        papers=Paper.objects.filter(case=case, is_active=True).count(),
    )


def on_the_way(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Add to cases where each is being sent, as ``on_the_way``; None when it is on no way."""
    sent = Transfer.objects.filter(case=OuterRef("pk"), state=TransferState.SENT)
    return cases.annotate(on_the_way=Subquery(sent.order_by("id").values("to_name")[:1]))


def leaving() -> QuerySet[Transfer, dict[str, int]]:
    """Return, for another query, the ids of the people whose cases are on their way to another branch."""
    return Transfer.objects.filter(state=TransferState.SENT).values("case__person_id")


class TransferRow(NamedTuple):
    """One handing over of the list."""

    id: int
    person: str
    source: str
    target: str
    state: TransferState
    left_on: date
    sent_at: datetime
    is_mine: bool


def listed(actor: Actor) -> tuple[TransferRow, ...]:
    """Return what went out of the actor's reach or came into it, what waits for the actor first."""
    rows = Transfer.objects.filter(_seen(actor)).order_by("-id")
    columns = (
        "id", "case__person__name", "from_organisation__short_name", "to_name", "state", "left_on",
        "sent_at", "to_path",
    )  # fmt: skip
    found = []
    for pk, person, source, target, state, left_on, sent_at, to_path in rows.values_list(*columns)[:MOST]:  # fmt: skip
        is_mine = state == TransferState.SENT and hands.may_move(actor, to_path)
        found.append(
            TransferRow(pk, person, source, target, TransferState(state), left_on, sent_at, is_mine)
        )
    return tuple(sorted(found, key=lambda row: not row.is_mine))


def _seen(actor: Actor) -> Q:
    return dockets.viewed(actor, field="from_path") | dockets.viewed(actor, field="to_path")


@dataclass(frozen=True, kw_only=True)
class TransferDesk:
    """One handing over as whoever sends or receives it sees it."""

    id: int
    case_id: int
    sees_case: bool
    person: str
    source: str
    target: str
    state: TransferState
    why: str
    left_on: date
    resumed_on: date | None
    break_days: int
    papers: Sequence[str]
    choices: tuple[tuple[str, str], ...]
    missing: Sequence[str]
    sent_by: str
    sent_at: datetime
    answer: str
    answered_by: str
    may_answer: bool
    may_recall: bool


def one(actor: Actor, transfer_id: int) -> TransferDesk:
    """Return one handing over.

    :raises Transfer.DoesNotExist: neither sent from nor into the actor's reach.
    """
    row = (
        Transfer.objects.filter(_seen(actor))
        .select_related("case__person", "from_organisation")
        .get(pk=transfer_id)
    )
    is_open = row.state == TransferState.SENT
    return TransferDesk(
        id=row.pk,
        case_id=row.case_id,
        sees_case=actor.may(Action.VIEW_CASES, path=row.case.org_path),
        person=row.case.person.name,
        source=row.from_organisation.name,
        target=row.to_name,
        state=TransferState(row.state),
        why=row.why,
        left_on=row.left_on,
        resumed_on=row.resumed_on,
        break_days=row.break_days,
        papers=[paper["title"] for paper in row.papers],
        choices=tuple((paper["key"], paper["title"]) for paper in row.papers),
        missing=[paper["title"] for paper in row.missing],
        sent_by=row.sent_by,
        sent_at=row.sent_at,
        answer=row.answer,
        answered_by=row.answered_by,
        may_answer=is_open and hands.may_move(actor, row.to_path),
        may_recall=is_open and hands.may_move(actor, row.from_path),
    )
