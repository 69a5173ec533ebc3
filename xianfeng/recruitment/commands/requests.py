"""Asking for more places, and answering."""

from datetime import datetime

from django.db import IntegrityError, transaction

from xianfeng.kernel.checks import reason
from xianfeng.kernel.errors import Refused
from xianfeng.kernel.verdict import Verdict
from xianfeng.kernel.words import visible
from xianfeng.recruitment.commands import quotas
from xianfeng.recruitment.models import QuotaRequest
from xianfeng.recruitment.vocab.quotas import RequestState
from xianfeng.trust import access
from xianfeng.trust.commands import ledger
from xianfeng.trust.vocab import Action, Actor

MOST = 500


@transaction.atomic
def ask(
    *, actor: Actor, year: int, organisation_id: int, places: int, why: str, at: datetime
) -> int:
    """Ask the organisation above for more places; return the request's id.

    :raises QuotaAccount.DoesNotExist: out of sight.
    :raises NotAllowed: not the actor's own organisation or one below it.
    :raises Refused: an earlier request waits, or number or reason are missing.
    """
    account = quotas.seen(actor, year, organisation_id)
    access.require(actor, Action.ASK_QUOTA, path=account.org_path)
    problems = []
    if not 1 <= places <= MOST:
        message = f"请填写名额数，1至{MOST}"
        problems.append(reason("D-64", message=message, field="places"))
    words = visible(why)
    if not quotas.SHORTEST <= len(words) <= quotas.LONGEST:
        message = f"请写明原因，{quotas.SHORTEST}至{quotas.LONGEST}个字"
        problems.append(reason("D-64", message=message, field="why"))
    if problems:
        raise Refused(Verdict.of(problems))
    try:
        with transaction.atomic():
            made = QuotaRequest.objects.create(
                account=account,
                org_path=account.org_path,
                places=places,
                why=words,
                asked_by=actor.name,
                asked_at=at,
            )
    except IntegrityError as error:
        message = "上一次申请还没有答复"
        raise Refused(Verdict((reason("D-65", message=message),))) from error
    _tell(made, "asked", actor=actor, at=at, why=words)
    return made.pk


@transaction.atomic
def grant(
    *, actor: Actor, request_id: int, source_id: int, places: int, answer: str, at: datetime
) -> None:
    """Answer a request with places of ``source_id``, which may be fewer than asked for.

    :raises QuotaRequest.DoesNotExist: out of sight.
    :raises NotAllowed: the actor does not dispose of these places.
    :raises Refused: there are not so many, or it is answered already.
    """
    asked = _waiting(actor, request_id)
    quotas.transfer(
        actor=actor,
        year=asked.account.year.year,
        source_id=source_id,
        target_id=asked.account.organisation_id,
        places=places,
        why=answer,
        at=at,
    )
    _answer(asked, RequestState.MET, answer, actor=actor, at=at)


@transaction.atomic
def decline(*, actor: Actor, request_id: int, answer: str, at: datetime) -> None:
    """Say no, with the reason.

    :raises QuotaRequest.DoesNotExist: out of sight.
    :raises NotAllowed: only an organisation above answers.
    :raises Refused: answered already, or no reason.
    """
    asked = _waiting(actor, request_id)
    _answer(asked, RequestState.DECLINED, answer, actor=actor, at=at)


def _waiting(actor: Actor, request_id: int) -> QuotaRequest:
    requests = access.scoped(QuotaRequest.objects.all(), actor, Action.VIEW_PLANS)
    asked = requests.select_for_update().get(pk=request_id)
    access.require(actor, Action.SPLIT_QUOTA, path=asked.account.parent.org_path)
    if asked.state != RequestState.OPEN:
        message = f"这项申请{RequestState(asked.state).label}"
        raise Refused(Verdict((reason("D-65", message=message),)))
    return asked


def _answer(
    asked: QuotaRequest, state: RequestState, answer: str, *, actor: Actor, at: datetime
) -> None:
    words = visible(answer)
    if not quotas.SHORTEST <= len(words) <= quotas.LONGEST:
        message = f"请写明答复，{quotas.SHORTEST}至{quotas.LONGEST}个字"
        raise Refused(Verdict((reason("D-64", message=message, field="why"),)))
    asked.state, asked.answer = state, words
    asked.answered_by, asked.answered_at = actor.name, at
    asked.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    _tell(asked, state.value, actor=actor, at=at, why=words)


def _tell(asked: QuotaRequest, what: str, *, actor: Actor, at: datetime, why: str) -> None:
    subject = f"quota:{asked.account.year.year}"
    ledger.record(
        actor=actor,
        at=at,
        chain=subject,
        event=f"recruitment.request.{what}",
        subject=subject,
        detail={"path": asked.org_path, "places": asked.places},
        reason=why,
    )
