"""Meetings as their pages show them: the list, one meeting, its roll, what is printed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from xianfeng.casework.models import AgendaItem, Entry, Meeting, Reversal
from xianfeng.casework.queries import dockets, hands, sittings, votes
from xianfeng.casework.queries.keyset import PAGE_SIZE, Position, token
from xianfeng.casework.queries.sittings import Sitting
from xianfeng.casework.rules import ballots
from xianfeng.casework.vocab import EntryKind, MeetingState, Presence, ReversalKind
from xianfeng.kernel.errors import NotAllowed
from xianfeng.procedure.schema import RecordKind
from xianfeng.registry.queries import standing as registry_reads
from xianfeng.trust import access
from xianfeng.trust.vocab import Action, Actor


@dataclass(frozen=True, kw_only=True)
class MeetingRow:
    """One meeting in the list."""

    id: int
    organisation: str
    held_on: date
    place: str
    state: MeetingState
    people: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class MeetingList:
    """One page of meetings, the latest first; ``older`` is where the next one begins."""

    rows: tuple[MeetingRow, ...]
    older: str


def page(actor: Actor, *, at: Position) -> MeetingList:
    """Return the meetings in the actor's reach from a position on."""
    seen = sittings.visible(actor).select_related("organisation")
    if at.id:
        seen = seen.filter(Q(held_on__lt=at.day) | Q(held_on=at.day, id__lt=at.id))
    found = list(seen.order_by("-held_on", "-id")[: PAGE_SIZE + 1])
    shown = found[:PAGE_SIZE]
    people = _people(shown)
    return MeetingList(
        rows=tuple(
            MeetingRow(
                id=row.pk,
                organisation=row.organisation.short_name,
                held_on=row.held_on,
                place=row.place,
                state=MeetingState(row.state),
                people=tuple(people.get(row.pk, ())),
            )
            for row in shown
        ),
        older=token(shown[-1].held_on, shown[-1].pk) if len(found) > PAGE_SIZE else "",
    )


def _people(meetings: Iterable[Meeting]) -> dict[int, list[str]]:
    items = AgendaItem.objects.filter(meeting__in=list(meetings), withdrawn_at__isnull=True)
    found: dict[int, list[str]] = {}
    for meeting, name in items.order_by("id").values_list("meeting_id", "case__person__name"):
        found.setdefault(meeting, []).append(name)
    return found


@dataclass(frozen=True, kw_only=True)
class ItemView:
    """One candidate: on what is voted, what was counted, what follows."""

    id: int
    case_id: int
    person: str
    matter: str
    step_number: int
    count: ballots.Count | None
    is_passed: bool
    is_signed: bool
    announced: str
    asked: RecordKind
    applicant_present: bool | None
    # Totals stand that nobody has taken back: to correct them is to say why.
    asks_why: bool = False
    # The same for who took part, unless the meeting was reopened.
    marking_asks_why: bool = False


@dataclass(frozen=True, kw_only=True)
class SeatView:
    """One line of the roll; ``is_present`` is what the box beside the name begins with."""

    person_id: int
    name: str
    is_entitled: bool
    reason: str
    approval: str
    is_present: bool
    written_on: date | None


@dataclass(frozen=True, kw_only=True)
class ReversalView:
    """One taking back of a counted vote: whose, how, the totals as they stood, who and why."""

    item_id: int
    person: str
    kind: ReversalKind
    yes: int
    no: int
    abstain: int
    void: int
    why: str
    actor_name: str
    at: datetime

    @property
    def label(self) -> str:
        """The word on the page."""
        return self.kind.label


