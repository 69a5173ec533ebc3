"""Using a county's own Word file for a form, and returning to the shipped one."""

import io
from datetime import datetime

from django.db import IntegrityError, transaction

from xianfeng.casework.commands import upkeep
from xianfeng.casework.models import FormTemplate
from xianfeng.casework.printing import inspecting
from xianfeng.casework.printing.inspecting import CODE, WORD, Problem
from xianfeng.casework.queries import casewords, formtemplates
from xianfeng.kernel.checks import reason
from xianfeng.kernel.errors import Conflict, Refused
from xianfeng.kernel.verdict import Reason, Verdict
from xianfeng.trust import access
from xianfeng.trust.commands import evidence, ledger
from xianfeng.trust.vocab import Action, Actor

LONGEST_NAME = 200
_ASK = "请写明为什么改，不少于4个字"


@transaction.atomic
def replace(*, actor: Actor, form: str, name: str, content: bytes, why: str, at: datetime) -> None:
    """Fill a form from now on with this Word file; the one used until now is kept.

    :raises UnknownForm: there is no such form.
    :raises NotAllowed: only the county office changes forms.
    :raises Refused: the file is unfit (X-30), names what there is not (X-31) or holds code
        (X-32), every place named; or there is no reason.
    """
    access.require(actor, Action.EDIT_FORMS)
    family, _kind = formtemplates.kind_of(form)
    problems = inspecting.problems(content, casewords.vocabulary(family))
    if problems:
        raise Refused(Verdict(tuple(_told(problem) for problem in problems)))
    why = upkeep.words(why, message=_ASK)
    file = evidence.store(actor=actor, name=name, content=io.BytesIO(content), at=at)
    _end(family, form, actor=actor, at=at)
    try:
        with transaction.atomic():
            made = FormTemplate.objects.create(
                family=family,
                form=form,
                file=file,
                file_name=name[-LONGEST_NAME:],
                note=why,
                account_ref=actor.account_id,
                actor_name=actor.name,
                begun_at=at,
            )
    except IntegrityError as error:
        # Of two first templates of a form at once there was no row that the second could wait for.
        raise Conflict(Verdict((reason("D-62", 办理人="他人"),))) from error
    detail = {"form": form, "template": made.pk, "sha256": file.sha256}
    _record(actor, "casework.form.replaced", form, detail=detail, why=why, at=at)


@transaction.atomic
def restore(*, actor: Actor, form: str, why: str, at: datetime) -> None:
    """Fill a form with the shipped template again; the county's own is kept.

    :raises UnknownForm: there is no such form.
    :raises NotAllowed: only the county office changes forms.
    :raises Refused: the shipped template is in use already, or there is no reason.
    """
    access.require(actor, Action.EDIT_FORMS)
    family, _kind = formtemplates.kind_of(form)
    why = upkeep.words(why, message=_ASK)
    if not _end(family, form, actor=actor, at=at):
        raise Refused(Verdict((reason("X-30", 原因="现在用的就是系统自带模板"),)))
    _record(actor, "casework.form.restored", form, detail={"form": form}, why=why, at=at)


def _end(family: str, form: str, *, actor: Actor, at: datetime) -> bool:
    """End the template in use; tell whether there was one."""
    rows = FormTemplate.objects.select_for_update().filter(
        family=family, form=form, ended_at__isnull=True
    )
    return bool(rows.update(ended_at=at, ended_by=actor.name))


def _record(
    actor: Actor, event: str, form: str, *, detail: dict[str, object], why: str, at: datetime
) -> None:
    ledger.record(
        actor=actor,
        at=at,
        chain="forms",
        event=event,
        subject=f"form:{form}",
        detail=detail,
        reason=why,
    )


def _told(problem: Problem) -> Reason:
    where = f"在“{problem.where}”" if problem.where else ""
    if problem.kind == WORD:
        remedy = "请对照本页“可用字段”改正"
        return reason("X-31", 字段=problem.what, fact=where, remedy=remedy, field="file")
    if problem.kind == CODE:
        remedy = "只能用字段、or、if 和 for"
        return reason("X-32", 写法=problem.what, fact=where, remedy=remedy, field="file")
    return reason("X-30", 原因=problem.what, field="file")
