"""Examinations that were run: the list, one with its summary, the breaches that a filter keeps."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet

from xianfeng.kernel import checks
from xianfeng.kernel.verdict import Level
from xianfeng.recruitment import catalogue
from xianfeng.recruitment.models import Breach, Examination
from xianfeng.recruitment.queries.examinations import Finding, Report
from xianfeng.recruitment.rules import accountability
from xianfeng.recruitment.rules.accountability import Proposal
from xianfeng.recruitment.vocab import ExaminationSource, ExaminationState
from xianfeng.trust import access
from xianfeng.trust.vocab import Action, Actor

PAGE = 50


@dataclass(frozen=True, kw_only=True)
class ExaminationRow:
    """One examination in the list."""

    id: int
    source: ExaminationSource
    state: ExaminationState
    file_name: str
    actor_name: str
    started_at: datetime
    files: int
    faulty: int
    left_out: int
    cleared_on: date | None


@dataclass(frozen=True, kw_only=True)
class BreachFilter:
    """Which breaches to show; what is empty filters nothing."""

    level: str = ""
    rule: str = ""
    committee: str = ""
    branch: str = ""
    year: int | None = None


@dataclass(frozen=True, kw_only=True)
class Tally:
    """One line of the summary: its key for the filter, its words, how many breaches."""

    key: str
    label: str
    number: int
    hint: str = ""


@dataclass(frozen=True, kw_only=True)
class BreachRow:
    """One breach as its row of the list shows it."""

    id: int
    row: int
    rows: tuple[int, ...]
    case_id: int | None
    name: str
    branch: str
    rule: str
    level: Level
    edition: str
    step: str
    message: str
    fact: str
    clause: str
    remedy: str


@dataclass(frozen=True, kw_only=True)
class ExaminationSheet:
    """One examination with its summary and a page of breaches."""

    examination: ExaminationRow
    failure: str
    sha256: str
    outside: tuple[tuple[int, str], ...]
    by_level: tuple[Tally, ...]
    by_rule: tuple[Tally, ...]
    by_committee: tuple[Tally, ...]
    by_year: tuple[Tally, ...]
    branches: tuple[str, ...]
    proposals: tuple[Proposal, ...]
    rows: tuple[BreachRow, ...]
    found: int
    page: int
    pages: int

    @property
    def is_running(self) -> bool:
        """Tell whether it is worth asking again in a second."""
        return self.examination.state in {ExaminationState.WAITING, ExaminationState.RUNNING}


def listed(actor: Actor, *, before: int | None = None, limit: int = 20) -> list[ExaminationRow]:
    """Return the newest examinations in reach, one more than ``limit`` if there are more."""
    rows = visible(actor).order_by("-id")
    if before is not None:
        rows = rows.filter(id__lt=before)
    return [_row(one) for one in rows[: limit + 1]]


def visible(actor: Actor) -> QuerySet[Examination]:
    """Return the examinations in the actor's reach."""
    return access.scoped(Examination.objects.all(), actor, Action.EXAMINE_FILES)


def account_of(examination_id: int) -> int | None:
    """Return the account that began the examination."""
    rows = Examination.objects.values_list("account_ref", flat=True)
    return rows.get(pk=examination_id)


