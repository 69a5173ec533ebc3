"""The days of one development file: lawful by construction, ending where it is wished to stand today.

Durations follow what is known of practice: an applicant waits some nine
months, an activist twelve and some eight more, a probation lasts a year.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from xianfeng.kernel.dates import WorkCalendar, add_months

STEPS = (
    "submit-application", "first-talk", "recommend-activist", "decide-activist", "file-activist",
    "appoint-mentors", "cultivate-activist", "decide-candidate", "publish-candidate",
    "file-candidate", "name-introducers", "review-politically", "short-training", "branch-review",
    "pre-review", "publish-admission", "fill-form", "vote-admission", "committee-talk",
    "approve-admission", "file-with-county", "place-in-branch", "take-oath", "observe-probation",
    "apply-conversion", "publish-conversion", "vote-conversion", "approve-conversion",
    "archive-case",
)  # fmt: skip
AGAIN = STEPS.index("observe-probation")
ALL = len(STEPS)

# For how many days the next step may have been waiting without anything being late,
# by the number of steps done.
WAITS: dict[int, tuple[int, int]] = {
    0: (0, 4), 1: (2, 20), 2: (10, 1100), 3: (1, 9), 4: (1, 14), 5: (1, 9), 6: (8, 700),
    7: (1, 20), 8: (1, 4), 9: (1, 9), 10: (1, 7), 11: (3, 35), 12: (3, 30), 13: (1, 14),
    14: (2, 20), 15: (1, 3), 16: (1, 2), 17: (1, 5), 18: (2, 25), 19: (3, 30), 20: (1, 4),
    21: (1, 3), 22: (1, 8), 23: (6, 250), 24: (1, 8), 25: (1, 2), 26: (1, 5), 27: (2, 30),
    28: (2, 20), 29: (25, 2900),
}  # fmt: skip
# What can be late, by the number of steps done: for how many days the next step has waited then.
LATE_WAITS: dict[int, tuple[int, int]] = {
    1: (35, 80), 6: (200, 420), 17: (30, 45), 22: (22, 40), 23: (110, 300), 26: (38, 60),
}  # fmt: skip
_LEAPS, _TRIES, _NEAR_DAYS, _AHEAD_DAYS = 6, 90, 2, 25
REVIEW_DAYS, PROBATION_REVIEW_DAYS = (148, 170), (66, 79)


# A class takes three working days in a row; the county holds one for candidates twice a month.
CLASS_DAYS, CLASS_HOURS = 3, 24
_TRAINED, _TERM_MONTHS, _TERM_DAYS = "short-training", 12, (6, 21)


class Term(NamedTuple):
    """The days of a class, both included."""

    starts_on: date
    ends_on: date


@dataclass(frozen=True, kw_only=True)
class Wish:
    """How far a file has come, how it ends, and what is at fault with it."""

    done: int
    wait: int
    ending: str = "convert"
    is_overdue: bool = False
    is_answered: bool = False


@dataclass(frozen=True, kw_only=True)
class Act:
    """One step on its days, or one review; ``days`` names the dated fields of each record."""

    step: str
    days: dict[str, dict[str, date]]
    on: date
    review: str = ""
    is_second_round: bool = False


@dataclass
class _Walk:
    """Walks through the steps with a cursor; every move lands on a working day."""

    wish: Wish
    start: date
    today: date
    calendar: WorkCalendar
    chance: Random
    acts: list[Act] = field(default_factory=list)
    marks: dict[str, date] = field(default_factory=dict)
    now: date = date.min
    is_second_round: bool = False

    def after(self, least: int, most: int, *, since: date | None = None) -> date:
        """Move on by some days from the cursor (or another day), to the next working day."""
        day = (since or self.now) + timedelta(days=self.chance.randint(least, most))
        return self.calendar.add(day - timedelta(days=1), 1)

    def act(self, step: str, **days: dict[str, date]) -> None:
        """Enter a step; its own day is its last record's."""
        on = list(days.values())[-1]["on"]
        self.acts.append(Act(step=step, days=days, on=on, is_second_round=self.is_second_round))
        self.marks[step] = self.now = on

    def reviews(
        self, kind: str, step: str, since: date, until: date, rhythm: tuple[int, int]
    ) -> None:
        """Enter reviews in their rhythm between two days."""
        day = self.after(*rhythm, since=since)
        while day < until:
            self.acts.append(Act(step=step, days={kind: {"on": day}}, on=day, review=kind))
            self.marks[kind] = day
            day = self.after(*rhythm, since=day)

    def notice(self, step: str, kind: str, *, wait: tuple[int, int]) -> None:
        """Enter a notice of five to seven working days."""
        starts_on = self.after(*wait)
        ends_on = self.calendar.add(starts_on, self.chance.choice((5, 5, 6)))
        on = self.after(1, 1, since=ends_on)
        self.act(step, **{kind: {"starts_on": starts_on, "ends_on": ends_on, "on": on}})


