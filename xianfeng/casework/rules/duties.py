"""What a case owes now, to whom, by when."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from xianfeng.casework.rules.history import Standing, open_steps
from xianfeng.casework.vocab import NEVER, CaseState, Lateness
from xianfeng.kernel.dates import add_months
from xianfeng.procedure.deadlines import Window
from xianfeng.procedure.schema import Edition, Step

SOON_DAYS = 15


@dataclass(frozen=True, kw_only=True)
class Owed:
    """One thing that a case waits for."""

    step: str
    number: int
    title: str
    actor: str
    signer: str
    since_on: date
    earliest_on: date
    due_on: date | None
    is_repeat: bool = False
    remind_on: date | None = None
    people: tuple[int, ...] = ()

    @property
    def sort_on(self) -> date:
        """The day that sorts it: what has no latest date comes last."""
        return self.due_on or NEVER


def owed(
    edition: Edition,
    standing: Standing,
    windows: Mapping[str, Window],
    evidence: Mapping[str, Sequence[date]],
    *,
    state: CaseState,
    opened_on: date,
    resume_on: date | None = None,
) -> tuple[Owed, ...]:
    """Return the duties of a case in its present state."""
    if state.is_closed:
        return ()
    steps = open_steps(edition, standing.signed)
    if state is CaseState.POSTPONED:
        return tuple(_resumption(step, resume_on or opened_on) for step in steps[:1])
    if state is CaseState.RETURNED:
        return tuple(_supplement(step, opened_on) for step in steps[:1])
    found = []
    for step in steps:
        since = max((standing.signed[key] for key in step.after), default=opened_on)
        found.append(_step(step, windows[step.key], since))
        if step.repeated:
            done = [day for day in evidence.get(step.repeated, ()) if day >= since]
            one = _repeat(edition, step, since, max(done, default=since))
            by = standing.facts.get(edition.records[step.repeated].by, ())
            found.append(replace(one, people=tuple(by)))
    return tuple(found)


def _step(step: Step, window: Window, since: date) -> Owed:
    return Owed(
        step=step.key,
        number=step.number,
        title=step.title,
        actor=step.actor,
        signer=step.signed_by[0],
        since_on=since,
        earliest_on=window.earliest,
        due_on=window.latest,
        remind_on=window.remind_on,
    )


def _repeat(edition: Edition, step: Step, since: date, last: date) -> Owed:
    return Owed(
        step=step.key,
        number=step.number,
        title=edition.records[step.repeated].title,
        actor=step.actor,
        signer=step.signed_by[0],
        since_on=since,
        earliest_on=last,
        due_on=add_months(last, step.repeat_months),
        is_repeat=True,
    )


def _supplement(step: Step, since: date) -> Owed:
    return Owed(
        step=step.key,
        number=step.number,
        title="补充材料后重报",
        actor="党支部",
        signer="branch",
        since_on=since,
        earliest_on=since,
        due_on=None,
    )


def _resumption(step: Step, resume_on: date) -> Owed:
    return Owed(
        step=step.key,
        number=step.number,
        title="暂缓期满，恢复办理",
        actor=step.actor,
        signer=step.signed_by[0],
        since_on=resume_on,
        earliest_on=resume_on,
        due_on=None,
    )


def lateness(
    today: date, earliest_on: date, due_on: date | None, remind_on: date | None = None
) -> Lateness:
    """Tell how a duty stands today; a rule may press it sooner than the last days before the limit."""
    if due_on is not None and today > due_on:
        return Lateness.LATE
    if today < earliest_on:
        return Lateness.EARLY
    is_near = due_on is not None and (due_on - today).days <= SOON_DAYS
    if is_near or (remind_on is not None and today >= remind_on):
        return Lateness.SOON
    return Lateness.DUE


def pressing_on(owed: Iterable[Owed]) -> date:
    """Return the first latest date of what a case owes; the end of time if nothing presses."""
    return min((item.sort_on for item in owed), default=NEVER)
