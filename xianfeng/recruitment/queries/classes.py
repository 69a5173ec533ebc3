"""Classes of collective training in an actor's reach, who still lacks a result, what a case has."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from xianfeng.casework.queries import waiting
from xianfeng.casework.queries.prepared import Prepared
from xianfeng.casework.queries.waiting import Waiting
from xianfeng.kernel import paths
from xianfeng.kernel.errors import NotAllowed
from xianfeng.procedure.gates import shown
from xianfeng.procedure.schema import RecordKind
from xianfeng.recruitment.models import ClassResult, TrainingClass
from xianfeng.recruitment.queries import exceptions
from xianfeng.recruitment.rules import training as rules
from xianfeng.recruitment.rules.training import Length, Mark
from xianfeng.recruitment.vocab.training import EXCEPTED_CHECK, ClassKind, ClassOutcome
from xianfeng.registry.queries import naming
from xianfeng.registry.queries.naming import OrganisationName
from xianfeng.tenancy import ranges
from xianfeng.trust import access
from xianfeng.trust.vocab import Action, Actor

PAGE, MOST, LONGEST_WORDS = 50, 200, 400
_ORGANISERS = (Action.SIGN_AS_COMMITTEE, Action.SIGN_AS_COUNTY)


@dataclass(frozen=True, kw_only=True)
class ClassRow:
    """One class with how many passed, failed, stayed away, of those in sight."""

    id: int
    kind: ClassKind
    title: str
    organiser: str
    starts_on: date
    ends_on: date
    days: int
    hours: int
    passed: int = 0
    failed: int = 0
    absent: int = 0


@dataclass(frozen=True, kw_only=True)
class ResultRow:
    """What came of a class for one person."""

    id: int
    case_id: int
    person: str
    organisation: str
    outcome: ClassOutcome
    hours: int
    exam: int | None
    actor: str


@dataclass(frozen=True, kw_only=True)
class ClassDesk:
    """One class: its results, and who waits for one and has passed none; ``left_out`` more than a form takes."""

    row: ClassRow
    results: tuple[ResultRow, ...]
    waiting: tuple[Waiting, ...]
    left_out: int
    may_enter: bool
    path: str


@dataclass(frozen=True, kw_only=True)
class ResultDesk:
    """One result that may be corrected, with its class."""

    class_id: int
    title: str
    hours: int
    row: ResultRow


@dataclass(frozen=True, kw_only=True)
class CaseClass:
    """One class of a case's person."""

    kind: ClassKind
    title: str
    ends_on: date
    days: int
    hours: int
    outcome: ClassOutcome
    exam: int | None


def organisers(actor: Actor) -> tuple[OrganisationName, ...]:
    """Return the organisations for which the actor may register a class: those of its own roles."""
    roots = {root or naming.top_of([root]) for one in _ORGANISERS for root in actor.roots(one)}
    found = naming.named(roots)
    return tuple(found[path] for path in sorted(found))


def require_organiser(actor: Actor, path: str) -> None:
    """Refuse whoever does not sign for the organiser as committee or county.

    :raises NotAllowed: no role of the actor may (D-61).
    """
    if not _may_enter(actor, path):
        raise NotAllowed.because("举办培训的基层党委或县委组织部")


def _may_enter(actor: Actor, path: str) -> bool:
    return any(actor.may(one, path=path) for one in _ORGANISERS)


def visible(actor: Actor) -> QuerySet[TrainingClass]:
    """Return the classes of the actor's reach and of the organisations above it."""
    roots = actor.roots(Action.VIEW_CASES)
    above = {path for root in roots for path in paths.ancestors(root)}
    return TrainingClass.objects.filter(
        ranges.any_of(roots, field="org_path") | Q(org_path__in=above)
    )


def standing_results(actor: Actor) -> QuerySet[ClassResult]:
    """Return the results in sight that were not corrected."""
    rows = ClassResult.objects.filter(corrected_at__isnull=True)
    return access.scoped(rows, actor, Action.VIEW_CASES, field="case__org_path")


