"""Public notices within reach: one with all that happened to it, the list, what waits for whom."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from xianfeng.casework.models import Case, Notice, NoticeEntry, Objection
from xianfeng.casework.queries import dockets, hands
from xianfeng.casework.queries import objections as objection_reads
from xianfeng.casework.queries.objections import ObjectionView
from xianfeng.casework.rules import judging, notice_kinds
from xianfeng.casework.rules import notices as rules
from xianfeng.casework.rules.notice_kinds import NoticeKind
from xianfeng.casework.rules.notices import NoticeText
from xianfeng.casework.vocab import SIGNING
from xianfeng.casework.vocab.notices import (
    NoticeAct,
    NoticeField,
    NoticePhase,
    NoticeState,
    ObjectionDecision,
    ObjectionState,
)
from xianfeng.kernel.errors import NotAllowed
from xianfeng.kernel.verdict import Reason, Verdict
from xianfeng.registry.queries import calendar as calendars
from xianfeng.registry.queries import introductions
from xianfeng.trust import access
from xianfeng.trust.vocab import Action, Actor

OPEN_OBJECTIONS = (ObjectionState.RECEIVED, ObjectionState.INVESTIGATING)


def visible(actor: Actor) -> QuerySet[Notice]:
    """Return the notices within the actor's reach; a case's subject sees them in public only."""
    return access.scoped(Notice.objects.all(), actor, Action.VIEW_CASES)


def introduced(case: Case, *, today: date) -> dict[str, str]:
    """Return what may be told of the case's subject, by field, and who decided."""
    person = asdict(introductions.of(case.person_id, today=today))
    return {**person, "organisation": case.organisation.name}


@dataclass(frozen=True, kw_only=True)
class DraftDesk:
    """A notice about to be written or changed, with the wording to begin from."""

    case_id: int
    notice_id: int | None
    version: int
    record: str
    person: str
    organisation: str
    kind_title: str
    status: str
    least_days: int
    unit: str
    fields: tuple[str, ...]
    text: NoticeText
    ends_on: date
    waits: Verdict


def new(actor: Actor, case_id: int, record: str, *, today: date) -> DraftDesk:
    """Compose the notice that a record of the case needs; nothing is asked that is known.

    :raises Case.DoesNotExist: out of sight.
    :raises Notice.DoesNotExist: no notice feeds such a record of this case.
    :raises NotAllowed: not the actor's to write (D-61).
    """
    case = dockets.visible(actor).select_related("person", "organisation").get(pk=case_id)
    docket = dockets.of(case)
    kind, step = notice_kinds.feeding(record), docket.edition.maker_of(record)
    if kind is None or step is None:
        raise Notice.DoesNotExist(f"no notice feeds {record}")
    if not drafts(actor, kind, case.org_path):
        raise NotAllowed.because(hands.in_words(step.signed_by))
    composed = rules.compose(kind, introduced(case, today=today), docket.standing.facts)
    text = NoticeText(
        title=composed.title,
        body=composed.body,
        contact=_last_contact(case),
        places="、".join(kind.places),
        days=kind.days,
    )
    unmet = judging.in_order(docket.edition, step, docket.standing, docket.state)
    return _desk(case, kind, record, text, today=today, waits=Verdict.of(unmet))


def existing(actor: Actor, notice_id: int, *, today: date) -> DraftDesk:
    """Return a notice about to be changed.

    :raises Notice.DoesNotExist: out of sight.
    :raises NotAllowed: not the actor's to write (D-61).
    """
    notice = _one(actor, notice_id)
    kind = notice_kinds.catalogue()[notice.kind]
    if not drafts(actor, kind, notice.org_path):
        raise NotAllowed.because(access.who_may(SIGNING[kind.signed_by[0]]))
    text = NoticeText(
        title=notice.title,
        body=notice.body,
        contact=notice.contact,
        places=notice.places,
        days=notice.days,
    )
    return _desk(notice.case, kind, notice.record, text, today=today, notice=notice)


def drafts(actor: Actor, kind: NoticeKind, path: str) -> bool:
    """Tell whether the actor writes and posts notices of this kind there."""
    return any(actor.may(SIGNING[role], path=path) for role in kind.signed_by)


