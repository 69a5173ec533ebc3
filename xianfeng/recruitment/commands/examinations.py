"""Running a file examination, giving its results out, deleting it by decision.

Reading and judging happen outside the transaction that writes, so that the
progress is seen from other connections and SQLite's one writer is held briefly.
"""

from datetime import datetime
from pathlib import Path

from django.db import transaction

from xianfeng.casework.queries import casefacts
from xianfeng.kernel import clock, paths
from xianfeng.kernel.checks import reason
from xianfeng.kernel.errors import Refused
from xianfeng.kernel.verdict import Verdict
from xianfeng.kernel.words import visible
from xianfeng.recruitment.commands import disposals
from xianfeng.recruitment.models import Breach, Examination
from xianfeng.recruitment.queries import (
    branch_pace,
    examinations,
    examined,
    findings,
    live_files,
)
from xianfeng.recruitment.queries.examinations import Finding, Report
from xianfeng.recruitment.vocab import ExaminationSource, ExaminationState
from xianfeng.registry.queries import naming
from xianfeng.registry.queries.sheets import FileRefused
from xianfeng.tenancy import bulk
from xianfeng.trust import access
from xianfeng.trust.commands import ledger
from xianfeng.trust.vocab import Action, Actor

LEAST_REASON = 4
# Rows left out that are listed one by one; the count tells the rest.
_LISTED = 200


@transaction.atomic
def hand_in(
    *, actor: Actor, file_name: str, sha256: str, at: datetime, organisation_id: int | None = None
) -> int:
    """Begin the examination of a workbook that waits to be read; return its id.

    :param organisation_id: under which organisation it is kept, and whose files it looks at; whoever
        examines for one alone need not say.
    :raises Organisation.DoesNotExist: the organisation is out of sight.
    :raises NotAllowed: the actor may not examine files (there).
    """
    access.require(actor, Action.EXAMINE_FILES)
    path = naming.top_of(actor.roots(Action.EXAMINE_FILES))
    if organisation_id is not None:
        path = naming.one(actor, organisation_id).path
        access.require(actor, Action.EXAMINE_FILES, path=path)
    return _begun(
        actor,
        ExaminationSource.WORKBOOK,
        path,
        at=at,
        file_name=file_name[:200],
        sha256=sha256,
    )


@transaction.atomic
def begin_cases(*, actor: Actor, organisation_id: int, at: datetime) -> int:
    """Begin the examination of all cases under an organisation; return its id.

    :raises Organisation.DoesNotExist: the organisation is out of sight.
    :raises NotAllowed: the actor may not examine files there.
    """
    place = naming.one(actor, organisation_id)
    access.require(actor, Action.EXAMINE_FILES, path=place.path)
    return _begun(actor, ExaminationSource.CASES, place.path, at=at, file_name=place.name[:200])


def _begun(
    actor: Actor, source: ExaminationSource, path: str, *, at: datetime, **columns: str
) -> int:
    begun = Examination.objects.create(
        source=source,
        state=ExaminationState.WAITING,
        org_path=path,
        account_ref=actor.account_id,
        actor_name=actor.name,
        started_at=at,
        **columns,
    )
    ledger.record(
        actor=actor,
        at=at,
        chain=f"org:{path}",
        event="recruitment.examination.begun",
        subject=f"examination:{begun.pk}",
        detail={"source": source, "file": begun.file_name, "sha256": begun.sha256},
    )
    return begun.pk


def run(
    *, actor: Actor, examination_id: int, path: Path | None, limit: int, at: datetime
) -> Report | None:
    """Examine what a waiting examination names; the examination tells how it ended.

    Returns nothing when the workbook was refused as a whole, or when the
    examination has been started already.

    :param path: where the workbook lies; None for cases.
    """
    started = Examination.objects.filter(pk=examination_id, state=ExaminationState.WAITING).update(
        state=ExaminationState.RUNNING
    )
    if not started:
        return None
    examination = Examination.objects.get(pk=examination_id)
    failure = "体检时程序出错，没有保存任何结果，请联系管理员。"
    try:
        report = _report(actor, examination, path, limit=limit, at=at)
        _finish(actor, examination_id, report, at=at)
        failure = ""
        return report
    except FileRefused as refusal:
        failure = refusal.sentence
        return None
    finally:
        if failure:
            Examination.objects.filter(pk=examination_id).update(
                state=ExaminationState.FAILED, failure=failure[:300], finished_at=at
            )


