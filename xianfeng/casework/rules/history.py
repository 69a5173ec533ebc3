"""What a case's entries say now: which steps are signed, which facts stand.

Entries are never changed, so the present is a fold over the past.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from xianfeng.casework.rules import values
from xianfeng.procedure.schema import Edition, Outcome, Step


@dataclass(frozen=True, kw_only=True)
class Signed:
    """A step signed and not reversed."""

    step: str
    round: int
    on: date
    records: Mapping[str, Mapping[str, Any]]

    @cached_property
    def facts(self) -> dict[str, Any]:
        """Every value named "record.field"; made once, for a history is folded again and again."""
        return values.flat(self.records)


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A paper on file."""

    step: str
    round: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class Standing:
    """The present of a case: what is signed, what is known."""

    signed: Mapping[str, date]
    facts: Mapping[str, Any]
    rounds: int = 1
    past: Mapping[str, Any] = field(default_factory=dict)
    # Among ``signed``: passed by when the case moved to its edition, never done.
    waived: frozenset[str] = frozenset()


def outcome_of(step: Step, facts: Mapping[str, Any]) -> Outcome:
    """Return what signing the step with these facts does."""
    decided = facts.get(step.decided_by) if step.decided_by else ""
    for outcome in step.outcomes:
        if outcome.value == (decided or ""):
            return outcome
    return Outcome()


def fold(
    edition: Edition,
    signed: Iterable[Signed],
    *,
    papers: Iterable[Kept],
    evidence: Mapping[str, Sequence[date]],
    subject: Mapping[str, Any],
    waived: Mapping[str, int] | None = None,
) -> Standing:
    """Return the present from all signatures in the order in which they were entered.

    :param waived: the steps that a move no longer asks for, by the round of the move; they
        count as done only while something after them is signed.

    A restart (an extended probation) supersedes every later step: its facts
    are known from then on as ``previous.record.field``.
    """
    standing: dict[str, Signed] = {}
    previous: dict[str, Any] = {}
    superseded_from, rounds = None, 1
    for entry in signed:
        standing[entry.step] = entry
        step = edition.step(entry.step)
        outcome = outcome_of(step, entry.facts)
        if outcome.restart:
            superseded_from = edition.step(outcome.restart).number
            rounds += 1
            for key in [k for k in standing if edition.step(k).number >= superseded_from]:
                past = standing.pop(key).facts
                previous |= {f"previous.{name}": value for name, value in past.items()}
    facts: dict[str, Any] = {f"subject.{name}": value for name, value in subject.items()}
    facts |= previous
    for entry in standing.values():
        facts |= entry.facts
    facts |= _papers(edition, papers, superseded_from, rounds)
    for kind, days in evidence.items():
        facts[f"{kind}.dates"] = tuple(sorted(days))
        facts[f"{kind}.count"] = len(days)
    done = {key: entry.on for key, entry in standing.items()}
    passed = _passed(edition, done, waived or {}, superseded_from, rounds)
    return Standing(
        signed={**done, **passed},
        facts=facts,
        rounds=rounds,
        past=previous,
        waived=frozenset(passed),
    )


def _passed(
    edition: Edition,
    done: Mapping[str, date],
    waived: Mapping[str, int],
    superseded_from: int | None,
    rounds: int,
) -> dict[str, date]:
    """Return the waived steps that still are passed by, each with the day of what came before it."""
    passed: dict[str, date] = {}
    for step in edition.steps:
        if step.key not in waived or step.key in done:
            continue
        is_of_round = superseded_from is None or step.number < superseded_from
        if not is_of_round and waived[step.key] != rounds:
            continue
        if comes_before_signed(edition, step.key, done):
            known = {**done, **passed}
            days = [known[key] for key in step.after if key in known]
            passed[step.key] = max(days, default=min(done.values()))
    return passed


def comes_before_signed(edition: Edition, key: str, signed: Iterable[str]) -> bool:
    """Tell whether something signed comes, however far, after this step."""
    reached = {key}
    for step in edition.steps:
        if reached & set(step.after):
            reached.add(step.key)
    return bool((reached - {key}) & set(signed))


def _papers(
    edition: Edition, papers: Iterable[Kept], superseded_from: int | None, rounds: int
) -> dict[str, bool]:
    facts = {}
    for paper in papers:
        number = edition.step(paper.step).number
        if superseded_from is None or number < superseded_from or paper.round == rounds:
            facts[f"paper.{paper.kind}"] = True
    return facts


def open_steps(edition: Edition, signed: Mapping[str, date]) -> tuple[Step, ...]:
    """Return the steps that can be taken next: everything before them is signed."""
    return tuple(
        step
        for step in edition.steps
        if step.key not in signed and all(key in signed for key in step.after)
    )
