"""Decisions about public notices as pure functions: how long, what it says, what stands in its way.

Counting (domain 2.1): the first full day after posting is day 1, and the last
day ends before the next step; of working days only those of the State
Council's calendar count.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from xianfeng.casework.rules import disclosures
from xianfeng.casework.rules.notice_kinds import NoticeKind
from xianfeng.casework.vocab.notices import (
    DayUnit,
    NoticeField,
    NoticePhase,
    NoticeState,
    ObjectionDecision,
)
from xianfeng.kernel.checks import reason
from xianfeng.kernel.dates import WorkCalendar
from xianfeng.kernel.verdict import Reason
from xianfeng.procedure.gates import shown

ENDING_DAYS = 2
MOST_DAYS = 60
# As wide as the columns.
LONGEST = {"title": 120, "body": 2_000, "contact": 200, "places": 200}
_TITLES = {
    "title": "标题",
    "body": "公示内容",
    "contact": "受理单位和联系方式",
    "places": "公示地点",
}


@dataclass(frozen=True, kw_only=True)
class NoticeText:
    """What a notice says and where it will be posted, as somebody writes it."""

    title: str
    body: str
    contact: str
    places: str
    days: int

    def lines(self) -> dict[str, str]:
        """Return the written fields by name."""
        return {name: getattr(self, name) for name in LONGEST}


@dataclass(frozen=True, kw_only=True)
class Composed:
    """A first wording: the heading, the text, and which fields of the person it tells."""

    title: str
    body: str
    fields: tuple[NoticeField, ...]


def last_day(posted_on: date, days: int, unit: DayUnit, calendar: WorkCalendar) -> date:
    """Return the last of so many full days; the day of posting is not one of them (N-01)."""
    if unit is DayUnit.WORKDAYS:
        return calendar.add(posted_on, days)
    return posted_on + timedelta(days=days)


def runs_long_enough(kind: NoticeKind, days: int) -> list[Reason]:
    """Test the number of days against the kind's minimum (N-01) and against a slip of the pen."""
    if days < kind.days:
        words = f"公示期不足{kind.days}个{kind.unit.label}"
        return [reason("N-01", message=words, fact=f"现为：{days}", field="days", n=kind.days)]
    if days > MOST_DAYS:
        words = f"公示期不能超过{MOST_DAYS}天，请核对"
        return [reason("D-64", message=words, field="days")]
    return []


def is_fit(kind: NoticeKind, text: NoticeText) -> list[Reason]:
    """Test that a text is whole, tells nothing it must not (N-02) and runs long enough (N-01)."""
    lines = text.lines()
    reasons = [reason("D-64", 项目=_TITLES[n], field=n) for n, line in lines.items() if not line]
    reasons += [
        reason("D-64", message=f"{_TITLES[name]}不能超过{most}字", field=name)
        for name, most in LONGEST.items()
        if len(lines[name]) > most
    ]
    reasons += disclosures.must_not([("title", text.title), ("body", text.body)])
    reasons += disclosures.contact_must_not(text.contact, field="contact")
    reasons += disclosures.contact_must_not(text.places, field="places")
    return reasons + runs_long_enough(kind, text.days)


def may_be_posted_on(
    day: date, *, cleared_on: date, since: date | None, today: date
) -> list[Reason]:
    """Test the day of posting: not ahead (D-60), not before its review (X-06) or the step before (D-51)."""
    if day > today:
        return [reason("D-60", 日期=shown(day), remedy="张贴以后再登记", field="posted_on")]
    if day < cleared_on:
        words = f"{shown(cleared_on)}才通过保密审查，张贴日期不能早于这一天"
        return [reason("X-06", message=words, field="posted_on")]
    if since is not None and day < since:
        return [
            reason(
                "D-51",
                后一环节="张贴日期",
                前一环节="前一环节",
                fact=f"前一环节：{shown(since)}",
                field="posted_on",
            )
        ]
    return []


def may_run_until(day: date, *, ends_on: date, today: date) -> list[Reason]:
    """Test a prolongation: a running notice, to a later day, within reason (D-64, D-65)."""
    if today > ends_on:
        words = f"公示已于{shown(ends_on)}期满，不能再延长"
        return [reason("D-65", message=words, remedy="确需再公示的，撤下后重新起草", field="until")]
    if not ends_on < day <= ends_on + timedelta(days=MOST_DAYS):
        words = f"应晚于{shown(ends_on)}，且延长不超过{MOST_DAYS}天"
        return [reason("D-64", message=words, field="until")]
    return []


