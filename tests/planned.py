"""A county whose plan of a year is adopted and split, for tests of quotas."""

from datetime import date

from tests import cast
from tests.county import County
from tests.walk import NOW
from xianfeng.recruitment.commands import plans, splits
from xianfeng.recruitment.commands.plans import Draft
from xianfeng.recruitment.commands.splits import Terms
from xianfeng.recruitment.models import QuotaAccount, SplitShare
from xianfeng.recruitment.vocab.plans import Indicator, PlanKind
from xianfeng.recruitment.vocab.quotas import Method
from xianfeng.registry.models import Organisation

YEAR = 2024
TERMS = Terms(method=Method.LARGEST_REMAINDER)


def adopted(
    *, year: int = YEAR, total: int = 10, targets: dict[Indicator, int] | None = None
) -> int:
    """Adopt an annual plan; return its id."""
    office = cast.county_office()
    draft = Draft(
        kind=PlanKind.ANNUAL,
        first_year=year,
        title=f"武山县{year}年发展党员工作计划",
        total=total,
        targets=targets or {},
    )
    plan_id = plans.draw_up(actor=office, draft=draft, at=NOW)
    plans.adopt(
        actor=office,
        plan_id=plan_id,
        document=f"武组发〔{year}〕3号",
        adopted_on=date(year, 1, 20),
        at=NOW,
    )
    return plan_id


def split(among: Organisation, decided: dict[int, int], *, year: int = YEAR) -> int:
    """Split an organisation's places as decided, by organisation id, and publish; return the split's id."""
    office = cast.county_office()
    split_id = splits.draw_up(
        actor=office, year=year, organisation_id=among.pk, terms=TERMS, at=NOW
    )
    wanted = dict.fromkeys(
        SplitShare.objects.filter(split=split_id).values_list("organisation_id", flat=True), 0
    )
    splits.change(
        actor=office, split_id=split_id, decided=wanted | decided, why="按县委意见调整", at=NOW
    )
    splits.publish(actor=office, split_id=split_id, at=NOW)
    return split_id


def planned(county: County, *, branch: int = 1, other: int = 1, total: int = 10) -> None:
    """Adopt a plan and split it: so many places for the committee's branch, so many for the other's."""
    adopted(total=total)
    split(county.root, {county.committee.pk: branch, county.other_committee.pk: other})
    if branch:
        split(county.committee, {county.branch.pk: branch})
    if other:
        split(county.other_committee, {county.other_branch.pk: other})


def balance(place: Organisation, *, year: int = YEAR) -> tuple[int, int, int, int]:
    """Return what an organisation was granted, passed on, has reserved and used."""
    account = QuotaAccount.objects.get(year__year=year, organisation=place)
    return account.granted, account.passed_on, account.reserved, account.used
