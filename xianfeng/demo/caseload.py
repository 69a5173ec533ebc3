"""Which development files the county has, where, how far each has come, and entering them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from random import Random
from typing import NamedTuple

from xianfeng.casework.commands import histories
from xianfeng.demo import timeline
from xianfeng.demo.people import Maker
from xianfeng.demo.sources import Place
from xianfeng.demo.stories import Cast, Frame, Learned, Story
from xianfeng.demo.timeline import ALL, LATE_WAITS, WAITS, Wish
from xianfeng.recruitment.vocab import FAMILY
from xianfeng.registry import codes
from xianfeng.registry.commands import registrations
from xianfeng.registry.commands.registrations import Newcomer
from xianfeng.trust.vocab import Actor

BATCH = 450
FULL = timeline.STEPS.index("approve-conversion") + 1
MEMBER = timeline.STEPS.index("approve-admission") + 1
# How many open files of the county have so many steps done; what is left over are applicants.
COUNTY = {
    0: 12, 1: 55, 3: 40, 4: 45, 5: 30, 6: 640, 7: 35, 8: 20, 9: 20, 10: 20, 11: 40, 12: 35, 13: 25,
    14: 40, 15: 15, 16: 8, 17: 22, 18: 26, 19: 36, 20: 12, 21: 8, 22: 12, 23: 330, 24: 14, 25: 8,
    26: 20, 27: 32, 28: 20,
}  # fmt: skip
SMALL = {done: 1 for done in range(ALL) if done != 2} | {6: 3, 8: 2, 17: 2, 23: 3}
# So many steps done, and the next one is a vote of the branch.
VOTING = frozenset({17, 26})
# So many steps done, and the next one is the committee's pre-review.
REVIEWING = 14
# The branch whose secretary has an account sees every kind of work.
# The first of them is late: a half-year review that nobody entered.
SHOWN = (6, 0, 1, 2, 2, 3, 6, 7, 8, 8, 10, 11, 13, 15, 16, 17, 23, 24, 26)
SHOWN_LATE = SHOWN[0]
# There the notice of one file has run out since.
LINGERING = {8: (16, 20)}
# Its committee's other branches wait for the organiser.
BESIDE = (4, 9, 12, 14, 18, 19, 27)
OVERDUE_SHARE, ANSWERED_SHARE = 0.02, 0.01


@dataclass(frozen=True, kw_only=True)
class Plan:
    """One file: where, and how far it is wished to be."""

    place: Place
    wish: Wish
    number: int

    @property
    def is_full(self) -> bool:
        """Tell whether its subject has become a full member, and so changes the branch's roll."""
        return self.wish.done >= FULL and self.wish.ending != "cancel"

    @property
    def is_member(self) -> bool:
        """Tell whether its subject is a member today."""
        return self.wish.done >= MEMBER and self.wish.ending != "cancel"


class Entered(NamedTuple):
    """One file in the county: its plan, its case, what its person was taught."""

    plan: Plan
    case_id: int
    learned: Learned


def plan(
    places: Sequence[Place],
    shown: Place,
    *,
    stages: Mapping[int, int],
    open_files: int,
    archived: int,
    chance: Random,
) -> list[Plan]:
    """Plan all files; at most one of each branch has made a full member.

    :param shown: the branch that gets one file of each kind in :data:`SHOWN`.
    :param stages: open files by number of steps done.
    """
    counts = {**stages, 2: open_files - sum(stages.values())}
    waiting = [done for done, files in counts.items() for _ in range(files)]
    overdue = _picked(waiting, max(round(open_files * OVERDUE_SHARE), 1), chance)
    plans: list[Plan] = []

    def add(place: Place, done: int) -> None:
        # The shown branch has one file late, so that its list stays easy to read.
        is_late = overdue.get(done, 0) > 0 and (place is not shown or not plans)
        overdue[done] = overdue.get(done, 0) - is_late
        waits = LINGERING.get(done) if place is shown else None
        plans.append(_open(place, done, len(plans) + 1, chance, is_overdue=is_late, waits=waits))

    fresh = [place for place in places if place is not shown]
    chance.shuffle(fresh)
    beside = [place for place in fresh if place.parent_code == shown.parent_code]
    for kinds, there in ((SHOWN, [shown]), (BESIDE, beside)):
        for done in kinds:
            if done in waiting:
                waiting.remove(done)
                add(chance.choice(there), done)
    chance.shuffle(waiting)
    for done in waiting:
        add(fresh.pop() if done >= FULL else chance.choice(places), done)
    _answer(plans, round(open_files * ANSWERED_SHARE), shown, chance)
    for nth in range(archived):
        plans.append(_closed(fresh.pop() if nth else shown, nth, len(plans) + 1, chance))
    return plans


