"""Plans: drafted, adopted by a document, frozen, revised as a new version."""

from dataclasses import replace
from datetime import date

import pytest

from tests import cast
from tests.county import County
from tests.planned import adopted, balance
from tests.walk import NOW
from xianfeng.kernel.errors import NotAllowed, Refused
from xianfeng.recruitment.commands import plans
from xianfeng.recruitment.commands.plans import Draft
from xianfeng.recruitment.models import Plan, QuotaEntry
from xianfeng.recruitment.vocab.plans import Indicator, PlanKind
from xianfeng.trust.models import LedgerEntry
from xianfeng.trust.vocab import Actor

pytestmark = pytest.mark.django_db
DRAFT = Draft(
    kind=PlanKind.FIVE_YEAR,
    first_year=2026,
    title="武山县2026—2030年发展党员工作规划",
    total=2300,
    principle="控制总量、优化结构、提高质量、发挥作用",
    targets={Indicator.YOUNG: 820, Indicator.WOMEN: 300},
)


@pytest.fixture
def county() -> County:
    return County()


def draw_up(draft: Draft = DRAFT, actor: Actor | None = None) -> int:
    return plans.draw_up(actor=actor or cast.county_office(), draft=draft, at=NOW)


def adopt(plan_id: int, *, document: str = "武发〔2026〕2号", on: date = date(2026, 1, 8)) -> None:
    plans.adopt(
        actor=cast.county_office(), plan_id=plan_id, document=document, adopted_on=on, at=NOW
    )


def test_a_draft_keeps_total_principle_and_aims(county: County) -> None:
    plan = Plan.objects.get(pk=draw_up())
    assert (plan.version, plan.state, plan.last_year, plan.total) == (1, "draft", 2030, 2300)
    assert dict(plan.targets.values_list("indicator", "per_mille")) == {"young": 820, "women": 300}
    assert set(plan.targets.values_list("due_on", flat=True)) == {date(2030, 12, 31)}


def test_an_adopted_annual_plan_fills_the_county_s_account(county: County) -> None:
    adopted(total=12)
    assert balance(county.root) == (12, 0, 0, 0)
    assert QuotaEntry.objects.get().document == "武组发〔2024〕3号"


def test_a_five_year_plan_gives_no_places(county: County) -> None:
    adopt(draw_up())
    assert not QuotaEntry.objects.exists()


def test_an_adopted_plan_is_frozen(county: County) -> None:
    plan_id = draw_up()
    adopt(plan_id)
    with pytest.raises(Refused):
        plans.change(
            actor=cast.county_office(), plan_id=plan_id, draft=replace(DRAFT, total=1), at=NOW
        )
    with pytest.raises(Refused):
        adopt(plan_id)
    assert Plan.objects.get(pk=plan_id).total == 2300


def test_a_revision_begins_from_what_is_in_force_and_supersedes_it(county: County) -> None:
    first = draw_up()
    adopt(first)
    office = cast.county_office()
    second = plans.revise(actor=office, plan_id=first, at=NOW)
    with pytest.raises(Refused):
        plans.revise(actor=office, plan_id=first, at=NOW)
    plans.change(actor=office, plan_id=second, draft=replace(DRAFT, total=2400), at=NOW)
    adopt(second)
    states = Plan.objects.order_by("version").values_list("version", "state", "total")
    assert list(states) == [(1, "superseded", 2300), (2, "adopted", 2400)]
    assert LedgerEntry.objects.filter(chain="plan:five_year-2026").count() == 5


def test_refuses_with_every_reason(county: County) -> None:
    bad = Draft(
        kind=PlanKind.ANNUAL, first_year=26, title=" ", total=0, targets={Indicator.WOMEN: 1001}
    )
    with pytest.raises(Refused) as refused:
        draw_up(bad)
    assert [r.field for r in refused.value.verdict] == ["title", "first_year", "total", "women"]
    assert not Plan.objects.exists()


def test_refuses_a_second_plan_of_the_same_years(county: County) -> None:
    draw_up()
    with pytest.raises(Refused) as refused:
        draw_up()
    assert [r.field for r in refused.value.verdict] == ["first_year"]


def test_adopting_needs_a_document_and_a_day_that_has_come(county: County) -> None:
    plan_id = draw_up()
    with pytest.raises(Refused) as refused:
        adopt(plan_id, document="", on=date(2027, 1, 1))
    assert [r.field for r in refused.value.verdict] == ["document", "adopted_on"]
    assert Plan.objects.get(pk=plan_id).state == "draft"


def test_only_the_county_makes_plans(county: County) -> None:
    for actor in (cast.committee_organiser(), cast.branch_secretary(), cast.stranger()):
        with pytest.raises(NotAllowed):
            draw_up(actor=actor)
    assert not Plan.objects.exists()
