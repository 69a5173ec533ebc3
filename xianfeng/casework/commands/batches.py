"""Signing one step for many cases at once, such as an oath that twenty take together.

Each case is judged and signed on its own, in a transaction of its own: those
that pass are signed, those that do not are named with every reason, and of
none is anything half written.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from xianfeng.casework.commands import submitting
from xianfeng.casework.commands.steps import HandedIn, Submission
from xianfeng.casework.commands.submitting import Upload
from xianfeng.casework.models import Case, Paper
from xianfeng.casework.queries import batches, dockets
from xianfeng.kernel.checks import reason
from xianfeng.kernel.errors import Refused
from xianfeng.kernel.verdict import Verdict
from xianfeng.tenancy import ranges
from xianfeng.trust.commands import ledger
from xianfeng.trust.vocab import Action, Actor


@dataclass(frozen=True, kw_only=True)
class Signed:
    """A case whose step was signed."""

    case_id: int
    person: str
    organisation: str


@dataclass(frozen=True, kw_only=True)
class NotSigned:
    """A case that was refused, with every reason; nothing of it changed."""

    case_id: int
    person: str
    organisation: str
    verdict: Verdict


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of each case."""

    signed: tuple[Signed, ...]
    refused: tuple[NotSigned, ...]


def sign_many(
    *,
    actor: Actor,
    edition_id: str,
    number: int,
    cases: Mapping[int, int | None],
    submission: Submission,
    scans: Mapping[str, Upload],
    at: datetime,
) -> Outcome:
    """Sign one shared step of many cases with the same records, papers and scans.

    :param cases: id and the version on the page that was filled in.
    :raises Case.DoesNotExist: no such shared step, or a case is out of sight or under another
        edition; nothing was signed.
    :raises Refused: no case was chosen (D-64), or more than one form takes.
    """
    edition, step = batches.shared_step(edition_id, number)
    _countable(cases)
    rows = dockets.visible(actor).filter(pk__in=cases, edition=edition.id)
    known = {case.pk: case for case in rows.select_related("person", "organisation")}
    if known.keys() != cases.keys():
        raise Case.DoesNotExist(f"{len(cases) - len(known)} of {len(cases)} cases")
    signed, refused, common, sent = [], [], submission, scans
    for case_id, case in sorted(known.items()):
        who = {
            "case_id": case_id,
            "person": case.person.name,
            "organisation": case.organisation.short_name,
        }
        try:
            submitting.submit(
                actor=actor, case_id=case_id, step=step.key, submission=common, scans=sent, at=at,
                version=cases[case_id],
            )  # fmt: skip
        except Refused as refusal:
            refused.append(NotSigned(verdict=refusal.verdict.without_hints(), **who))
        else:
            signed.append(Signed(**who))
            # The scan is kept once; the others only point at it.
            common, sent = _pointing(common, case_id, step.key, sent), {}
    outcome = Outcome(signed=tuple(signed), refused=tuple(refused))
    _enter(outcome, actor=actor, step=step.key, edition_id=edition.id, at=at)
    return outcome


def _countable(cases: Mapping[int, int | None]) -> None:
    if not cases:
        none = reason("D-64", message="请勾选要一并办理的人", field="case")
        raise Refused(Verdict((none,)))
    if len(cases) > batches.MOST:
        many = reason("D-64", message=f"一次最多办理{batches.MOST}人", field="case")
        raise Refused(Verdict((many,)))


def _pointing(
    submission: Submission, case_id: int, step: str, sent: Mapping[str, Upload]
) -> Submission:
    if not sent:
        return submission
    rows = Paper.objects.filter(case=case_id, step=step, is_active=True, kind__in=sent)
    kept = {
        paper.kind: HandedIn(kind=paper.kind, file_id=paper.file_id, file_name=paper.file_name)
        for paper in rows
    }
    papers = {paper.kind: paper for paper in submission.papers} | kept
    return replace(submission, papers=tuple(papers.values()))


@transaction.atomic
def _enter(outcome: Outcome, *, actor: Actor, step: str, edition_id: str, at: datetime) -> None:
    """Enter the occasion itself; each signature stands in the chain of its case already."""
    if not outcome.signed:
        return
    reach = ranges.outermost(actor.roots(Action.VIEW_CASES))
    ledger.record(
        actor=actor,
        at=at,
        chain=f"org:{reach[0]}",
        event="casework.batch.signed",
        subject=f"account:{actor.account_id}",
        detail={
            "edition": edition_id,
            "step": step,
            "cases": [one.case_id for one in outcome.signed],
            "refused": [one.case_id for one in outcome.refused],
        },
    )
