"""A branch whose nominations say, or do not say, where people were found; and a plan that aims at it."""

from datetime import date

from django.test import Client

from tests import cast
from tests.county import County
from tests.walk import NOW, Walker
from xianfeng.recruitment.models import Plan, Target
from xianfeng.recruitment.queries import source_panel
from xianfeng.recruitment.queries.source_panel import SourcePanel
from xianfeng.registry.commands import counts as head_counts
from xianfeng.registry.models import Person
from xianfeng.registry.vocab import Category

TODAY = date(2026, 11, 23)


def nominated(county: County, name: str, source: str, category: Category) -> Person:
    """Let somebody be nominated with a source, or with none, and stand where the test needs them."""
    walker = Walker(county, name=name).until("recommend-activist")
    walker.sign("recommend-activist", nomination={"source": source} if source else {})
    joined_on = date(2026, 3, 1) if category.is_member else None
    Person.objects.filter(pk=walker.person.pk).update(category=category, joined_on=joined_on)
    return walker.person


class Scene:
    """Two candidates, two activists, two admissions of the year; a plan that wants reserve cadres."""

    def __init__(self) -> None:
        self.county = county = County()
        self.reserve = nominated(county, "发展甲", "reserve", Category.CANDIDATE)
        self.silent = nominated(county, "发展乙", "", Category.CANDIDATE)
        nominated(county, "积极丙", "skilled", Category.ACTIVIST)
        nominated(county, "积极丁", "other", Category.ACTIVIST)
        nominated(county, "新党员甲", "returned", Category.PROBATIONARY)
        nominated(county, "新党员乙", "", Category.PROBATIONARY)
        head_counts.recount({county.branch.pk})
        self.plan = Plan.objects.create(
            kind="annual", first_year=2026, last_year=2026, state="adopted", title="2026年计划",
            total=4, document="武组发〔2026〕1号", adopted_on=date(2026, 1, 5), actor_name="韩梅",
            drawn_up_at=NOW,
        )  # fmt: skip
        for indicator in ("reserve", "priority"):
            Target.objects.create(
                plan=self.plan, indicator=indicator, per_mille=500, due_on=date(2026, 12, 31)
            )
        self.office = cast.county_office(county.root.path)

    def panel(self, *chosen: Person) -> SourcePanel:
        ids = [one.pk for one in chosen]
        return source_panel.panel(self.office, organisation_id=None, chosen=ids, today=TODAY)

    def client(self) -> Client:
        return cast.client_of(self.office, username="office")
