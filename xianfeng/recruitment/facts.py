"""The named facts that recruitment vouches for, and how each is found.

A source reads the case's own facts and, through :class:`Register`, what the
registry knows; it decides nothing.
"""

from collections.abc import Callable, Mapping
from datetime import date
from functools import cached_property
from typing import Any

from xianfeng.kernel.dates import WorkCalendar
from xianfeng.procedure.board import CaseFile
from xianfeng.recruitment import rules
from xianfeng.recruitment.queries import exceptions
from xianfeng.recruitment.vocab.training import ClassOutcome
from xianfeng.registry.queries import calendar as calendars
from xianfeng.registry.queries.standing import Register

Source = Callable[[CaseFile, "Lookups"], Any]
NOTICES = ("candidate_notice", "admission_notice", "conversion_notice")
MEETINGS = {"admission": "admission_meeting", "conversion": "conversion_meeting"}
REVIEW_MONTHS, PROBATION_REVIEW_MONTHS = 6, 3


class Lookups:
    """What the facts read from the database; one for all judgements of a transaction."""

    def __init__(self) -> None:
        """Start with nothing read."""
        self.register = Register()
        # How many other open cases of a branch each person serves: record kind, branch, own case.
        self.loads: Callable[[str, int, int], Mapping[int, int]] = lambda _k, _o, _c: {}
        self._excepted: frozenset[int] | None = None
        self.taken_numbers: Callable[[str, int], bool] = lambda _number, _case_id: False

    @cached_property
    def calendar(self) -> WorkCalendar:
        """The calendar as it stands, unless the caller has one at hand."""
        return calendars.work_calendar()

    def is_excepted(self, case_id: int) -> bool:
        """Tell whether the county has recorded an exception from the class for a case."""
        if self._excepted is None:
            self._excepted = exceptions.case_ids()
        return case_id in self._excepted


def _record(case: CaseFile, kind: str) -> Mapping[str, Any]:
    prefix = f"{kind}."
    return {n[len(prefix) :]: v for n, v in case.facts.items() if n.startswith(prefix)}


def _age_at(fact: str) -> Source:
    def source(case: CaseFile, lookups: Lookups) -> int | None:
        born_on = lookups.register.subject(case.subject_id).born_on
        return rules.age_on(born_on, case.facts.get(fact))

    return source


def _in_rights(record: str, *, wanted: bool) -> Source:
    def source(case: CaseFile, lookups: Lookups) -> int | None:
        people = case.facts.get(f"{record}.people")
        day = case.facts.get(f"{record}.on")
        if people is None or day is None:
            return None
        register = lookups.register
        standing = [
            person != case.subject_id and register.is_full_in_rights(person, day)
            for person in people
        ]
        return sum(in_rights is wanted for in_rights in standing)

    return source


def _busiest(record: str) -> Source:
    """How many other people the busiest of those chosen serves already."""

    def source(case: CaseFile, lookups: Lookups) -> int | None:
        people = case.facts.get(f"{record}.people")
        if people is None:
            return None
        loads = lookups.loads(record, case.organisation_id, case.case_id)
        return max((loads.get(person, 0) for person in people), default=0)

    return source


def _exception_is_owed(case: CaseFile, lookups: Lookups) -> bool:
    """Whether the county must have said yes first.

    A history from paper has no case yet: the words that stand on the paper answer for it.
    """
    if not case.case_id or case.facts.get("cultivation.class_result") == ClassOutcome.PASSED:
        return False
    return not lookups.is_excepted(case.case_id)


def _ballot(name: str, count: Callable[[Mapping[str, Any]], int]) -> Source:
    def source(case: CaseFile, _lookups: Lookups) -> int:
        return count(_record(case, MEETINGS[name]))

    return source


def _roll(name: str) -> Source:
    def source(case: CaseFile, lookups: Lookups) -> int | None:
        day = case.facts.get(f"{MEETINGS[name]}.on")
        return lookups.register.entitled(case.organisation_id, day) if day else None

    return source


def _unexplained(name: str) -> Source:
    roll_of = _roll(name)

    def source(case: CaseFile, lookups: Lookups) -> int | None:
        roll = roll_of(case, lookups)
        return None if roll is None else rules.unexplained(_record(case, MEETINGS[name]), roll)

    return source


def _tellers_include_subject(name: str) -> Source:
    def source(case: CaseFile, _lookups: Lookups) -> bool | None:
        tellers = case.facts.get(f"{MEETINGS[name]}.tellers")
        return None if tellers is None else case.subject_id in tellers

    return source


