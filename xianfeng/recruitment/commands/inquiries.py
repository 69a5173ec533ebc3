"""Accountability: opening a matter, notice, answer, closing, reopening; every one a recorded entry.

People decide each of these; nothing opens or closes by itself.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO

from django.db import transaction

from xianfeng.casework.commands import holds
from xianfeng.kernel import clock, paths
from xianfeng.kernel.checks import catalogue, reason
from xianfeng.kernel.errors import NotAllowed, Refused
from xianfeng.kernel.verdict import Reason, Verdict
from xianfeng.kernel.words import visible
from xianfeng.recruitment.models import DrawnFile, Inquiry, InquiryEntry
from xianfeng.recruitment.queries import inquiries
from xianfeng.recruitment.rules import accountability as rules
from xianfeng.recruitment.vocab.accountability import (
    AccountOutcome,
    InquiryAct,
    InquirySource,
    InquiryState,
)
from xianfeng.registry.queries import naming
from xianfeng.trust import access
from xianfeng.trust.commands import evidence, ledger
from xianfeng.trust.vocab import Action, Actor

SHORTEST = 4
LONGEST = 1000


@dataclass(frozen=True, kw_only=True)
class Matter:
    """What a matter is about, as typed: what was found, the post that answers, where it comes from."""

    organisation_id: int
    matter: str
    post: str
    rule: str = ""
    clause: str = ""
    source: InquirySource = InquirySource.HAND
    case_id: int | None = None
    drawn_file_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A paper that comes with an answer."""

    name: str
    content: IO[bytes]


@transaction.atomic
def open_matter(*, actor: Actor, matter: Matter, at: datetime) -> int:
    """Open a matter at an organisation below the actor's own; return its id.

    :raises Organisation.DoesNotExist: the organisation (or the case) is out of sight.
    :raises NotAllowed: the actor may not open matters there; nobody opens one against
        the organisation they answer for themselves.
    :raises Refused: what was found or the post is missing (A-04).
    """
    place = naming.one(actor, matter.organisation_id)
    opener = _opener(actor, place.path)
    words, post = visible(matter.matter), visible(matter.post)
    problems = [
        *_too_short(words, field="matter", what="发现的问题", longest=400),
        *_too_short(post, field="post", what="责任岗位", longest=60, shortest=2),
    ]
    if matter.rule and matter.rule not in catalogue():
        problems.append(_missing("rule", "检查项"))
    _check_file(actor, matter, place.path)
    if problems:
        raise Refused(Verdict.of(problems))
    today = clock.day_of(at)
    inquiry = Inquiry.objects.create(
        organisation_id=place.id,
        org_path=place.path,
        committee_path=place.path[: 2 * paths.WIDTH],
        opener_path=opener,
        source=matter.source,
        case_id=matter.case_id,
        drawn_file_id=matter.drawn_file_id,
        rule=matter.rule,
        matter=words,
        clause=visible(matter.clause)[:200],
        post=post,
        year=today.year,
        opened_on=today,
        opened_by=actor.name,
    )
    _enter(inquiry, "open", actor=actor, on=today, words=words, at=at)
    return inquiry.pk


def _opener(actor: Actor, path: str) -> str:
    """Return the place for which the actor opens the matter: one above the answering organisation."""
    roots = [
        root
        for root in actor.roots(Action.OPEN_INQUIRY)
        if paths.contains(root, path) and root != path
    ]
    if not roots or path in actor.roots(Action.ANSWER_INQUIRY):
        raise NotAllowed.because("上级党组织")
    return naming.top_of([max(roots, key=len)])


def _check_file(actor: Actor, matter: Matter, path: str) -> None:
    """See that the file lies where the matter is opened; one elsewhere is out of sight."""
    if matter.case_id is not None:
        inquiries.case_place(actor, matter.case_id, within=path)
        # The file is the evidence: from now on nobody disposes of it (queries/needed).
        holds.pin([matter.case_id])
    if matter.drawn_file_id is not None:
        DrawnFile.objects.get(pk=matter.drawn_file_id, case_id=matter.case_id)


