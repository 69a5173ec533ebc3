"""What the sizes and terms of organisations call for (checks B-01, B-02, B-03, B-05)."""

from dataclasses import dataclass
from datetime import date

from xianfeng.kernel.checks import reason
from xianfeng.kernel.dates import add_months
from xianfeng.kernel.verdict import Level, Reason, Verdict
from xianfeng.registry.vocab import OrganisationKind

LEAST_FULL_MEMBERS = 3
COMMITTEE_FROM = 7
LARGE_BRANCH = 50
TERM_NOTICE_MONTHS = 6


@dataclass(frozen=True, kw_only=True)
class Size:
    """How many an organisation itself holds."""

    name: str
    kind: OrganisationKind
    full_members: int
    members: int
    has_committee: bool


def size_fits(size: Size) -> Verdict:
    """Say what the number of members calls for; only branches are judged."""
    if size.kind is not OrganisationKind.BRANCH:
        return Verdict()
    reasons: list[Reason] = []
    if size.full_members < LEAST_FULL_MEMBERS:
        reasons.append(
            reason(
                "B-01",
                fact=f"正式党员{size.full_members}人",
                remedy="与邻近单位联合组建党支部",
                支部=size.name,
            )
        )
    elif size.full_members >= COMMITTEE_FROM and not size.has_committee:
        reasons.append(
            reason(
                "B-02",
                fact="没有登记支部委员会任期",
                remedy="选举产生支部委员会，并登记任期",
                n=size.full_members,
            )
        )
    if size.members > LARGE_BRANCH:
        reasons.append(
            reason(
                "B-03",
                fact=f"党员{size.members}人",
                remedy="报上级党委研究是否拆分或设党总支",
                支部=size.name,
                n=size.members,
            )
        )
    return Verdict.of(reasons)


def term_runs(*, organisation: str, ends_on: date, today: date) -> Verdict:
    """Say that a term is over (warning) or ends within six months (hint), check B-05."""
    if today < add_months(ends_on, -TERM_NOTICE_MONTHS):
        return Verdict()
    is_over = today > ends_on
    worded = f"{ends_on.year}年{ends_on.month}月{ends_on.day}日"
    return Verdict(
        (
            reason(
                "B-05",
                level=Level.WARN if is_over else Level.HINT,
                message=f"{organisation}已于{worded}任期届满" if is_over else "",
                fact=f"任期至{worded}",
                remedy="按期换届；延期须报上级党委批准，一般不超过一年",
                组织=organisation,
                日期=worded,
            ),
        )
    )
