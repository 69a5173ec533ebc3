"""Classes of training and their results, told so that they agree with the files.

Each committee taught its activists twice in the past year or so and once lately; the county
teaches candidates twice a month. Of the latest class of each some results are still to come.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from xianfeng.demo.caseload import Entered
from xianfeng.demo.hands import Hands, noon
from xianfeng.demo.stories import Frame, Learned
from xianfeng.demo.timeline import CLASS_HOURS, Term, class_from
from xianfeng.kernel import paths
from xianfeng.kernel.dates import WorkCalendar
from xianfeng.recruitment.commands import classes
from xianfeng.recruitment.commands.classes import Held, Length, Mark
from xianfeng.recruitment.vocab.training import ClassKind, ClassOutcome
from xianfeng.registry.queries.naming import OrganisationName
from xianfeng.trust.vocab import Actor

# So long ago a committee's classes began, the latest last; committees a few days apart.
_AGO, _APART = (400, 215, 26), 3
# Of the latest class so many of ten have their result.
_TOLD = 6


@dataclass(frozen=True, kw_only=True)
class Learner:
    """One case, under which committee it lies, and the days that matter for its training."""

    case_id: int
    committee: str
    learned: Learned


def learners(entered: Iterable[Entered], paths_of: Mapping[str, str]) -> list[Learner]:
    """Return who may attend; ``paths_of`` gives the path of an organisation by its code."""
    return [
        Learner(
            case_id=one.case_id,
            committee=paths_of[one.plan.place.code][: 2 * paths.WIDTH],
            learned=one.learned,
        )
        for one in entered
    ]


@dataclass(frozen=True, kw_only=True)
class _Course:
    """A row of classes of one kind by one organiser."""

    kind: ClassKind
    organiser: OrganisationName
    actor: Actor
    title: str
    terms: Sequence[Term]


def hold(
    hands: Hands,
    committees: Iterable[OrganisationName],
    learners: Iterable[Learner],
    *,
    frame: Frame,
) -> int:
    """Register the classes with their results; return how many results there are."""
    everybody = list(learners)
    chance = Random(f"{frame.seed}-{frame.today}-classes")
    entered = 0
    for nth, committee in enumerate(committees):
        own = [one for one in everybody if one.committee == committee.path]
        course = _Course(
            kind=ClassKind.ACTIVISTS,
            organiser=committee,
            actor=hands.organiser(committee.path),
            title="入党积极分子培训班",
            terms=list(_own_terms(frame.today, nth, frame.calendar)),
        )
        entered += _run(course, own, chance, at=hands.at)
    county = _Course(
        kind=ClassKind.CANDIDATES,
        organiser=hands.root,
        actor=hands.county,
        title="发展对象短期集中培训班",
        terms=frame.terms,
    )
    return entered + _run(county, everybody, chance, at=hands.at)


def _own_terms(today: date, nth: int, calendar: WorkCalendar) -> Iterator[Term]:
    for ago in _AGO:
        back = ago - nth * _APART % (ago // 2)
        yield class_from(today - timedelta(days=back), calendar)


def _run(course: _Course, learners: Iterable[Learner], chance: Random, *, at: datetime) -> int:
    """Hold one class after another; who did not pass comes again."""
    left, entered, numbers = (
        list(learners),
        0,
        dict.fromkeys((t.starts_on.year for t in course.terms), 0),
    )
    for term in course.terms:
        there = [one for one in left if _attends(course.kind, one.learned, term)]
        is_latest = term is course.terms[-1]
        if is_latest:
            there = [one for one in there if chance.randrange(10) < _TOLD]
        marks = {one.case_id: _mark(course.kind, one.learned, chance) for one in there}
        numbers[term.starts_on.year] += 1
        if marks or is_latest:
            title = f"{term.starts_on.year}年第{numbers[term.starts_on.year]}期{course.title}"
            _enter(course, term, title, marks, at=min(noon(term.ends_on + timedelta(days=2)), at))
        passed = {key for key, mark in marks.items() if mark.outcome is ClassOutcome.PASSED}
        left = [one for one in left if one.case_id not in passed]
        entered += len(marks)
    return entered


def _attends(kind: ClassKind, learned: Learned, term: Term) -> bool:
    """Tell whether the person was being taught then, or has these very days in the file."""
    if kind is ClassKind.CANDIDATES:
        if learned.trained:
            return learned.trained == term
        return learned.candidate_on is not None and learned.candidate_on < term.starts_on
    if learned.taught_from is None or learned.taught_from >= term.starts_on:
        return False
    return learned.taught_until is None or term.ends_on < learned.taught_until


def _mark(kind: ClassKind, learned: Learned, chance: Random) -> Mark:
    """Say what the file says; of those whose step is still open a few fail or stay away."""
    is_signed = learned.trained if kind is ClassKind.CANDIDATES else learned.taught_until
    lot = chance.randrange(20)
    if is_signed or lot > 1:
        return Mark(outcome=ClassOutcome.PASSED, exam=chance.randint(66, 98))
    if lot:
        return Mark(outcome=ClassOutcome.FAILED, exam=chance.randint(38, 58))
    return Mark(outcome=ClassOutcome.ABSENT)


def _enter(
    course: _Course, term: Term, title: str, marks: dict[int, Mark], *, at: datetime
) -> None:
    days = (term.ends_on - term.starts_on).days + 1
    length = Length(starts_on=term.starts_on, ends_on=term.ends_on, days=days, hours=CLASS_HOURS)
    held = Held(
        kind=course.kind,
        title=title,
        organiser_id=course.organiser.id,
        length=length,
        has_papers=True,
    )
    class_id = classes.hold(actor=course.actor, held=held, at=at)
    if marks:
        classes.enter(actor=course.actor, class_id=class_id, marks=marks, at=at)
