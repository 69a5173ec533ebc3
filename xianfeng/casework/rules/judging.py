"""May this step be signed? One function for the page, the API, the import and the examination.

Collects every reason at once: order, dates, papers, typed facts, then the
gates of the editions in force on the day.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from xianfeng.casework.rules import values
from xianfeng.casework.rules.history import Standing
from xianfeng.casework.vocab import CaseState
from xianfeng.kernel.checks import reason
from xianfeng.kernel.dates import WorkCalendar
from xianfeng.kernel.verdict import Level, Reason, Verdict
from xianfeng.kernel.words import visible
from xianfeng.procedure import gates as judging
from xianfeng.procedure.schema import Edition, FieldKind, Gate, RecordKind, Step

SHORTEST_REASON = 4


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What somebody wants to sign: typed records, papers handed in, words against warnings."""

    step: Step
    records: values.Records
    papers: frozenset[str] = frozenset()
    reasons: Mapping[str, str] = field(default_factory=dict)

    def facts(self) -> dict[str, Any]:
        """Return the draft's own facts, named as the gates name them."""
        return values.flat(self.records) | {f"paper.{kind}": True for kind in self.papers}


def own_papers(edition: Edition, step: Step, kinds: Iterable[str]) -> frozenset[str]:
    """Keep the papers that belong to the step: another step's paper handed in here is not on file."""
    return frozenset(kinds) & {paper.key for paper in edition.papers_of(step)}


def in_order(edition: Edition, step: Step, standing: Standing, state: CaseState) -> list[Reason]:
    """Test whether the case is open and everything before the step is signed (D-65, D-52)."""
    reasons = []
    if state is not CaseState.OPEN:
        reasons.append(reason("D-65", 状态=state.after_already, remedy="恢复或重报后再办理"))
    if step.key in standing.signed:
        reasons.append(
            reason(
                "D-62", message=f"“{step.title}”已经办理", 办理人="他人", remedy="请查看最新情况"
            )
        )
    for key in step.after:
        if key not in standing.signed:
            before = edition.step(key)
            reasons.append(
                reason(
                    "D-52",
                    名称=before.title,
                    fact=f"第{before.number}环节“{before.title}”尚未办理",
                    remedy=f"先由{before.actor}办理",
                    clause=before.cite,
                )
            )
    return reasons


def dates_agree(edition: Edition, draft: Draft, standing: Standing, *, today: date) -> list[Reason]:
    """Test that no date lies in the future or before the steps it builds on (D-60, D-51)."""
    reasons = []
    floor = max(
        ((standing.signed[key], key) for key in draft.step.after if key in standing.signed),
        default=None,
    )
    for kind in edition.kinds_of(draft.step):
        row = draft.records.get(kind.key, {})
        for name, title, is_planned in _dates(kind):
            day = row.get(name)
            if day is None:
                continue
            if day > today and not is_planned:
                reasons.append(_future(kind, name, title, day))
            if floor and name in {values.DAY, "starts_on"} and day < floor[0]:
                reasons.append(_too_early(edition, kind, name, title, day, floor))
    return reasons


def _dates(kind: RecordKind) -> list[tuple[str, str, bool]]:
    own = [(values.DAY, kind.date_title, False)]
    # Optional dates may announce what is to come, such as leaving a unit; required ones report.
    return own + [
        (f.name, f.title, not f.is_required) for f in kind.fields if f.kind is FieldKind.DATE
    ]


def _future(kind: RecordKind, name: str, title: str, day: date) -> Reason:
    return reason(
        "D-60",
        日期=judging.shown(day),
        fact=f"{title}：{judging.shown(day)}",
        remedy="事情发生以后再登记",
        field=f"{kind.key}.{name}",
    )


def _too_early(
    edition: Edition, kind: RecordKind, name: str, title: str, day: date, floor: tuple[date, str]
) -> Reason:
    before = edition.step(floor[1])
    return reason(
        "D-51",
        后一环节=title,
        前一环节=f"“{before.title}”",
        fact=f"{title}{judging.shown(day)}，“{before.title}”{judging.shown(floor[0])}",
        remedy="核对两个日期",
        field=f"{kind.key}.{name}",
    )


def papers_are_there(draft: Draft, standing: Standing, kinds: Iterable[RecordKind]) -> list[Reason]:
    """Test that every required paper is handed in or on file (D-63)."""
    missing = [
        paper
        for kind in kinds
        for paper in kind.papers
        if paper.is_required
        and paper.key not in draft.papers
        and not standing.facts.get(f"paper.{paper.key}")
    ]
    return [
        reason("D-63", 材料=paper.title, remedy="材料存卷后勾选", field=f"paper.{paper.key}")
        for paper in missing
    ]


def adds_up(draft: Draft, kinds: Iterable[RecordKind]) -> list[Reason]:
    """Test that numbers make the total that they are parts of: not more, and all of it once all are given."""
    reasons = []
    for kind in kinds:
        row, titles = draft.records.get(kind.key, {}), {f.name: f.title for f in kind.fields}
        for one in kind.sums:
            given = [name for name in one.parts if name in row]
            total, found = row.get(one.total), sum(row[name] for name in given)
            is_whole = len(given) == len(one.parts)
            if (
                total is None
                or len(given) < 2
                or found == total
                or (found < total and not is_whole)
            ):
                continue
            words = "、".join(titles[name] for name in given)
            reasons.append(
                reason(
                    one.check,
                    message=f"{words}合计{found}，与{titles[one.total]}{total}不符",
                    remedy="核对票数；每一位到会的都应计入其中一项",
                    field=f"{kind.key}.{given[-1]}",
                )
            )
    return reasons


def passes(
    edition: Edition,
    draft: Draft,
    *,
    standing: Standing,
    state: CaseState,
    gates: Iterable[Gate],
    named: Mapping[str, Any],
    calendar: WorkCalendar,
    today: date,
    typing: Iterable[Reason] = (),
) -> Verdict:
    """Judge a draft; the verdict holds every reason, those answered in writing left out.

    :param named: the facts that other modules vouch for.
    :param typing: what :func:`values.typed` found missing or unreadable.
    """
    facts = {**standing.facts, **draft.facts(), **named}
    reasons = [
        *in_order(edition, draft.step, standing, state),
        *typing,
        *papers_are_there(draft, standing, edition.kinds_of(draft.step)),
        *dates_agree(edition, draft, standing, today=today),
        *adds_up(draft, edition.kinds_of(draft.step)),
        *judging.judge(gates, facts, calendar, labels=_labels(edition, draft.step)),
    ]
    return Verdict.of(r for r in once(reasons) if not _answered(r, draft.reasons))


def _labels(edition: Edition, step: Step) -> dict[str, dict[Any, str]]:
    return {
        f"{kind.key}.{spec.name}": dict(spec.choices)
        for kind in edition.kinds_of(step)
        for spec in kind.fields
        if spec.choices
    }


def once(reasons: Iterable[Reason]) -> list[Reason]:
    """Tell what several gates found in the same words once; a block leaves its check's warning out."""
    seen: dict[tuple[str, str, str], Reason] = {}
    for item in reasons:
        seen.setdefault((item.check, item.message, item.level), item)
    blocking = {r.check for r in seen.values() if r.level is Level.BLOCK}
    return [r for r in seen.values() if r.level is Level.BLOCK or r.check not in blocking]


def _answered(item: Reason, answers: Mapping[str, str]) -> bool:
    if item.level is not Level.WARN:
        return False
    return len(visible(answers.get(item.check, ""))) >= SHORTEST_REASON
