"""Matters of accountability: who sees which, the list, one with its entries, counts by place, year and check.

Counts are of organisations, in the order of the tree; nobody is counted as a person.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet

from xianfeng.casework.queries import casefacts
from xianfeng.kernel import checks
from xianfeng.kernel.errors import NotAllowed
from xianfeng.recruitment.models import Inquiry, InquiryEntry
from xianfeng.recruitment.rules import accountability as rules
from xianfeng.recruitment.vocab.accountability import (
    AccountOutcome,
    InquiryAct,
    InquirySource,
    InquiryState,
)
from xianfeng.registry.queries import naming
from xianfeng.trust import access
from xianfeng.trust.vocab import Action, Actor

PAGE = 30


@dataclass(frozen=True, kw_only=True)
class InquiryFilter:
    """Which matters to list; what is empty filters nothing."""

    state: str = ""
    committee: str = ""
    rule: str = ""
    year: int | None = None
    is_overdue: bool = False


@dataclass(frozen=True, kw_only=True)
class InquiryRow:
    """One matter of the list."""

    id: int
    organisation: str
    matter: str
    rule: str
    post: str
    source: InquirySource
    state: InquiryState
    opened_on: date
    due_on: date | None
    is_overdue: bool


@dataclass(frozen=True, kw_only=True)
class CountRow:
    """How many matters one committee, year or check has; each number opens its rows."""

    key: str
    label: str
    total: int
    open: int
    overdue: int
    closed: int


@dataclass(frozen=True, kw_only=True)
class Counts:
    """The county's figures: by committee in the order of the tree, by year, by check."""

    by_committee: tuple[CountRow, ...]
    by_year: tuple[CountRow, ...]
    by_rule: tuple[CountRow, ...]


@dataclass(frozen=True, kw_only=True)
class EntryRow:
    """One thing done to a matter."""

    id: int
    what: str
    on: date
    words: str
    due_on: date | None
    outcomes: tuple[str, ...]
    has_file: bool
    file_name: str
    name: str
    at: datetime
    is_reversed: bool


@dataclass(frozen=True, kw_only=True)
class InquirySheet:
    """One matter with all its entries and what the actor may do now."""

    id: int
    organisation: str
    opener: str
    source: InquirySource
    case_id: int | None
    person: str
    rule: str
    rule_words: str
    matter: str
    clause: str
    post: str
    state: InquiryState
    opened_on: date
    opened_by: str
    due_on: date | None
    closed_on: date | None
    is_overdue: bool
    outcomes: tuple[str, ...]
    entries: tuple[EntryRow, ...]
    acts: tuple[InquiryAct, ...]
    opens: bool
    answers: bool
    answer_due: date

    @property
    def notice(self) -> EntryRow | None:
        """The notice as it went out; None before."""
        sent = [entry for entry in self.entries if entry.what == InquiryAct.NOTIFY.label]
        return sent[-1] if sent else None


def visible(actor: Actor) -> QuerySet[Inquiry]:
    """Return the matters in sight: those one opened, those in reach of which a notice went out."""
    reach = access.scope(actor, Action.VIEW_INQUIRIES)
    opened = access.scope(actor, Action.OPEN_INQUIRY, field="opener_path")
    if actor.may(Action.VIEW_LEDGER):
        return Inquiry.objects.filter(reach)
    return Inquiry.objects.filter(reach & (~Q(state=InquiryState.OPENED) | opened))


def case_place(actor: Actor, case_id: int, *, within: str) -> None:
    """See that a case is in sight and lies under a place.

    :raises Case.DoesNotExist: it is not, or does not.
    """
    casefacts.require_under(actor, case_id, path=within)


def listed(
    actor: Actor, wanted: InquiryFilter, *, today: date, page: int = 1
) -> tuple[tuple[InquiryRow, ...], int]:
    """Return one page of matters, what is open and due first, and how many there are."""
    rows = _selected(visible(actor), wanted, today).select_related("organisation")
    found = rows.count()
    ordered = rows.order_by("closed_on", "due_on", "-id")
    part = ordered[(page - 1) * PAGE : page * PAGE]
    return tuple(_row(row, today) for row in part), found


def _selected(rows: QuerySet[Inquiry], wanted: InquiryFilter, today: date) -> QuerySet[Inquiry]:
    if wanted.state == "unsettled":
        rows = rows.exclude(state=InquiryState.CLOSED)
    elif wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.committee:
        rows = rows.filter(committee_path=wanted.committee)
    if wanted.rule:
        rows = rows.filter(rule="" if wanted.rule == "none" else wanted.rule)
    if wanted.year:
        rows = rows.filter(year=wanted.year)
    return rows.filter(_overdue(today)) if wanted.is_overdue else rows


def _overdue(today: date) -> Q:
    return Q(state=InquiryState.NOTIFIED, due_on__lt=today)