def is_provisional(start: date, end: date, unit: DayUnit, calendar: WorkCalendar) -> bool:
    """Tell whether the last day rests on a year whose holidays no notice has settled (N-05)."""
    return unit is DayUnit.WORKDAYS and calendar.is_provisional(start, end)


def phase(state: NoticeState, ends_on: date | None, today: date) -> NoticePhase:
    """Return where a notice stands today."""
    if state is not NoticeState.PUBLISHED or ends_on is None:
        return NoticePhase(state.value)
    if today > ends_on:
        return NoticePhase.OVER
    return NoticePhase.ENDING if (ends_on - today).days < ENDING_DAYS else NoticePhase.RUNNING


def compose(kind: NoticeKind, person: Mapping[str, str], facts: Mapping[str, Any]) -> Composed:
    """Word a notice from the fields that its kind allows; what is not known is left out.

    :param person: by field, with "organisation" for who decided.
    :param facts: the case's own, by the edition's names.
    """
    names = {"name": person["name"], "organisation": person["organisation"]}
    told = tuple(field for field in kind.fields if person.get(field))
    of_person = "，".join(_TOLD[field].format(person[field]) for field in told)
    dates = [f"{shown(facts[one.fact])}{one.words}" for one in kind.facts if facts.get(one.fact)]
    sentences = [f"{part}。" for part in (of_person, "，".join(dates)) if part]
    return Composed(
        title=kind.heading.format(**names),
        body=kind.opening.format(**names) + "\n" + "".join(sentences),
        fields=told,
    )


_TOLD: Mapping[NoticeField, str] = {
    NoticeField.NAME: "{}",
    NoticeField.SEX: "{}",
    NoticeField.ETHNICITY: "{}",
    NoticeField.BORN: "{}出生",
    NoticeField.AGE: "{}岁",
    NoticeField.EDUCATION: "学历{}",
    NoticeField.OCCUPATION: "{}",
    NoticeField.UNIT: "所在单位（村、社区）：{}",
}


def told_fields(
    allowed: Sequence[NoticeField], person: Mapping[str, str], text: str
) -> tuple[NoticeField, ...]:
    """Return which of the allowed fields the text tells, for the record of the review (X-06)."""
    return tuple(field for field in allowed if person.get(field) and person[field] in text)


def another_hand(*, writers: Collection[int | None], reviewer: int | None) -> list[Reason]:
    """Refuse a review by an account that had a hand in the text, whoever wrote last (X-06)."""
    if reviewer is None or reviewer not in writers:
        return []
    return [
        reason(
            "X-06",
            message="保密审查须由起草人以外的人进行",
            remedy="由基层党委组织员或县委组织部另一人审查",
        )
    ]


def holds_up(
    decisions: Iterable[ObjectionDecision | None],
    kind: NoticeKind,
    facts: Mapping[str, Any] = MappingProxyType({}),
) -> list[Reason]:
    """Refuse to go on where an objection was found to matter (N-03); open ones are counted by the gate.

    :param facts: what is about to be signed; where a kind rules one decision out, only that is refused.
    """
    found = set(decisions)
    reasons = []
    if ObjectionDecision.SUSPENDED in found:
        label, remedy = ObjectionDecision.SUSPENDED.label, "查清后另作决定，或暂缓办理"
        reasons.append(_decided(label, remedy))
    if ObjectionDecision.ADVERSE in found:
        out = kind.forbids
        if out is None:
            reasons.append(_decided(kind.adverse, "不能继续办理，按决定终止"))
        elif facts.get(out.fact) == out.value:
            reasons.append(_decided(kind.adverse, "按调查决定另作决议", field=out.fact))
    return reasons


def _decided(label: str, remedy: str, *, field: str = "") -> Reason:
    message = f"公示反映的调查决定为“{label}”"
    return reason("N-03", message=message, remedy=remedy, field=field)


def still_open(objections: int, unsettled: int) -> list[Reason]:
    """Refuse to go on while one of a notice's objections has no conclusion (N-03)."""
    if not unsettled:
        return []
    return [reason("N-03", n=objections, remedy="先查清反映，形成结论")]
