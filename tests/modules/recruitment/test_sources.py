"""Where people were found: the groups, the rows behind each figure, a plan's targets."""

from datetime import date

import pytest

from tests.modules.recruitment.found import TODAY, Scene
from tests.walk import NOW
from xianfeng.recruitment.queries import plans, sources
from xianfeng.recruitment.vocab.structure import Circle
from xianfeng.registry.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Scene:
    monkeypatch.setattr("xianfeng.kernel.clock.now", lambda: NOW)
    return Scene()


def test_every_figure_opens_as_many_rows_as_it_counts(scene: Scene) -> None:
    client, panel = scene.client(), scene.panel()
    figures = [(row.shift.today.number, row.query) for row in panel.admissions]
    figures += [(row.training.count.number, row.training.query) for row in panel.training]
    figures += [
        (one.count.number, one.query)
        for one in (panel.training_unrecorded, panel.admitted_unrecorded)
    ]
    for number, query in figures:
        page = client.get(f"/figures/sources?{query}").context["page"]
        assert (page.people.found, len(page.people.rows)) == (number, number), query


def test_a_plan_counts_its_targets_of_sources_with_their_own_denominator(scene: Scene) -> None:
    Person.objects.filter(name="新党员乙").update(joined_on=date(2025, 3, 1))
    facts = {
        row.title: (row.facts[0].number, row.facts[0].whole, row.facts[0].list_name)
        for row in plans.plan(scene.office, scene.plan.pk, today=TODAY).targets
    }
    assert facts == {
        "村级后备干部": (0, 1, "recruitment:sources"), "重点人群": (1, 1, "recruitment:sources"),
    }  # fmt: skip
    page = scene.client().get(f"/plans/{scene.plan.pk}/").content.decode()
    assert "/figures/sources?of=admitted&amp;source=reserve&amp;year=2026" in page
    assert "本年度村级后备干部占比0.0%，低于目标50.0%" in page


def test_groups_are_those_that_the_record_offers() -> None:
    codes = {code for group in sources.groups() for code in group.values}
    assert codes == sources.named()[""].values
    assert sources.address(Circle.TRAINING, key="reserve") == "of=training&source=reserve"