def listed(actor: Actor, *, page: int = 1) -> tuple[tuple[ClassRow, ...], bool]:
    """Return one page of classes, the latest first, and whether there are more."""
    seen = access.scope(actor, Action.VIEW_CASES, field="results__case__org_path")
    seen &= Q(results__corrected_at__isnull=True)
    counted = {
        outcome.value: Count("results", filter=seen & Q(results__outcome=outcome))
        for outcome in ClassOutcome
    }
    rows = visible(actor).select_related("organiser").annotate(**counted)
    start = (max(page, 1) - 1) * PAGE
    found = list(rows.order_by("-starts_on", "-id")[start : start + PAGE + 1])
    return tuple(_row(row) for row in found[:PAGE]), len(found) > PAGE


def _row(row: Any) -> ClassRow:
    return ClassRow(
        id=row.pk,
        kind=ClassKind(row.kind),
        title=row.title,
        organiser=row.organiser.short_name,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        days=row.days,
        hours=row.hours,
        **{one.value: getattr(row, one.value, 0) for one in ClassOutcome},
    )


def desk(actor: Actor, class_id: int, organisation_id: int | None = None) -> ClassDesk:
    """Return one class with those who wait for its result.

    :param organisation_id: narrows those who wait.
    :raises TrainingClass.DoesNotExist, Organisation.DoesNotExist: out of sight.
    """
    training = visible(actor).select_related("organiser").get(pk=class_id)
    may_enter = _may_enter(actor, training.org_path)
    results = _results(actor, training)
    people: tuple[Waiting, ...] = ()
    if may_enter:
        under = training.org_path
        if organisation_id is not None:
            under = max(under, naming.one(actor, organisation_id).path, key=len)
        found = waiting.for_record(actor, ClassKind(training.kind).record, under=under)
        done = {one.case_id for one in results} | _passed(training.kind, found)
        people = tuple(one for one in found if one.case_id not in done)
    return ClassDesk(
        row=_row(training),
        results=results,
        waiting=people[:MOST],
        left_out=max(len(people) - MOST, 0),
        may_enter=may_enter,
        path=training.org_path,
    )


def _passed(kind: str, people: Iterable[Waiting]) -> set[int]:
    """Return who of these passed a class of the kind before: nobody should be marked for two at once."""
    rows = ClassResult.objects.filter(
        case_id__in=[one.case_id for one in people],
        training__kind=kind,
        outcome=ClassOutcome.PASSED,
        corrected_at__isnull=True,
    )
    return set(rows.values_list("case_id", flat=True))


def result(actor: Actor, result_id: int) -> ResultDesk:
    """Return one result of a class for which the actor signs.

    :raises ClassResult.DoesNotExist: out of sight, or corrected already.
    :raises NotAllowed: the class is another organiser's (D-61).
    """
    row = standing_results(actor).select_related("training").get(pk=result_id)
    require_organiser(actor, row.training.org_path)
    found = _results(actor, row.training)
    return ResultDesk(
        class_id=row.training_id,
        title=row.training.title,
        hours=row.training.hours,
        row=next(one for one in found if one.id == result_id),
    )


def _results(actor: Actor, training: TrainingClass) -> tuple[ResultRow, ...]:
    rows = standing_results(actor).filter(training=training)
    columns = (
        "id", "case_id", "case__person__name", "case__organisation__short_name", "outcome",
        "hours", "exam", "actor_name",
    )  # fmt: skip
    ordered = rows.order_by("case__org_path", "case__person__sort_key", "id")
    return tuple(
        ResultRow(
            id=key, case_id=case, person=person, organisation=place, hours=hours, exam=exam,
            outcome=ClassOutcome(said), actor=who,
        )
        for key, case, person, place, said, hours, exam, who in ordered.values_list(*columns)
    )  # fmt: skip


