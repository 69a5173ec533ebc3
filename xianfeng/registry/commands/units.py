"""The register of units: which villages, schools and firms there are, and who answers for them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from xianfeng.registry.models import Organisation, Unit
from xianfeng.registry.vocab import UnitKind
from xianfeng.trust import access
from xianfeng.trust.commands import ledger
from xianfeng.trust.vocab import Action, Actor


@dataclass(frozen=True, kw_only=True)
class NewUnit:
    """A unit in the reach of ``path``; ``organisation_id`` is empty where none covers it yet."""

    name: str
    kind: UnitKind
    path: str
    organisation_id: int | None = None
    place_code: str = ""


@transaction.atomic
def register_many(*, actor: Actor, rows: Sequence[NewUnit], at: datetime) -> int:
    """Enter the units that are not known yet; return how many were new.

    :raises Organisation.DoesNotExist: no organisation lies at a path, or one is out of sight.
    :raises NotAllowed: the actor's role does not edit the registry there.
    """
    seen = access.scoped(
        Organisation.objects.filter(path__in={row.path for row in rows}),
        actor,
        Action.VIEW_ORGANISATIONS,
        field="path",
    )
    known = set(seen.values_list("path", flat=True))
    if missing := {row.path for row in rows} - known:
        raise Organisation.DoesNotExist(f"no organisation at {min(missing)}")
    for path in known:
        access.require(actor, Action.EDIT_REGISTRY, path=path)
    present = set(Unit.objects.filter(org_path__in=known).values_list("name", "org_path"))
    fresh = [row for row in rows if (row.name, row.path) not in present]
    Unit.objects.bulk_create(
        [
            Unit(
                name=row.name,
                kind=row.kind,
                place_code=row.place_code,
                organisation_id=row.organisation_id,
                org_path=row.path,
            )
            for row in fresh
        ],
        batch_size=500,
    )
    ledger.record_many(
        [
            ledger.Happening(
                chain=f"org:{path}",
                event="registry.units.registered",
                subject=f"organisation:{path}",
                detail={"units": units},
            )
            for path, units in sorted(Counter(row.path for row in fresh).items())
        ],
        actor=actor,
        at=at,
    )
    return len(fresh)