def _last_contact(case: Case) -> str:
    """Return whom the branch named last; most branches have one office to turn to."""
    rows = Notice.objects.filter(case__organisation=case.organisation_id).order_by("-id")
    return next(iter(rows.values_list("contact", flat=True)[:1]), "")


def _desk(
    case: Case,
    kind: NoticeKind,
    record: str,
    text: NoticeText,
    *,
    today: date,
    notice: Notice | None = None,
    waits: Verdict = Verdict(),
) -> DraftDesk:
    return DraftDesk(
        case_id=case.pk,
        notice_id=notice.pk if notice else None,
        version=notice.version if notice else 0,
        record=record,
        person=case.person.name,
        organisation=case.organisation.name,
        kind_title=kind.title,
        status=kind.status,
        least_days=kind.days,
        unit=kind.unit.label,
        fields=tuple(field.label for field in kind.fields),
        text=text,
        ends_on=rules.last_day(today, text.days, kind.unit, calendars.work_calendar()),
        waits=waits,
    )


@dataclass(frozen=True, kw_only=True)
class Done:
    """One line of a notice's history."""

    at: datetime
    name: str
    what: str
    note: str
    ends_on: str


@dataclass(frozen=True, kw_only=True)
class NoticeFile:
    """One notice with its review, its days, its objections and what the actor may do to it now."""

    id: int
    version: int
    case_id: int
    record: str
    person: str
    organisation: str
    kind_title: str
    state: NoticeState
    phase: NoticePhase
    text: NoticeText
    unit: str
    starts_on: date | None
    ends_on: date | None
    is_provisional: bool
    forecast_on: date
    cleared_by: str
    cleared_at: datetime | None
    fields: tuple[str, ...]
    text_by: str
    photo: str
    objections: tuple[ObjectionView, ...]
    history: tuple[Done, ...]
    step_number: int
    is_signed: bool
    drafts: bool
    oversees: bool
    wrote_it: bool
    held_up: Verdict

    @property
    def open_objections(self) -> int:
        """How many objections have no conclusion yet."""
        return sum(one.state is not ObjectionState.CLOSED for one in self.objections)

    @property
    def may_write(self) -> bool:
        """Whether the actor may change the text."""
        early = {NoticeState.DRAFT, NoticeState.WAITING, NoticeState.CLEARED}
        return self.drafts and self.state in early and not self.is_signed

    @property
    def may_review(self) -> bool:
        """Whether the actor may clear the text: never the hand that wrote it (X-06)."""
        return self.oversees and self.state is NoticeState.WAITING and not self.wrote_it

    @property
    def may_prolong(self) -> bool:
        """Whether the actor may let it run longer."""
        running = {NoticePhase.RUNNING, NoticePhase.ENDING}
        return self.drafts and self.phase in running and not self.is_signed

    @property
    def may_withdraw(self) -> bool:
        """Whether the actor may take it down."""
        return self.drafts and self.state is not NoticeState.WITHDRAWN and not self.is_signed

    @property
    def takes_objections(self) -> bool:
        """Whether the actor may write an objection down."""
        return self.starts_on is not None and (self.drafts or self.oversees)