@transaction.atomic
def notify(
    *, actor: Actor, inquiry_id: int, words: str, on: date | None, due_on: date | None, at: datetime
) -> None:
    """Send the notice 《发展党员责任追究通知书》; a written answer is due in a week or as it says.

    :raises Refused: not newly opened (A-02), days that do not fit (A-03), no words (A-04).
    """
    inquiry = _locked(actor, inquiry_id)
    _require_opener(actor, inquiry)
    day = on or clock.day_of(at)
    limit = due_on or rules.answer_due(day)
    text = _allowed(inquiry, InquiryAct.NOTIFY, words, day=day, limit=limit, at=at)
    inquiry.due_on = limit
    _turned(inquiry, InquiryAct.NOTIFY, actor=actor, on=day, words=text, at=at, due_on=limit)


@transaction.atomic
def rectify(
    *,
    actor: Actor,
    inquiry_id: int,
    words: str,
    on: date | None,
    attachment: Attachment | None = None,
    at: datetime,
) -> None:
    """Report for the answering organisation what was put right, with a paper if there is one.

    :raises NotAllowed: the actor does not answer for that organisation, or asked it themself.
    :raises Refused: no notice stands (A-02), a day that does not fit (A-03), no words (A-04),
        a paper that is not kept (X-16, X-17).
    """
    inquiry = _locked(actor, inquiry_id)
    if inquiry.org_path not in actor.roots(Action.ANSWER_INQUIRY):
        raise NotAllowed.because("被通知的党组织")
    _require_another_hand(actor, inquiry, _ASKING, "立项和通知以外的人")
    day = on or clock.day_of(at)
    text = _allowed(inquiry, InquiryAct.RECTIFY, words, day=day, at=at)
    kept = attachment and evidence.store(
        actor=actor, name=attachment.name, content=attachment.content, at=at
    )
    _turned(
        inquiry,
        InquiryAct.RECTIFY,
        actor=actor,
        on=day,
        words=text,
        at=at,
        file=kept,
        file_name=attachment.name[:200] if attachment else "",
    )


@transaction.atomic
def send_back(
    *, actor: Actor, inquiry_id: int, words: str, due_on: date | None, at: datetime
) -> None:
    """Ask for more: the answer does not do; a new limit begins.

    :raises Refused: no answer lies there (A-02), a limit that has passed (A-03), no words (A-04).
    """
    inquiry = _locked(actor, inquiry_id)
    _require_opener(actor, inquiry)
    day = clock.day_of(at)
    limit = due_on or rules.answer_due(day)
    text = _allowed(inquiry, InquiryAct.SEND_BACK, words, day=day, limit=limit, at=at)
    inquiry.due_on = limit
    _turned(inquiry, InquiryAct.SEND_BACK, actor=actor, on=day, words=text, at=at, due_on=limit)


@transaction.atomic
def close(
    *, actor: Actor, inquiry_id: int, words: str, outcomes: Sequence[AccountOutcome], at: datetime
) -> None:
    """Close a matter with what was decided.

    :raises NotAllowed: the actor is not of the organisation that opened it, or wrote the answer.
    :raises Refused: no answer lies there (A-02), nothing decided or no words (A-04).
    """
    inquiry = _locked(actor, inquiry_id)
    _require_opener(actor, inquiry)
    _require_another_hand(actor, inquiry, _ANSWERING, "提交整改报告以外的人")
    chosen = [outcome for outcome in AccountOutcome if outcome in outcomes]
    wrong = []
    if not chosen:
        wrong.append(_missing("outcomes", "处理结果"))
    if AccountOutcome.NONE in chosen and len(chosen) > 1:
        message = f"“{AccountOutcome.NONE.label}”不能与其他处理同时选择"
        wrong.append(reason("A-04", 项目="处理结果", message=message, field="outcomes"))
    day = clock.day_of(at)
    text = _allowed(inquiry, InquiryAct.CLOSE, words, day=day, at=at, wrong=wrong)
    inquiry.closed_on, inquiry.outcomes = day, [outcome.value for outcome in chosen]
    _turned(
        inquiry, InquiryAct.CLOSE, actor=actor, on=day, words=text, at=at, outcomes=inquiry.outcomes
    )