def _application(w: _Walk) -> None:
    w.now = w.start
    w.act("submit-application", application={"on": w.after(0, 0)})


def _talk(w: _Walk) -> None:
    wait = (34, 50) if w.wish.is_answered else (3, 18)
    w.act("first-talk", talk={"on": w.after(*wait)})


def _nomination(w: _Walk) -> None:
    days = int(min(max(w.chance.lognormvariate(5.4, 0.8), 45), 1000))
    w.act("recommend-activist", nomination={"on": w.after(days, days)})


def _opinions(w: _Walk) -> None:
    first = max(w.after(2, 8), add_months(w.marks["decide-activist"], 12))
    opinions = w.after(0, 0, since=first)
    decision = w.after(1, 6, since=opinions)
    w.act(
        "decide-candidate", candidate_opinions={"on": opinions}, candidate_decision={"on": decision}
    )


def _cultivation(w: _Walk) -> None:
    since = w.marks["decide-activist"]
    extra = int(min(max(w.chance.lognormvariate(5.1, 0.7), 5), 900))
    on = w.after(extra, extra, since=add_months(since, 12))
    w.reviews("review", "cultivate-activist", since, on, REVIEW_DAYS)
    w.act("cultivate-activist", cultivation={"on": on})


def _training(w: _Walk) -> None:
    starts_on = w.after(3, 18)
    w.act("short-training", training={"starts_on": starts_on, "on": w.after(2, 4, since=starts_on)})


def _prereview(w: _Walk) -> None:
    reported = w.after(1, 6)
    on = w.after(4, 17, since=reported)
    w.act(
        "pre-review",
        prereview={"reported_on": reported, "on": on},
        county_review={"on": w.after(1, 2, since=on)},
    )


def _committee_talk(w: _Walk) -> None:
    reported = w.after(2, 8)
    w.act(
        "committee-talk",
        committee_talk={"reported_on": reported, "on": w.after(3, 12, since=reported)},
    )


def _observation(w: _Walk) -> None:
    since = w.marks.get("probation_review", w.marks["place-in-branch"])
    on = w.after(0, 5, since=_due(w) - timedelta(days=24))
    w.reviews("probation_review", "observe-probation", since, on, PROBATION_REVIEW_DAYS)
    w.act("observe-probation", probation={"on": on})


def _due(w: _Walk) -> date:
    """Return the day on which the probation ends."""
    return add_months(w.marks["vote-admission"], 18 if w.is_second_round else 12)


def _conversion_application(w: _Walk) -> None:
    on = max(w.after(1, 4), w.after(0, 3, since=_due(w) - timedelta(days=13)))
    w.act("apply-conversion", conversion_application={"on": on})


def _conversion_meeting(w: _Walk) -> None:
    on = max(w.after(1, 4), w.after(1, 8, since=_due(w)))
    w.act("vote-conversion", conversion_meeting={"on": on})


def _conversion_approval(w: _Walk) -> None:
    reported = w.after(2, 7)
    w.act(
        "approve-conversion",
        conversion_approval={"reported_on": reported, "on": w.after(8, 35, since=reported)},
    )
    if w.wish.ending == "extend" and not w.is_second_round:
        w.is_second_round = True


def _plain(
    step: str, record: str, least: int, most: int, *, since: str = ""
) -> Callable[[_Walk], None]:
    def walk(w: _Walk) -> None:
        w.act(step, **{record: {"on": w.after(least, most, since=w.marks.get(since))}})

    return walk


_WALK: tuple[Callable[[_Walk], None], ...] = (
    _application,
    _talk,
    _nomination,
    _plain("decide-activist", "activist_decision", 3, 12),
    _plain("file-activist", "activist_filing", 4, 15),
    _plain("appoint-mentors", "mentors", 1, 9),
    _cultivation,
    _opinions,
    lambda w: w.notice("publish-candidate", "candidate_notice", wait=(1, 4)),
    _plain("file-candidate", "candidate_filing", 2, 10),
    _plain("name-introducers", "introducers", 1, 7),
    _plain("review-politically", "political_review", 14, 50),
    _training,
    _plain("branch-review", "branch_review", 2, 12),
    _prereview,
    lambda w: w.notice("publish-admission", "admission_notice", wait=(1, 1)),
    _plain("fill-form", "volunteer_form", 1, 1),
    _plain("vote-admission", "admission_meeting", 1, 1),
    _committee_talk,
    _plain("approve-admission", "approval", 4, 35),
    _plain("file-with-county", "county_filing", 1, 4, since="approve-admission"),
    _plain("place-in-branch", "placement", 1, 1),
    _plain("take-oath", "oath", 2, 5),
    _observation,
    _conversion_application,
    lambda w: w.notice("publish-conversion", "conversion_notice", wait=(0, 1)),
    _conversion_meeting,
    _conversion_approval,
    _plain("archive-case", "archive", 3, 20),
)