def one(actor: Actor, notice_id: int, *, today: date) -> NoticeFile:
    """Return one notice.

    :raises Notice.DoesNotExist: out of sight.
    """
    notice = _one(actor, notice_id)
    case, kind = notice.case, notice_kinds.catalogue()[notice.kind]
    docket = dockets.of(case)
    step = docket.edition.maker_of(notice.record)
    objected = Objection.objects.filter(notice=notice).select_related("notice__case")
    rows = list(objected.order_by("id"))
    state = NoticeState(notice.state)
    return NoticeFile(
        id=notice.pk,
        version=notice.version,
        case_id=case.pk,
        record=notice.record,
        person=case.person.name,
        organisation=case.organisation.name,
        kind_title=kind.title,
        state=state,
        phase=rules.phase(state, notice.ends_on, today),
        text=NoticeText(
            title=notice.title,
            body=notice.body,
            contact=notice.contact,
            places=notice.places,
            days=notice.days,
        ),
        unit=kind.unit.label,
        starts_on=notice.starts_on,
        ends_on=notice.ends_on,
        is_provisional=notice.is_provisional,
        forecast_on=rules.last_day(today, notice.days, kind.unit, docket.calendar),
        cleared_by=notice.cleared_by,
        cleared_at=notice.cleared_at,
        fields=_fields(notice, kind, today),
        text_by=notice.text_by,
        photo=notice.photo.sha256 if notice.photo else "",
        objections=objection_reads.of_notice(actor, rows),
        history=_history(notice),
        step_number=step.number if step else 0,
        is_signed=bool(step) and step.key in docket.standing.signed,
        drafts=drafts(actor, kind, notice.org_path),
        oversees=actor.may(Action.OVERSEE_NOTICES, path=notice.org_path),
        wrote_it=actor.account_id is not None and actor.account_id in writers(notice),
        held_up=Verdict.of(held_up(kind, rows)),
    )


def writers(notice: Notice) -> frozenset[int | None]:
    """Return the accounts that had a hand in the text, from its first draft on; one query."""
    written = notice.entries.filter(act__in=[NoticeAct.DRAFTED, NoticeAct.EDITED])
    return frozenset(written.values_list("account_ref", flat=True))


def for_writer(actor: Actor, notice_id: int, *, today: date) -> NoticeFile:
    """Return a notice that the actor is about to post, prolong or take down.

    :raises Notice.DoesNotExist: out of sight.
    :raises NotAllowed: not the actor's to do (D-61).
    """
    found = one(actor, notice_id, today=today)
    if not found.drafts:
        raise NotAllowed.because(access.who_may(Action.SIGN_AS_BRANCH))
    return found


def for_overseer(actor: Actor, notice_id: int, *, today: date) -> NoticeFile:
    """Return a notice that the actor is about to send back.

    :raises Notice.DoesNotExist: out of sight.
    :raises NotAllowed: the actor does not review notices here (D-61).
    """
    found = one(actor, notice_id, today=today)
    if not found.oversees:
        raise NotAllowed.because(access.who_may(Action.OVERSEE_NOTICES))
    return found


def for_recorder(actor: Actor, notice_id: int, *, today: date) -> NoticeFile:
    """Return a notice to which the actor is about to write an objection down.

    :raises Notice.DoesNotExist: out of sight.
    :raises NotAllowed: neither the branch nor an overseer here (D-61).
    """
    found = one(actor, notice_id, today=today)
    if not (found.drafts or found.oversees):
        raise NotAllowed.because(access.who_may(Action.OVERSEE_NOTICES))
    return found


def held_up(kind: NoticeKind, rows: Iterable[Objection]) -> list[Reason]:
    """Return why the case cannot go on: what a well-founded objection led to (N-03)."""
    return rules.holds_up(decisions(rows), kind)


def decisions(rows: Iterable[Objection]) -> list[ObjectionDecision]:
    """Return what was decided about objections so far."""
    return [ObjectionDecision(row.decision) for row in rows if row.decision]


def _one(actor: Actor, notice_id: int) -> Notice:
    rows = visible(actor).select_related("case__person", "case__organisation", "photo")
    return rows.get(pk=notice_id)


def _fields(notice: Notice, kind: NoticeKind, today: date) -> tuple[str, ...]:
    """Name what the text tells of the person: as reviewed, or for the reviewer as it stands."""
    if notice.cleared_at is not None:
        return tuple(NoticeField(name).label for name in notice.fields)
    person = introduced(notice.case, today=today)
    text = f"{notice.title}\n{notice.body}"
    return tuple(field.label for field in rules.told_fields(kind.fields, person, text))


def _history(notice: Notice) -> tuple[Done, ...]:
    rows = NoticeEntry.objects.filter(notice=notice).order_by("-id")
    return tuple(
        Done(
            at=row.entered_at,
            name=row.actor_name,
            what=NoticeAct(row.act).label,
            note=row.note,
            ends_on=row.detail.get("ends", ""),
        )
        for row in rows
    )