def _picked(waiting: Sequence[int], files: int, chance: Random) -> dict[int, int]:
    """Choose how many files of each kind are overdue; the first is the shown branch's."""
    picked = {SHOWN_LATE: 1}
    for _file in range(files - 1):
        able = [done for done in LATE_WAITS if picked.get(done, 0) < waiting.count(done) // 2]
        done = chance.choice(able)
        picked[done] = picked.get(done, 0) + 1
    return picked


def _open(
    place: Place,
    done: int,
    number: int,
    chance: Random,
    *,
    is_overdue: bool,
    waits: tuple[int, int] | None = None,
) -> Plan:
    least, most = LATE_WAITS[done] if is_overdue else waits or WAITS[done]
    return Plan(
        place=place,
        number=number,
        wish=Wish(done=done, wait=chance.randint(least, most), is_overdue=is_overdue),
    )


def _answer(plans: list[Plan], files: int, shown: Place, chance: Random) -> None:
    """Let some files hold a warning that was answered in writing: the first talk came late."""
    able = [
        nth
        for nth, one in enumerate(plans)
        if one.wish.done >= 2 and not one.wish.is_overdue and one.place is not shown
    ]
    for nth in chance.sample(able, files):
        one = plans[nth]
        plans[nth] = replace(one, wish=replace(one.wish, is_answered=True))


def _closed(place: Place, nth: int, number: int, chance: Random) -> Plan:
    ending = {1: "extend", 2: "cancel"}.get(nth, "convert")
    if nth > 2 and chance.random() < 0.015:
        ending = "extend"
    wait = chance.randint(*WAITS[ALL])
    return Plan(place=place, number=number, wish=Wish(done=ALL, wait=wait, ending=ending))


def enter(
    plans: Sequence[Plan],
    *,
    actor: Actor,
    organisation_ids: Mapping[str, int],
    casts: Callable[[], Callable[[Place], Cast]],
    frame: Frame,
    maker: Maker,
    at: datetime,
) -> list[Entered]:
    """Register the subjects and enter their files in batches; return what was entered.

    Files that made full members come first, so that the rolls of all later
    batches count them.

    :param casts: makes a reader of the present casts of branches; asked anew once rolls have changed.
    """
    entered: list[Entered] = []
    for group in ([p for p in plans if p.is_full], [p for p in plans if not p.is_full]):
        cast_of = casts()
        for start in range(0, len(group), BATCH):
            batch = group[start : start + BATCH]
            told = [Story(one.wish, cast_of(one.place), frame, number=one.number) for one in batch]
            newcomers = [
                _newcomer(one, story, organisation_ids, maker)
                for one, story in zip(batch, told, strict=True)
            ]
            people = registrations.register_many(actor=actor, rows=newcomers, at=at)
            cases = histories.enter(
                actor=actor,
                family=FAMILY,
                histories=[one.history(person) for one, person in zip(told, people, strict=True)],
                at=at,
            )
            learned = (story.learned for story in told)
            entered += map(Entered, batch, cases, learned)
    return entered


def _newcomer(
    one: Plan, story: Story, organisation_ids: Mapping[str, int], maker: Maker
) -> Newcomer:
    somebody = maker.applicant(one.place, applied_on=story.applied_on)
    return Newcomer(
        name=somebody.name,
        id_number=somebody.id_number,
        organisation_id=organisation_ids[one.place.code],
        since=story.applied_on,
        phone=somebody.phone,
        ethnicity=codes.ETHNICITY_WORDS[somebody.ethnicity],
        education=codes.EDUCATION_WORDS[somebody.education],
        occupation=somebody.occupation,
        address=somebody.address,
    )
