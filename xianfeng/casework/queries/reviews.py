"""The review as an instrument: what a step's record takes from the reviewer's own hands (D-59)."""

from dataclasses import dataclass
from datetime import date

from django.db.models import FilteredRelation, OuterRef, Q, Subquery
from django.urls import reverse

from xianfeng.casework.models import Case, Entry, Review
from xianfeng.casework.queries import dockets, hands, prepared
from xianfeng.casework.queries.caseviews import InstrumentView
from xianfeng.casework.queries.prepared import Prepared
from xianfeng.casework.rules import history, judging, values
from xianfeng.casework.vocab import SIGNER_LABELS, SIGNING, SIGNING_ROLES, CaseState, EntryKind
from xianfeng.casework.vocab.reviews import ReviewState
from xianfeng.kernel.checks import reason
from xianfeng.kernel.verdict import Verdict
from xianfeng.procedure.schema import Edition, RecordKind
from xianfeng.trust.queries import accounts
from xianfeng.trust.vocab import Actor

CHECK = "D-59"
OWN_WORK = "此件由您报审，或您办理过此件的环节，不能由您审核"


@dataclass(frozen=True, kw_only=True)
class ReviewRow:
    """One submission and what came of it."""

    id: int
    state: ReviewState
    result: str
    why: str
    asked_on: date
    asked_by: str
    answered_on: date | None
    answered_by: str
    is_stale: bool


@dataclass(frozen=True, kw_only=True)
class Link:
    """Something else that the same step is made from, such as its checklist."""

    title: str
    url: str


@dataclass(frozen=True, kw_only=True)
class ReviewDesk:
    """One record of a case with all that was submitted to its reviewer, the newest first."""

    case_id: int
    version: int
    person: str
    organisation: str
    title: str
    number: int
    reviewer: str
    rows: tuple[ReviewRow, ...]
    choices: tuple[tuple[str, str], ...]
    links: tuple[Link, ...]
    waits: Verdict
    # The submission that waits for its answer.
    live_id: int | None
    may_ask: bool
    may_answer: bool
    may_recall: bool
    # Why somebody who reviews does not review this one.
    stays_out: str = ""


def kind_of(edition: Edition, record: str) -> RecordKind:
    """Return a record that a reviewer fills.

    :raises Case.DoesNotExist: the edition has no such record, or its signer fills it.
    """
    kind = edition.records.get(record)
    if kind is None or not kind.reviewer or edition.maker_of(record) is None:
        raise Case.DoesNotExist(f"no reviewed record {record}")
    return kind


def passing(edition: Edition, kind: RecordKind) -> frozenset[str]:
    """Return the results that the edition's gates let through; every other one refuses."""
    choice = kind.verdict_field
    assert choice is not None
    fact = f"{kind.key}.{choice.name}"
    return frozenset(
        str(one.value)
        for gate in edition.gates
        for one in gate.any_of
        if one.fact == fact and one.op == "equals"
    )


def latest(case: Case, record: str) -> Review | None:
    """Return the submission of the present round that counts, answered or not."""
    rows = Review.objects.filter(case=case, record=record, round=case.round)
    found = rows.exclude(state=ReviewState.RECALLED).order_by("-id").first()
    return None if found is None or is_stale(found, _returned(case)) else found


def is_stale(review: Review, returned: int) -> bool:
    """Tell whether the case has been returned since it was submitted: it must be submitted anew."""
    return review.state != ReviewState.REFUSED and returned > review.last_entry


def _returned(case: Case) -> int:
    rows = Entry.objects.filter(case=case, kind=EntryKind.RETURNED).order_by("-id")
    return next(iter(rows.values_list("id", flat=True)[:1]), 0)


def read(case: Case, kind: RecordKind) -> Prepared | None:
    """Return the record as its reviewer filled it; see :mod:`queries.prepared`.

    Where nobody ever held the reviewer's role the record is typed, as for a review on paper alone.
    """
    if not kind.reviewer:
        return None
    url = reverse("casework:review", args=[case.pk, kind.key])
    who = SIGNER_LABELS[kind.reviewer]
    state, result, answered_on, answered_ref, is_by_hand = _present(case, kind)
    if state is None:
        remedy = f"先报{who}审核，由其本人签署意见"
        unasked = reason(CHECK, message=f"尚未经{who}审核", remedy=remedy)
        return Prepared(title=f"报{who}审核", url=url, waits=(unasked,) if is_by_hand else ())
    if state is ReviewState.REFUSED:
        words = f"{who}审核不通过：{label_of(kind, result)}"
        refused = reason(CHECK, message=words, remedy="补充整改后重新报审")
        return Prepared(title=f"报{who}审核", url=url, waits=(refused,))
    if state is ReviewState.ASKED:
        words = f"已报{who}，尚未答复"
        waits = reason(CHECK, message=words, remedy="审核通过后再办理本环节")
        return Prepared(title=f"查看{kind.title}", url=url, waits=(waits,))
    choice = kind.verdict_field
    assert choice is not None
    known = {values.DAY: answered_on, choice.name: result}
    others = frozenset({answered_ref} - {None})
    return Prepared(title=f"查看{kind.title}", url=url, values=known, others=others)


_LIVE = (ReviewState.ASKED, ReviewState.PASSED, ReviewState.REFUSED)


