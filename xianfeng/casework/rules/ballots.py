"""The arithmetic of a secret ballot, as pure functions over totals (domain 1.4, 2.2).

E 应到 is everybody entitled, A 实到 those present, W the opinions handed in
before the meeting. A vote is open if 2A > E and passed if 2Y > E, where Y counts
a written yes. Both are measured against E: an abstention or an empty chair
weighs the same as a vote against.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from xianfeng.casework.rules import values
from xianfeng.kernel.checks import reason
from xianfeng.kernel.verdict import Reason
from xianfeng.procedure.schema import Field, FieldKind, RecordKind

# The instrument's name in ``records.toml``; its counts stand under the same name on the form.
BALLOT = "ballot"
# Fewer written opinions than this would tell their authors' choice to whoever reads the totals.
FEWEST_NAMED = 3
_BOXES = (
    ("issued", "发出票数", ""), ("returned", "收回票数", "等于下面四项之和"),
    ("yes", "赞成", ""), ("no", "不赞成", ""), ("abstain", "弃权", ""), ("void", "无效", ""),
    ("written_yes", "会前书面赞成", ""), ("written_no", "会前书面不赞成", ""),
)  # fmt: skip
APPLICANT_PRESENT = "applicant_present"
# What a closed vote knows of a record; the record's other facts are the proposal voted on.
COUNTED = frozenset(
    {
        "entitled", "excluded", "excluded_list", "present", "method", "written_on", "by_proxy",
        "is_one_by_one", "tellers", APPLICANT_PRESENT, *(name for name, _title, _hint in _BOXES),
    }
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Turnout:
    """How many are entitled, are present, have written."""

    entitled: int
    present: int
    written: int = 0


@dataclass(frozen=True, kw_only=True)
class Count:
    """The totals of one vote."""

    issued: int
    returned: int
    yes: int
    no: int
    abstain: int
    void: int
    written_yes: int = 0
    written_no: int = 0

    @property
    def approvals(self) -> int:
        """Yes votes, written ones included (V-02)."""
        return self.yes + self.written_yes

    @property
    def boxes(self) -> int:
        """What was found in the ballots that came back (V-10)."""
        return self.yes + self.no + self.abstain + self.void

    @property
    def written(self) -> int:
        """Written opinions that say yes or no."""
        return self.written_yes + self.written_no

    def totals(self) -> dict[str, int]:
        """Return the totals by name."""
        return asdict(self)


def majority(entitled: int) -> int:
    """Return the least number that is more than half of those entitled."""
    return entitled // 2 + 1


def may_vote(turnout: Turnout) -> list[Reason]:
    """Refuse to vote unless more than half of those entitled are in the room (V-01)."""
    if turnout.present >= majority(turnout.entitled):
        return []
    remedy = f"到会{majority(turnout.entitled)}人以上才能表决；人数不够的另行开会"
    return [reason("V-01", E=turnout.entitled, A=turnout.present, remedy=remedy, field="present")]


def passes(entitled: int, count: Count) -> bool:
    """Tell whether more than half of those entitled approve (V-02)."""
    return count.approvals >= majority(entitled)


def contradictions(turnout: Turnout, count: Count) -> list[Reason]:
    """Return every way in which the totals cannot be true, each at its field."""
    found = []
    if turnout.present + turnout.written > turnout.entitled:
        told = "实到与书面意见之和多于应到"
        found.append(reason("V-03", message=told, remedy="核对到会登记", field="present"))
    if count.issued > turnout.present:
        told = f"发出{count.issued}票，多于到会{turnout.present}人"
        found.append(reason("V-09", message=told, remedy="核对发票数", field=_at("issued")))
    if count.returned > count.issued:
        found.append(
            reason(
                "V-09",
                fact=f"发出{count.issued}票，收回{count.returned}票",
                remedy="重新投票后再登记",
                field=_at("returned"),
            )
        )
    if count.boxes != count.returned:
        told = f"四项合计{count.boxes}票，收回{count.returned}票"
        found.append(reason("V-10", fact=told, remedy="重新清点选票", field=_at("returned")))
    if count.written > turnout.written:
        told = f"会前收到书面意见{turnout.written}份，登记了{count.written}份"
        remedy = "先在名册上登记谁在会前提交了书面意见"
        found.append(reason("V-07", fact=told, remedy=remedy, field=_at("written_yes")))
    return found


def _at(name: str) -> str:
    return f"{BALLOT}.{name}"


def betrays(written: int, counts: Iterable[Count]) -> bool:
    """Tell whether names beside these totals would tell how somebody decided in writing.

    One or two opinions do, and so do more of them that all say the same. Who
    took part is then not kept once the meeting is closed (V-14): where all others
    are known to be present, a name left out is as good as a name.
    """
    if not written:
        return False
    return written < FEWEST_NAMED or any(
        written in {count.written_yes, count.written_no, written - count.written}
        for count in counts
    )


def sheet(kind: RecordKind) -> RecordKind:
    """Return what is typed after the counting, for a vote that feeds this record."""
    figures = tuple(
        Field(name=name, title=title, kind=FieldKind.NUMBER, is_required=True, unit=_unit(name), hint=hint)
        for name, title, hint in _BOXES
    )  # fmt: skip
    asked = tuple(spec for spec in kind.fields if spec.name == APPLICANT_PRESENT)
    return RecordKind(key=BALLOT, title=kind.title, date_title="", fields=figures + asked)


def _unit(name: str) -> str:
    return "人" if name.startswith("written") else "票"


def proposal(kind: RecordKind) -> RecordKind:
    """Return what of a record must be settled before the vote: that on which is voted."""
    rest = tuple(spec for spec in kind.fields if spec.name not in COUNTED)
    return replace(kind, fields=rest, papers=())


def typed(
    asked: RecordKind, given: Mapping[str, Any], *, on: date
) -> tuple[dict[str, Any], list[Reason]]:
    """Bring what was typed for one of these sheets into its types; name all that cannot be read."""
    records, problems = values.typed((asked,), {asked.key: {**given, values.DAY: on}})
    row = records[asked.key]
    row.pop(values.DAY, None)
    return row, problems


def is_whole(row: Mapping[str, Any]) -> bool:
    """Tell whether a typed sheet holds every total."""
    return all(name in row for name, _title, _hint in _BOXES)


def count_of(row: Mapping[str, Any]) -> Count:
    """Return the totals of a typed sheet.

    :raises KeyError: a total is missing; see :func:`is_whole`.
    """
    return Count(**{name: row[name] for name, _title, _hint in _BOXES})


def announced(turnout: Turnout, count: Count, *, name: str, matter: str) -> str:
    """Return the result as it is read aloud."""
    written = (
        f"会前书面意见赞成{count.written_yes}人、不赞成{count.written_no}人。"
        if turnout.written
        else ""
    )
    is_passed = passes(turnout.entitled, count)
    verb, result = ("超过", "通过") if is_passed else ("未超过", "不通过")
    return (
        f"关于{name}{matter}的表决：应到会有表决权的正式党员{turnout.entitled}人，"
        f"实到{turnout.present}人。发出表决票{count.issued}张，收回{count.returned}张，"
        f"其中赞成{count.yes}票、不赞成{count.no}票、弃权{count.abstain}票、无效{count.void}票。"
        f"{written}赞成合计{count.approvals}，{verb}应到人数的半数"
        f"（至少须{majority(turnout.entitled)}），表决{result}。"
    )
