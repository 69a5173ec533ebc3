"""Cases kept here read as development files, so that one examination serves both."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from xianfeng.casework.queries import casefacts
from xianfeng.casework.queries.casefacts import CaseFacts
from xianfeng.kernel import paths
from xianfeng.kernel.dates import WorkCalendar
from xianfeng.procedure import board
from xianfeng.procedure.schema import Edition
from xianfeng.recruitment.queries.paper_files import PaperFile
from xianfeng.recruitment.vocab import FAMILY
from xianfeng.registry.queries.standing import Places, Subject
from xianfeng.registry.vocab import Category

# A roll is judged on the day of the meeting; read again later it holds who joined since.
_OF_THE_DAY = ("_roll", "_unexplained")
_PEOPLE = ("mentors.people", "introducers.people")


def of(path: str, *, today: date) -> tuple[frozenset[str], Iterator[PaperFile]]:
    """Return what cases can hold, and every case under a place as a file."""
    known, named = _known()
    return known, _files(casefacts.under(path, family=FAMILY), named, today)


def of_case(
    case: CaseFacts, *, places: Places, calendar: WorkCalendar, today: date
) -> tuple[frozenset[str], Iterator[PaperFile]]:
    """Return what cases can hold, and one case as a file; what was read already is not read again."""
    known, named = _known()
    lookups = board.family(FAMILY).lookups()
    lookups.register.know_places(places)
    lookups.calendar = calendar
    return known, _read([case], named, today, lookups)


def _known() -> tuple[frozenset[str], frozenset[str]]:
    family = board.family(FAMILY)
    named = frozenset(name for name in family.sources if not name.endswith(_OF_THE_DAY))
    held = frozenset(name for edition in family.shipped.editions for name in _held(edition))
    return held | named, named


def _held(edition: Edition) -> frozenset[str]:
    names = {"subject.name", "subject.branch"}
    for kind in edition.records.values():
        names.add(f"{kind.key}.on")
        names |= {f"{kind.key}.{spec.name}" for spec in kind.fields}
        names |= {f"paper.{paper.key}" for paper in kind.papers}
    repeated = {step.repeated for step in edition.steps if step.repeated}
    return frozenset(names | {f"{k}.{part}" for k in repeated for part in ("dates", "count")})


def _files(
    parts: Iterable[Sequence[CaseFacts]], named: frozenset[str], today: date
) -> Iterator[PaperFile]:
    row = 0
    for cases in parts:
        # One reader a chunk: what it caches stays small however many cases there are.
        yield from _read(cases, named, today, board.family(FAMILY).lookups(), before=row)
        row += len(cases)


def _read(
    cases: Sequence[CaseFacts],
    named: frozenset[str],
    today: date,
    lookups: Any,
    *,
    before: int = 0,
) -> Iterator[PaperFile]:
    lookups.register.know(
        {
            case.person_id: Subject(
                name=case.person, born_on=case.born_on, category=Category(case.category)
            )
            for case in cases
        }
    )
    lookups.register.read_people(
        {person for case in cases for name in _PEOPLE for person in case.facts.get(name, ())}
    )
    for row, case in enumerate(cases, before + 1):
        yield PaperFile(
            row=row,
            facts=_facts(case, named, lookups, today),
            case_id=case.case_id,
            edition=case.edition,
            entered=_unexplained(case),
        )


def _unexplained(case: CaseFacts) -> tuple[tuple[date, date], ...]:
    # Paper of past years goes in at one sitting; that is what entering it is for.
    if case.is_back_entry:
        return ()
    return tuple((one.done_on, one.entered_on) for one in case.entered if not one.is_answered)


def _facts(case: CaseFacts, named: frozenset[str], lookups: Any, today: date) -> dict[str, Any]:
    file = board.CaseFile(
        case_id=case.case_id,
        subject_id=case.person_id,
        organisation_id=case.organisation_id,
        org_path=case.org_path,
        signing_path=case.org_path[: 2 * paths.WIDTH],
        on=today,
        today=today,
        facts=case.facts,
    )
    vouched = board.gather(FAMILY, named, file, lookups)
    return {
        **case.facts,
        **{name: value for name, value in vouched.items() if value is not None},
        "subject.branch": case.organisation,
    }
