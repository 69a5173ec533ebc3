"""A closed case as it leaves for the archive room: everything that happened, in order, in words.

Every entry is told, those taken back too, and every paper, whether it was scanned or not.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from xianfeng.casework.models import Case, Entry, Evidence, Paper
from xianfeng.casework.queries import dockets, wording
from xianfeng.casework.queries.wording import RecordWords
from xianfeng.casework.rules import values
from xianfeng.casework.vocab import CLOSED_STATES, SIGNER_LABELS, CaseState, EntryKind
from xianfeng.kernel import clock
from xianfeng.kernel.checks import catalogue
from xianfeng.procedure import board
from xianfeng.procedure.schema import Edition
from xianfeng.registry.queries import standing as registry_reads
from xianfeng.trust import access
from xianfeng.trust.queries import evidence as files
from xianfeng.trust.vocab import Action, Actor


@dataclass(frozen=True, kw_only=True)
class Happening:
    """One thing done to the case; ``reasons`` are the words against warnings, with the check."""

    at: datetime
    on: date
    name: str
    signed_as: str
    what: str
    step: str
    round: int
    records: tuple[RecordWords, ...]
    papers: tuple[str, ...]
    reasons: tuple[str, ...]
    rules: str
    note: str
    stands: bool


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One paper of the case; ``name`` is the scan's in the package, "" where only the original is on file."""

    number: int
    title: str
    form: str
    step: str
    dated_on: date
    entered_by: str
    stands: bool
    name: str = ""
    sha256: str = ""
    size: int = 0
    path: Path | None = None


@dataclass(frozen=True, kw_only=True)
class Dossier:
    """All that a closed case holds."""

    case_id: int
    person: str
    organisation: str
    org_path: str
    state: CaseState
    edition: str
    edition_id: str
    edition_digest: str
    opened_on: date
    closed_on: date
    happenings: tuple[Happening, ...]
    sheets: tuple[Sheet, ...]
    # Numbers of forms, which may look like an old ID number and are nobody's.
    form_numbers: frozenset[str]

    @property
    def scans(self) -> tuple[Sheet, ...]:
        """The papers that were scanned."""
        return tuple(sheet for sheet in self.sheets if sheet.name)


def of(actor: Actor, case_id: int) -> Dossier:
    """Return a closed case.

    :raises Case.DoesNotExist: out of sight, still open, or the actor's own only.
    """
    cases = access.scoped(
        Case.objects.kept().filter(state__in=CLOSED_STATES), actor, Action.VIEW_CASES
    )
    case = cases.select_related("person", "organisation").get(pk=case_id)
    edition = dockets.edition_of(case)
    entries = list(Entry.objects.filter(case=case).order_by("id"))
    papers = list(Paper.objects.filter(case=case).select_related("file").order_by("id"))
    evidence = list(Evidence.objects.filter(case=case).order_by("id"))
    told = [e.records for e in entries] + [{row.kind: row.facts} for row in evidence]
    named = wording.people_in(edition, told)
    names = registry_reads.names(named) if named else {}
    happenings = [
        *_entries(case, edition, entries, papers, names),
        *_evidence(edition, evidence, names),
    ]
    return Dossier(
        case_id=case.pk,
        person=case.person.name,
        organisation=case.organisation.name,
        org_path=case.org_path,
        state=CaseState(case.state),
        edition=edition.name,
        edition_id=edition.id,
        edition_digest=edition.digest,
        opened_on=_opened_on(case, entries),
        closed_on=case.closed_on or clock.day_of(case.opened_at),
        happenings=tuple(sorted(happenings, key=lambda one: (one.at, one.on))),
        sheets=tuple(_sheets(edition, papers)),
        form_numbers=frozenset(_form_numbers(edition, entries)),
    )


def _form_numbers(edition: Edition, entries: Sequence[Entry]) -> Iterator[str]:
    for entry in entries:
        for key, row in entry.records.items():
            kind = edition.records.get(key)
            for spec in kind.fields if kind else ():
                if spec.is_unique and spec.name in row:
                    yield str(row[spec.name])