def _present(
    case: Case, kind: RecordKind
) -> tuple[ReviewState | None, str, date | None, int | None, bool]:
    """Return state, result, day and hand of what counts, and whether the reviewer works here: one query."""
    live = Q(reviews__record=kind.key, reviews__round=case.round, reviews__state__in=_LIVE)
    returned = Entry.objects.filter(case=OuterRef("pk"), kind=EntryKind.RETURNED).order_by("-id")
    rows = Case.objects.filter(pk=case.pk).annotate(
        live=FilteredRelation("reviews", condition=live),
        returned=Subquery(returned.values("id")[:1]),
        is_by_hand=accounts.was_held(SIGNING_ROLES[kind.reviewer], path=case.org_path),
    )
    columns = ("state", "result", "answered_on", "answered_ref", "last_entry")
    live_columns = [f"live__{name}" for name in columns]
    state, result, day, hand, last_entry, back, is_by_hand = (
        rows.order_by("-live__id").values_list(*live_columns, "returned", "is_by_hand")[:1].get()
    )
    if state is None or (state != ReviewState.REFUSED and (back or 0) > last_entry):
        return None, "", None, None, is_by_hand
    return ReviewState(state), result, day, hand, is_by_hand


def is_own_work(actor: Actor, case: Case, kind: RecordKind, asked_ref: int | None) -> bool:
    """Tell whether the actor would review what is theirs: asked for by them, or signed below the reviewer.

    A step signed in the reviewer's own name is no work of those who are reviewed.
    """
    if actor.account_id is None:
        return False
    signed = Entry.objects.filter(
        case=case, kind=EntryKind.SIGNED, is_active=True, account_ref=actor.account_id
    )
    return actor.account_id == asked_ref or signed.exclude(signed_as=kind.reviewer).exists()


def label_of(kind: RecordKind, result: str) -> str:
    """Return a result in words."""
    choice = kind.verdict_field
    return dict(choice.choices).get(result, result) if choice else result


def desk(actor: Actor, case_id: int, record: str) -> ReviewDesk:
    """Return the desk of one reviewed record, for whoever submits it and whoever reviews.

    :raises Case.DoesNotExist: out of sight of those who work on cases, or no such record.
    """
    seen = dockets.visible(actor).filter(dockets.viewed(actor, field="org_path"))
    case = seen.select_related("person", "organisation").get(pk=case_id)
    docket = dockets.of(case)
    edition = docket.edition
    kind = kind_of(edition, record)
    step = edition.maker_of(record)
    assert step is not None
    returned = _returned(case)
    rows = list(Review.objects.filter(case=case, record=record).order_by("-id"))
    live = next((row for row in rows if _is_asked(row, case, returned)), None)
    waits = Verdict.of(judging.in_order(edition, step, docket.standing, docket.state))
    is_due = not waits.reasons and step in history.open_steps(edition, docket.standing.signed)
    reviews = actor.may(SIGNING[kind.reviewer], path=case.org_path)
    signs = hands.may_sign(actor, step, case.org_path)
    is_own = live is not None and reviews and is_own_work(actor, case, kind, live.asked_ref)
    passed = any(
        row.state == ReviewState.PASSED and row.round == case.round and not is_stale(row, returned)
        for row in rows
    )
    choice = kind.verdict_field
    others = prepared.beside(case, edition.kinds_of(step))
    return ReviewDesk(
        case_id=case.pk,
        version=case.version,
        person=case.person.name,
        organisation=case.organisation.name,
        title=kind.title,
        number=step.number,
        reviewer=SIGNER_LABELS[kind.reviewer],
        rows=tuple(_row(row, kind, returned) for row in rows),
        choices=choice.choices if choice else (),
        links=tuple(Link(title=one.title, url=one.url) for one in others),
        waits=waits,
        live_id=live.pk if live else None,
        may_ask=signs and is_due and live is None and not passed,
        may_answer=reviews and is_due and live is not None and not is_own,
        stays_out=OWN_WORK if is_own else "",
        may_recall=signs and live is not None,
    )


def _is_asked(row: Review, case: Case, returned: int) -> bool:
    is_present = row.state == ReviewState.ASKED and row.round == case.round
    return is_present and not is_stale(row, returned)


def _row(row: Review, kind: RecordKind, returned: int) -> ReviewRow:
    return ReviewRow(
        id=row.pk,
        state=ReviewState(row.state),
        result=label_of(kind, row.result),
        why=row.why,
        asked_on=row.asked_on,
        asked_by=row.asked_by,
        answered_on=row.answered_on,
        answered_by=row.answered_by,
        is_stale=is_stale(row, returned) and row.state != ReviewState.RECALLED,
    )


def invitation(case: Case, kind: RecordKind) -> InstrumentView | None:
    """Return where a record is submitted to its reviewer; None where its signer fills it."""
    if not kind.reviewer:
        return None
    url = reverse("casework:review", args=[case.pk, kind.key])
    return InstrumentView(title=kind.title, url=url)


def asked(case: Case) -> list[str]:
    """Return what of the case lies before a reviewer, by its title."""
    if CaseState(case.state) is not CaseState.OPEN:
        return []
    kinds, returned = dockets.edition_of(case).records, _returned(case)
    rows = Review.objects.filter(case=case, round=case.round, state=ReviewState.ASKED)
    return [kinds[row.record].title for row in rows if not is_stale(row, returned)]
