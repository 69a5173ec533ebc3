"""Signing one step for many cases at once, such as an oath that twenty take together.

Each case is judged and signed on its own, in a transaction of its own: those
that pass are signed, those that do not are named with every reason, and of
none is anything half written.
"""

from collections.abc import Collection, Mapping
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
    countable(cases)
    known = chosen(actor, edition.id, cases)
    sheets = {key: Sheet(submission=submission, version=cases[key]) for key in sorted(known)}
    outcome = sign_each(actor=actor, step=step.key, known=known, sheets=sheets, scans=scans, at=at)
    enter(
        outcome, actor=actor, step=step.key, edition_id=edition.id, at=at,
        event="casework.batch.signed",
    )  # fmt: skip
    return outcome


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What is handed in for one case, and the version on the page that was filled in."""

    submission: Submission
    version: int | None


def chosen(actor: Actor, edition_id: str, cases: Collection[int]) -> dict[int, Case]:
    """Return the cases chosen, with person and organisation.

    :raises Case.DoesNotExist: one of them is out of sight or under another edition.
    """
    rows = dockets.visible(actor).filter(pk__in=cases, edition=edition_id)
    known = {case.pk: case for case in rows.select_related("person", "organisation")}
    if len(known) != len(cases):
        raise Case.DoesNotExist(f"{len(cases) - len(known)} of {len(cases)} cases")
    return known


def sign_each(
    *,
    actor: Actor,
    step: str,
    known: Mapping[int, Case],
    sheets: Mapping[int, Sheet],
    scans: Mapping[str, Upload],
    at: datetime,
) -> Outcome:
    """Sign the step of one case after another in the order of the sheets; tell what became of each."""
    signed, refused, sent = [], [], scans
    kept: dict[str, HandedIn] = {}
    for case_id, sheet in sheets.items():
        case = known[case_id]
        who = {
            "case_id": case_id,
            "person": case.person.name,
            "organisation": case.organisation.short_name,
        }
        papers = {paper.kind: paper for paper in sheet.submission.papers} | kept
        try:
            submitting.submit(
                actor=actor, case_id=case_id, step=step, scans=sent, at=at, version=sheet.version,
                submission=replace(sheet.submission, papers=tuple(papers.values())),
            )  # fmt: skip
        except Refused as refusal:
            refused.append(NotSigned(verdict=refusal.verdict.without_hints(), **who))
        else:
            signed.append(Signed(**who))
            # The scan is kept once; the others only point at it.
            kept, sent = kept | _kept(case_id, step, sent), {}
    return Outcome(signed=tuple(signed), refused=tuple(refused))


def countable(cases: Collection[int]) -> None:
    """Refuse a form without anybody, or with more than one form takes (D-64)."""
    if not cases:
        none = reason("D-64", message="请勾选要一并办理的人", field="case")
        raise Refused(Verdict((none,)))
    if len(cases) > batches.MOST:
        many = reason("D-64", message=f"一次最多办理{batches.MOST}人", field="case")
        raise Refused(Verdict((many,)))


def _kept(case_id: int, step: str, sent: Mapping[str, Upload]) -> dict[str, HandedIn]:
    if not sent:
        return {}
    rows = Paper.objects.filter(case=case_id, step=step, is_active=True, kind__in=sent)
    return {
        paper.kind: HandedIn(kind=paper.kind, file_id=paper.file_id, file_name=paper.file_name)
        for paper in rows
    }


@transaction.atomic
def enter(
    outcome: Outcome, *, actor: Actor, step: str, edition_id: str, event: str, at: datetime
) -> None:
    """Enter the occasion itself; each signature stands in the chain of its case already."""
    if not outcome.signed:
        return
    reach = ranges.outermost(actor.roots(Action.VIEW_CASES))
    ledger.record(
        actor=actor,
        at=at,
        chain=f"org:{reach[0]}",
        event=event,
        subject=f"account:{actor.account_id}",
        detail={
            "edition": edition_id,
            "step": step,
            "cases": [one.case_id for one in outcome.signed],
            "refused": [one.case_id for one in outcome.refused],
        },
    )
