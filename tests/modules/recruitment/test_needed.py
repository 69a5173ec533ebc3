"""Why a closed file is still needed, and what is left of it here when it goes."""

from datetime import date

import pytest

from tests.due import TODAY, WORDS, Due
from tests.walk import NOW
from xianfeng.casework.models import Case
from xianfeng.kernel.errors import Refused
from xianfeng.recruitment.commands import inquiries, samples
from xianfeng.recruitment.commands.inquiries import Matter
from xianfeng.recruitment.models import DrawnFile, Examination, Sample
from xianfeng.recruitment.queries import needed
from xianfeng.recruitment.queries import samples as reads
from xianfeng.recruitment.rules.sampling import Size
from xianfeng.recruitment.vocab import ExaminationState
from xianfeng.recruitment.vocab.accountability import FileVerdict, InquirySource

pytestmark = pytest.mark.django_db


def drawn(due: Due) -> DrawnFile:
    samples.draw(
        actor=due.first, organisation_id=due.county.root.pk, year=2023, size=Size(number=1),
        seed="20261123", at=NOW,
    )  # fmt: skip
    return DrawnFile.objects.get()


def note(due: Due, file: DrawnFile) -> None:
    samples.note(
        actor=due.first, drawn_file_id=file.pk, verdict=FileVerdict.DEFECTIVE,
        opinion=f"{WORDS}谈话记录缺页", at=NOW,
    )  # fmt: skip


def test_needs_a_drawn_file_until_it_is_examined() -> None:
    due = Due()
    case_id = due.ended()
    file = drawn(due)
    assert needed.of_cases([case_id]) == {case_id: [f"抽查第{file.sample_id}号尚未核查"]}
    with pytest.raises(Refused) as refused:
        due.drawn_up(case_id)
    assert refused.value.verdict.checks() == ("X-22",)
    note(due, file)
    assert needed.of_cases([case_id]) == {}


def test_needs_the_evidence_of_a_matter_of_accountability_for_good() -> None:
    due = Due()
    case_id = due.ended()
    matter = Matter(
        organisation_id=due.county.branch.pk, matter="谈话记录在事后补造", post="党支部书记",
        source=InquirySource.HAND, case_id=case_id,
    )  # fmt: skip
    pk = inquiries.open_matter(actor=due.first, matter=matter, at=NOW)
    assert needed.of_cases([case_id]) == {case_id: [f"责任追究第{pk}号以此为据"]}


def test_needs_every_file_while_an_examination_runs() -> None:
    due = Due()
    case_id = due.ended()
    Examination.objects.create(
        source="cases", state=ExaminationState.RUNNING, org_path="0001", actor_name="秦川",
        started_at=NOW,
    )  # fmt: skip
    assert needed.of_cases([case_id]) == {case_id: ["档案体检正在进行"]}


def test_a_past_sample_can_be_drawn_again_after_its_file_is_gone() -> None:
    due = Due()
    case_id = due.ended()
    note(due, file := drawn(due))
    due.carried(case_id)

    sheet = reads.one(due.first, file.sample_id)
    (stratum,) = sheet.strata
    assert sheet.is_redrawn_alike
    assert [one.opinion for one in stratum.files] == [""]
    later = reads.population(due.county.root.path, 2023, on=date(2026, 11, 25))
    assert later == {}
    assert Sample.objects.get().population == 1
    assert Case.objects.get(pk=case_id).disposed_on == TODAY.date()
