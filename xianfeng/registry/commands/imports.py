"""Importing a workbook: check it, bring its good rows in, keep what was refused.

Reading and checking happen outside the transaction that writes, so that the
progress is seen from other connections and SQLite's one writer is held for
the load only.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from django.db import IntegrityError, transaction

from xianfeng.kernel import clock
from xianfeng.registry.commands import roster_loads, tree_loads
from xianfeng.registry.importing import examining, headings, returned, sealing, trees, workbooks
from xianfeng.registry.importing.examining import Progress, RefusedRow
from xianfeng.registry.importing.problems import FileRefused, Problem
from xianfeng.registry.importing.rosters import Branch
from xianfeng.registry.models import HeadCount, ImportBatch, Membership, Organisation, Person
from xianfeng.registry.rules import spelling
from xianfeng.registry.vocab import BatchKind, BatchState
from xianfeng.tenancy import bulk, ranges
from xianfeng.trust import access
from xianfeng.trust.commands import ledger
from xianfeng.trust.vocab import Action, Actor


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of a workbook; ``young`` rows were taken although I-04 warns of them."""

    rows: int
    accepted: int
    unchanged: int
    refused: tuple[RefusedRow, ...]
    titles: tuple[str, ...]
    young: int = 0
    batch_id: int | None = None

    @property
    def problems(self) -> list[Problem]:
        """Every error, in the order of the sheet."""
        rows = sorted(self.refused, key=lambda row: row.number)
        return [problem for row in rows for problem in row.problems]

    def as_json(self) -> dict[str, Any]:
        """Return the report: one object for each error."""
        return {
            "rows": self.rows,
            "accepted": self.accepted,
            "unchanged": self.unchanged,
            "refused": [problem.as_json() for problem in self.problems],
        }

    def returned(self) -> bytes:
        """Return the workbook of only the bad rows, with their reasons."""
        return returned.workbook(
            self.titles,
            ((row.number, row.cells, [p.message for p in row.problems]) for row in self.refused),
        )


def refused_file_as_json(refusal: FileRefused) -> dict[str, Any]:
    """Return the report on a file that could not be taken at all."""
    return {
        "rows": 0,
        "accepted": 0,
        "unchanged": 0,
        "refused": [refusal.problem.as_json()],
    }


class _Work(Protocol):
    """A checked workbook of one kind."""

    rows: int
    young: int
    titles: tuple[str, ...]

    def foresee(self) -> tuple[int, int, list[RefusedRow]]: ...

    def load(self, batch: ImportBatch) -> tuple[int, int, list[RefusedRow]]: ...

    def close(self) -> None: ...


@dataclass(frozen=True, kw_only=True)
class _Roster:
    actor: Actor
    at: datetime
    examination: examining.Examination

    @property
    def rows(self) -> int:
        return self.examination.rows

    @property
    def young(self) -> int:
        return self.examination.young

    @property
    def titles(self) -> tuple[str, ...]:
        return self.examination.columns.titles

    def foresee(self) -> tuple[int, int, list[RefusedRow]]:
        return self._all(roster_loads.foresee(self.examination, actor=self.actor))

    def load(self, batch: ImportBatch) -> tuple[int, int, list[RefusedRow]]:
        return self._all(
            roster_loads.load(
                actor=self.actor, batch=batch, examination=self.examination, at=self.at
            )
        )

    def _all(self, loaded: roster_loads.Loaded) -> tuple[int, int, list[RefusedRow]]:
        late = self.examination.with_cells(loaded.clashing)
        return loaded.accepted, loaded.unchanged, self.examination.refused + late

    def close(self) -> None:
        self.examination.close()


@dataclass(frozen=True, kw_only=True)
class _Organisations:
    actor: Actor
    at: datetime
    tree: trees.Tree
    young: int = 0

    @property
    def rows(self) -> int:
        return self.tree.rows

    @property
    def titles(self) -> tuple[str, ...]:
        return self.tree.columns.titles

    def foresee(self) -> tuple[int, int, list[RefusedRow]]:
        return self._all(tree_loads.foresee(actor=self.actor, tree=self.tree))

    def load(self, batch: ImportBatch) -> tuple[int, int, list[RefusedRow]]:
        return self._all(tree_loads.load(actor=self.actor, batch=batch, tree=self.tree, at=self.at))

    def _all(self, hung: tree_loads.Hung) -> tuple[int, int, list[RefusedRow]]:
        late = [RefusedRow(c.row, self.tree.cells[c.row], [c]) for c in hung.clashing]
        return hung.accepted, hung.unchanged, self.tree.refused + late

    def close(self) -> None:
        """Nothing is open."""


