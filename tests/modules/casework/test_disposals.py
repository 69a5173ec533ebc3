"""Disposing of files: chosen, approved by another hand, judged again, gone from every table, proven in the ledger."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from tests import cast, snapshot
from tests.due import BASIS, LONG_AGO, NAME, PHOTO, SCAN, TODAY, WORDS, Due, person_of
from tests.walk import NOW, Walker
from xianfeng.casework.commands import cases, disposals, holds
from xianfeng.casework.models import (
    BackEntry,
    Case,
    Disposal,
    DisposalItem,
    Entry,
    Evidence,
    Notice,
    Objection,
    Paper,
    Publication,
)
from xianfeng.casework.queries import cases as case_reads
from xianfeng.kernel.errors import Conflict, NotAllowed, Refused
from xianfeng.recruitment.vocab import FAMILY
from xianfeng.registry.commands import effacing
from xianfeng.registry.models import HeadCount, Membership, Person
from xianfeng.registry.vocab import Category
from xianfeng.trust import cipher
from xianfeng.trust.models import EvidenceFile, EvidenceRemoval, LedgerEntry
from xianfeng.trust.queries import verification
from xianfeng.trust.vocab import system_actor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.FILES_DIR = tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture
def due() -> Due:
    return Due()


def everything() -> Iterator[tuple[str, str]]:
    """Yield every value of every column of every table as text."""
    for model in apps.get_models():
        names = [field.attname for field in model._meta.concrete_fields]
        for row in model._default_manager.values_list(*names):
            for name, value in zip(names, row, strict=True):
                raw = bytes(value) if isinstance(value, memoryview | bytes) else None
                text = raw.decode(errors="ignore") + raw.hex() if raw is not None else str(value)
                yield f"{model._meta.db_table}.{name}", text


def found(*sought: str) -> list[str]:
    return [
        where
        for where, text in everything()
        # JSON columns may hold the same words escaped.
        if any(one in text or json.dumps(one)[1:-1] in text for one in sought)
    ]


def test_leaves_nothing_of_the_applicant_in_any_table_or_on_the_disk(
    due: Due, folder: Path
) -> None:
    kept_id = due.ended("留存者")
    case_id = due.furnished()
    person = person_of(case_id)
    number = cipher.unseal(bytes(person.id_number), column="person.id_number")
    tail = cipher.blind_index(number[-4:], purpose="id_tail").hex()
    sealed = bytes(person.id_number).hex()
    sought = (
        NAME,
        person.pinyin,
        number,
        number[-4:] + '"',
        tail,
        sealed,
        bytes(person.id_index).hex(),
    )
    assert len(set(found(*sought))) > 8

    carried = due.carried(case_id)

    assert (carried.disposed, carried.refused, carried.scans) == (1, 0, 2)
    assert found(*sought) == []
    told = {where for where, text in everything() if WORDS in text}
    others = f"case:{kept_id}"
    assert told == {"casework_entry.note", "trust_ledger_entry.reason"}
    assert set(
        LedgerEntry.objects.filter(reason__contains=WORDS).values_list("chain", flat=True)
    ) == {others}
    for model in (
        Notice,
        Objection,
        Publication,
        Evidence,
        BackEntry,
        EvidenceFile,
        EvidenceRemoval,
    ):
        assert not model.objects.exists()
    assert not Paper.objects.filter(case=case_id).exists()
    assert [path for path in folder.rglob("*") if path.is_file()] == []
    assert PHOTO != SCAN


def test_keeps_counts_and_days_for_the_figures_of_past_years(due: Due) -> None:
    case_id = due.furnished()
    person = person_of(case_id)
    days = list(Membership.objects.order_by("id").values_list("category", "starts_on", "ends_on"))
    steps = list(Entry.objects.filter(case=case_id).values_list("step", "happened_on"))
    heads = list(HeadCount.objects.order_by("id").values_list("org_path", "category", "people"))
    papers = Paper.objects.filter(case=case_id).count()

    due.carried(case_id)

    case = Case.objects.get(pk=case_id)
    item = DisposalItem.objects.get()
    assert (case.state, case.closed_on, case.disposed_on) == ("ended", LONG_AGO, TODAY.date())
    assert list(Entry.objects.filter(case=case_id).values_list("step", "happened_on")) == steps
    assert (case.person.name, case.person.born_on) == (effacing.NAMELESS, date(1995, 1, 1))
    assert (case.person.sex, case.person.category) == (person.sex, Category.OUTSIDER)
    assert not Person.objects.filter(pk=person.pk).exists()
    after = Membership.objects.order_by("id").values_list("category", "starts_on", "ends_on")
    assert list(after) == days
    after = HeadCount.objects.order_by("id").values_list("org_path", "category", "people")
    assert list(after) == heads
    assert (item.state, item.is_person_gone) == ("disposed", True)
    assert (item.entries, item.papers, item.scans) == (len(steps), papers, 1)
    assert item.words > 10


def test_leaves_a_ledger_that_verifies_and_tells_who_erased_what(due: Due) -> None:
    case_id = due.furnished()
    disposal_id = due.approved(case_id)
    disposals.carry_out(actor=due.first, disposal_id=disposal_id, at=TODAY)

    assert verification.verify().is_whole
    erasure = LedgerEntry.objects.get(event="trust.ledger.erased")
    detail = json.loads(erasure.detail)
    assert (erasure.chain, detail["approved_by"], detail["basis"]) == (
        f"disposal:{disposal_id}", "秦川", BASIS,
    )  # fmt: skip
    last = LedgerEntry.objects.filter(chain=f"case:{case_id}").latest("id")
    assert last.event == "casework.case.disposed"
    assert json.loads(last.detail)["closed_on"] == LONG_AGO.isoformat()


def test_an_erasure_by_hand_is_found_after_a_disposal_too(due: Due) -> None:
    other = due.ended("乙某")
    due.carried(due.ended("甲某"))
    row = LedgerEntry.objects.filter(chain=f"case:{other}").earliest("id")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE trust_ledger_entry SET detail = '{}', reason = '' WHERE id = %s", [row.pk]
        )
    (only,) = verification.verify().broken
    assert only.startswith(f"链“case:{other}”第1条被改动")


def test_shows_the_file_to_nobody_any_more(due: Due) -> None:
    case_id = due.furnished()
    person_id = person_of(case_id).pk
    due.carried(case_id)
    client = cast.client_of(due.first)
    assert client.get(f"/cases/{case_id}/").status_code == 404
    assert client.get(f"/cases/{case_id}/archive/").status_code == 404
    assert case_reads.of_person(due.first, person_id) == ()
    assert client.get("/cases/?state=all").status_code == 200


def test_keeps_a_person_whom_something_else_needs_and_parts_the_file_from_them(due: Due) -> None:
    case_id = due.ended("甲某")
    person = person_of(case_id)
    walker = Walker(due.county, person=person)
    due.carried(case_id)

    kept = Person.objects.get(pk=person.pk)
    assert kept.name == "甲某"
    assert Case.objects.get(pk=case_id).person_id != person.pk
    assert Case.objects.get(pk=walker.case_id).person_id == person.pk
    assert [one.id for one in case_reads.of_person(due.first, person.pk)] == [walker.case_id]
    assert not DisposalItem.objects.get().is_person_gone


@pytest.mark.parametrize("kind", ["account", "member_once"])
def test_keeps_a_person_who_was_more_than_an_applicant(due: Due, kind: str) -> None:
    case_id = due.ended("甲某")
    person = person_of(case_id)
    if kind == "account":
        cast.account("jiamou", person_id=person.pk)
    else:
        past = {"starts_on": date(2001, 1, 1), "ends_on": date(2002, 1, 1)}
        Membership.objects.create(
            person=person, organisation=due.county.branch, category="full", **past
        )
    due.carried(case_id)
    assert Person.objects.get(pk=person.pk).name == "甲某"


def test_keeps_a_scan_that_another_file_refers_to(due: Due) -> None:
    case_id, other = due.furnished(), due.ended("乙某")
    shared = EvidenceFile.objects.get(size=len(SCAN))
    Paper.objects.filter(case=other).update(file=shared)
    assert due.carried(case_id).scans == 1
    assert EvidenceFile.objects.get() == shared


# ── Drawing up and approving ──


def refusal(act: Any, **given: Any) -> Refused:
    before, lists = snapshot.whole(), Disposal.objects.count()
    with pytest.raises(Refused) as caught:
        act(**given)
    assert snapshot.whole() == before
    assert Disposal.objects.count() == lists
    return caught.value


def test_takes_only_what_is_due_and_names_every_reason(due: Due) -> None:
    early = due.ended("早某", date(2024, 11, 24))
    held = due.ended("甲某")
    holds.hold(actor=due.first, case_id=held, why="涉及信访，待结论", at=NOW)
    refused = refusal(
        disposals.draw_up, actor=due.first, case_ids=[early, held], basis=BASIS, at=TODAY
    )
    assert [(one.check, one.fact) for one in refused.verdict] == [
        ("X-21", "早某：保存至2026-11-24"),
        ("X-22", "甲某：暂缓销毁：涉及信访，待结论"),
    ]


def test_takes_no_members_file_and_no_open_case(due: Due) -> None:
    open_case = Walker(due.county, name="开某").case_id
    archived = due.ended("档某")
    Case.objects.filter(pk=archived).update(state="archived")
    refused = refusal(
        disposals.draw_up, actor=due.first, case_ids=[open_case, archived], basis=BASIS, at=TODAY
    )
    assert [one.fact for one in refused.verdict] == [
        "开某：档案办理中，尚未办结", "档某：党员档案，长期保存",
    ]  # fmt: skip


@pytest.mark.parametrize("given", [{"case_ids": []}, {"basis": "无"}])
def test_takes_no_list_without_files_or_basis(due: Due, given: dict[str, Any]) -> None:
    wanted = {"case_ids": [due.ended()], "basis": BASIS, **given}
    refused = refusal(disposals.draw_up, actor=due.first, at=TODAY, **wanted)
    assert refused.verdict.checks() == ("D-64",)


def test_puts_a_file_on_one_list_at_a_time(due: Due) -> None:
    case_id = due.ended()
    made = due.drawn_up(case_id)
    given = {"actor": due.second, "case_ids": [case_id], "basis": BASIS, "at": TODAY}
    assert isinstance(refusal(disposals.draw_up, **given), Conflict)
    disposals.withdraw(actor=due.first, disposal_id=made, why="多列了一件", at=TODAY)
    assert disposals.draw_up(**given) > made


def test_is_approved_by_another_hand_only(due: Due) -> None:
    made = due.drawn_up(due.ended())
    for actor in (due.first, system_actor("root")):
        with pytest.raises(NotAllowed):
            disposals.approve(actor=actor, disposal_id=made, at=TODAY)
    disposals.approve(actor=due.second, disposal_id=made, at=TODAY)
    with pytest.raises(Conflict):
        disposals.approve(actor=due.second, disposal_id=made, at=TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Disposal.objects.update(approved_ref=due.first.account_id)


def test_carries_out_nothing_that_was_not_approved(due: Due) -> None:
    case_id = due.ended()
    made = due.drawn_up(case_id)
    refused = refusal(disposals.carry_out, actor=due.first, disposal_id=made, at=TODAY)
    assert refused.verdict.checks() == ("X-23",)


def test_is_nobodys_below_the_county_and_no_administrators(due: Due) -> None:
    case_id = due.ended()
    made = due.approved(case_id)
    others = (
        cast.branch_secretary(due.county.branch.path),
        cast.committee_organiser(due.county.committee.path),
        cast.security_administrator(),
        cast.system_administrator(),
        cast.auditor(),
    )
    for actor in others:
        for act, given in (
            (disposals.draw_up, {"case_ids": [case_id], "basis": BASIS}),
            (disposals.carry_out, {"disposal_id": made}),
        ):
            with pytest.raises((NotAllowed, Disposal.DoesNotExist)):
                act(actor=actor, at=TODAY, **given)
    assert Case.objects.get(pk=case_id).disposed_on is None


# ── Carrying out ──


def test_judges_each_file_again_and_keeps_those_that_fail(due: Due) -> None:
    first, second = due.ended("甲某"), due.ended("乙某")
    made = due.approved(first, second)
    holds.hold(actor=due.second, case_id=second, why="涉及信访，待结论", at=TODAY)

    carried = disposals.carry_out(actor=due.first, disposal_id=made, at=TODAY)

    assert (carried.disposed, carried.refused) == (1, 1)
    item = DisposalItem.objects.get(case=second)
    assert (item.state, item.refusal) == ("refused", "暂缓销毁：涉及信访，待结论")
    assert Case.objects.get(pk=second).person.name == "乙某"
    assert Disposal.objects.get().state == "carried"


def test_forgets_an_earlier_refusal_when_the_file_goes_at_last(due: Due) -> None:
    case_id = due.ended()
    made = due.approved(case_id)
    holds.hold(actor=due.first, case_id=case_id, why=f"{WORDS}有信访", at=TODAY)
    disposals.carry_out(actor=due.first, disposal_id=made, at=TODAY)
    holds.lift(actor=due.first, case_id=case_id, why="信访已经办结", at=TODAY)
    due.carried(case_id)
    assert found(WORDS) == []


def test_goes_on_where_it_was_stopped_and_does_nothing_twice(due: Due) -> None:
    cases_due = [due.ended("甲某"), due.ended("乙某")]
    made = due.approved(*cases_due)
    second = DisposalItem.objects.get(case=cases_due[1])
    DisposalItem.objects.filter(pk=second.pk).update(state="dropped")
    disposals.carry_out(actor=due.first, disposal_id=made, at=TODAY)
    Disposal.objects.update(state="approved")
    DisposalItem.objects.filter(pk=second.pk).update(state="waiting")

    carried = disposals.carry_out(actor=due.first, disposal_id=made, at=TODAY)

    assert carried.disposed == 2
    assert disposals.carry_out(actor=due.first, disposal_id=made, at=TODAY) == replace(
        carried, scans=0
    )
    assert LedgerEntry.objects.filter(event="casework.case.disposed").count() == 2
    assert verification.verify().is_whole


def test_a_closed_applicant_may_apply_again_afterwards(due: Due) -> None:
    case_id = due.ended("甲某")
    person = person_of(case_id)
    cast.account("jiamou", person_id=person.pk)
    due.carried(case_id)
    again = cases.open_case(
        actor=cast.branch_secretary(due.county.branch.path), family=FAMILY,
        edition=Case.objects.get(pk=case_id).edition, person_id=person.pk,
        at=TODAY + timedelta(days=1),
    )  # fmt: skip
    assert again > case_id


def test_the_database_disposes_of_no_case_that_was_not_ended(due: Due) -> None:
    case_id = Walker(due.county).case_id
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case_id).update(disposed_on=TODAY.date())