def _gap(start: str, kind: str, end: str, months: int, *, part: int) -> Source:
    def source(case: CaseFile, _lookups: Lookups) -> date | None:
        facts = case.facts
        gap = rules.widest_gap(
            facts.get(start), facts.get(f"{kind}.dates", ()), facts.get(end), months
        )
        return gap[part] if gap else None

    return source


def _reviews_in_time(case: CaseFile, _lookups: Lookups) -> int | None:
    start, end = case.facts.get("activist_decision.on"), case.facts.get("candidate_decision.on")
    if start is None or end is None:
        return None
    return rules.within(case.facts.get("review.dates", ()), start, end)


def _days_between(start: str, end: str) -> Source:
    def source(case: CaseFile, _lookups: Lookups) -> int | None:
        first, last = case.facts.get(start), case.facts.get(end)
        return (last - first).days if first and last else None

    return source


def _days_are_official(kind: str) -> Source:
    def source(case: CaseFile, lookups: Lookups) -> bool | None:
        start, end = case.facts.get(f"{kind}.starts_on"), case.facts.get(f"{kind}.ends_on")
        if start is None or end is None:
            return None
        return not lookups.calendar.is_provisional(start, end)

    return source


def _year(kind: str) -> Source:
    def source(case: CaseFile, _lookups: Lookups) -> int | None:
        day = case.facts.get(f"{kind}.ends_on")
        return day.year if day else None

    return source


def _form_is_free(case: CaseFile, lookups: Lookups) -> bool | None:
    number = case.facts.get("volunteer_form.number")
    return None if number is None else not lookups.taken_numbers(number, case.case_id)


def _approver_has_power(case: CaseFile, lookups: Lookups) -> bool:
    return lookups.register.may_approve(case.signing_path)


def _full_member_on(case: CaseFile, _lookups: Lookups) -> date | None:
    return rules.full_member_on(
        case.facts.get("admission_meeting.on"),
        case.facts.get("previous.conversion_meeting.extend_until"),
    )


def sources() -> dict[str, Source]:
    """Return every named fact with its source."""
    table: dict[str, Source] = {
        "recruitment.age_at_application": _age_at("application.on"),
        "recruitment.age_at_nomination": _age_at("nomination.on"),
        "recruitment.mentors_in_rights": _in_rights("mentors", wanted=True),
        "recruitment.mentors_without_rights": _in_rights("mentors", wanted=False),
        "recruitment.mentors_busiest": _busiest("mentors"),
        "recruitment.introducers_busiest": _busiest("introducers"),
        "recruitment.introducers_in_rights": _in_rights("introducers", wanted=True),
        "recruitment.introducers_without_rights": _in_rights("introducers", wanted=False),
        "recruitment.exception_is_owed": _exception_is_owed,
        "recruitment.volunteer_form_is_free": _form_is_free,
        "recruitment.approver_has_power": _approver_has_power,
        "recruitment.full_member_on": _full_member_on,
        "recruitment.reviews_in_time": _reviews_in_time,
        "recruitment.days_to_approval": _days_between("committee_talk.reported_on", "approval.on"),
        "recruitment.days_to_conversion_approval": _days_between(
            "conversion_approval.reported_on", "conversion_approval.on"
        ),
    }
    for part, suffix in ((0, "_on"), (1, "_limit_on")):
        table[f"recruitment.longest_review_gap{suffix}"] = _gap(
            "activist_decision.on", "review", "cultivation.on", REVIEW_MONTHS, part=part
        )
        table[f"recruitment.longest_probation_gap{suffix}"] = _gap(
            "placement.on", "probation_review", "probation.on", PROBATION_REVIEW_MONTHS, part=part
        )
    for name in MEETINGS:
        table |= {
            f"recruitment.{name}_yes": _ballot(name, rules.approvals),
            f"recruitment.{name}_written": _ballot(name, rules.written),
            f"recruitment.{name}_counted": _ballot(name, rules.counted),
            f"recruitment.{name}_taking_part": _ballot(name, rules.taking_part),
            f"recruitment.{name}_roll": _roll(name),
            f"recruitment.{name}_unexplained": _unexplained(name),
            f"recruitment.{name}_tellers_include_subject": _tellers_include_subject(name),
        }
    for kind in NOTICES:
        table[f"recruitment.{kind}_days_are_official"] = _days_are_official(kind)
        table[f"recruitment.{kind}_year"] = _year(kind)
    return table
