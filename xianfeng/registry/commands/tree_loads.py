"""Bringing the organisations of a file into the tree, in one transaction.

A known code is matched, not made again; a known organisation never moves to
another parent here, because everything that is written under its path would
have to move with it.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from xianfeng.kernel import paths
from xianfeng.registry.commands import roster_loads
from xianfeng.registry.importing.examining import RefusedRow
from xianfeng.registry.importing.problems import Problem, problem
from xianfeng.registry.importing.trees import Standing, Tree, TreeRow
from xianfeng.registry.models import ImportBatch, ImportRow, Organisation
from xianfeng.registry.rules import names, spelling
from xianfeng.trust.commands import ledger
from xianfeng.trust.vocab import Action, Actor

_FACTS = ("name", "kind", "township", "village")


@dataclass
class Hung:
    """What became of the rows."""

    accepted: int = 0
    unchanged: int = 0
    clashing: list[Problem] = field(default_factory=list)


def standing() -> dict[str, Standing]:
    """Return every organisation by its code."""
    rows = Organisation.objects.order_by("path").values_list(
        "id", "code", "name", "path", "parent__code"
    )
    return {
        code: Standing(pk, code, name, path, above or "") for pk, code, name, path, above in rows
    }


class _Grower:
    """Adds rows to the tree one by one; parents come before their children."""

    def __init__(self, *, actor: Actor, tree: Tree, batch: ImportBatch | None) -> None:
        """Read the present tree; without a batch nothing is written."""
        self.actor, self.tree, self.batch = actor, tree, batch
        self.places = {o.code: o for o in Organisation.objects.select_related("parent")}
        self.children: dict[str, int] = {}
        for place in self.places.values():
            above = paths.parent(place.path)
            last = max(self.children.get(above, 0), paths.number(place.path))
            self.children[above] = last
        self.hung = Hung()
        self.changed: list[tuple[int, Organisation, dict[str, Any]]] = []
        self.created: list[Organisation] = []

    def take(self, row: TreeRow) -> None:
        """Create, change or pass over one organisation."""
        known = self.places.get(row.code)
        parent = self.places.get(row.parent_code)
        reach = known.path if known else parent.path if parent else ""
        if row.parent_code and parent is None:
            self._refuse(row, "parent", "I-15", 值=row.parent_code)
        elif not self.actor.may(Action.IMPORT, path=reach):
            self._refuse(row, "name", "I-18", 值=row.name)
        elif known is None and parent is not None and paths.level(parent.path) >= paths.DEPTH:
            self._refuse(row, "parent", "I-15", message=f"党组织不能超过{paths.DEPTH}层")
        elif known is None:
            self._create(row, parent)
        elif (known.parent.code if known.parent else "") != row.parent_code:
            above = known.parent.short_name if known.parent else "无"
            words = f"该党组织现在的上级是{above}，导入不能改变隶属关系"
            self._refuse(row, "parent", "I-15", message=words)
        elif changes := {f: v for f in _FACTS if (v := getattr(row, f)) and v != getattr(known, f)}:
            if "kind" in changes and not self._may_say_kind(known):
                self._refuse(row, "kind", "I-18", message="组织类别由上级党组织变更")
            else:
                self._change(row, known, changes)
        else:
            self.hung.unchanged += 1

    def _may_say_kind(self, place: Organisation) -> bool:
        """Tell whether the actor stands above: only some kinds approve admissions (check D-36)."""
        return self.actor.may(Action.IMPORT, path=paths.parent(place.path))

    def _refuse(self, row: TreeRow, field_name: str, check: str, /, **facts: Any) -> None:
        title = self.tree.columns.title(field_name)
        self.hung.clashing.append(problem(row.number, title, check, **facts))

    def _create(self, row: TreeRow, parent: Organisation | None) -> None:
        above = parent.path if parent else ""
        self.children[above] = self.children.get(above, 0) + 1
        place = Organisation(
            path=above + paths.segment(self.children[above]),
            code=row.code,
            name=row.name,
            kind=row.kind,
            parent=parent,
            township=row.township,
            village=row.village,
            batch=self.batch,
        )
        _name(place)
        if self.batch is not None:
            place.save(force_insert=True)
        self.places[row.code] = place
        self.created.append(place)
        self.hung.accepted += 1

    def _change(self, row: TreeRow, place: Organisation, changes: dict[str, Any]) -> None:
        before = {name: getattr(place, name) for name in changes}
        for name, value in changes.items():
            setattr(place, name, value)
        _name(place)
        if self.batch is not None:
            place.save(update_fields=[*changes, "short_name", "pinyin", "initials"])
            ImportRow.objects.create(
                batch=self.batch,
                number=row.number,
                sealed=roster_loads.seal_json(
                    {"organisation": place.pk, "before": before, "after": changes}
                ),
            )
        self.changed.append((row.number, place, changes))
        self.hung.accepted += 1


def _name(place: Organisation) -> None:
    place.short_name = spelling.short_name(place.name)
    place.pinyin, place.initials = names.words(place.short_name)


def foresee(*, actor: Actor, tree: Tree) -> Hung:
    """Say what loading would do, without writing."""
    grower = _Grower(actor=actor, tree=tree, batch=None)
    for row in tree.good:
        grower.take(row)
    return grower.hung


def load(*, actor: Actor, batch: ImportBatch, tree: Tree, at: datetime) -> Hung:
    """Write the good rows and the ledger; the caller's transaction is open."""
    roster_loads.lock()
    grower = _Grower(actor=actor, tree=tree, batch=batch)
    for row in tree.good:
        grower.take(row)
    late = [RefusedRow(c.row, tree.cells[c.row], [c]) for c in grower.hung.clashing]
    roster_loads.keep_refused(batch, [*tree.refused, *late], columns=tree.columns)
    if not batch.org_path and (root := Organisation.objects.filter(parent__isnull=True).first()):
        batch.org_path = root.path
        batch.save(update_fields=["org_path"])
    ledger.record_many(_entries(batch, grower), actor=actor, at=at)
    return grower.hung


def _entries(batch: ImportBatch, grower: _Grower) -> list[ledger.Happening]:
    entries = [
        ledger.Happening(
            chain=f"org:{place.path}",
            event="registry.organisation.created",
            subject=f"organisation:{place.pk}",
            detail={"batch": batch.pk, "code": place.code, "name": place.name},
        )
        for place in grower.created
    ]
    entries += [
        ledger.Happening(
            chain=f"org:{place.path}",
            event="registry.organisation.changed",
            subject=f"organisation:{place.pk}",
            detail={"batch": batch.pk, "changes": changes},
        )
        for _, place, changes in grower.changed
    ]
    entries.append(
        ledger.Happening(
            chain=f"org:{batch.org_path}",
            event="registry.batch.imported",
            subject=f"batch:{batch.pk}",
            detail={
                "file": batch.file_name,
                "sha256": batch.sha256,
                "accepted": grower.hung.accepted,
                "unchanged": grower.hung.unchanged,
            },
        )
    )
    return entries
