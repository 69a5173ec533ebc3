"""What signing a step means, whether one is signed or a whole history is entered.

Judges and makes rows; locks and writes nothing. Not called from outside.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Any

from xianfeng.casework.models import Claim, Paper
from xianfeng.casework.queries import blanks, claims, dockets, prepared, ties
from xianfeng.casework.queries.prepared import Prepared
from xianfeng.casework.rules import history, judging, values
from xianfeng.casework.vocab import CaseState
from xianfeng.kernel.checks import catalogue, reason
from xianfeng.kernel.errors import Refused
from xianfeng.kernel.verdict import Reason, Verdict
from xianfeng.kernel.words import visible
from xianfeng.procedure import board, gates
from xianfeng.procedure.schema import Edition, Field, Outcome, Step
from xianfeng.registry.vocab import Category
from xianfeng.trust.vocab import Actor


@dataclass(frozen=True, kw_only=True)
class HandedIn:
    """A paper handed in with a step: noted as on file, with a scan if there is one."""

    kind: str
    file_id: int | None = None
    file_name: str = ""


@dataclass(frozen=True, kw_only=True)
class Submission:
    """What somebody fills in for a step, as typed or as strings."""

    records: Mapping[str, Mapping[str, Any]]
    papers: tuple[HandedIn, ...] = ()
    reasons: Mapping[str, str] = field(default_factory=dict)

    def answers(self) -> dict[str, str]:
        """Return the words against warnings, by check; blank ones and those against nothing left out."""
        return {
            check: visible(words)[: values.LONGEST_TEXT]
            for check, words in self.reasons.items()
            if visible(words) and check in catalogue()
        }


@dataclass(frozen=True, kw_only=True)
class Passed:
    """A submission that no gate refused, in its types, with its day and the words against warnings."""

    step: Step
    records: values.Records
    papers: tuple[HandedIn, ...]
    facts: Mapping[str, Any]
    rules: str
    on: date
    answers: Mapping[str, str]


def lookups(family: str) -> Any:
    """Return a fresh reader of what the family's named facts need."""
    reader = board.family(family).lookups()
    reader.taken_numbers = claims.is_taken
    reader.blanks = blanks.Register()
    reader.loads = partial(ties.loads, family)
    return reader


def lookups_of_the_past(family: str) -> Any:
    """Return the reader for histories: what the register holds and whom somebody serves today say nothing of years ago."""
    reader = lookups(family)
    reader.blanks = blanks.PastRegister()
    reader.loads = lambda _kind, _organisation, _case: {}
    return reader


def passed(
    docket: dockets.Docket,
    step: Step,
    submission: Submission,
    *,
    signing_path: str,
    today: date,
    lookups: Any,
    instruments: Mapping[str, Prepared] | None = None,
    strangers: Callable[[frozenset[int]], frozenset[int]] = lambda _people: frozenset(),
    against: Callable[[Mapping[str, Any]], list[Reason]] = lambda _facts: [],
) -> Passed:
    """Judge a submission; papers of other steps that came along are left out.

    :param instruments: what notices, ballots and reviews have prepared; it goes before what was typed.
    :param strangers: which of these people the signer cannot see, and so cannot name.
    :param against: what the case's public notices have against these facts.
    :raises Refused: with every unmet gate, and every warning without a written reason.
    """
    kinds = docket.edition.kinds_of(step)
    instruments = instruments or {}
    records, typing = values.typed(kinds, prepared.filled(submission.records, instruments))
    typing += prepared.waits(instruments) + against(values.flat(records))
    # Whom an instrument names was settled when it was made: the signer need not see them any more.
    if named := values.people(kinds, records) - prepared.people(kinds, instruments):
        typing += values.without(kinds, records, strangers(named))
    on = values.happened_on(records, kinds) or today
    typing += lookups.blanks.problems(docket.case, kinds, records, on=on, today=today)
    papers = _with_scans(submission.papers, instruments)
    own = judging.own_papers(docket.edition, step, (paper.kind for paper in papers))
    reasons = submission.answers() | prepared.answers(instruments)
    draft = judging.Draft(step=step, records=records, papers=own, reasons=reasons)
    verdict, rules, facts = docket.judge(
        draft, typing=typing, signing_path=signing_path, today=today, lookups=lookups
    )
    if not verdict.without_hints():
        raise Refused(verdict)
    return Passed(
        step=step,
        records=records,
        papers=tuple(paper for paper in papers if paper.kind in own),
        facts=facts,
        rules=rules,
        on=on,
        answers=reasons,
    )