def _opened_on(case: Case, entries: Sequence[Entry]) -> date:
    signed = (e.happened_on for e in entries if e.is_active and e.kind == EntryKind.SIGNED)
    return min(signed, default=clock.day_of(case.opened_at))


def closed_in(actor: Actor, year: int) -> tuple[int, ...]:
    """Return the archived cases of a year within reach, in the order in which they were closed."""
    rows = Case.objects.filter(state=CaseState.ARCHIVED, closed_on__year=year)
    ordered = access.scoped(rows, actor, Action.VIEW_CASES).order_by("closed_on", "id")
    return tuple(ordered.values_list("pk", flat=True))


def _entries(
    case: Case,
    edition: Edition,
    entries: Sequence[Entry],
    papers: Sequence[Paper],
    names: Mapping[int, str],
) -> Iterator[Happening]:
    titles = _paper_titles(edition)
    rules = {known.id: known.name for known in board.family(case.family).shelf.editions}
    for entry in entries:
        # A step signed anew brings papers of its own; those of the signature taken back stay with it.
        filed = (p for p in papers if (p.step, p.entered_at) == (entry.step, entry.entered_at))
        signed = entry.kind == EntryKind.SIGNED
        yield Happening(
            at=entry.entered_at,
            on=entry.happened_on,
            name=entry.actor_name,
            signed_as=SIGNER_LABELS.get(entry.signed_as, ""),
            what=EntryKind(entry.kind).label,
            step=_step_title(edition, entry.step),
            round=entry.round,
            records=wording.records(edition, entry.records, names),
            papers=tuple(titles.get(p.kind, p.kind) for p in filed) if signed else (),
            reasons=tuple(_answers(entry.reasons)),
            rules=rules.get(entry.rules, entry.rules),
            note=entry.note,
            stands=entry.is_active,
        )


def _answers(reasons: Mapping[str, str]) -> Iterator[str]:
    checks = catalogue()
    for check, words in reasons.items():
        message = checks[check].worded() if check in checks else ""
        yield f"{message}（{check}）：{words}"


def _evidence(
    edition: Edition, rows: Sequence[Evidence], names: Mapping[int, str]
) -> Iterator[Happening]:
    for row in rows:
        typed = values.restored(edition.records, {row.kind: row.facts})[row.kind]
        title = edition.records[row.kind].title
        facts = tuple(wording.facts(edition, row.kind, typed, names))
        withdrawn = row.withdrawn_at is not None
        yield Happening(
            at=row.entered_at,
            on=row.happened_on,
            name=row.actor_name,
            signed_as="",
            what="登记",
            step=title,
            round=row.round,
            records=(RecordWords(title=title, facts=facts),),
            papers=(),
            reasons=(),
            rules="",
            note=f"已撤回：{row.withdrawn_reason}" if withdrawn else "",
            stands=not withdrawn,
        )


def _step_title(edition: Edition, key: str) -> str:
    try:
        step = edition.step(key)
    except KeyError:
        return key
    return f"{step.number}. {step.title}"


def _paper_titles(edition: Edition) -> dict[str, str]:
    return {paper.key: paper.title for step in edition.steps for paper in edition.papers_of(step)}


def _sheets(edition: Edition, papers: Sequence[Paper]) -> Iterator[Sheet]:
    kinds = {paper.key: paper for step in edition.steps for paper in edition.papers_of(step)}
    for number, paper in enumerate(papers, 1):
        kind, file = kinds.get(paper.kind), paper.file
        yield Sheet(
            number=number,
            title=kind.title if kind else paper.kind,
            form=kind.form if kind else "",
            step=_step_title(edition, paper.step),
            dated_on=paper.dated_on,
            entered_by=paper.actor_name,
            stands=paper.is_active,
            name=f"papers/{number:03d}.{files.ending(file.content_type)}" if file else "",
            sha256=file.sha256 if file else "",
            size=file.size if file else 0,
            path=files.location(file.sha256) if file else None,
        )
