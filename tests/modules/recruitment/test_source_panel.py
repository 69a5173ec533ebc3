"""What a set of candidates makes of reserve cadres and priority groups: of those whose source is recorded."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.county import person
from tests.modules.recruitment.found import TODAY, Scene, nominated
from tests.walk import NOW
from xianfeng.recruitment.queries import source_panel
from xianfeng.recruitment.queries.source_panel import SourcePanel
from xianfeng.registry.models import Organisation
from xianfeng.registry.vocab import Category

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Scene:
    monkeypatch.setattr("xianfeng.kernel.clock.now", lambda: NOW)
    return Scene()


def test_shares_are_of_those_whose_nomination_names_a_source(scene: Scene) -> None:
    panel = scene.panel()
    assert {
        row.group.title: (row.training.count.number, row.training.count.whole, row.training.share)
        for row in panel.training
        if row.training.count.number
    } == {
        "已登记来源": (3, 3, "100.0"), "村级后备干部": (1, 3, "33.3"), "重点人群": (1, 3, "33.3"),
        "技术能手": (1, 3, "33.3"), "其他": (1, 3, "33.3"),
    }  # fmt: skip
    assert panel.training_unrecorded.count.number == 1
    assert panel.admitted_unrecorded.count.number == 1
    assert all(row.training.is_small for row in panel.training)


def test_the_chosen_move_the_year_s_admissions_towards_the_target(scene: Scene) -> None:
    def told(panel: SourcePanel, title: str) -> tuple[object, ...]:
        row = next(one for one in panel.admissions if one.title == title)
        return (row.today_share, row.after_share, row.target, row.missing, row.missing_people)

    assert told(scene.panel(), "村级后备干部") == ("0.0", "0.0", "50.0", "50.0", 1)
    chosen = scene.panel(scene.reserve, scene.silent)
    # Whoever's source is not recorded changes no share.
    assert told(chosen, "村级后备干部") == ("0.0", "50.0", "50.0", "0.0", 0)
    assert told(chosen, "重点人群") == ("100.0", "50.0", "50.0", "0.0", 0)
    assert told(chosen, "返乡青年") == ("100.0", "50.0", "", "", None)
    assert [(one.row.name, one.is_chosen, one.source) for one in chosen.candidates] == [
        ("发展甲", True, "村级后备干部"), ("发展乙", True, ""),
    ]  # fmt: skip


def test_leaves_out_whoever_is_no_candidate_in_reach(scene: Scene) -> None:
    assert scene.panel(scene.county.members[0]).chosen == 0
    stranger = cast.branch_secretary(scene.county.other_branch.path)
    blind = source_panel.panel(
        stranger, organisation_id=None, chosen=[scene.reserve.pk], today=TODAY
    )
    assert (blind.chosen, blind.candidates, blind.training[0].training.count.whole) == (0, (), 0)
    with pytest.raises(Organisation.DoesNotExist):
        source_panel.panel(stranger, organisation_id=scene.county.branch.pk, chosen=[], today=TODAY)


def test_parts_the_people_in_training_by_committee_where_there_are_several(scene: Scene) -> None:
    assert scene.panel().committees == ()
    moved = scene.county.other_branch
    case = scene.silent.cases.get()
    case.organisation, case.org_path = moved, moved.path
    case.save(update_fields=["organisation", "org_path"])
    rows = scene.panel().committees
    assert [
        (row.name, row.recorded.count.number, row.unrecorded.count.number, row.reserve.share)
        for row in rows
    ] == [("中共武山县山丹镇委员会", 3, 0, "33.3"), ("中共武山县鸳鸯镇委员会", 0, 1, "—")]  # fmt: skip


def test_asks_as_many_queries_for_many_people_as_for_few(scene: Scene) -> None:
    client, place = scene.client(), scene.county.committee.pk
    chosen = f"person={scene.reserve.pk}&person=abc"
    addresses = (
        f"/figures/structure/sources?{chosen}",
        f"/figures/structure/sources?{chosen}&organisation={place}",
        "/figures/sources?of=training",
        f"/figures/sources?of=admitted&source=priority&organisation={place}&year=2026",
    )

    def costs() -> list[int]:
        found = []
        for address in addresses:
            with CaptureQueriesContext(connection) as asked:
                assert client.get(address).status_code == 200
            found.append(len(asked))
        return found

    client.get("/figures/structure/sources")
    few = costs()
    for nth in range(5):
        nominated(scene.county, f"积极{nth}", "model", Category.CANDIDATE)
    for nth in range(60):
        person(f"发展{nth}", scene.county.branch, category=Category.CANDIDATE)
    assert costs() == few
    assert max(few) <= 12
