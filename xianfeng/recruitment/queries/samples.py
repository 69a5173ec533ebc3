"""Samples of files: what is in the urn, the samples drawn, one with its files and their sheets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.db.models import Count, Q, QuerySet

from xianfeng.casework.queries import attestations, casefacts
from xianfeng.casework.queries.attestations import Attested
from xianfeng.casework.queries.casefacts import WorkedOn
from xianfeng.kernel import clock, paths
from xianfeng.recruitment import catalogue
from xianfeng.recruitment.models import DrawnFile, Sample
from xianfeng.recruitment.queries import examinations, live_files
from xianfeng.recruitment.queries.examinations import Finding, Surroundings
from xianfeng.recruitment.rules import accountability, sampling
from xianfeng.recruitment.rules.accountability import Proposal
from xianfeng.recruitment.rules.sampling import Size
from xianfeng.recruitment.vocab import FAMILY
from xianfeng.recruitment.vocab.accountability import FileVerdict
from xianfeng.registry.queries import naming
from xianfeng.registry.queries.standing import Places
from xianfeng.trust import access
from xianfeng.trust.vocab import Action, Actor


@dataclass(frozen=True, kw_only=True)
class SampleRow:
    """One sample of the list."""

    id: int
    organisation: str
    year: int
    drawn: int
    examined: int
    defective: int
    actor_name: str
    drawn_at: datetime


@dataclass(frozen=True, kw_only=True)
class FileRow:
    """One drawn file."""

    id: int
    case_id: int
    person: str
    organisation: str
    verdict: FileVerdict | None
    opinion: str


@dataclass(frozen=True, kw_only=True)
class StratumRows:
    """The drawn files of one committee."""

    committee: str
    files: tuple[FileRow, ...]


@dataclass(frozen=True, kw_only=True)
class SampleSheet:
    """One sample: how it was drawn, whether it can be drawn again today, its files by committee."""

    row: SampleRow
    seed: str
    size: Size
    population: int
    digest: str
    strata: tuple[StratumRows, ...]
    is_redrawn_alike: bool


@dataclass(frozen=True, kw_only=True)
class FileSheet:
    """The examination sheet 核查表 of one file."""

    case_id: int
    person: str
    organisation: str
    organisation_id: int
    edition: str
    attested: tuple[Attested, ...]
    findings: tuple[Finding, ...]
    proposals: tuple[Proposal, ...]
    drawn: FileRow | None = None
    sample_id: int | None = None


def population(path: str, year: int, *, on: date) -> Mapping[str, Sequence[WorkedOn]]:
    """Return the files on which steps were done in a year, by committee, as they were kept on a day."""
    found = casefacts.worked_on(path, year=year, family=FAMILY, on=on)

    def committee(file: WorkedOn) -> str:
        return file.org_path[: 2 * paths.WIDTH]

    return {key: list(part) for key, part in groupby(found, key=committee)}


def visible(actor: Actor) -> QuerySet[Sample]:
    """Return the samples in the actor's reach."""
    return access.scoped(Sample.objects.all(), actor, Action.EXAMINE_FILES)


def visible_files(actor: Actor) -> QuerySet[DrawnFile]:
    """Return the drawn files of the samples in the actor's reach."""
    field = "sample__org_path"
    return access.scoped(DrawnFile.objects.all(), actor, Action.EXAMINE_FILES, field=field)


def listed(actor: Actor, *, before: int | None = None, limit: int = 20) -> list[SampleRow]:
    """Return the newest samples in reach, one more than ``limit`` if there are more."""
    rows = _counted(visible(actor)).order_by("-id")
    if before is not None:
        rows = rows.filter(id__lt=before)
    return [_row(row) for row in rows[: limit + 1]]


def _counted(rows: QuerySet[Sample]) -> QuerySet[Sample]:
    return rows.annotate(
        drawn=Count("files"),
        examined=Count("files", filter=~Q(files__verdict="")),
        defective=Count("files", filter=Q(files__verdict=FileVerdict.DEFECTIVE)),
    )


def _row(row: Sample) -> SampleRow:
    return SampleRow(
        id=row.pk,
        organisation=row.organisation_name,
        year=row.year,
        drawn=row.drawn,
        examined=row.examined,
        defective=row.defective,
        actor_name=row.actor_name,
        drawn_at=row.drawn_at,
    )


def one(actor: Actor, sample_id: int) -> SampleSheet:
    """Return one sample with its files by committee, and draw it again to compare.

    :raises Sample.DoesNotExist: it is out of sight.
    """
    row = _counted(visible(actor)).get(pk=sample_id)
    files = list(
        DrawnFile.objects.filter(sample=row)
        .select_related("case__person", "case__organisation")
        .order_by("org_path", "case_id")
    )
    size = Size(number=row.number, percent=row.percent)
    drawn_on = clock.day_of(row.drawn_at)
    urn = {
        key: [f.case_id for f in part]
        for key, part in population(row.org_path, row.year, on=drawn_on).items()
    }
    again = sampling.draw(urn, seed=row.seed, size=size)
    names = naming.named({file.org_path[: 2 * paths.WIDTH] for file in files})
    return SampleSheet(
        row=_row(row),
        seed=row.seed,
        size=size,
        population=row.population,
        digest=row.population_digest,
        strata=tuple(
            StratumRows(
                committee=names[key].name if key in names else "",
                files=tuple(_file(file) for file in part),
            )
            for key, part in groupby(files, key=lambda f: f.org_path[: 2 * paths.WIDTH])
        ),
        is_redrawn_alike={case for part in again.values() for case in part}
        == {file.case_id for file in files},
    )


def _file(file: DrawnFile) -> FileRow:
    return FileRow(
        id=file.pk,
        case_id=file.case_id,
        person=file.case.person.name,
        organisation=file.case.organisation.short_name,
        verdict=FileVerdict(file.verdict) if file.verdict else None,
        opinion=file.words,
    )


def drawn_sheet(actor: Actor, drawn_file_id: int, *, today: date) -> FileSheet:
    """Return the examination sheet of a drawn file.

    :raises DrawnFile.DoesNotExist: it is out of sight.
    """
    rows = visible_files(actor).select_related("case__person", "case__organisation")
    file = rows.get(pk=drawn_file_id)
    return sheet(actor, file.case_id, today=today, drawn=_file(file), sample_id=file.sample_id)


def sheet(
    actor: Actor,
    case_id: int,
    *,
    today: date,
    drawn: FileRow | None = None,
    sample_id: int | None = None,
) -> FileSheet:
    """Return the examination sheet of a case: each signature with what it attested, what the machine finds.

    :raises Case.DoesNotExist: the case is out of sight, or the actor is its subject only.
    """
    whole = attestations.whole(actor, case_id)
    told = whole.signatures
    among = Surroundings(
        places=Places(within=paths.ancestors(told.org_path)), calendar=whole.calendar
    )
    known, files = live_files.of_case(
        whole.facts, places=among.places, calendar=among.calendar, today=today
    )
    report = examinations.examine_files(files, known=known, today=today, among=among)
    triggers, _posts = catalogue.accountability()
    found = {finding.check for finding in report.findings}
    return FileSheet(
        case_id=case_id,
        person=told.person,
        organisation=told.organisation,
        organisation_id=told.organisation_id,
        edition=told.edition,
        attested=told.signatures,
        findings=report.findings,
        proposals=accountability.proposals(triggers, found),
        drawn=drawn,
        sample_id=sample_id,
    )