@transaction.atomic
def reopen(*, actor: Actor, inquiry_id: int, words: str, at: datetime) -> None:
    """Take the closing back by an entry that names it; the answer lies for decision again.

    :raises Refused: it is not closed (A-02), no words (A-04).
    """
    inquiry = _locked(actor, inquiry_id)
    _require_opener(actor, inquiry)
    day = clock.day_of(at)
    text = _allowed(inquiry, InquiryAct.REOPEN, words, day=day, at=at)
    closing = inquiry.entries.filter(kind=InquiryAct.CLOSE, reversed_by=None).latest("id")
    inquiry.closed_on, inquiry.outcomes = None, []
    _turned(inquiry, InquiryAct.REOPEN, actor=actor, on=day, words=text, at=at, reverses=closing)


def _locked(actor: Actor, inquiry_id: int) -> Inquiry:
    return inquiries.visible(actor).select_for_update(of=("self",)).get(pk=inquiry_id)


def _require_opener(actor: Actor, inquiry: Inquiry) -> None:
    access.require(actor, Action.OPEN_INQUIRY, path=inquiry.opener_path)


# Who asks does not answer for those who are asked, who answers does not judge the answer:
# somebody who comes to hold both posts leaves one of them to a colleague.
_ASKING = ("open", InquiryAct.NOTIFY, InquiryAct.SEND_BACK)
_ANSWERING = (InquiryAct.RECTIFY,)


def _require_another_hand(actor: Actor, inquiry: Inquiry, acts: Collection[str], who: str) -> None:
    if actor.account_id is None:
        return
    if inquiry.entries.filter(kind__in=acts, account_ref=actor.account_id).exists():
        raise NotAllowed.because(who)


def _allowed(
    inquiry: Inquiry,
    act: InquiryAct,
    words: str,
    *,
    day: date,
    at: datetime,
    limit: date | None = None,
    wrong: Sequence[Reason] = (),
) -> str:
    """Return the words fit to be kept, or refuse with everything that speaks against the act."""
    text = visible(words)
    since = inquiry.entries.latest("id").happened_on
    problems = [
        *rules.may_follow(act, InquiryState(inquiry.state)),
        *_too_short(text, field="words", what="内容", longest=LONGEST),
        *rules.days_fit(day, since=since, today=clock.day_of(at), due_on=limit),
        *wrong,
    ]
    if problems:
        raise Refused(Verdict.of(problems))
    return text


def _too_short(
    words: str, *, field: str, what: str, longest: int, shortest: int = SHORTEST
) -> list[Reason]:
    if len(words) < shortest:
        return [_missing(field, what, fact=f"至少{shortest}个字")]
    if len(words) > longest:
        return [_missing(field, what, fact=f"不能超过{longest}字")]
    return []


def _missing(field: str, what: str, *, fact: str = "") -> Reason:
    return reason("A-04", 项目=what, fact=fact, field=field)


def _turned(
    inquiry: Inquiry, act: InquiryAct, *, actor: Actor, at: datetime, **columns: object
) -> None:
    inquiry.state = rules.FOLLOWS[act][1]
    inquiry.save(update_fields=["state", "due_on", "closed_on", "outcomes"])
    _enter(inquiry, act, actor=actor, at=at, **columns)


def _enter(
    inquiry: Inquiry, kind: str, *, actor: Actor, on: date, at: datetime, **columns: object
) -> None:
    entry = InquiryEntry.objects.create(
        inquiry=inquiry,
        kind=kind,
        happened_on=on,
        account_ref=actor.account_id,
        actor_name=actor.name,
        entered_at=at,
        **columns,
    )
    detail = {"entry": entry.pk, "on": on, "rule": inquiry.rule, "due": entry.due_on}
    ledger.record(
        actor=actor,
        at=at,
        chain=f"inquiry:{inquiry.pk}",
        event=_EVENTS[kind],
        subject=f"inquiry:{inquiry.pk}",
        detail={**detail, "outcomes": entry.outcomes, "path": inquiry.org_path},
    )


_EVENTS = {
    "open": "recruitment.inquiry.opened",
    InquiryAct.NOTIFY: "recruitment.inquiry.notified",
    InquiryAct.RECTIFY: "recruitment.inquiry.rectified",
    InquiryAct.SEND_BACK: "recruitment.inquiry.sent_back",
    InquiryAct.CLOSE: "recruitment.inquiry.closed",
    InquiryAct.REOPEN: "recruitment.inquiry.reopened",
}
