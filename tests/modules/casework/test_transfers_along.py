"""What goes along with a case that is handed over: notices, forms, its place in the plan."""

from datetime import date
from typing import Any

import pytest
from django.db import transaction

from tests import cast, snapshot
from tests.county import County
from tests.modules.casework.test_transfers import gone
from tests.planned import YEAR, adopted, balance, split
from tests.posted import Poster
from tests.walk import NOW, Walker
from xianfeng.casework.commands import blanks, transfers
from xianfeng.casework.commands.transfers import Going
from xianfeng.casework.models import Blank, Case, Transfer
from xianfeng.casework.queries import notices as notice_reads
from xianfeng.kernel.errors import Refused
from xianfeng.recruitment.queries import quota_audit

pytestmark = pytest.mark.django_db


def test_takes_notices_and_form_along() -> None:
    county = County()
    poster = Poster(Walker(county)).posted()
    walker = poster.walker
    poster.sign()
    for right in walker.rights[9:16]:
        walker.sign(right.step)
    blank = given_form(county, walker)
    going = Going(left_on=NOW.date(), organisation_id=county.other_branch.pk)
    sent = transfers.send(
        actor=walker.actors["branch"], case_id=walker.case_id, going=going, why="迁入费山村", at=NOW
    )
    there = cast.branch_secretary(county.other_branch.path)
    transfers.accept(actor=there, transfer_id=sent, resumed_on=NOW.date(), arrived=[], at=NOW)

    assert notice_reads.visible(there).filter(pk=poster.id).exists()
    assert not notice_reads.visible(walker.actors["branch"]).filter(pk=poster.id).exists()
    blank.refresh_from_db()
    assert (blank.org_path, blank.organisation_id) == (
        county.other_branch.path, county.other_branch.pk,
    )  # fmt: skip


def given_form(county: County, walker: Walker) -> Blank:
    office = cast.county_office(county.root.path)
    kind, number = "volunteer_form.number", "62052420240001"
    given = {"actor": office, "kind": kind, "first": number, "last": number, "at": NOW}
    blanks.receive(source="市委组织部", received_on=date(2024, 1, 5), **given)
    blanks.hand(organisation_id=county.branch.pk, **given)
    blank = Blank.objects.get(number=number)
    branch = walker.actors["branch"]
    blanks.give(actor=branch, blank_id=blank.pk, person_id=walker.person.pk, at=NOW)
    return blank


def test_files_the_form_of_whoever_leaves_the_county() -> None:
    county = County()
    walker = Walker(county).until("fill-form")
    blank = given_form(county, walker)
    walker.sign("fill-form")

    gone(walker)

    blank.refresh_from_db()
    assert blank.state == "filed"


def _moved(walker: Walker, left_on: date) -> None:
    there = walker.county.other_branch
    going = Going(left_on=left_on, organisation_id=there.pk)
    sent = transfers.send(
        actor=walker.actors["branch"], case_id=walker.case_id, going=going, why="迁往外村", at=NOW
    )
    transfers.accept(
        actor=cast.branch_secretary(there.path), transfer_id=sent, resumed_on=left_on,
        arrived=[p["key"] for p in Transfer.objects.get(pk=sent).papers], at=NOW,
    )  # fmt: skip


def test_a_reserved_place_goes_with_the_case_and_a_used_one_stays() -> None:
    county = County()
    adopted()
    split(county.root, {county.committee.pk: 2, county.other_committee.pk: 1})
    reserved = Walker(county, name="甲某").until("name-introducers")

    _moved(reserved, date(2024, 8, 10))

    assert balance(county.committee) == (2, 0, 0, 0)
    assert balance(county.other_committee) == (1, 0, 1, 0)
    used = Walker(county, name="乙某").until("file-with-county")
    _moved(used, date(2024, 12, 5))
    assert balance(county.committee) == (2, 0, 0, 1)
    assert balance(county.other_committee) == (1, 0, 1, 0)
    assert quota_audit.problems(YEAR) == []


def test_takes_over_no_case_for_whose_reserved_place_there_is_none() -> None:
    county = County()
    adopted()
    split(county.root, {county.committee.pk: 2, county.other_committee.pk: 1})
    _moved(Walker(county, name="甲某").until("name-introducers"), date(2024, 8, 10))
    second = Walker(county, name="乙某").until("name-introducers")
    before: dict[str, Any] = {}

    with pytest.raises(Refused) as refused, transaction.atomic():
        going = Going(left_on=date(2024, 8, 10), organisation_id=county.other_branch.pk)
        sent = transfers.send(
            actor=second.actors["branch"],
            case_id=second.case_id,
            going=going,
            why="迁往外村",
            at=NOW,
        )
        before = snapshot.whole()
        transfers.accept(
            actor=cast.branch_secretary(county.other_branch.path), transfer_id=sent,
            resumed_on=date(2024, 8, 10), arrived=[], at=NOW,
        )  # fmt: skip

    assert before
    assert refused.value.verdict.checks() == ("D-27",)
    assert Case.objects.get(pk=second.case_id).org_path == county.branch.path
    assert balance(county.committee) == (2, 0, 1, 0)


def test_gives_the_place_back_when_the_case_leaves_the_county() -> None:
    county = County()
    adopted()
    split(county.root, {county.committee.pk: 2})
    walker = Walker(county).until("name-introducers")
    assert balance(county.committee) == (2, 0, 1, 0)

    transfers.send(
        actor=walker.actors["branch"], case_id=walker.case_id, why="迁往外省", at=NOW,
        going=Going(left_on=date(2024, 8, 10), outside="陕西省宝鸡市某社区"),
    )  # fmt: skip

    assert balance(county.committee) == (2, 0, 0, 0)
