"""What every change of a public notice brings with it: sight, locks, history, ledger. Not called from outside."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from xianfeng.casework.models import Case, Notice, NoticeEntry
from xianfeng.casework.queries import dockets, notices
from xianfeng.casework.rules import judging, notice_kinds
from xianfeng.casework.rules.notice_kinds import NoticeKind
from xianfeng.casework.rules.notices import NoticeText
from xianfeng.casework.vocab import SIGNER_LABELS, SIGNING
from xianfeng.casework.vocab.notices import NoticeAct, NoticeState
from xianfeng.kernel.checks import reason
from xianfeng.kernel.errors import Conflict, NotAllowed, Refused
from xianfeng.kernel.verdict import Verdict
from xianfeng.procedure.schema import Step
from xianfeng.trust.commands import ledger
from xianfeng.trust.vocab import Actor


@dataclass(frozen=True, kw_only=True)
class Held:
    """A notice under lock, with its case and the step that it serves."""

    notice: Notice
    case: Case
    docket: dockets.Docket
    step: Step
    kind: NoticeKind


def locked(actor: Actor, notice_id: int, *, version: int | None = None) -> Held:
    """Lock a notice that the actor can see: its case first, as signing does.

    :raises Notice.DoesNotExist: it is out of sight.
    :raises NotAllowed: it is about the actor (D-61).
    :raises Conflict: somebody changed it since the actor's page was made (D-62).
    """
    seen = notices.visible(actor).get(pk=notice_id)
    case = Case.objects.select_for_update().get(pk=seen.case_id)
    dockets.require_other(actor, case.person_id)
    notice = Notice.objects.select_for_update().get(pk=notice_id)
    docket = dockets.of(case)
    if version is not None and version != notice.version:
        who = notice.entries.order_by("-id").values_list("actor_name", flat=True)[:1]
        told = reason("D-62", 办理人=next(iter(who), "他人"), remedy="页面已更新，请核对后再办理")
        raise Conflict(Verdict((told,)))
    return Held(
        notice=notice,
        case=case,
        docket=docket,
        step=maker(docket, notice.record),
        kind=notice_kinds.catalogue()[notice.kind],
    )


def maker(docket: dockets.Docket, record: str) -> Step:
    """Return the step that makes the record.

    :raises Notice.DoesNotExist: the case's edition has none.
    """
    step = docket.edition.maker_of(record)
    if step is None:
        raise Notice.DoesNotExist(f"no step makes {record}")
    return step


def require_drafter(actor: Actor, kind: NoticeKind, path: str) -> None:
    """Refuse whoever does not write notices of this kind here.

    :raises NotAllowed: names who does (D-61).
    """
    if not any(actor.may(SIGNING[role], path=path) for role in kind.signed_by):
        raise NotAllowed.because("、".join(SIGNER_LABELS[role] for role in kind.signed_by))


def require_open(docket: dockets.Docket, step: Step) -> None:
    """Refuse while the case rests or the step's turn has not come.

    :raises Refused: D-65, D-52, or D-62 where the step is signed.
    """
    unmet = judging.in_order(docket.edition, step, docket.standing, docket.state)
    if unmet:
        raise Refused(Verdict.of(unmet))


def require_unsigned(held: Held) -> None:
    """Refuse once the step rests on the notice.

    :raises Refused: D-65.
    """
    if held.step.key in held.docket.standing.signed:
        message = f"“{held.step.title}”已办结，先撤销该环节"
        raise Refused(Verdict((reason("D-65", message=message),)))


def require_state(held: Held, *wanted: NoticeState) -> None:
    """Refuse what the notice is not in the state for.

    :raises Refused: D-65.
    """
    state = NoticeState(held.notice.state)
    if state not in wanted:
        message = f"公示现为“{state.label}”，不能这样办理"
        raise Refused(
            Verdict((reason("D-65", message=message, remedy="刷新页面，按现在的状态办理"),))
        )


def text_of(notice: Notice) -> NoticeText:
    """Return what the notice says."""
    return NoticeText(
        title=notice.title,
        body=notice.body,
        contact=notice.contact,
        places=notice.places,
        days=notice.days,
    )


def digest(notice: Notice) -> str:
    """Return the SHA-256 of what the public would read: what was cleared is what is published."""
    said = "\n".join((notice.title, notice.body, notice.contact))
    return hashlib.sha256(said.encode()).hexdigest()


def settled(
    notice: Notice,
    act: NoticeAct,
    *,
    actor: Actor,
    at: datetime,
    note: str = "",
    detail: Mapping[str, Any] | None = None,
    kept: Mapping[str, Any] | None = None,
) -> None:
    """Save the notice under a new version, add the entry of its history and the ledger's.

    :param detail: for both; ``kept`` for the history only, such as a whole text.
    """
    notice.version += 1
    notice.save()
    NoticeEntry.objects.create(
        notice=notice,
        act=act,
        note=note,
        detail={**(detail or {}), **(kept or {})},
        account_ref=actor.account_id,
        actor_name=actor.name,
        entered_at=at,
    )
    ledger.record(
        actor=actor,
        at=at,
        chain=f"case:{notice.case_id}",
        event=f"casework.notice.{act}",
        subject=f"case:{notice.case_id}",
        detail={"notice": notice.pk, **(detail or {})},
        reason=note,
    )
