"""The what-if panel: facts and counts, in reach, the same queries for many; nobody is ranked."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.county import County, person
from tests.walk import NOW
from xianfeng.recruitment.models import Plan, Target
from xianfeng.recruitment.queries import structure
from xianfeng.registry.commands import counts as head_counts
from xianfeng.registry.models import Organisation, Person
from xianfeng.registry.vocab import Category, Sex

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


class Scene:
    """A branch of old members with two candidates, one admission of the year, and a plan."""

    def __init__(self) -> None:
        self.county = County()
        branch = self.county.branch
        self.woman = person(
            "发展女", branch, category=Category.CANDIDATE, born_on=date(2000, 1, 1), sex=Sex.FEMALE
        )
        self.man = person("发展男", branch, category=Category.CANDIDATE, born_on=date(1980, 1, 1))
        person("新党员", branch, category=Category.PROBATIONARY, joined_on=date(2026, 3, 1))
        head_counts.recount({branch.pk})
        plan = Plan.objects.create(
            kind="annual", first_year=2026, last_year=2026, state="adopted", title="2026年计划",
            total=4, document="武组发〔2026〕1号", adopted_on=date(2026, 1, 5), actor_name="韩梅",
            drawn_up_at=NOW,
        )  # fmt: skip
        Target.objects.create(
            plan=plan, indicator="women", per_mille=500, due_on=date(2026, 12, 31)
        )
        self.office = cast.county_office(self.county.root.path)

    def panel(self, *chosen: Person) -> structure.Panel:
        ids = [one.pk for one in chosen]
        return structure.panel(self.office, organisation_id=None, chosen=ids, today=TODAY)


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Scene:
    monkeypatch.setattr("xianfeng.kernel.clock.now", lambda: NOW)
    return Scene()


def row(rows: tuple[structure.GroupRow, ...], title: str) -> structure.GroupRow:
    return next(one for one in rows if one.title == title)


def test_shows_the_corps_before_and_after(scene: Scene) -> None:
    women = row(scene.panel(scene.woman).corps, "女")
    assert (women.shift.today.number, women.shift.today.whole) == (0, 11)
    assert (women.shift.after.number, women.shift.after.whole) == (1, 12)
    assert (women.today_share, women.after_share, women.points) == ("0.0", "8.3", "+8.3")


def test_sets_admissions_beside_the_plan_s_target(scene: Scene) -> None:
    women = row(scene.panel(scene.woman, scene.man).admissions, "女")
    assert (women.after_share, women.target, women.missing, women.missing_people) == (
        "33.3", "50.0", "16.7", 1,
    )  # fmt: skip
    assert row(scene.panel().admissions, "35岁及以下").target == ""


def test_lists_candidates_by_pinyin_with_facts_only(scene: Scene) -> None:
    panel = scene.panel(scene.man)
    assert [(one.row.name, one.is_chosen, one.branch_lacks_young) for one in panel.candidates] == [
        ("发展男", True, True), ("发展女", False, True),
    ]  # fmt: skip


def test_leaves_out_whoever_is_no_candidate_in_reach(scene: Scene) -> None:
    assert scene.panel(scene.county.members[0]).chosen == 0
    other = cast.branch_secretary(scene.county.other_branch.path)
    blind = structure.panel(other, organisation_id=None, chosen=[scene.woman.pk], today=TODAY)
    assert (blind.chosen, blind.candidates) == (0, ())
    with pytest.raises(Organisation.DoesNotExist):
        structure.panel(other, organisation_id=scene.county.branch.pk, chosen=[], today=TODAY)


def test_asks_as_many_queries_for_many_candidates_as_for_few(scene: Scene) -> None:
    client = cast.client_of(scene.office, username="office")
    address = f"/figures/structure?person={scene.woman.pk}&person=abc"
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        assert "8.3" in client.get(address).content.decode()
    for nth in range(30):
        person(f"发展{nth}", scene.county.branch, category=Category.CANDIDATE)
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(few) <= 12


def test_asks_no_more_of_a_branch_that_the_choices_do_not_name(scene: Scene) -> None:
    client = cast.client_of(scene.office, username="office")
    address = f"/figures/structure?organisation={scene.county.branch.pk}&person={scene.woman.pk}"
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    assert len(seen) <= 12, [query["sql"][:90] for query in seen]