@dataclass(frozen=True, kw_only=True)
class MeetingView:
    """One meeting. ``seats`` are a forecast from the registry until the roll is frozen.

    ``newcomers`` and ``gone`` say how the registry would make the roll today.
    """

    id: int
    version: int
    organisation_id: int
    organisation: str
    held_on: date
    place: str
    chair: str
    scrutineer_id: int | None
    scrutineer: str
    teller_id: int | None
    teller: str
    state: MeetingState
    note: str
    turnout: ballots.Turnout
    majority: int
    is_marked: bool
    seats: tuple[SeatView, ...]
    items: tuple[ItemView, ...]
    newcomers: tuple[str, ...]
    gone: tuple[str, ...]
    may_run: bool
    writers_unnamed: bool
    reversals: tuple[ReversalView, ...] = ()

    def item(self, item_id: int) -> ItemView:
        """Return one candidate.

        :raises AgendaItem.DoesNotExist: the agenda holds no such item.
        """
        for one in self.items:
            if one.id == item_id:
                return one
        raise AgendaItem.DoesNotExist(item_id)

    @property
    def is_open(self) -> bool:
        """Whether it can still be changed."""
        return self.state in {MeetingState.PLANNED, MeetingState.SITTING}

    @property
    def entitled(self) -> tuple[SeatView, ...]:
        """Those who are counted."""
        return tuple(seat for seat in self.seats if seat.is_entitled)

    @property
    def excluded(self) -> tuple[SeatView, ...]:
        """Those on the roll who are not counted."""
        return tuple(seat for seat in self.seats if not seat.is_entitled)

    @property
    def is_nameless(self) -> bool:
        """Whether only numbers are left of who took part."""
        return self.writers_unnamed and self.state is MeetingState.FINISHED

    @property
    def has_quorum(self) -> bool:
        """Whether enough are present to vote."""
        return not ballots.may_vote(self.turnout)

    @property
    def may_be_called_off(self) -> bool:
        """Whether the actor may still call it off: nothing is counted (V-09)."""
        return self.may_run and self.is_open and all(item.count is None for item in self.items)

    @property
    def marking_asks_why(self) -> bool:
        """Whether saying anew who took part takes totals back."""
        return any(item.marking_asks_why for item in self.items)

    @property
    def is_counted(self) -> bool:
        """Whether every candidate has totals."""
        return bool(self.items) and all(item.count is not None for item in self.items)


def of(actor: Actor, meeting_id: int) -> MeetingView:
    """Return one meeting.

    :raises Meeting.DoesNotExist: out of sight.
    """
    related = ("organisation", "scrutineer", "teller")
    meeting = sittings.visible(actor).select_related(*related).get(pk=meeting_id)
    sitting = sittings.of(meeting)
    today = registry_reads.Register().in_rights(meeting.organisation_id, meeting.held_on)
    frozen = {seat.person_id: seat.name for seat in sitting.seats}
    names = registry_reads.names(set(today) - frozen.keys())
    is_planned = sitting.state is MeetingState.PLANNED
    seats = _forecast(names) if is_planned else _seats(sitting)
    turnout = sitting.turnout
    if is_planned:
        turnout = ballots.Turnout(entitled=len(seats), present=0)
    reversals = () if is_planned else _reversals(meeting)
    return MeetingView(
        id=meeting.pk,
        version=meeting.version,
        organisation_id=meeting.organisation_id,
        organisation=meeting.organisation.name,
        held_on=meeting.held_on,
        place=meeting.place,
        chair=meeting.chair,
        scrutineer_id=meeting.scrutineer_id,
        scrutineer=meeting.scrutineer.name if meeting.scrutineer else "",
        teller_id=meeting.teller_id,
        teller=meeting.teller.name if meeting.teller else "",
        state=sitting.state,
        note=meeting.note,
        turnout=turnout,
        majority=ballots.majority(turnout.entitled),
        is_marked=sitting.is_marked,
        seats=seats,
        items=_items(sitting, reversals),
        newcomers=() if is_planned else tuple(sorted(names.values())),
        gone=tuple(sorted(name for person, name in frozen.items() if person not in today)),
        may_run=hands.may_sign_branch(actor, meeting.org_path),
        writers_unnamed=_writers_unnamed(sitting),
        reversals=tuple(told for told, _before in reversals),
    )


