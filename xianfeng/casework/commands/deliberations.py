"""What one sitting of a body decided on several cases: said once what is common, each voted on alone (D-37).

Each case is judged and signed on its own, in a transaction of its own, in the
order of discussion; going line by line is what answers whether it was done so.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from xianfeng.casework.commands import batches
from xianfeng.casework.commands.batches import Outcome, Sheet
from xianfeng.casework.commands.steps import Submission
from xianfeng.casework.commands.submitting import Upload
from xianfeng.casework.models import Case
from xianfeng.casework.queries import deliberations, hands
from xianfeng.kernel.checks import reason
from xianfeng.kernel.errors import Refused
from xianfeng.kernel.verdict import Verdict
from xianfeng.procedure.schema import RecordKind, Step
from xianfeng.trust.vocab import Actor


@dataclass(frozen=True, kw_only=True)
class Line:
    """What was decided on one case, by record and field, its own words against warnings, the page's version."""

    facts: Mapping[str, Mapping[str, Any]]
    reasons: Mapping[str, str]
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class Sitting:
    """One sitting: the step it decided on, what is common to all, the lines in the order of discussion."""

    edition_id: str
    number: int
    common: Submission
    lines: Mapping[int, Line]


def sign(sitting: Sitting, *, actor: Actor, scans: Mapping[str, Upload], at: datetime) -> Outcome:
    """Sign what the sitting decided, case by case; tell what became of each.

    :raises Case.DoesNotExist: the step is not decided in sittings, or a case is out of sight or
        under another edition; nothing was signed.
    :raises NotAllowed: the actor signs the step of one of the cases nowhere.
    :raises Refused: no case was chosen or too many (D-64), or they are decided on by several
        bodies (D-37).
    """
    edition, step = deliberations.collective_step(sitting.edition_id, sitting.number)
    batches.countable(sitting.lines)
    known = batches.chosen(actor, edition.id, sitting.lines)
    _of_one_body(actor, step, known)
    kinds = edition.kinds_of(step)
    sheets = {
        case_id: Sheet(submission=_submission(kinds, sitting.common, line), version=line.version)
        for case_id, line in sitting.lines.items()
    }
    outcome = batches.sign_each(
        actor=actor, step=step.key, known=known, sheets=sheets, scans=scans, at=at
    )
    batches.enter(
        outcome, actor=actor, step=step.key, edition_id=edition.id, at=at,
        event="casework.deliberation.signed",
    )  # fmt: skip
    return outcome


def _of_one_body(actor: Actor, step: Step, known: Mapping[int, Case]) -> None:
    seats = {hands.seat(actor, step, case.org_path) for case in known.values()}
    if len(seats) > 1:
        message = "所选的人由不同的党委审批，不能在一次会上审议"
        several = reason("D-37", message=message, remedy="按党委分开办理", field="case")
        raise Refused(Verdict((several,)))


def _submission(kinds: tuple[RecordKind, ...], common: Submission, line: Line) -> Submission:
    """Join what is common with what is the case's own; what the sitting itself answers is yes."""
    records: dict[str, dict[str, Any]] = {}
    for kind in kinds:
        row = dict(common.records.get(kind.key, {}))
        # A number that all share is said once; a line that says another keeps its own.
        row |= {name: v for name, v in line.facts.get(kind.key, {}).items() if v or name not in row}
        row |= {spec.name: True for spec in kind.fields if spec.is_implied}
        records[kind.key] = row
    reasons = {**common.reasons, **{check: words for check, words in line.reasons.items() if words}}
    return replace(common, records=records, reasons=reasons)
