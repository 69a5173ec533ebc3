"""How much of its time a decision has taken, from the rule's own first day."""

from datetime import date

from xianfeng.casework.rules import queues
from xianfeng.kernel.dates import WorkCalendar
from xianfeng.kernel.verdict import Level
from xianfeng.procedure.schema import Condition, Gate, Step

CALENDAR = WorkCalendar((), known_until=date.min, known_from=date.max)
STEP = Step(
    number=20, key="x", stage="s", title="审批", actor="党委", signed_by=("committee",),
    records=("approval",),
)  # fmt: skip
REPORTED = "committee_talk.reported_on"


def gate(months: int, level: Level, *, other: str = REPORTED, **changes: object) -> Gate:
    one = Condition(fact="approval.on", op="on_or_before", other=other, months=months)
    return Gate(check="D-35", on="approval", level=level, any_of=(one,), **changes)  # type: ignore[arg-type]


def term(gates: list[Gate], facts: dict[str, date]) -> queues.Term:
    limits = queues.limiting(gates, STEP)
    return queues.term(limits, facts, since_on=date(2024, 9, 20), calendar=CALENDAR)


def test_counts_from_the_report_to_three_and_six_months() -> None:
    gates = [gate(3, Level.WARN), gate(6, Level.BLOCK)]

    found = term(gates, {REPORTED: date(2024, 11, 30)})

    assert (found.since_on, found.due_on, found.never_after) == (
        date(2024, 11, 30),
        date(2025, 2, 28),
        date(2025, 5, 30),
    )
    assert (found.days(date(2024, 12, 10)), found.limit) == (10, 90)
    assert found.is_counted_from_report


def test_counts_from_the_step_before_while_the_report_is_unknown() -> None:
    found = term([gate(1, Level.WARN, other="approval.reported_on")], {})

    assert (found.since_on, found.due_on) == (date(2024, 9, 20), date(2024, 10, 20))
    assert not found.is_counted_from_report


def test_has_no_limit_where_no_gate_sets_one() -> None:
    reminder = gate(2, Level.WARN, remind="已{天数}天")

    found = term([reminder], {REPORTED: date(2024, 11, 30)})

    assert (found.since_on, found.due_on, found.limit) == (date(2024, 9, 20), None, None)


def test_no_day_before_the_report_counts_as_used() -> None:
    found = term([gate(3, Level.WARN)], {REPORTED: date(2024, 11, 30)})

    assert found.days(date(2024, 11, 1)) == 0