def check(
    *, actor: Actor, kind: BatchKind, path: Path, file_name: str, limit: int, at: datetime
) -> Outcome:
    """Say what importing the workbook would do; write nothing.

    :param limit: the greatest size in bytes.
    :raises FileRefused: the file cannot be taken as a whole.
    """
    access.require(actor, Action.IMPORT)
    with _opened(actor, kind, path, file_name, limit, at, lambda rows: None) as work:
        return _outcome(work, work.foresee())


def bring(
    *, actor: Actor, kind: BatchKind, path: Path, file_name: str, limit: int, at: datetime
) -> Outcome:
    """Check the workbook and bring its good rows in, at one go.

    :raises FileRefused: the file cannot be taken as a whole; there is no batch then.
    """
    access.require(actor, Action.IMPORT)
    with _opened(actor, kind, path, file_name, limit, at, lambda rows: None) as work:
        with transaction.atomic():
            batch = _new_batch(actor, kind, file_name, digest(path), at, BatchState.RUNNING)
            result = work.load(batch)
            outcome = _finish(batch, work, result, at)
        _refresh_statistics(outcome)
        return outcome


@transaction.atomic
def hand_in(*, actor: Actor, kind: BatchKind, file_name: str, sha256: str, at: datetime) -> int:
    """Open a batch for a file that waits to be imported and enter who brought it; return its id."""
    access.require(actor, Action.IMPORT)
    batch = _new_batch(actor, kind, file_name, sha256, at, BatchState.WAITING)
    ledger.record(
        actor=actor,
        at=at,
        chain=f"org:{batch.org_path}",
        event="registry.batch.handed_in",
        subject=f"batch:{batch.pk}",
        detail={"file": batch.file_name, "sha256": sha256},
    )
    return batch.pk


def run(*, actor: Actor, batch_id: int, path: Path, limit: int, at: datetime) -> Outcome | None:
    """Import the file of a waiting batch; the batch tells how it ended.

    Returns nothing when the file was refused as a whole: the sentence is the
    batch's ``failure`` then, and nothing else was changed. A batch that has
    been started already is left alone.
    """
    started = ImportBatch.objects.filter(pk=batch_id, state=BatchState.WAITING).update(
        state=BatchState.RUNNING
    )
    if not started:
        return None
    batch = ImportBatch.objects.get(pk=batch_id)
    failure = "导入时程序出错，没有写入任何内容，请联系管理员。"
    try:
        outcome = _run(actor, batch, path, limit, at)
        failure = ""
        return outcome
    except FileRefused as refusal:
        failure = refusal.sentence
        return None
    finally:
        if failure:
            ImportBatch.objects.filter(pk=batch_id).update(
                state=BatchState.FAILED, failure=failure[:300], finished_at=at
            )


def _run(actor: Actor, batch: ImportBatch, path: Path, limit: int, at: datetime) -> Outcome:
    def progress(rows: int) -> None:
        ImportBatch.objects.filter(pk=batch.pk).update(rows_done=rows)

    kind = BatchKind(batch.kind)
    with _opened(actor, kind, path, batch.file_name, limit, at, progress) as work:
        ImportBatch.objects.filter(pk=batch.pk).update(rows=work.rows, rows_done=work.rows)
        try:
            outcome = _load(batch.pk, work, at)
        except IntegrityError:
            # Somebody typed one of these people in between check and load: compare once more.
            outcome = _load(batch.pk, work, at)
    _refresh_statistics(outcome)
    return outcome


@transaction.atomic
def _load(batch_id: int, work: _Work, at: datetime) -> Outcome:
    batch = ImportBatch.objects.select_for_update().get(pk=batch_id)
    return _finish(batch, work, work.load(batch), at)


