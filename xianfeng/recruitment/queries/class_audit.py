"""Do the classes and the signed records of open cases say the same? Counted again from both."""

from collections import defaultdict
from dataclasses import dataclass

from xianfeng.casework.queries import waiting
from xianfeng.recruitment.models import ClassResult
from xianfeng.recruitment.queries import classes
from xianfeng.recruitment.rules import training as rules
from xianfeng.recruitment.rules.training import Mark
from xianfeng.recruitment.vocab.training import ClassKind, ClassOutcome
from xianfeng.trust.vocab import Actor


@dataclass(frozen=True, kw_only=True)
class Audit:
    """How many classes have results, how many results there are, and the cases that say otherwise."""

    classes: int
    results: int
    differing: tuple[int, ...]


def audit(actor: Actor) -> Audit:
    """Compare every result in sight that stands with what its case's step says, where it is signed.

    One class that agrees is enough: who failed first may have passed later.
    """
    rows = list(classes.standing_results(actor).select_related("training").order_by("id"))
    return Audit(
        classes=len({row.training_id for row in rows}),
        results=len(rows),
        differing=tuple(key for kind in ClassKind for key in _differing(actor, kind, rows)),
    )


def _differing(actor: Actor, kind: ClassKind, rows: list[ClassResult]) -> list[int]:
    own: dict[int, list[ClassResult]] = defaultdict(list)
    for row in rows:
        if row.training.kind == kind:
            own[row.case_id].append(row)
    signed = waiting.signed(actor, kind.record, under="", among=own)
    return [
        key
        for key, record in signed.items()
        if not any(
            rules.agrees(kind, classes.length_of(row.training), _mark(row), record)
            for row in own[key]
        )
    ]


def _mark(row: ClassResult) -> Mark:
    return Mark(outcome=ClassOutcome(row.outcome), hours=row.hours, exam=row.exam)
