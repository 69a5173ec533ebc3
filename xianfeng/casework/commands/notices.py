"""Writing a public notice and having it reviewed before anybody outside reads it."""

from dataclasses import replace
from datetime import datetime

from django.db import IntegrityError, transaction

from xianfeng.casework.commands import noticing, upkeep
from xianfeng.casework.models import Notice
from xianfeng.casework.queries import dockets, notices
from xianfeng.casework.rules import notice_kinds
from xianfeng.casework.rules import notices as rules
from xianfeng.casework.rules.notices import NoticeText
from xianfeng.casework.vocab.notices import NoticeAct, NoticeState
from xianfeng.kernel import clock
from xianfeng.kernel.checks import reason
from xianfeng.kernel.errors import Conflict, Refused
from xianfeng.kernel.verdict import Verdict
from xianfeng.kernel.words import visible
from xianfeng.trust import access
from xianfeng.trust.vocab import Action, Actor

__all__ = ["NoticeText", "clear", "draft", "edit", "send_back", "submit"]


@transaction.atomic
def draft(*, actor: Actor, case_id: int, record: str, text: NoticeText, at: datetime) -> int:
    """Write the notice that a record of the case needs; return its id.

    :raises Case.DoesNotExist: out of sight.
    :raises Notice.DoesNotExist: no notice feeds such a record of this case.
    :raises NotAllowed: notices of this kind are not the actor's to write (D-61).
    :raises Refused: the step's turn has not come (D-52, D-65), or the text is unfit (N-01, N-02, D-64).
    :raises Conflict: the case has a notice for it already (D-62).
    """
    case = dockets.locked(actor, case_id)
    docket = dockets.of(case)
    kind = notice_kinds.feeding(record)
    if kind is None:
        raise Notice.DoesNotExist(f"no notice feeds {record}")
    step = noticing.maker(docket, record)
    noticing.require_drafter(actor, kind, case.org_path)
    noticing.require_open(docket, step)
    clean = _fit(kind, text)
    notice = Notice(
        case=case,
        kind=kind.key,
        record=record,
        round=case.round,
        org_path=case.org_path,
        unit=kind.unit,
        version=0,
        text_ref=actor.account_id,
        text_by=actor.name,
        text_at=at,
        **clean.lines(),
        days=clean.days,
    )
    try:
        with transaction.atomic():
            _written(notice, NoticeAct.DRAFTED, actor=actor, at=at)
    except IntegrityError as error:
        raise Conflict(
            Verdict((reason("D-62", 办理人="他人", remedy="此件已有公示，请查看"),))
        ) from error
    return notice.pk


@transaction.atomic
def edit(
    *, actor: Actor, notice_id: int, text: NoticeText, at: datetime, version: int | None = None
) -> None:
    """Change the text before it is published; a review that was made becomes void.

    :raises Notice.DoesNotExist: out of sight.
    :raises NotAllowed: not the actor's to write (D-61).
    :raises Refused: it is published or withdrawn (D-65), or the text is unfit (N-01, N-02, D-64).
    :raises Conflict: somebody else was faster (D-62).
    """
    held = noticing.locked(actor, notice_id, version=version)
    notice = held.notice
    noticing.require_drafter(actor, held.kind, notice.org_path)
    noticing.require_state(held, NoticeState.DRAFT, NoticeState.WAITING, NoticeState.CLEARED)
    clean = _fit(held.kind, text)
    for name, line in clean.lines().items():
        setattr(notice, name, line)
    notice.days = clean.days
    notice.state = NoticeState.DRAFT
    notice.text_ref, notice.text_by, notice.text_at = actor.account_id, actor.name, at
    _forget_review(notice)
    _written(notice, NoticeAct.EDITED, actor=actor, at=at)


@transaction.atomic
def submit(*, actor: Actor, notice_id: int, at: datetime, version: int | None = None) -> None:
    """Hand a draft to the review.

    :raises Notice.DoesNotExist: out of sight.
    :raises NotAllowed: not the actor's to write (D-61).
    :raises Refused: it is no draft (D-65), or the case rests.
    """
    held = noticing.locked(actor, notice_id, version=version)
    noticing.require_drafter(actor, held.kind, held.notice.org_path)
    noticing.require_state(held, NoticeState.DRAFT)
    noticing.require_open(held.docket, held.step)
    held.notice.state = NoticeState.WAITING
    noticing.settled(held.notice, NoticeAct.SUBMITTED, actor=actor, at=at)


@transaction.atomic
def clear(*, actor: Actor, notice_id: int, at: datetime, version: int | None = None) -> None:
    """Enter that another hand has read the text and found it fit for the public (X-06).

    Which fields of the person it tells is read from the text and kept with the review.

    :raises Notice.DoesNotExist: out of sight.
    :raises NotAllowed: the actor does not review notices here (D-61).
    :raises Refused: the actor had a hand in the text (X-06), or it is not waiting for a review (D-65).
    """
    held = noticing.locked(actor, notice_id, version=version)
    notice = held.notice
    access.require(actor, Action.OVERSEE_NOTICES, path=notice.org_path)
    noticing.require_state(held, NoticeState.WAITING)
    problems = rules.another_hand(writers=notices.writers(notice), reviewer=actor.account_id)
    problems += rules.is_fit(held.kind, noticing.text_of(notice))
    if problems:
        raise Refused(Verdict.of(problems))
    person = notices.introduced(held.case, today=clock.day_of(at))
    told = rules.told_fields(held.kind.fields, person, f"{notice.title}\n{notice.body}")
    notice.state = NoticeState.CLEARED
    notice.fields = [field.value for field in told]
    notice.cleared_ref, notice.cleared_by, notice.cleared_at = actor.account_id, actor.name, at
    noticing.settled(
        notice,
        NoticeAct.CLEARED,
        actor=actor,
        at=at,
        detail={"fields": notice.fields, "sha256": noticing.digest(notice)},
    )


@transaction.atomic
def send_back(
    *, actor: Actor, notice_id: int, why: str, at: datetime, version: int | None = None
) -> None:
    """Give a text back to its writer, with what is wrong with it.

    :raises Notice.DoesNotExist: out of sight.
    :raises NotAllowed: the actor does not review notices here (D-61).
    :raises Refused: no reason was given (D-64), or it is not waiting for a review (D-65).
    """
    held = noticing.locked(actor, notice_id, version=version)
    access.require(actor, Action.OVERSEE_NOTICES, path=held.notice.org_path)
    noticing.require_state(held, NoticeState.WAITING, NoticeState.CLEARED)
    note = upkeep.words(why, message="请写明要修改什么，不少于4个字")
    held.notice.state = NoticeState.DRAFT
    _forget_review(held.notice)
    noticing.settled(held.notice, NoticeAct.SENT_BACK, actor=actor, at=at, note=note)


def _fit(kind: notice_kinds.NoticeKind, text: NoticeText) -> NoticeText:
    clean = replace(text, **{name: visible(line) for name, line in text.lines().items()})
    problems = rules.is_fit(kind, clean)
    if problems:
        raise Refused(Verdict.of(problems))
    return clean


def _forget_review(notice: Notice) -> None:
    notice.cleared_ref, notice.cleared_by, notice.cleared_at, notice.fields = None, "", None, []


def _written(notice: Notice, act: NoticeAct, *, actor: Actor, at: datetime) -> None:
    """Keep the whole text in the history, its digest in the ledger."""
    text = noticing.text_of(notice)
    noticing.settled(
        notice,
        act,
        actor=actor,
        at=at,
        detail={"sha256": noticing.digest(notice)},
        kept={**text.lines(), "days": text.days},
    )
