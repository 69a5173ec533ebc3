"""Signing a step with the scans that came with it, all or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import IO

from django.db import transaction

from xianfeng.casework.commands import steps, upkeep
from xianfeng.casework.commands.steps import HandedIn, Submission
from xianfeng.casework.models import Case
from xianfeng.casework.queries import dockets
from xianfeng.kernel.errors import Conflict, NotAllowed, Refused
from xianfeng.kernel.verdict import Reason, Verdict
from xianfeng.trust.commands import evidence
from xianfeng.trust.vocab import Actor


@dataclass(frozen=True, kw_only=True)
class Upload:
    """A scan as it came in."""

    name: str
    content: IO[bytes]


@transaction.atomic
def submit(
    *,
    actor: Actor,
    case_id: int,
    step: str,
    submission: Submission,
    scans: Mapping[str, Upload],
    at: datetime,
    version: int | None = None,
) -> int:
    """Keep the scans and sign the step; return the entry's id.

    A scan that cannot be kept refuses the step together with its unmet gates.

    :param scans: by paper kind; a scan stands for its paper.
    :raises Case.DoesNotExist: the case is out of sight, or has no such step.
    :raises NotAllowed: the step is not the actor's to sign; no file was read.
    :raises Refused: see :func:`steps.sign_off`; X-16 and X-17 for a scan.
    """
    if scans:
        _require_signer(actor, case_id, step)
    kept, problems = _kept(scans, actor=actor, at=at)
    papers = {paper.kind: paper for paper in (*submission.papers, *kept)}
    try:
        entry = steps.sign_off(
            actor=actor, case_id=case_id, step=step, at=at, version=version,
            submission=replace(submission, papers=tuple(papers.values())),
        )  # fmt: skip
    except (NotAllowed, Conflict):
        raise
    except Refused as refused:
        raise Refused(Verdict.of(problems) + refused.verdict) from refused
    if problems:
        raise Refused(Verdict.of(problems))
    return entry


def _kept(
    scans: Mapping[str, Upload], *, actor: Actor, at: datetime
) -> tuple[list[HandedIn], list[Reason]]:
    papers: list[HandedIn] = []
    problems: list[Reason] = []
    for kind, upload in scans.items():
        try:
            file = evidence.store(actor=actor, name=upload.name, content=upload.content, at=at)
        except Refused as refused:
            papers.append(HandedIn(kind=kind))
            problems += [replace(reason, field=f"file.{kind}") for reason in refused.verdict]
        else:
            papers.append(HandedIn(kind=kind, file_id=file.pk, file_name=upload.name))
    return papers, problems


def _require_signer(actor: Actor, case_id: int, step: str) -> None:
    case = dockets.locked(actor, case_id)
    edition = dockets.edition_of(case)
    try:
        wanted = edition.step(step)
    except KeyError:
        raise Case.DoesNotExist(f"no step {step}") from None
    upkeep.signer(actor, wanted, case.org_path)