def _finish(
    batch: ImportBatch, work: _Work, result: tuple[int, int, list[RefusedRow]], at: datetime
) -> Outcome:
    outcome = _outcome(work, result, batch_id=batch.pk)
    batch.state = BatchState.DONE
    batch.finished_at = at
    batch.rows = batch.rows_done = outcome.rows
    batch.accepted, batch.unchanged = outcome.accepted, outcome.unchanged
    batch.refused = len(outcome.refused)
    batch.save()
    return outcome


def _outcome(
    work: _Work, result: tuple[int, int, list[RefusedRow]], *, batch_id: int | None = None
) -> Outcome:
    accepted, unchanged, refused = result
    return Outcome(
        rows=work.rows,
        accepted=accepted,
        unchanged=unchanged,
        refused=tuple(sorted(refused, key=lambda row: row.number)),
        titles=work.titles,
        young=work.young,
        batch_id=batch_id,
    )


def _refresh_statistics(outcome: Outcome) -> None:
    bulk.analyse_after(outcome.accepted, Person, Membership, HeadCount)


def _new_batch(
    actor: Actor, kind: BatchKind, file_name: str, sha256: str, at: datetime, state: BatchState
) -> ImportBatch:
    roots = ranges.outermost(actor.roots(Action.IMPORT))
    place = roots[0] if roots else ""
    if not place:
        root = Organisation.objects.filter(parent__isnull=True).values_list("path", flat=True)
        place = next(iter(root), "")
    return ImportBatch.objects.create(
        kind=kind,
        state=state,
        file_name=file_name[:200],
        sha256=sha256,
        account_ref=actor.account_id,
        actor_name=actor.name,
        org_path=place,
        started_at=at,
    )


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _opened(
    actor: Actor,
    kind: BatchKind,
    path: Path,
    file_name: str,
    limit: int,
    at: datetime,
    progress: Progress,
) -> Iterator[_Work]:
    opener = _open_roster if kind is BatchKind.ROSTER else _open_organisations
    work = opener(actor, path, file_name, limit, at, progress)
    try:
        yield work
    finally:
        work.close()


def _open_roster(
    actor: Actor, path: Path, file_name: str, limit: int, at: datetime, progress: Progress
) -> _Work:
    branches = _branches(actor)
    size = path.stat().st_size if path.is_file() else 0
    with sealing.sealer(size) as seal:
        sheet, columns = examining.open_roster(path, file_name=file_name, limit=limit)
        if not branches:
            raise FileRefused("还没有任何党组织，请先导入党组织，再导入党员名册。")
        examination = examining.examine(
            sheet,
            columns,
            branches=branches,
            today=clock.day_of(at),
            seal=seal,
            progress=progress,
        )
    return _Roster(actor=actor, at=at, examination=examination)


def _branches(actor: Actor) -> dict[str, Branch]:
    """Return the organisations by full name, and by short name and code where that is clear."""
    rows = list(
        Organisation.objects.filter(valid_to__isnull=True)
        .order_by("path")
        .values_list("id", "path", "name", "short_name", "code")
    )
    found: dict[str, Branch] = {}
    short: dict[str, list[Branch]] = {}
    for pk, path, name, short_name, code in rows:
        branch = Branch(pk, path, name, actor.may(Action.IMPORT, path=path))
        found[spelling.official(name)] = branch
        found.setdefault(code, branch)
        short.setdefault(spelling.official(short_name), []).append(branch)
    for words, branches in short.items():
        if len(branches) == 1:
            found.setdefault(words, branches[0])
    return found


def _open_organisations(
    actor: Actor, path: Path, file_name: str, limit: int, at: datetime, progress: Progress
) -> _Work:
    sheets = workbooks.open_sheets(path, file_name=file_name, limit=limit)
    sheet, columns = headings.find(sheets, headings.ORGANISATIONS, headings.ORGANISATION_NEEDS)
    examining.refuse_unsolved(sheet, columns)
    tree = trees.examine(sheet, columns, standing=tree_loads.standing())
    progress(tree.rows)
    return _Organisations(actor=actor, at=at, tree=tree)