def able_ids(actor: Actor, training: TrainingClass, marks: Mapping[int, Mark]) -> frozenset[int]:
    """Return for which of these cases a result can be entered: none of this class is there yet.

    They wait for the class's record, or have signed it and it says the same: a step may be
    signed from the paper before the organiser registers the class.
    """
    kind = ClassKind(training.kind)
    able = waiting.ids(actor, kind.record, under=training.org_path, among=marks)
    if rest := marks.keys() - able:
        length = length_of(training)
        signed = waiting.signed(actor, kind.record, under=training.org_path, among=rest)
        able |= {
            key for key, record in signed.items() if rules.agrees(kind, length, marks[key], record)
        }
    done = ClassResult.objects.filter(
        training=training, case_id__in=marks.keys(), corrected_at__isnull=True
    )
    return able - frozenset(done.values_list("case_id", flat=True))


def of_cases(case_ids: Iterable[int]) -> Mapping[int, tuple[CaseClass, ...]]:
    """Return the classes of these cases, which the caller was allowed to see, the earliest first."""
    rows = ClassResult.objects.filter(case_id__in=list(case_ids), corrected_at__isnull=True)
    found: dict[int, list[CaseClass]] = defaultdict(list)
    for row in rows.select_related("training").order_by("training__ends_on", "id"):
        training = row.training
        found[row.case_id].append(
            CaseClass(
                kind=ClassKind(training.kind),
                title=training.title,
                ends_on=training.ends_on,
                days=rules.days_attended(training.days, training.hours, row.hours),
                hours=row.hours,
                outcome=ClassOutcome(row.outcome),
                exam=row.exam,
            )
        )
    return {case_id: tuple(classes) for case_id, classes in found.items()}


def read(case: Any, kind: RecordKind) -> Prepared | None:
    """Return what classes and the county's exception have prepared for a record; see :mod:`prepared`."""
    rows = ClassResult.objects.filter(
        case_id=case.pk, corrected_at__isnull=True, training__kind__in=_kinds(kind)
    )
    found = list(rows.select_related("training").order_by("training__ends_on", "id"))
    url = reverse("recruitment:case-training", args=[case.pk])
    if kind.key == ClassKind.ACTIVISTS.record:
        return _for_activists(case, found, url)
    return _for_candidates(found, url)


def _kinds(kind: RecordKind) -> list[str]:
    return [one.value for one in ClassKind if one.record == kind.key]


def _for_activists(case: Any, found: list[ClassResult], url: str) -> Prepared | None:
    outcome = rules.best(row.outcome for row in found)
    excepted = exceptions.standing(case.pk) if outcome is not ClassOutcome.PASSED else None
    if outcome is None and excepted is None:
        return None
    answers = {EXCEPTED_CHECK: excepted.words} if excepted else {}
    title = "；".join(_told(row) for row in found) or "集中培训和例外"
    values = {"class_result": outcome.value} if outcome else {}
    return Prepared(title=title, url=url, values=values, answers=answers)


def _for_candidates(found: list[ClassResult], url: str) -> Prepared | None:
    attended = [row for row in found if row.outcome != ClassOutcome.ABSENT]
    passed = [row for row in attended if row.outcome == ClassOutcome.PASSED]
    if not attended:
        return None
    row = (passed or attended)[-1]
    mark = Mark(outcome=ClassOutcome(row.outcome), hours=row.hours)
    values = rules.record_of(ClassKind.CANDIDATES, length_of(row.training), mark)
    return Prepared(title=_told(row), url=url, values=values)


def length_of(training: TrainingClass) -> Length:
    """Return when a class was and how long."""
    return Length(
        starts_on=training.starts_on,
        ends_on=training.ends_on,
        days=training.days,
        hours=training.hours,
    )


def _told(row: ClassResult) -> str:
    training = row.training
    label = ClassOutcome(row.outcome).label
    return f"{training.title}（{shown(training.ends_on)}结业）：{label}"
