"""What was written down at each step: the facts, papers and short texts of one development file."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from random import Random
from typing import Any

from xianfeng.casework.commands.histories import Done, History, Seen
from xianfeng.casework.commands.steps import HandedIn, Submission
from xianfeng.demo import timeline
from xianfeng.demo.timeline import Act, Term, Wish
from xianfeng.kernel.clock import CHINA
from xianfeng.kernel.dates import WorkCalendar, add_months
from xianfeng.procedure.schema import Edition
from xianfeng.trust.vocab import Actor

Roll = Callable[[date], Sequence[int]]

_TALKS = (
    "了解入党动机、家庭情况和现实表现，介绍入党条件和程序，勉励其主动参加村里的公益事业。",
    "询问申请入党的想法，讲明党员的义务和权利，提醒其经得起组织考验。",
    "就入党动机、对党的认识和近期工作交流，申请人态度端正，表示愿意接受组织培养。",
    "肯定其带头发展产业的表现，指出理论学习不够经常，要求每季度向党支部汇报思想。",
)
_REVIEWS = (
    "学习认真，参加主题党日和志愿服务，群众反映较好。",
    "能按时汇报思想，积极参加村内道路维修和防汛值守。",
    "带头种植韭菜和架豆王，主动帮助邻近困难户，需加强党章学习。",
    "工作踏实，团结群众，对党的基本知识掌握较好。",
)
_SUMMARIES = (
    "预备期内履行党员义务，按时参加组织生活，作用发挥较好。",
    "带头完成党支部交办的任务，接受党员监督，群众认可。",
    "理论学习有进步，积极参加乡村环境整治，表现良好。",
)
_PLACES = ("村务公开栏", "党务公开栏", "镇政府公示栏", "单位公示栏")
_TALK_PLACES = ("村委会", "党员活动室", "镇党群服务中心")
# The warning that some files answer in writing: the talk came late.
ANSWERED = "D-04"
_ANSWERS = {
    ANSWERED: "申请人外出务工，返乡后补谈",
    "V-13": "介绍人一人因病请假",
    "N-05": "已按国务院办公厅放假通知核对工作日",
    "D-17": "公示材料齐全，已在村务公开栏公示",
}
# Where somebody was found, with how many of a hundred nominations say so; a third say nothing.
_SOURCES = (
    ("", 32), ("prosperous", 15), ("reserve", 13), ("skilled", 10), ("returned", 9),
    ("model", 7), ("exemplar", 6), ("veteran", 5), ("other", 3),
)  # fmt: skip
_GROUPS = ("第一党小组", "第二党小组", "第三党小组", "")


@dataclass(frozen=True, kw_only=True)
class Cast:
    """The people around one file: who signs, who stands by the applicant, who votes.

    ``roll`` returns the full members in rights of the branch on a day.
    """

    signers: Mapping[str, Actor]
    names: Mapping[int, str]
    veterans: Sequence[int]
    roll: Roll
    committee_size: int = 5
    short_name: str = ""


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What all stories share: the edition, today, the working days, the county's classes, the seed."""

    edition: Edition
    today: date
    calendar: WorkCalendar
    terms: Sequence[Term]
    seed: int


@dataclass(frozen=True, kw_only=True)
class Learned:
    """When a file's person was taught as an activist, and as a candidate; empty where not yet.

    Only of open files: what is closed takes no more results.
    """

    taught_from: date | None = None
    taught_until: date | None = None
    candidate_on: date | None = None
    trained: Term | None = None