def _from(start: date, wish: Wish, *, today: date, calendar: WorkCalendar, seed: str) -> list[Act]:
    walk = _Walk(wish, start, today, calendar, Random(seed))
    for position in range(min(wish.done, ALL)):
        if wish.ending == "cancel" and STEPS[position] == "archive-case":
            break
        _WALK[position](walk)
        if walk.is_second_round and STEPS[position] == "approve-conversion":
            for again in range(AGAIN, ALL - 1):
                _WALK[again](walk)
    _unfinished(walk)
    return walk.acts


def _unfinished(w: _Walk) -> None:
    """Enter the reviews of a stretch that still runs, up to today unless they are overdue."""
    until = w.start if w.wish.is_overdue else w.today
    if w.wish.done == STEPS.index("cultivate-activist"):
        w.reviews("review", "cultivate-activist", w.marks["decide-activist"], until, REVIEW_DAYS)
    if w.wish.done == AGAIN:
        since = w.marks["place-in-branch"]
        w.reviews("probation_review", "observe-probation", since, until, PROBATION_REVIEW_DAYS)


def of(wish: Wish, *, today: date, calendar: WorkCalendar, seed: str) -> list[Act]:
    """Return the acts of a file whose latest step lies about ``wish.wait`` days before today.

    The same seed gives the same gaps; the start is moved until the end fits.

    :raises ValueError: no start fits.
    """
    wanted = today - timedelta(days=max(wish.wait, 1))
    start = wanted - timedelta(days=400)
    latest = min(wanted + timedelta(days=_NEAR_DAYS), today - timedelta(days=1))
    for tries in range(_TRIES):
        acts = _from(start, wish, today=today, calendar=calendar, seed=seed)
        last = max((act.on for act in acts if not act.review), default=latest)
        off = (last - wanted).days
        if last <= latest and (off >= -_NEAR_DAYS or tries > _LEAPS):
            return acts
        if tries < _LEAPS:
            start -= timedelta(days=off)
        else:
            # Around holidays leaping goes to and fro: come down from later starts day by day.
            start += timedelta(days=_AHEAD_DAYS if tries == _LEAPS else -1)
    raise ValueError(f"no start fits {wish}")


def class_from(day: date, calendar: WorkCalendar) -> Term:
    """Return the first days on or after one on which a class can be held without a break."""
    while True:
        starts_on = calendar.add(day - timedelta(days=1), 1)
        ends_on = starts_on + timedelta(days=CLASS_DAYS - 1)
        if calendar.add(starts_on, CLASS_DAYS - 1) == ends_on:
            return Term(starts_on, ends_on)
        day = starts_on + timedelta(days=1)


def terms(today: date, calendar: WorkCalendar) -> tuple[Term, ...]:
    """Return the days of the county's classes for candidates in the past year, the earliest first."""
    months = (add_months(today.replace(day=1), -back) for back in range(_TERM_MONTHS, -1, -1))
    found = (class_from(month.replace(day=day), calendar) for month in months for day in _TERM_DAYS)
    return tuple(term for term in found if term.ends_on < today)


def attending(acts: Sequence[Act], held: Sequence[Term]) -> list[Act]:
    """Let a file's training fall on the days of a class, if one lies between its neighbours.

    The days of the other steps stay; a file that ends there is not moved towards today.
    """
    nth = next((nth for nth, act in enumerate(acts) if act.step == _TRAINED), None)
    if nth is None:
        return list(acts)
    act = acts[nth]
    last = act.on + timedelta(days=1) if nth + 1 == len(acts) else acts[nth + 1].on
    for term in held:
        if acts[nth - 1].on < term.starts_on and term.ends_on < last:
            days = {"training": {"starts_on": term.starts_on, "on": term.ends_on}}
            return [*acts[:nth], replace(act, days=days, on=term.ends_on), *acts[nth + 1 :]]
    return list(acts)
