"""The county's exceptions from collective training: of one case, and all of a reach, counted."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from xianfeng.kernel import paths
from xianfeng.procedure.gates import shown
from xianfeng.recruitment.models import TrainingException
from xianfeng.registry.queries import naming
from xianfeng.trust import access
from xianfeng.trust.vocab import Action, Actor

MOST = 500
COMMITTEE_LEVEL = 2


@dataclass(frozen=True, kw_only=True)
class Excepted:
    """An exception that stands."""

    document: str
    decided_on: date
    why: str
    actor: str

    @property
    def words(self) -> str:
        """Say it as the answer to the warning that it lets pass."""
        return f"县委组织部例外 {self.document}（{shown(self.decided_on)}）：{self.why}"


@dataclass(frozen=True, kw_only=True)
class ExceptionRow:
    """One exception in the list."""

    case_id: int
    person: str
    organisation: str
    committee: str
    excepted: Excepted
    withdrawn_reason: str | None


@dataclass(frozen=True, kw_only=True)
class ExceptionList:
    """The exceptions of a reach: how many stand by committee, and each of them, in the tree's order."""

    counts: tuple[tuple[str, int], ...]
    rows: tuple[ExceptionRow, ...]


def standing(case_id: int) -> Excepted | None:
    """Return the exception of a case that the caller was allowed to see."""
    rows = TrainingException.objects.filter(case_id=case_id, withdrawn_at__isnull=True)
    return next((_excepted(row) for row in rows.order_by("id")[:1]), None)


def case_ids() -> frozenset[int]:
    """Return all cases that have an exception: few, or they would be none."""
    rows = TrainingException.objects.filter(withdrawn_at__isnull=True)
    return frozenset(rows.values_list("case_id", flat=True))


def listed(actor: Actor) -> ExceptionList:
    """Return the exceptions in the actor's reach, the withdrawn ones too."""
    seen = access.scoped(
        TrainingException.objects.all(), actor, Action.VIEW_CASES, field="case__org_path"
    )
    ordered = seen.select_related("case__person", "case__organisation").order_by(
        "case__org_path", "case__person__sort_key", "id"
    )
    found = list(ordered[:MOST])
    at = {row.pk: row.case.org_path[: COMMITTEE_LEVEL * paths.WIDTH] for row in found}
    names = naming.named(set(at.values()))
    counts = Counter(at[row.pk] for row in found if row.withdrawn_at is None)
    return ExceptionList(
        counts=tuple((names[path].name, counts[path]) for path in sorted(counts)),
        rows=tuple(
            ExceptionRow(
                case_id=row.case_id,
                person=row.case.person.name,
                organisation=row.case.organisation.short_name,
                committee=names[at[row.pk]].name,
                excepted=_excepted(row),
                withdrawn_reason=row.withdrawn_reason if row.withdrawn_at else None,
            )
            for row in found
        ),
    )


def _excepted(row: TrainingException) -> Excepted:
    return Excepted(
        document=row.document, decided_on=row.decided_on, why=row.why, actor=row.actor_name
    )
