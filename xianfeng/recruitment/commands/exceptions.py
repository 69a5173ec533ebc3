"""The county's exceptions from collective training: recorded with its document, withdrawn on record."""

from datetime import date, datetime

from django.db import transaction

from xianfeng.casework.queries import dockets
from xianfeng.kernel import clock
from xianfeng.kernel.checks import reason
from xianfeng.kernel.errors import Refused
from xianfeng.kernel.verdict import Reason, Verdict
from xianfeng.kernel.words import visible
from xianfeng.recruitment.models import TrainingException
from xianfeng.recruitment.vocab.training import ClassKind
from xianfeng.trust import access
from xianfeng.trust.commands import ledger
from xianfeng.trust.vocab import Action, Actor

SHORTEST, LONGEST, LONGEST_DOCUMENT = 4, 400, 80


@transaction.atomic
def grant(
    *, actor: Actor, case_id: int, document: str, decided_on: date | None, why: str, at: datetime
) -> int:
    """Let somebody pass without the activists' class, by the county's document; return the id.

    :raises Case.DoesNotExist: out of sight.
    :raises NotAllowed: the actor does not sign as the county (D-61).
    :raises Refused: words or the day are missing (D-64, D-60), the case is closed or has an
        exception, or its cultivation is signed already (D-65).
    """
    case = dockets.locked(actor, case_id)
    access.require(actor, Action.SIGN_AS_COUNTY, path=case.org_path)
    problems = _typed(document, decided_on, why, today=clock.day_of(at))
    problems += _stands_open(dockets.of(case))
    if TrainingException.objects.filter(case=case, withdrawn_at__isnull=True).exists():
        problems.append(reason("D-65", message="此人已有例外记录", remedy="有误的先撤回"))
    if problems:
        raise Refused(Verdict.of(problems))
    row = TrainingException.objects.create(
        case=case,
        document=visible(document),
        decided_on=decided_on,
        why=visible(why),
        account_ref=actor.account_id,
        actor_name=actor.name,
        entered_at=at,
    )
    _tell(row, "granted", actor=actor, at=at, note=row.why)
    return row.pk


@transaction.atomic
def withdraw(*, actor: Actor, case_id: int, why: str, at: datetime) -> None:
    """Withdraw the exception of a case; it stays in the history, marked.

    :raises Case.DoesNotExist: out of sight.
    :raises NotAllowed: the actor does not sign as the county (D-61).
    :raises Refused: there is none, no reason was given, the case is closed, or the
        cultivation was signed with it (D-65).
    """
    case = dockets.locked(actor, case_id)
    access.require(actor, Action.SIGN_AS_COUNTY, path=case.org_path)
    problems = _stands_open(dockets.of(case))
    standing = TrainingException.objects.filter(case=case, withdrawn_at__isnull=True)
    row = standing.order_by("id").first()
    words = visible(why)
    if row is None:
        problems.append(reason("D-65", message="此人没有例外记录"))
    if not SHORTEST <= len(words) <= LONGEST:
        problems.append(reason("D-64", message="请写明撤回原因，不少于4个字", field="why"))
    if row is None or problems:
        raise Refused(Verdict.of(problems))
    row.withdrawn_at, row.withdrawn_reason = at, words
    row.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    _tell(row, "withdrawn", actor=actor, at=at, note=words)


def _typed(document: str, decided_on: date | None, why: str, *, today: date) -> list[Reason]:
    found = []
    if not SHORTEST <= len(visible(document)) <= LONGEST_DOCUMENT:
        found.append(reason("D-64", message="请填写县委组织部文号", field="document"))
    if decided_on is None:
        found.append(reason("D-64", message="请填写文件日期", field="decided_on"))
    elif decided_on > today:
        found.append(
            reason("D-60", 日期=f"{decided_on}", remedy="文件印发以后再登记", field="decided_on")
        )
    if not SHORTEST <= len(visible(why)) <= LONGEST:
        found.append(reason("D-64", message="请写明理由，不少于4个字", field="why"))
    return found


def _stands_open(docket: dockets.Docket) -> list[Reason]:
    if docket.state.is_closed:
        return [reason("D-65", 状态=docket.state.after_already)]
    step = docket.edition.maker_of(ClassKind.ACTIVISTS.record)
    if step is not None and step.key in docket.standing.signed:
        message = f"“{step.title}”已办结，例外不再改动"
        return [reason("D-65", message=message, remedy="确需改动的，先撤销该环节")]
    return []


def _tell(row: TrainingException, what: str, *, actor: Actor, at: datetime, note: str) -> None:
    ledger.record(
        actor=actor,
        at=at,
        chain=f"case:{row.case_id}",
        event=f"recruitment.exception.{what}",
        subject=f"case:{row.case_id}",
        detail={"document": row.document, "decided_on": row.decided_on},
        reason=note,
    )