class Story:
    """Tells one file from its wish to a history that can be entered."""

    def __init__(self, wish: Wish, cast: Cast, frame: Frame, *, number: int) -> None:
        """Draw the days; ``number`` makes this file different from all others."""
        self._wish, self._cast, self._frame, self._number = wish, cast, frame, number
        seed = f"{frame.seed}-{number}"
        self._chance = Random(f"{seed}-facts")
        self._source = Random(f"{seed}-source").choices(*zip(*_SOURCES, strict=True))[0]
        self._mentors = self._chance.sample(list(cast.veterans), self._chance.choice((1, 2, 2)))
        self._introducers = self._chance.sample(list(cast.veterans), 2)
        self._tellers = self._chance.sample(list(cast.veterans), 2)
        acts = timeline.of(wish, today=frame.today, calendar=frame.calendar, seed=seed)
        self._acts = timeline.attending(acts, frame.terms)

    @property
    def applied_on(self) -> date:
        """The day of the application, or the day on which the file was opened."""
        return self._acts[0].on if self._acts else self.opened_at.date()

    @property
    def opened_at(self) -> datetime:
        """When the branch opened the file."""
        back = self._frame.calendar.add(self._frame.today, -min(self._wish.wait, 4))
        return _at(self._acts[0].on if self._acts else back, 9, 0)

    @property
    def learned(self) -> Learned:
        """The days that matter for the classes."""
        if self._wish.done >= timeline.ALL:
            return Learned()
        done = {act.step: act for act in self._acts if not act.review}
        on = {step: act.on for step, act in done.items()}
        trained = done["short-training"].days["training"] if "short-training" in done else None
        return Learned(
            taught_from=on.get("appoint-mentors"),
            taught_until=on.get("cultivate-activist"),
            candidate_on=on.get("file-candidate"),
            trained=Term(trained["starts_on"], trained["on"]) if trained else None,
        )

    def history(self, person_id: int) -> History:
        """Return the whole history, each act signed by the right hand at its own day."""
        return History(
            person_id=person_id,
            edition=self._frame.edition.id,
            opened_by=self._cast.signers["branch"],
            opened_at=self.opened_at,
            happened=tuple(self._told(act) for act in self._acts),
            is_back_entry=False,
        )

    def _told(self, act: Act) -> Done | Seen:
        at = _at(act.on, self._chance.randint(9, 16), self._chance.randrange(60))
        if act.review:
            facts = {"on": act.on, "reviewer": self._name(), "opinion": self._pick(_REVIEWS)}
            return Seen(kind=act.review, actor=self._cast.signers["branch"], at=at, facts=facts)
        step = self._frame.edition.step(act.step)
        records = {
            kind: {**days, **self._facts(kind, act, days)} for kind, days in act.days.items()
        }
        papers = [
            paper.key
            for paper in self._frame.edition.papers_of(step)
            if paper.is_required or paper.key.endswith("_photo")
        ]
        return Done(
            step=act.step,
            actor=self._cast.signers[step.signed_by[0]],
            at=at,
            submission=Submission(
                records=records,
                papers=tuple(HandedIn(kind=key) for key in papers),
                reasons=self._reasons(act),
            ),
        )

    def _reasons(self, act: Act) -> dict[str, str]:
        if act.step == "first-talk" and self._wish.is_answered:
            return {ANSWERED: _ANSWERS[ANSWERED]}
        calendar = self._frame.calendar
        for days in act.days.values():
            if "ends_on" in days and calendar.is_provisional(days["starts_on"], days["ends_on"]):
                return {"N-05": _ANSWERS["N-05"]}
        return {}

    def _facts(self, kind: str, act: Act, days: Mapping[str, date]) -> dict[str, Any]:
        if kind.endswith("_notice"):
            has_objection = self._chance.random() < 0.03
            return {
                "place": self._pick(_PLACES),
                "objections": int(has_objection),
                "objections_closed": int(has_objection),
            }
        return _FACTS[kind](self, act, days) if kind in _FACTS else {}

    def _name(self) -> str:
        return self._cast.names[self._chance.choice(self._mentors)]

    def _pick(self, words: Sequence[str]) -> str:
        return self._chance.choice(words)

    def _vote(self) -> dict[str, Any]:
        members = self._cast.committee_size
        return {"members": members, "present": self._chance.choice((members, members, members - 1))}

    def _panel(self) -> dict[str, Any]:
        return {
            "members": 9,
            "present": 8,
            "yes": self._chance.choice((8, 8, 7)),
            "is_one_by_one": True,
        }

    def _ballot(self, day: date) -> dict[str, Any]:
        """Fill in a ballot that agrees with the roll of the day: the absent are excused."""
        chance, roll = self._chance, self._cast.roll(day)
        known = self._cast.names.keys() - set(self._cast.veterans)
        others = [person for person in roll if person in known]
        away = chance.sample(others, min(chance.choice((0, 0, 0, 1, 2, 3)), len(others)))
        entitled = len(roll) - len(away)
        present = entitled - chance.randint(0, entitled // 8)
        against = 1 if present - 1 > (entitled + 1) // 2 and chance.random() < 0.25 else 0
        return {
            "entitled": entitled, "excluded": len(away), "excluded_list": self._excused(away), "present": present, "method": "secret",
            "issued": present, "returned": present, "yes": present - against, "no": against,
            "abstain": 0, "void": 0, "written_yes": 0, "written_no": 0, "by_proxy": False,
            "is_one_by_one": True, "tellers": self._tellers,
        }  # fmt: skip

    def _excused(self, away: Sequence[int]) -> str:
        names = "、".join(self._cast.names[person] for person in away)
        return f"{names}：外出务工半年以上，已报上级党委同意不计入应到" if away else ""

    def _document(self, day: date, words: str) -> str:
        return f"{self._cast.short_name}{words}〔{day.year}〕{self._number % 90 + 1}号"

    def _conversion(self, act: Act, days: Mapping[str, date]) -> dict[str, Any]:
        ballot = self._ballot(days["on"])
        decision = self._decision(act)
        if decision == "extend":
            admitted = next(a.on for a in self._acts if a.step == "vote-admission")
            ballot["extend_until"] = add_months(admitted, 18)
        return {**ballot, "decision": decision}

    def _decision(self, act: Act) -> str:
        return "convert" if act.is_second_round else self._wish.ending


def _at(day: date, hour: int, minute: int) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=CHINA)