def _with_scans(
    papers: tuple[HandedIn, ...], instruments: Mapping[str, Prepared]
) -> tuple[HandedIn, ...]:
    """Add what the instruments have on file; a scan handed in now goes before."""
    kept = {
        scan.kind: HandedIn(kind=scan.kind, file_id=scan.file_id, file_name=scan.name)
        for scan in prepared.scans(instruments)
    }
    now = {paper.kind: paper for paper in papers if paper.file_id or paper.kind not in kept}
    return tuple((kept | now).values())


def moves(present: str, outcome: Outcome) -> bool:
    """Tell whether an outcome changes a standing; nobody falls back by a step taken late.

    A roster may have named somebody an activist before the case's first step is entered.
    """
    if not outcome.standing:
        return False
    wanted = Category(outcome.standing)
    return wanted is Category.OUTSIDER or wanted.rank > Category(present).rank


def paper_rows(done: Passed, *, round_: int, actor: Actor, at: datetime) -> list[Paper]:
    """Write the papers that came with a step as rows, without their case."""
    return [
        Paper(
            step=done.step.key,
            kind=paper.kind,
            round=round_,
            dated_on=done.on,
            file_id=paper.file_id,
            file_name=paper.file_name[:200],
            account_ref=actor.account_id,
            actor_name=actor.name,
            entered_at=at,
        )
        for paper in done.papers
    ]


def claimed(edition: Edition, done: Passed) -> Iterator[tuple[Field, Claim]]:
    """Yield the numbers that only one case may use, each with its field and without its case."""
    for kind in edition.kinds_of(done.step):
        for spec in kind.fields:
            value = done.records.get(kind.key, {}).get(spec.name)
            if spec.is_unique and value is not None:
                yield spec, Claim(kind=f"{kind.key}.{spec.name}", value=str(value))


def observed(
    docket: dockets.Docket, step: Step, given: Mapping[str, Any], *, today: date
) -> dict[str, Any]:
    """Judge a repeated record of a step and return it in its types.

    :raises Refused: the case rests (D-65), the step is not open (D-52), something is
        missing or entered for that day already (D-64), or the day lies ahead (D-60) or before the step began (D-51).
    """
    record = docket.edition.records[step.repeated]
    records, problems = values.typed((record,), {record.key: given})
    row = records[record.key]
    if docket.state is not CaseState.OPEN:
        problems.append(reason("D-65", 状态=docket.state.after_already))
    if step not in history.open_steps(docket.edition, docket.standing.signed):
        problems.append(reason("D-52", 名称=step.title, remedy="此环节未开始或已办结"))
    if values.DAY in row:
        since = max(docket.standing.signed.get(key) or docket.opened_on for key in step.after)
        problems += _within(row[values.DAY], since, today, title=record.date_title)
        if row[values.DAY] in docket.evidence.get(record.key, ()):
            message = f"{gates.shown(row[values.DAY])}已有一条{record.title}记录"
            problems.append(reason("D-64", message=message, field=f"{record.key}.on"))
    if problems:
        raise Refused(Verdict.of(problems))
    return row


def _within(day: date, since: date, today: date, *, title: str) -> list[Reason]:
    if day > today:
        return [reason("D-60", 日期=gates.shown(day), remedy="事情发生以后再登记")]
    if day < since:
        words = {"后一环节": title, "前一环节": "此环节开始"}
        return [reason("D-51", fact=f"此环节自{gates.shown(since)}开始", **words)]
    return []
