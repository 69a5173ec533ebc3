"""A county's draft as its pages show it: the whole on the bench, one step for changing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from xianfeng.casework.queries import editions
from xianfeng.casework.vocab import SIGNER_LABELS
from xianfeng.kernel.verdict import Verdict
from xianfeng.procedure import board, comparison, editing
from xianfeng.procedure.comparison import Comparison
from xianfeng.procedure.limits import Limit
from xianfeng.procedure.schema import Step
from xianfeng.recruitment.queries.procedures import StageRow, StepRow
from xianfeng.trust import access
from xianfeng.trust.vocab import Action, Actor


@dataclass(frozen=True, kw_only=True)
class Bench:
    """A draft as a whole: its steps, its numbers, what it changes, what speaks against publishing."""

    id: int
    version: int
    name: str
    note: str
    base: str
    steps: int
    stages: tuple[StageRow, ...]
    limits: tuple[Limit, ...]
    changes: Comparison | None
    verdict: Verdict


@dataclass(frozen=True, kw_only=True)
class PaperRow:
    """A paper of a step; ``is_own`` ones the county may take back."""

    key: str
    title: str
    is_own: bool


@dataclass(frozen=True, kw_only=True)
class StepBench:
    """One step of a draft, ready to be changed."""

    draft_id: int
    version: int
    name: str
    key: str
    number: int
    title: str
    actor: str
    limit: str
    signers: str
    is_own: bool
    repeated: str
    repeat_months: int
    papers: tuple[PaperRow, ...]
    limits: tuple[Limit, ...]


class NoStep(LookupError):
    """The draft has no step of that number."""


def bench(actor: Actor, draft_id: int, *, today: date) -> Bench:
    """Return a draft.

    :raises NotAllowed: the actor's role does not edit editions.
    :raises CountyEdition.DoesNotExist: there is no such draft.
    """
    access.require(actor, Action.EDIT_EDITIONS)
    found = editions.bench(draft_id)
    family = board.family(found.family)
    base = family.edition(found.base) if found.base else None
    return Bench(
        id=found.id,
        version=found.version,
        name=found.name,
        note=found.edition.note,
        base=base.name if base else "",
        steps=len(found.edition.steps),
        stages=_stages(found),
        limits=found.limits,
        changes=comparison.compare(family.shelf, base, found.edition, on=today) if base else None,
        verdict=editions.judged(family, found.text, day=today),
    )


def _stages(found: editions.Workbench) -> tuple[StageRow, ...]:
    edition = found.edition
    return tuple(
        StageRow(
            number=stage.number,
            title=stage.title,
            steps=tuple(_row(found, step) for step in edition.steps if step.stage == stage.key),
        )
        for stage in edition.stages
    )


def _row(found: editions.Workbench, step: Step) -> StepRow:
    return StepRow(
        number=step.number,
        title=step.title,
        actor=step.actor,
        signers="、".join(SIGNER_LABELS[role] for role in step.signed_by),
        papers=tuple(paper.title for paper in found.edition.papers_of(step)),
        facts=(),
        limit=step.limit,
        cite=step.cite,
        grade=step.grade,
        is_extra=step.is_extra,
        repeated="",
        gates=(),
    )


def step(actor: Actor, draft_id: int, number: int) -> StepBench:
    """Return one step of a draft.

    :raises NotAllowed: the actor's role does not edit editions.
    :raises CountyEdition.DoesNotExist: there is no such draft.
    :raises NoStep: the draft has no step of that number.
    """
    access.require(actor, Action.EDIT_EDITIONS)
    found = editions.bench(draft_id)
    try:
        wanted = found.edition.numbered(number)
    except KeyError:
        raise NoStep(number) from None
    records = found.edition.records
    return StepBench(
        draft_id=found.id,
        version=found.version,
        name=found.name,
        key=wanted.key,
        number=wanted.number,
        title=wanted.title,
        actor=wanted.actor,
        limit=wanted.limit,
        signers="、".join(SIGNER_LABELS[role] for role in wanted.signed_by),
        is_own=wanted.key in editing.own_keys(found.row, found.edition),
        repeated=records[wanted.repeated].title if wanted.repeated else "",
        repeat_months=wanted.repeat_months,
        papers=_papers(found.row, found, wanted),
        limits=tuple(limit for limit in found.limits if limit.step == wanted.number),
    )


def _papers(
    row: Mapping[str, Any], found: editions.Workbench, wanted: Step
) -> tuple[PaperRow, ...]:
    own = {paper["key"] for paper in row.get("paper", ())}
    return tuple(
        PaperRow(key=paper.key, title=paper.title, is_own=paper.key in own)
        for paper in found.edition.papers_of(wanted)
    )