def one(
    actor: Actor, examination_id: int, wanted: BreachFilter, *, page: int = 1
) -> ExaminationSheet:
    """Return one examination with its summary and a page of the breaches that are wanted.

    :raises Examination.DoesNotExist: it is out of sight.
    """
    found = visible(actor).get(pk=examination_id)
    breaches = Breach.objects.filter(examination=found)
    # What is asked of branches comes after what is wrong in files.
    asked = ExpressionWrapper(Q(row=0), output_field=BooleanField())
    kept = _selected(breaches, wanted).alias(asked=asked)
    kept = kept.order_by("asked", "org_path", "row", "id")
    number = kept.count()
    pages = max(1, -(-number // PAGE))
    page = min(max(page, 1), pages)
    return ExaminationSheet(
        examination=_row(found),
        failure=found.failure,
        sha256=found.sha256,
        outside=tuple((row, why) for row, why in found.outside),
        by_level=_by_level(breaches),
        by_rule=_by_rule(breaches),
        by_committee=_tallies(breaches, "committee_path", "committee"),
        by_year=_tallies(breaches, "year"),
        branches=_branches(breaches, wanted.committee),
        proposals=_proposals(kept) if wanted != BreachFilter() else (),
        rows=tuple(_breach(row) for row in kept[(page - 1) * PAGE : page * PAGE]),
        found=number,
        page=page,
        pages=pages,
    )


def _selected(breaches: QuerySet[Breach], wanted: BreachFilter) -> QuerySet[Breach]:
    condition = Q()
    for column, value in (
        ("level", wanted.level),
        ("rule", wanted.rule),
        ("committee_path", wanted.committee),
        ("branch", wanted.branch),
        ("year", wanted.year),
    ):
        if value:
            condition &= Q(**{column: value})
    return breaches.filter(condition)


def _proposals(kept: QuerySet[Breach]) -> tuple[Proposal, ...]:
    """Propose beside a narrowed list only: beside everything the whole table would stand there."""
    triggers, _posts = catalogue.accountability()
    found = set(kept.order_by().values_list("rule", flat=True).distinct())
    return accountability.proposals(triggers, found)


def _by_level(breaches: QuerySet[Breach]) -> tuple[Tally, ...]:
    counted: Mapping[str, int] = dict(
        breaches.values_list("level").annotate(number=Count("id")).order_by("level")
    )
    return tuple(
        Tally(key=level.value, label=level.label, number=counted.get(level.value, 0))
        for level in Level
    )


def _by_rule(breaches: QuerySet[Breach]) -> tuple[Tally, ...]:
    known = checks.catalogue()
    rows = breaches.values_list("rule").annotate(number=Count("id")).order_by("rule")
    return tuple(
        Tally(
            key=rule,
            label=rule,
            number=number,
            hint=known[rule].worded() if rule in known else "",
        )
        for rule, number in rows
    )


def _tallies(breaches: QuerySet[Breach], *columns: str) -> tuple[Tally, ...]:
    rows = breaches.values_list(*columns).annotate(number=Count("id")).order_by(*columns)
    return tuple(
        Tally(key=str(keys[0]), label=str(keys[-1]), number=number) for *keys, number in rows
    )


def _branches(breaches: QuerySet[Breach], committee: str) -> tuple[str, ...]:
    """Return the branches with breaches to choose from: those of one committee once it is chosen."""
    if committee:
        breaches = breaches.filter(committee_path=committee)
    return tuple(breaches.order_by("org_path").values_list("branch", flat=True).distinct())


def _row(found: Examination) -> ExaminationRow:
    return ExaminationRow(
        id=found.pk,
        source=ExaminationSource(found.source),
        state=ExaminationState(found.state),
        file_name=found.file_name,
        actor_name=found.actor_name,
        started_at=found.started_at,
        files=found.files,
        faulty=found.faulty,
        left_out=found.left_out,
        cleared_on=found.cleared_on,
    )


def _breach(row: Breach) -> BreachRow:
    rows = () if row.case_id else tuple(row.rows)
    return BreachRow(id=row.pk, rows=rows, rule=row.rule, **_alike(row))


_ALIKE = ("row", "case_id", "branch", "edition", "step", "message", "fact", "clause", "remedy")


def _alike(row: Breach) -> dict[str, Any]:
    """Return what a breach tells on the page and in the report alike."""
    columns = {name: getattr(row, name) for name in _ALIKE}
    return {**columns, "name": row.person_name, "level": Level(row.level)}


def report(actor: Actor, examination_id: int) -> Report:
    """Return a finished examination as the report that the command line writes.

    :raises Examination.DoesNotExist: it is out of sight or not finished.
    """
    found = visible(actor).get(pk=examination_id, state=ExaminationState.DONE)
    rows = Breach.objects.filter(examination=found).order_by("row", "id")
    read = [_finding(row) for row in rows.iterator(chunk_size=2_000)]
    spent = (found.finished_at - found.started_at).total_seconds() if found.finished_at else 0.0
    return Report(
        files=found.files,
        seconds=spent,
        findings=tuple(one for one in read if one.row),
        branches=tuple(one for one in read if not one.row),
        outside=tuple((row, why) for row, why in found.outside),
        org_path=found.org_path,
    )


def _finding(row: Breach) -> Finding:
    return Finding(
        committee=row.committee,
        year=row.year,
        check=row.rule,
        org_path=row.org_path,
        committee_path=row.committee_path,
        rows=tuple(row.rows),
        **_alike(row),
    )