def _report(
    actor: Actor, examination: Examination, path: Path | None, *, limit: int, at: datetime
) -> Report:
    def progress(files: int) -> None:
        Examination.objects.filter(pk=examination.pk).update(files=files)

    today = clock.day_of(at)
    if path is None:
        access.require(actor, Action.EXAMINE_FILES, path=examination.org_path)
        known, files = live_files.of(examination.org_path, today=today)
        return examinations.examine_files(
            files,
            known=known,
            today=today,
            progress=progress,
            together=branch_pace.of_place(examination.org_path, known=known, today=today),
        )
    return examinations.examine_workbook(
        path,
        file_name=examination.file_name,
        limit=limit,
        today=today,
        within=lambda place: (
            _lies_in(examination, place) and actor.may(Action.EXAMINE_FILES, path=place)
        ),
        progress=progress,
    )


def _lies_in(examination: Examination, place: str) -> bool:
    """Tell whether a branch's findings may be read by everybody who can open the examination."""
    return paths.contains(examination.org_path, place)


@transaction.atomic
def _finish(actor: Actor, examination_id: int, report: Report, *, at: datetime) -> None:
    # Deleted while it ran: nothing is left to write to, and DoesNotExist ends the job.
    examination = Examination.objects.select_for_update().get(pk=examination_id)
    bulk.load_instances(
        Breach, [_row(examination, finding) for finding in (*report.findings, *report.branches)]
    )
    # Read before the run, disposed of before this transaction: the rows just written wait for that.
    seen = {finding.case_id for finding in report.findings if finding.case_id is not None}
    for case_id in casefacts.disposed(sorted(seen)):
        disposals.sweep(case_id)
    examination.state = ExaminationState.DONE
    examination.finished_at = at
    examination.files = report.files
    examination.faulty = report.faulty
    examination.left_out = len(report.outside)
    examination.outside = [list(one) for one in report.outside[:_LISTED]]
    examination.save()
    ledger.record(
        actor=actor,
        at=at,
        chain=f"org:{examination.org_path}",
        event="recruitment.examination.finished",
        subject=f"examination:{examination.pk}",
        detail={
            "files": report.files,
            "breaches": len(report.findings),
            "branches": len(report.branches),
            "left_out": len(report.outside),
        },
    )


def _row(examination: Examination, finding: Finding) -> Breach:
    return Breach(
        examination=examination,
        row=finding.row,
        case_id=finding.case_id,
        person_name=finding.name[:60],
        branch=finding.branch[:200],
        org_path=finding.org_path,
        committee_path=finding.committee_path,
        committee=finding.committee[:200],
        year=finding.year,
        rule=finding.check,
        level=finding.level,
        edition=finding.edition,
        step=finding.step[:60],
        message=finding.message[:400],
        fact=finding.fact[:400],
        clause=finding.clause[:200],
        remedy=finding.remedy[:400],
        rows=list(finding.rows),
    )


@transaction.atomic
def give_out(
    *, actor: Actor, examination_id: int, form: findings.Form, branch: str = "", at: datetime
) -> findings.Written:
    """Return the results as a file and enter who took them.

    :param branch: the full name of the branch, for one branch's own list.
    :raises Examination.DoesNotExist: out of sight, not finished, or without that branch.
    """
    report = examined.report(actor, examination_id)
    written = findings.written(report, form, branch=branch)
    if written is None:
        raise Examination.DoesNotExist(branch)
    ledger.record(
        actor=actor,
        at=at,
        chain=f"org:{report.org_path}",
        event="recruitment.examination.exported",
        subject=f"examination:{examination_id}",
        detail={"form": form, "branch": branch},
    )
    return written


@transaction.atomic
def delete(*, actor: Actor, examination_id: int, why: str, at: datetime) -> None:
    """Delete an examination with all that it found; the ledger keeps that it was.

    :raises Examination.DoesNotExist: it is out of sight.
    :raises Refused: no reason of at least four characters (X-19).
    """
    seen = access.scoped(Examination.objects.all(), actor, Action.EXAMINE_FILES)
    examination = seen.select_for_update().get(pk=examination_id)
    words = visible(why)[:400]
    if len(words) < LEAST_REASON:
        short = reason("X-19", 事项="删除体检结果", fact=f"至少{LEAST_REASON}个字", field="why")
        raise Refused(Verdict((short,)))
    ledger.record(
        actor=actor,
        at=at,
        chain=f"org:{examination.org_path}",
        event="recruitment.examination.deleted",
        subject=f"examination:{examination.pk}",
        detail={
            "file": examination.file_name,
            "sha256": examination.sha256,
            "files": examination.files,
            "breaches": examination.breaches.count(),
        },
        reason=words,
    )
    examination.delete()