def _reversals(meeting: Meeting) -> tuple[tuple[ReversalView, Mapping[str, int]], ...]:
    """Return what was taken back, each with the totals as they stood; the latest last."""
    rows = Reversal.objects.filter(meeting=meeting).select_related("item__case__person")
    return tuple(
        (
            ReversalView(
                item_id=row.item_id,
                person=row.item.case.person.name,
                kind=ReversalKind(row.kind),
                yes=row.before["yes"],
                no=row.before["no"],
                abstain=row.before["abstain"],
                void=row.before["void"],
                why=row.why,
                actor_name=row.actor_name,
                at=row.at,
            ),
            row.before,
        )
        for row in rows.order_by("id")
    )


def for_running(actor: Actor, meeting_id: int) -> MeetingView:
    """Return one meeting to whoever runs it.

    :raises Meeting.DoesNotExist: out of sight.
    :raises NotAllowed: the actor does not sign for the branch (D-61).
    """
    meeting = of(actor, meeting_id)
    if not meeting.may_run:
        raise NotAllowed.because(access.who_may(Action.SIGN_AS_BRANCH))
    return meeting


def _forecast(names: Mapping[int, str]) -> tuple[SeatView, ...]:
    return tuple(
        SeatView(
            person_id=person, name=name, is_entitled=True, reason="", approval="",
            is_present=True, written_on=None,
        )
        for person, name in names.items()
    )  # fmt: skip


def _seats(sitting: Sitting) -> tuple[SeatView, ...]:
    views = []
    for seat in sitting.seats:
        row = sitting.attendance.get(seat.person_id)
        is_present = row.presence == Presence.PRESENT if row else not sitting.is_marked
        views.append(
            SeatView(
                person_id=seat.person_id,
                name=seat.name,
                is_entitled=seat.is_entitled,
                reason=seat.reason,
                approval=seat.approval,
                is_present=is_present and seat.is_entitled,
                written_on=row.handed_in_on if row else None,
            )
        )
    return tuple(views)


def _items(
    sitting: Sitting, reversals: Iterable[tuple[ReversalView, Mapping[str, int]]]
) -> tuple[ItemView, ...]:
    taken_back = {told.item_id: (told.kind, before) for told, before in reversals}
    signed = _signed(sitting)
    return tuple(
        _item(
            sitting,
            item,
            is_signed=(item.case_id, item.step, item.round) in signed,
            taken_back=taken_back.get(item.pk, (None, {})),
        )
        for item in sitting.items
    )


def _signed(sitting: Sitting) -> set[tuple[int, str, int]]:
    """Return which steps of the candidates are signed; from a meeting that is open none can be."""
    if sitting.state is not MeetingState.FINISHED:
        return set()
    rows = Entry.objects.filter(
        case__in=[item.case_id for item in sitting.items], kind=EntryKind.SIGNED, is_active=True
    )
    return set(rows.values_list("case_id", "step", "round"))


def _item(
    sitting: Sitting,
    item: AgendaItem,
    *,
    is_signed: bool,
    taken_back: tuple[ReversalKind | None, Mapping[str, int]],
) -> ItemView:
    edition = dockets.edition_of(item.case)
    count, turnout, name = sitting.counts.get(item.pk), sitting.turnout, item.case.person.name
    matter = votes.matter(edition.records[item.kind], item.proposal)
    return ItemView(
        id=item.pk,
        case_id=item.case_id,
        person=name,
        matter=matter,
        step_number=edition.step(item.step).number,
        count=count,
        is_passed=count is not None and ballots.passes(turnout.entitled, count),
        is_signed=is_signed,
        announced=ballots.announced(turnout, count, name=name, matter=matter) if count else "",
        asked=ballots.sheet(edition.records[item.kind]),
        applicant_present=item.applicant_present,
        asks_why=count is not None and count.totals() != taken_back[1],
        marking_asks_why=count is not None
        and taken_back != (ReversalKind.REOPENED, count.totals()),
    )


def _writers_unnamed(sitting: Sitting) -> bool:
    if sitting.state is MeetingState.FINISHED:
        return bool(sitting.turnout.written) and not sitting.attendance
    return bool(sitting.counts) and ballots.betrays(
        sitting.turnout.written, sitting.counts.values()
    )
