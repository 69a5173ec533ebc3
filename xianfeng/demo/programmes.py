"""Who answers for the blank natural villages, and how many activists shall be in training.

Two villages in three are assigned, some late, a few not asked for now; every other committee has a number.
"""

from datetime import timedelta
from math import ceil

from xianfeng.demo.hands import Hands
from xianfeng.recruitment.commands import activists, efforts
from xianfeng.recruitment.commands.activists import Wish
from xianfeng.recruitment.commands.efforts import Assignment
from xianfeng.recruitment.queries import activists as activist_reads
from xianfeng.recruitment.queries import subjects
from xianfeng.recruitment.queries.subjects import Standing
from xianfeng.recruitment.vocab import Programme, Progress
from xianfeng.registry.queries import naming

PROGRAMME = Programme.BLANK_VILLAGE
_MEASURES = (
    "从返乡青年和种植大户中确定培养对象1名，支部书记联系",
    "包村干部每季度走访，动员符合条件的青年递交入党申请书",
    "与邻近自然村联建党小组，先派党员联系，两年内发展1名",
)
_STEPS = (
    "已走访全部农户，物色培养对象2名",
    "1名青年已递交入党申请书，支部已派人谈话",
    "已确定积极分子1名，纳入今年培训",
)
_WHYS = (
    "常住不足10户，列入易地搬迁计划",
    "已并入邻近社区，待区划调整后核销",
    "青壮年全部外出，无合适培养对象，年底复核",
)
SHOWN_DAYS = 730
_DUES = (-30, -12, 45, 90, 120, 150, 200, 240)


def work_on(hands: Hands) -> int:
    """Name who answers, tell what was done, exempt three; return how many villages are blank."""
    rows = subjects.standings(hands.county, PROGRAMME, today=hands.today)
    blank = [row for row in rows if row.progress is Progress.UNASSIGNED]
    # Who answers below the shown committee sees it on the first page: those come first.
    blank.sort(key=lambda row: not row.subject.path.startswith(hands.committee.path))
    names = naming.named({row.subject.path for row in blank})
    for nth, row in enumerate(blank):
        if nth % 3 != 2:
            _assign(hands, row, nth, responsible_id=names[row.subject.path].id)
    for why, row in zip(_WHYS, blank[2::3], strict=False):
        until = hands.today + timedelta(days=365)
        efforts.exempt(
            actor=hands.county, programme=PROGRAMME, subject_id=row.subject.id, why=why,
            until=until, at=hands.ago(15),
        )  # fmt: skip
    return len(blank)


def aim(hands: Hands) -> None:
    """Let the county and every other committee aim at a quarter more activists than there are.

    They do so before the first of the quarters that the programme's page shows.
    """
    seen = activist_reads.glance(hands.county, today=hands.today)
    at = hands.ago(SHOWN_DAYS)
    document = f"武组发〔{at.year}〕6号"
    for share in (seen.whole, *seen.below[::2]):
        wish = Wish(organisation_id=share.id or 0, people=_rounded(share.people), document=document)
        activists.aim(actor=hands.county, wish=wish, at=at)


def _rounded(people: int) -> int:
    wanted = people * 5 / 4
    step = 100 if wanted >= 200 else 10
    return max(ceil(wanted / step), 1) * step


def _assign(hands: Hands, row: Standing, nth: int, *, responsible_id: int) -> None:
    subject = row.subject
    due_on = hands.today + timedelta(days=_DUES[nth % len(_DUES)])
    assignment = Assignment(
        responsible_id=responsible_id, due_on=due_on, measure=_MEASURES[nth % 3]
    )
    efforts.assign(
        actor=hands.county, programme=PROGRAMME, subject_id=subject.id, assignment=assignment,
        at=hands.ago(100),
    )  # fmt: skip
    if nth % 4 == 1:
        efforts.report(
            actor=hands.organiser(row.committee.path), programme=PROGRAMME, subject_id=subject.id,
            note=_STEPS[nth % 3], at=hands.ago(40 - nth % 20),
        )  # fmt: skip
