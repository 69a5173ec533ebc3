"""Two carry out one list, or somebody holds a file back at that moment: no file is half gone."""

import time
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from tests.due import NAME, TODAY, Due
from tests.postgres.racing import at_once
from xianfeng.casework.commands import disposals, disposing, holds
from xianfeng.casework.models import Case, DisposalItem, Hold
from xianfeng.kernel.errors import Refused
from xianfeng.recruitment.commands import inquiries
from xianfeng.recruitment.commands.inquiries import Matter
from xianfeng.recruitment.models import Inquiry
from xianfeng.registry.models import Person
from xianfeng.trust.models import EvidenceFile, LedgerEntry
from xianfeng.trust.queries import verification

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> None:
    settings.FILES_DIR = tmp_path / "files"


def test_two_who_carry_out_one_list_dispose_of_each_file_once() -> None:
    due = Due()
    case_ids = [due.furnished(), due.ended("甲某"), due.ended("乙某")]
    made = due.approved(*case_ids)

    def carry() -> disposals.Carried:
        return disposals.carry_out(actor=due.first, disposal_id=made, at=TODAY)

    results = at_once(carry, carry, carry)

    assert [r for r in results if isinstance(r, Exception)] == []
    assert LedgerEntry.objects.filter(event="casework.case.disposed").count() == 3
    assert LedgerEntry.objects.filter(event="casework.disposal.carried").count() == 1
    assert set(DisposalItem.objects.values_list("state", flat=True)) == {"disposed"}
    assert not Person.objects.filter(name=NAME).exists()
    assert not EvidenceFile.objects.exists()
    assert verification.verify().is_whole


def test_a_hold_set_while_it_is_carried_out_comes_before_or_finds_nothing() -> None:
    due = Due()
    case_id = due.ended("甲某")
    made = due.approved(case_id)

    def hold() -> Any:
        try:
            return holds.hold(actor=due.second, case_id=case_id, why="涉及信访，待结论", at=TODAY)
        except Case.DoesNotExist as gone:
            return gone

    carried, held = at_once(
        lambda: disposals.carry_out(actor=due.first, disposal_id=made, at=TODAY), hold
    )

    is_gone = Case.objects.get(pk=case_id).disposed_on is not None
    assert isinstance(held, Case.DoesNotExist) is is_gone
    assert (carried.disposed, carried.refused) == ((1, 0) if is_gone else (0, 1))
    assert Hold.objects.exists() is not is_gone
    assert verification.verify().is_whole


@pytest.mark.parametrize("attempt", range(3))
def test_an_inquiry_opened_while_it_is_carried_out_keeps_the_file_or_finds_nothing(
    attempt: int,
) -> None:
    due = Due()
    case_id = due.ended("甲某")
    made = due.approved(case_id)
    matter = Matter(
        organisation_id=due.county.branch.pk, matter="终止原因与谈话记录不符", post="党支部书记",
        case_id=case_id,
    )  # fmt: skip

    def open_matter() -> Any:
        time.sleep(0.02 * attempt)
        try:
            return inquiries.open_matter(actor=due.second, matter=matter, at=TODAY)
        except Case.DoesNotExist as gone:
            return gone

    carried, opened = at_once(
        lambda: disposals.carry_out(actor=due.first, disposal_id=made, at=TODAY), open_matter
    )

    is_gone = Case.objects.get(pk=case_id).disposed_on is not None
    assert isinstance(opened, Case.DoesNotExist) is is_gone
    assert Inquiry.objects.exists() is not is_gone
    assert (carried.disposed, carried.refused) == ((1, 0) if is_gone else (0, 1))
    assert verification.verify().is_whole


def test_an_inquiry_waits_for_a_disposal_that_has_judged_the_file_already(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The disposal stands between its judgement and its writing when the inquiry begins."""
    due = Due()
    case_id = due.ended("甲某")
    made = due.approved(case_id)
    judged, opening = Event(), Event()
    matter = Matter(
        organisation_id=due.county.branch.pk, matter="终止原因与谈话记录不符", post="党支部书记",
        case_id=case_id,
    )  # fmt: skip

    def pause(_case_id: int) -> None:
        judged.set()
        opening.wait(10)
        time.sleep(0.3)

    def open_matter() -> Any:
        judged.wait(10)
        opening.set()
        try:
            return inquiries.open_matter(actor=due.second, matter=matter, at=TODAY)
        except Case.DoesNotExist as gone:
            return gone

    monkeypatch.setattr(disposing, "_sweepers", [pause, *disposing._sweepers])
    _carried, opened = at_once(
        lambda: disposals.carry_out(actor=due.first, disposal_id=made, at=TODAY), open_matter
    )

    assert isinstance(opened, Case.DoesNotExist)
    assert Case.objects.get(pk=case_id).disposed_on is not None
    assert not Inquiry.objects.exists()


def test_two_lists_drawn_up_at_once_share_no_file() -> None:
    due = Due()
    case_id = due.ended("甲某")
    results = at_once(*[lambda: due.drawn_up(case_id)] * 2)
    assert sum(isinstance(r, Refused) for r in results) == 1
    assert DisposalItem.objects.count() == 1