_Facts = Callable[[Story, Act, Mapping[str, date]], dict[str, Any]]
# The casting methods of Story are its own; the table only says which record needs which.
_FACTS: dict[str, _Facts] = {
    "application": lambda s, a, d: {"receiver": s._name(), "is_own_unit": True},
    "talk": lambda s, a, d: {
        "talker": s._name(), "place": s._pick(_TALK_PLACES), "content": s._pick(_TALKS),
    },
    "nomination": lambda s, a, d: {
        "by_members": True, "is_league_member": False, "by_league": False,
        "voters": len(s._cast.veterans) + 2, "in_favour": len(s._cast.veterans) + 1,
        **({"source": s._source} if s._source else {}),
    },
    "activist_decision": lambda s, a, d: {"body": "committee", **s._vote()},
    "activist_filing": lambda s, a, d: {"number": s._document(d["on"], "党备")},
    "mentors": lambda s, a, d: {"people": s._mentors, "is_close_kin": False},
    "cultivation": lambda s, a, d: {"class_result": "passed", "was_transferred": False},
    "candidate_opinions": lambda s, a, d: {
        "group": True, "mentors": True, "members": True, "masses": True,
        "masses_present": s._chance.randint(8, 16),
    },
    "candidate_decision": lambda s, a, d: s._vote(),
    "candidate_filing": lambda s, a, d: {
        "number": s._document(d["on"], "党备"), "result": "consent",
    },
    "introducers": lambda s, a, d: {"people": s._introducers},
    "political_review": lambda s, a, d: {
        "attitude": True, "history": True, "conduct": True, "relatives": True,
        "is_migrant": False, "conclusion": "qualified",
    },
    "training": lambda s, a, d: {
        "days": max((d["on"] - d["starts_on"]).days + 1, 3), "hours": timeline.CLASS_HOURS, "result": "passed",
    },
    "branch_review": lambda s, a, d: s._vote(),
    "prereview": lambda s, a, d: {"has_plan_place": True, "result": "passed"},
    "county_review": lambda s, a, d: {"result": "passed"},
    "volunteer_form": lambda s, a, d: {"number": f"620524{d['on'].year}{s._number:05d}"},
    "admission_meeting": lambda s, a, d: {**s._ballot(d["on"]), "applicant_present": True},
    "committee_talk": lambda s, a, d: {"talker": s._cast.signers["committee"].name},
    "approval": lambda s, a, d: {**s._panel(), "number": s._document(d["on"], "党发")},
    "county_filing": lambda s, a, d: {"number": f"武组备〔{d['on'].year}〕{s._number}号"},
    "placement": lambda s, a, d: {"group": s._pick(_GROUPS)},
    "oath": lambda s, a, d: {"place": s._pick(("镇党员活动室", "党群服务中心", "村党员活动室"))},
    "probation": lambda s, a, d: {"opinion": s._pick(_SUMMARIES)},
    "conversion_application": lambda s, a, d: {"receiver": s._name()},
    "conversion_meeting": lambda s, a, d: s._conversion(a, d),
    "conversion_approval": lambda s, a, d: {
        **s._panel(), "decision": s._decision(a), "number": s._document(d["on"], "党发"),
    },
    "archive": lambda s, a, d: {"keeper": "县委组织部"},
}  # fmt: skip
