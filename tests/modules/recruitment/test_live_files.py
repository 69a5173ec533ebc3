"""Examining the cases kept here by the same rules as a workbook."""

from dataclasses import replace
from datetime import date

import pytest

from tests import cast
from tests.county import County
from tests.walk import NOW, Walker
from xianfeng.casework.models import Case, Entry
from xianfeng.kernel.errors import NotAllowed
from xianfeng.recruitment.commands import examinations
from xianfeng.recruitment.models import Breach, Examination
from xianfeng.registry.models import Organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def county() -> County:
    return County()


def examined(county: County, *, role=cast.committee_organiser) -> Examination:
    actor = role(county.committee.path)
    begun = examinations.begin_cases(actor=actor, organisation_id=county.committee.pk, at=NOW)
    examinations.run(actor=actor, examination_id=begun, path=None, limit=0, at=NOW)
    return Examination.objects.get(pk=begun)


def blocking() -> set[str]:
    return set(Breach.objects.filter(level="block").values_list("rule", flat=True))


def test_finds_nothing_in_a_case_that_was_done_rightly(county) -> None:
    Walker(county).until("")

    found = examined(county)

    assert (found.state, found.files) == ("done", 1)
    of_files = Breach.objects.exclude(row=0)
    assert list(of_files.values_list("rule", "message", "fact")) == []


def test_asks_nothing_of_steps_that_are_still_ahead(county) -> None:
    Walker(county).until("review-politically")

    assert examined(county).faulty == 0


def test_finds_what_was_changed_behind_the_gates(county) -> None:
    walker = Walker(county).until("")
    entry = Entry.objects.get(case=walker.case_id, step="decide-candidate")
    records = {**entry.records}
    records["candidate_decision"] = {**records["candidate_decision"], "on": "2024-03-01"}
    Entry.objects.filter(pk=entry.pk).update(records=records, happened_on=date(2024, 3, 1))

    examined(county)

    assert "D-12" in blocking()
    breach = Breach.objects.filter(rule="D-12").first()
    assert (breach.case_id, breach.person_name) == (walker.case_id, "申向党")
    assert breach.branch == county.branch.name
    assert breach.committee_path == county.committee.path


def test_reads_many_cases_with_as_many_queries_as_few(
    county, django_assert_max_num_queries
) -> None:
    for number in range(4):
        Walker(county, name=f"申请{'甲乙丙丁'[number]}").until("appoint-mentors")
    with django_assert_max_num_queries(45):
        assert examined(county).files == 4


def test_is_refused_out_of_reach_and_to_a_branch(county) -> None:
    other = cast.committee_organiser(county.other_committee.path)
    with pytest.raises(Organisation.DoesNotExist):
        examinations.begin_cases(actor=other, organisation_id=county.committee.pk, at=NOW)
    secretary = cast.branch_secretary(county.branch.path)
    with pytest.raises(NotAllowed):
        examinations.begin_cases(actor=secretary, organisation_id=county.branch.pk, at=NOW)
    assert Examination.objects.count() == 0


def test_runs_once_and_with_the_rights_of_the_day(county) -> None:
    actor = cast.committee_organiser(county.committee.path)
    begun = examinations.begin_cases(actor=actor, organisation_id=county.committee.pk, at=NOW)
    with pytest.raises(NotAllowed):
        examinations.run(
            actor=replace(actor, held=()), examination_id=begun, path=None, limit=0, at=NOW
        )
    assert Examination.objects.get(pk=begun).state == "failed"
    assert examinations.run(actor=actor, examination_id=begun, path=None, limit=0, at=NOW) is None


def test_asks_about_many_steps_entered_on_one_day_unless_a_reason_was_written(county) -> None:
    walker = Walker(county).until("decide-candidate")
    examined(county)
    assert "D-53" not in set(Breach.objects.values_list("rule", flat=True))
    late = Entry.objects.filter(case=walker.case_id)
    assert late.count() >= 5
    late.update(reasons={})

    examined(county)

    breach = Breach.objects.get(rule="D-53")
    assert breach.message == f"2026年11月23日一天录入{late.count()}个环节，疑似突击补录，请说明"
    assert (breach.level, breach.case_id) == ("warn", walker.case_id)


def test_asks_nothing_about_paper_that_was_entered_at_one_sitting(county) -> None:
    walker = Walker(county).until("decide-candidate")
    Entry.objects.filter(case=walker.case_id).update(reasons={})
    Case.objects.filter(pk=walker.case_id).update(is_back_entry=True)

    examined(county)

    assert not Breach.objects.filter(rule="D-53").exists()