def _row(row: Inquiry, today: date) -> InquiryRow:
    state = InquiryState(row.state)
    return InquiryRow(
        id=row.pk,
        organisation=row.organisation.short_name,
        matter=row.matter,
        rule=row.rule,
        post=row.post,
        source=InquirySource(row.source),
        state=state,
        opened_on=row.opened_on,
        due_on=row.due_on,
        is_overdue=rules.is_overdue(state, row.due_on, today),
    )


def counts(actor: Actor, *, today: date) -> Counts:
    """Count the matters in sight three ways, in four queries."""
    rows = visible(actor)
    placed = _counted(rows, "committee_path", today)
    names = naming.named(str(key) for key, *_ in placed)
    known = checks.catalogue()
    return Counts(
        by_committee=tuple(
            _count(key, names[key].short_name if key in names else key, numbers)
            for key, *numbers in placed
        ),
        by_year=tuple(_count(key, str(key), n) for key, *n in _counted(rows, "year", today)),
        by_rule=tuple(
            _count(key or "none", f"{key} {known[key].worded()}" if key in known else "人工发现", n)
            for key, *n in _counted(rows, "rule", today)
        ),
    )


def _counted(
    rows: QuerySet[Inquiry], column: str, today: date
) -> list[tuple[str, int, int, int, int]]:
    counted = rows.values_list(column).annotate(
        total=Count("id"),
        unsettled=Count("id", filter=~Q(state=InquiryState.CLOSED)),
        overdue=Count("id", filter=_overdue(today)),
        closed=Count("id", filter=Q(state=InquiryState.CLOSED)),
    )
    return list(counted.order_by(column))


def _count(key: object, label: str, numbers: list[int]) -> CountRow:
    total, unsettled, overdue, closed = numbers
    return CountRow(
        key=str(key), label=label, total=total, open=unsettled, overdue=overdue, closed=closed
    )


def one(actor: Actor, inquiry_id: int, *, today: date) -> InquirySheet:
    """Return one matter with all its entries.

    :raises Inquiry.DoesNotExist: it is out of sight.
    """
    row = visible(actor).select_related("organisation", "case__person").get(pk=inquiry_id)
    entries = row.entries.order_by("id").select_related("reversed_by")
    names = naming.named([row.opener_path])
    state = InquiryState(row.state)
    known = checks.catalogue()
    opens = actor.may(Action.OPEN_INQUIRY, path=row.opener_path)
    answers = row.org_path in actor.roots(Action.ANSWER_INQUIRY)
    sees_case = bool(row.case_id) and actor.may(Action.VIEW_CASES, path=row.org_path)
    return InquirySheet(
        id=row.pk,
        organisation=row.organisation.name,
        opener=names[row.opener_path].name if row.opener_path in names else "",
        source=InquirySource(row.source),
        case_id=row.case_id if sees_case else None,
        person=row.case.person.name if sees_case else "",
        rule=row.rule,
        rule_words=known[row.rule].worded() if row.rule in known else "",
        matter=row.matter,
        clause=row.clause,
        post=row.post,
        state=state,
        opened_on=row.opened_on,
        opened_by=row.opened_by,
        due_on=row.due_on,
        closed_on=row.closed_on,
        is_overdue=rules.is_overdue(state, row.due_on, today),
        outcomes=tuple(AccountOutcome(code).label for code in row.outcomes),
        entries=tuple(_entry(entry) for entry in entries),
        acts=tuple(
            act
            for act in InquiryAct
            if rules.FOLLOWS[act][0] is state and (answers if act is InquiryAct.RECTIFY else opens)
        ),
        opens=opens,
        answers=answers,
        answer_due=rules.answer_due(today),
    )


def require_may(sheet: InquirySheet, act: InquiryAct) -> None:
    """Refuse an act to whoever has not opened the matter, or does not answer for it.

    :raises NotAllowed: says whose it is (D-61).
    """
    if act is InquiryAct.RECTIFY and not sheet.answers:
        raise NotAllowed.because(sheet.organisation)
    if act is not InquiryAct.RECTIFY and not sheet.opens:
        raise NotAllowed.because(sheet.opener)


def _entry(entry: InquiryEntry) -> EntryRow:
    what = "立项" if entry.kind == "open" else InquiryAct(entry.kind).label
    return EntryRow(
        id=entry.pk,
        what=what,
        on=entry.happened_on,
        words=entry.words,
        due_on=entry.due_on,
        outcomes=tuple(AccountOutcome(code).label for code in entry.outcomes),
        has_file=entry.file_id is not None,
        file_name=entry.file_name,
        name=entry.actor_name,
        at=entry.entered_at,
        is_reversed=hasattr(entry, "reversed_by"),
    )


def attachment(actor: Actor, inquiry_id: int, entry_id: int) -> tuple[str, str]:
    """Return digest and name of the paper that came with an answer.

    :raises Inquiry.DoesNotExist: the matter is out of sight.
    :raises InquiryEntry.DoesNotExist: it has no such paper.
    """
    row = visible(actor).get(pk=inquiry_id)
    entry = row.entries.select_related("file").get(pk=entry_id, file__isnull=False)
    return entry.file.sha256, entry.file_name
