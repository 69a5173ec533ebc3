"""Whom cases name: nobody of them is taken back with an import."""

import pytest

from tests import cast
from tests.county import County
from tests.meetings import Assembly
from tests.walk import NOW, Walker
from xianfeng.casework.queries import mentions
from xianfeng.kernel.errors import Refused
from xianfeng.registry.commands import undoing
from xianfeng.registry.models import ImportBatch, Person

pytestmark = pytest.mark.django_db


def test_names_the_subject_and_everybody_in_the_records() -> None:
    county = County()
    walker = Walker(county).until("cultivate-activist")
    mentors = {county.members[0].pk, county.members[1].pk}
    everybody = Person.objects.values_list("pk", flat=True)

    assert mentions.in_cases(everybody) == {walker.person.pk, *mentors}
    assert mentions.in_cases([county.outsider.pk]) == set()


def test_refuses_to_take_a_mentor_back_with_the_import() -> None:
    county = County()
    Walker(county).until("cultivate-activist")
    batch = ImportBatch.objects.create(
        kind="roster", state="done", file_name="名册.xlsx", sha256="0" * 64, actor_name="罗成",
        org_path=county.root.path, started_at=NOW, finished_at=NOW,
    )  # fmt: skip
    Person.objects.filter(pk__in=[county.members[0].pk, county.outsider.pk]).update(batch=batch)
    people = Person.objects.count()

    with pytest.raises(Refused) as refused:
        undoing.undo(actor=cast.county_office(county.root.path), batch_id=batch.pk, at=NOW)

    assert refused.value.verdict.reasons[0].fact == f"涉及：{county.members[0].name}"
    assert Person.objects.count() == people
    assert ImportBatch.objects.get(pk=batch.pk).state == "done"


def test_names_everybody_on_the_roll_of_a_meeting() -> None:
    county = County()
    assembly = Assembly(county, cast.branch_secretary(county.branch.path))
    everybody = list(Person.objects.values_list("pk", flat=True))
    assert mentions.in_meetings(everybody) == set()

    assembly.freeze()

    assert mentions.in_meetings(everybody) == {member.pk for member in county.members}
    assert mentions.in_meetings([county.outsider.pk]) == set()


def test_refuses_to_take_a_voter_back_with_the_import() -> None:
    county = County()
    Assembly(county, cast.branch_secretary(county.branch.path)).freeze()
    batch = ImportBatch.objects.create(
        kind="roster", state="done", file_name="名册.xlsx", sha256="0" * 64, actor_name="罗成",
        org_path=county.root.path, started_at=NOW, finished_at=NOW,
    )  # fmt: skip
    Person.objects.filter(pk=county.members[0].pk).update(batch=batch)

    with pytest.raises(Refused) as refused:
        undoing.undo(actor=cast.county_office(county.root.path), batch_id=batch.pk, at=NOW)

    assert refused.value.verdict.reasons[0].fact == f"涉及：{county.members[0].name}"
    assert Person.objects.filter(pk=county.members[0].pk).exists()
