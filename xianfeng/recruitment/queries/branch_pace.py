"""What an examination's files tell together about their branches: admissions that crowd (D-54) or fail to come (D-56).

The days come from the files; what the registry knows besides keeps a branch
from being asked about a silence that is none.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from xianfeng.kernel.checks import reason
from xianfeng.kernel.verdict import Reason
from xianfeng.procedure.gates import shown
from xianfeng.recruitment import catalogue
from xianfeng.recruitment.rules import pace
from xianfeng.recruitment.rules.pace import Admitted, Limit, Limits, Rush
from xianfeng.registry.queries import renewal
from xianfeng.registry.queries.renewal import Renewal

ADMITTED, APPROVED, ACTIVIST = "admission_meeting.on", "approval.on", "activist_decision.on"
_NAMED = 8


@dataclass(frozen=True, kw_only=True)
class About:
    """Something to ask a branch: why, as of which day, and the rows that tell it."""

    branch: str
    on: date
    rows: tuple[int, ...]
    reason: Reason


def of_workbook(known: frozenset[str]) -> "BranchPace":
    """Begin for a workbook, which tells of its own rows only."""
    return BranchPace(known=known, limits=catalogue.pace(), branches=renewal.of_branches(""))


def of_place(path: str, *, known: frozenset[str], today: date) -> "BranchPace":
    """Begin for all cases under a place: its branches without any are asked too."""
    branches = renewal.of_branches(path)
    return BranchPace(known=known, limits=catalogue.pace(), branches=branches, until=today)


class BranchPace:
    """Remembers the days of each branch while the files go by, and says in the end what is to be asked."""

    def __init__(
        self,
        *,
        known: frozenset[str],
        limits: Limits,
        branches: Mapping[str, Renewal],
        until: date | None = None,
    ) -> None:
        """Begin with nothing; of a fact that the files cannot hold nothing will be asked.

        :param until: the day up to which files and registry tell everything of all these
            branches; without it the files alone tell, up to the last day in them.
        """
        self._known, self._limits, self._branches, self._until = known, limits, branches, until
        self._admitted: dict[str, list[Admitted]] = defaultdict(list)
        self._activists: dict[str, list[date]] = defaultdict(list)

    def add(self, row: int, facts: Mapping[str, Any]) -> None:
        """Remember one file."""
        branch = str(facts.get("subject.branch", ""))
        if not branch:
            return
        day, name = facts.get(ADMITTED), str(facts.get("subject.name", ""))
        # A vote that was never approved has admitted nobody.
        if isinstance(day, date) and (APPROVED not in self._known or facts.get(APPROVED)):
            self._admitted[branch].append(Admitted(on=day, row=row, name=name))
        if isinstance(chosen := facts.get(ACTIVIST), date):
            self._activists[branch].append(chosen)

    def found(self) -> Iterator[About]:
        """Yield what is to be asked, branch by branch."""
        rhythms = self._rhythms(self._until)
        asked = {*self._admitted, *self._activists}
        if self._until:
            asked.update(self._branches)
        for branch in sorted(asked):
            yield from self._rushes(branch)
            for rhythm in rhythms:
                yield from self._quiet(branch, rhythm)

    def _rushes(self, branch: str) -> Iterator[About]:
        registered = self._branches.get(branch)
        ends = registered.term_days if registered else ()
        for rush in pace.rushes(self._admitted.get(branch, ()), ends, self._limits):
            yield About(
                branch=branch,
                on=rush.last,
                rows=tuple(one.row for one in rush.admitted),
                reason=_rushed(branch, rush),
            )

    def _rhythms(self, until: date | None) -> list["_Rhythm"]:
        members = {branch: [one.on for one in of] for branch, of in self._admitted.items()}
        rhythms = []
        for fact, days, limit, what, registered in (
            (ADMITTED, members, self._limits.quiet_members, "发展党员", _joined),
            (ACTIVIST, self._activists, self._limits.quiet_activists, "确定入党积极分子", _chosen),
        ):
            known = [day for found in days.values() for day in found]
            if until:
                known += [day for one in self._branches.values() for day in registered(one)]
            if known and fact in self._known:
                rhythms.append(
                    _Rhythm(
                        what=what,
                        limit=limit,
                        days=days,
                        registered=registered,
                        known_from=min(known),
                        known_to=until or max(known),
                    )
                )
        return rhythms

    def _quiet(self, branch: str, rhythm: "_Rhythm") -> Iterator[About]:
        registered = self._branches.get(branch)
        told = list(rhythm.days.get(branch, ()))
        known_from = rhythm.known_from
        if registered:
            told += rhythm.registered(registered)
            known_from = max(known_from, registered.founded_on or known_from)
        since = pace.quiet_since(
            told, known_from=known_from, known_to=rhythm.known_to, limit=rhythm.limit
        )
        if since:
            last = f"最近一次{shown(since)}" if since in told else f"{shown(since)}以来没有"
            why = _silent(branch, rhythm, last)
            yield About(branch=branch, on=rhythm.known_to, rows=(), reason=why)


@dataclass(frozen=True, kw_only=True)
class _Rhythm:
    """What a branch is expected to do every so many years, and from when to when the days are known."""

    what: str
    limit: Limit
    days: Mapping[str, list[date]]
    registered: Callable[[Renewal], list[date]]
    known_from: date
    known_to: date


def _joined(registered: Renewal) -> list[date]:
    return [registered.joined_on] if registered.joined_on else []


def _chosen(registered: Renewal) -> list[date]:
    return [registered.activist_on] if registered.activist_on else []


def _silent(branch: str, rhythm: _Rhythm, last: str) -> Reason:
    return reason(
        "D-56",
        message=f"{branch}连续{rhythm.limit.years}年未{rhythm.what}，请核查原因",
        fact=f"{last}，核查截至{shown(rhythm.known_to)}",
        remedy="向党支部了解原因；确有培养对象的，补充填报",
        clause=rhythm.limit.source,
    )


def _rushed(branch: str, rush: Rush) -> Reason:
    stretch = f"{shown(rush.first)}至{shown(rush.last)}"
    if rush.first == rush.last:
        stretch = f"{shown(rush.first)}一天"
    if rush.ends_on:
        stretch = f"换届（届满）日{shown(rush.ends_on)}前{rush.limit.days}天"
    names = "、".join(f"{one.name}（{shown(one.on)}）" for one in rush.admitted[:_NAMED])
    more = f"等{len(rush.admitted)}人" if len(rush.admitted) > _NAMED else ""
    return reason(
        "D-54",
        支部=branch,
        时段=stretch,
        人数=len(rush.admitted),
        fact=names + more,
        remedy="核对培养考察和票决的原始材料，由党支部说明",
        clause=rush.limit.source,
    )
