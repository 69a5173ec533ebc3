"""Trying a move of many open cases to another edition: what each would keep, drop, owe, and by when."""

from collections import defaultdict
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date
from typing import Any

from xianfeng.casework.models import Case, Entry, Evidence, Paper
from xianfeng.casework.queries import dockets
from xianfeng.casework.rules import history, moving
from xianfeng.casework.vocab import OPEN_STATES, CaseState, EntryKind
from xianfeng.kernel.checks import reason
from xianfeng.kernel.verdict import Verdict
from xianfeng.procedure import board
from xianfeng.procedure.schema import Edition
from xianfeng.registry.queries import calendar as calendars
from xianfeng.tenancy import ranges
from xianfeng.trust import access
from xianfeng.trust.vocab import Action, Actor

PAGE_SIZE = 20


@dataclass(frozen=True, kw_only=True)
class Next:
    """What a case waits for, and when it may and must happen."""

    step: str
    earliest: date | None
    latest: date | None


@dataclass(frozen=True, kw_only=True)
class Trial:
    """One case and what a move would change of it."""

    case_id: int
    version: int
    person: str
    organisation: str
    edition: str
    kept: int
    renumbered: int
    waived: tuple[str, ...]
    before: Next
    after: Next
    verdict: Verdict


@dataclass(frozen=True, kw_only=True)
class Trials:
    """One page of trials; ``last`` begins the next page, 0 if this is the last."""

    edition: str
    name: str
    rows: tuple[Trial, ...]
    waiting: int
    last: int


def trials(
    actor: Actor, family_key: str, edition_id: str, *, today: date, after: int = 0
) -> Trials:
    """Try the move of the open cases that the actor may move, by id.

    :raises NotAllowed: the actor's role does not move cases.
    :raises KeyError: there is no such edition.
    """
    access.require(actor, Action.MOVE_CASES)
    family = board.family(family_key)
    target = family.edition(edition_id)
    rows = Case.objects.filter(
        ranges.any_of(actor.roots(Action.MOVE_CASES), field="org_path"),
        family=family_key,
        state__in=OPEN_STATES,
    ).exclude(edition=edition_id)
    cases = list(
        rows.filter(pk__gt=after)
        .select_related("person", "organisation")
        .order_by("pk")[: PAGE_SIZE + 1]
    )
    page = cases[:PAGE_SIZE]
    found = [_trial(docket, target, today) for docket in _dockets(page)]
    return Trials(
        edition=edition_id,
        name=target.name,
        rows=tuple(found),
        waiting=rows.count(),
        last=page[-1].pk if len(cases) > PAGE_SIZE else 0,
    )


def _dockets(cases: Sequence[Case]) -> list[dockets.Docket]:
    """Read many cases at once: as many queries for one as for a page."""
    ids = [case.pk for case in cases]
    entries: dict[int, list[Entry]] = defaultdict(list)
    signed = Entry.objects.filter(case__in=ids, kind=EntryKind.SIGNED, is_active=True)
    for entry in signed.order_by("id"):
        entries[entry.case_id].append(entry)
    papers: dict[int, list[history.Kept]] = defaultdict(list)
    kept = Paper.objects.filter(case__in=ids, is_active=True).order_by("id")
    for case_id, step, round_, kind in kept.values_list("case_id", "step", "round", "kind"):
        papers[case_id].append(history.Kept(step=step, round=round_, kind=kind))
    evidence: dict[int, dict[str, list[date]]] = defaultdict(lambda: defaultdict(list))
    seen = Evidence.objects.filter(case__in=ids, withdrawn_at__isnull=True).order_by("happened_on")
    for case_id, kind, day in seen.values_list("case_id", "kind", "happened_on"):
        evidence[case_id][kind].append(day)
    calendar = calendars.work_calendar()
    return [
        dockets.present(
            case,
            signed=[dockets.signature(dockets.edition_of(case), e) for e in entries[case.pk]],
            papers=papers[case.pk],
            evidence=evidence[case.pk],
            subject={"name": case.person.name, "category": case.person.category},
            calendar=calendar,
        )
        for case in cases
    ]


def planned(docket: dockets.Docket, target: Edition, today: date) -> moving.Plan:
    """Return what moving a case does, and why it cannot."""
    shelf = board.family(docket.case.family).shelf
    found = moving.plan(
        docket.edition,
        target,
        docket.standing,
        lambda step: shelf.gates(target, step, today),
    )
    return moving.Plan(
        kept=found.kept,
        waived=found.waived,
        verdict=_unfit(docket, target, today) + found.verdict,
    )


def _unfit(docket: dockets.Docket, target: Edition, today: date) -> Verdict:
    if docket.state.is_closed:
        return Verdict((reason("D-65", 状态=docket.state.after_already),))
    words = []
    if docket.case.edition == target.id:
        words.append("此件已按这个版本办理")
    if today < target.valid_from:
        words.append(f"这个版本自{target.valid_from:%Y-%m-%d}起施行，尚不能改用")
    if target.valid_to is not None and target.valid_to < today:
        words.append("这个版本已经废止")
    return Verdict.of(reason("D-65", message=one) for one in words)


def _trial(docket: dockets.Docket, target: Edition, today: date) -> Trial:
    case, plan = docket.case, planned(docket, target, today)
    moved = copy(case)
    moved.edition = target.id
    moved.waived = waived(plan, case.round)
    return Trial(
        case_id=case.pk,
        version=case.version,
        person=case.person.name,
        organisation=case.organisation.name,
        edition=docket.edition.name,
        kept=len(plan.kept),
        renumbered=sum(before != after for before, after in plan.kept.values()),
        waived=tuple(f"{step.number}. {step.title}" for step in plan.waived),
        before=_next(docket),
        after=_next(_again(docket, moved))
        if plan.verdict
        else Next(step="", earliest=None, latest=None),
        verdict=plan.verdict,
    )


def waived(plan: moving.Plan, round_: int) -> dict[str, int]:
    """Return the steps no longer asked for, with the round in which the case moved."""
    return {step.key: round_ for step in plan.waived}


def _again(docket: dockets.Docket, moved: Any) -> dockets.Docket:
    return dockets.refolded(docket, moved)


def _next(docket: dockets.Docket) -> Next:
    steps = history.open_steps(docket.edition, docket.standing.signed)
    if not steps or docket.state is not CaseState.OPEN:
        return Next(step=docket.state.label, earliest=None, latest=None)
    window = docket.windows()[steps[0].key]
    return Next(
        step=f"{steps[0].number}. {steps[0].title}",
        earliest=window.earliest,
        latest=window.latest,
    )
