"""The register of numbered forms: every number lies in one place, and a case takes only its branch's."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests import cast, snapshot
from tests.county import County, person
from tests.walk import LATE, NOW, Walker
from xianfeng.casework.commands import blanks, cases, histories, steps
from xianfeng.casework.models import Blank, BlankBatch, Claim, Entry
from xianfeng.casework.queries import blanks as reads
from xianfeng.casework.queries import desks, keyset
from xianfeng.kernel.errors import NotAllowed, Refused
from xianfeng.registry.models import Organisation
from xianfeng.registry.vocab import Category
from xianfeng.trust.models import LedgerEntry

pytestmark = pytest.mark.django_db
KIND = "volunteer_form.number"
FIRST, LAST = "62052420240001", "62052420240010"


def test_finds_the_numbered_forms_of_all_families() -> None:
    assert [(kind.key, kind.title) for kind in reads.kinds()] == [(KIND, "入党志愿书")]


def receive(county: County, first: str = FIRST, last: str = LAST, **changes: Any) -> int:
    given = {
        "actor": cast.county_office(county.root.path), "kind": KIND, "first": first, "last": last,
        "source": "市委组织部", "received_on": date(2024, 1, 5), "at": NOW,
    }  # fmt: skip
    return blanks.receive(**{**given, **changes})


def hand(county: County, place: Any, first: str = FIRST, last: str = LAST, **changes: Any) -> int:
    given = {
        "actor": cast.county_office(county.root.path), "kind": KIND, "first": first, "last": last,
        "organisation_id": place.pk, "at": NOW,
    }  # fmt: skip
    return blanks.hand(**{**given, **changes})


def blank(number: str = FIRST) -> Blank:
    return Blank.objects.get(kind=KIND, number=number)


def refused(error: type[Exception], act: Any, *given: Any, **named: Any) -> str:
    before, rows = snapshot.whole(), list(Blank.objects.order_by("pk").values_list())
    with pytest.raises(error) as refusal, transaction.atomic():
        act(*given, **named)
    assert snapshot.whole() == before
    assert list(Blank.objects.order_by("pk").values_list()) == rows
    return str(refusal.value)


def test_receives_hands_down_gives_fills_in_and_files() -> None:
    county = County()
    assert receive(county) == 10
    assert hand(county, county.committee, last="62052420240004") == 4
    organiser = cast.committee_organiser(county.committee.path)
    assert hand(county, county.branch, last="62052420240002", actor=organiser) == 2
    walker = Walker(county).until("fill-form")
    branch = walker.actors["branch"]
    blanks.give(actor=branch, blank_id=blank().pk, person_id=walker.person.pk, at=NOW)

    assert desks.step(branch, walker.case_id, 17).carried == {KIND: FIRST}
    walker.sign("fill-form")
    assert (blank().state, blank().case_id) == ("used", walker.case_id)
    for right in walker.rights[17:]:
        if right.step == "observe-probation":
            walker.review("probation_review", (date(2025, 3, 5), date(2025, 6, 2), date(2025, 8, 28)))  # fmt: skip
        walker.sign(right.step)
    assert blank().state == "filed"

    entry = Entry.objects.filter(case=walker.case_id, kind="signed").latest("id")
    steps.reverse(
        actor=walker.actors["committee"], case_id=walker.case_id, entry_id=entry.pk,
        why="归档材料缺页", at=NOW,
    )  # fmt: skip
    assert blank().state == "used"
    events = set(LedgerEntry.objects.filter(event__startswith="casework.blank").values_list("event", flat=True))  # fmt: skip
    assert events == {
        "casework.blank.received", "casework.blank.handed", "casework.blank.given",
    }  # fmt: skip


def test_files_the_form_of_an_ended_case_so_that_the_person_can_have_another() -> None:
    county = County()
    receive(county)
    hand(county, county.branch)
    walker = Walker(county).until("vote-admission")
    branch = walker.actors["branch"]
    cases.end(actor=branch, case_id=walker.case_id, why="本人书面放弃申请", at=NOW)
    assert blank().state == "filed"

    fresh = blank("62052420240002")
    blanks.give(actor=branch, blank_id=fresh.pk, person_id=walker.person.pk, at=NOW)
    assert blank("62052420240002").person_id == walker.person.pk


def test_files_the_form_of_a_membership_that_was_cancelled() -> None:
    county = County()
    receive(county)
    hand(county, county.branch)
    walker = Walker(county).until("vote-conversion")
    walker.sign("vote-conversion", conversion_meeting={"decision": "cancel"})
    walker.sign("approve-conversion", conversion_approval={"decision": "cancel"})

    assert blank().state == "filed"


def test_lets_a_number_go_with_the_signature_taken_back() -> None:
    county = County()
    receive(county)
    hand(county, county.branch)
    walker = Walker(county).until("fill-form")
    entry = walker.sign("fill-form")
    steps.reverse(
        actor=walker.actors["branch"], case_id=walker.case_id, entry_id=entry,
        why="填写有误", at=NOW,
    )  # fmt: skip
    assert (blank().state, blank().case_id, blank().person_id) == ("issued", None, walker.person.pk)
    assert not Claim.objects.exists()

    blanks.spoil(actor=walker.actors["branch"], blank_id=blank().pk, why="填写有误", at=NOW)
    said = refused(Refused, walker.sign, "fill-form")
    assert said == f"编号{FIRST}已作废"
    fresh = blank("62052420240002")
    blanks.give(
        actor=walker.actors["branch"], blank_id=fresh.pk, person_id=walker.person.pk, at=NOW
    )
    assert blank().replaced_by_id == fresh.pk
    walker.sign("fill-form", volunteer_form={"number": "62052420240002"})
    assert blank("62052420240002").state == "used"


def test_fills_in_only_what_was_handed_to_the_branch() -> None:
    county = County()
    walker = Walker(county).until("fill-form")
    receive(county)
    assert refused(Refused, walker.sign, "fill-form") == f"编号{FIRST}未发给本支部"
    other = {"volunteer_form": {"number": "999"}}
    assert refused(Refused, walker.sign, "fill-form", **other) == "编号999未在登记册中"
    hand(county, county.other_branch)
    assert refused(Refused, walker.sign, "fill-form") == f"编号{FIRST}未发给本支部"
    hand(county, county.branch)
    somebody = person("另一人", county.branch, category=Category.OUTSIDER, since=date(2020, 1, 2))
    blanks.give(actor=walker.actors["branch"], blank_id=blank().pk, person_id=somebody.pk, at=NOW)
    assert refused(Refused, walker.sign, "fill-form") == f"编号{FIRST}已发给他人"
    mine = blank("62052420240002")
    blanks.give(actor=walker.actors["branch"], blank_id=mine.pk, person_id=walker.person.pk, at=NOW)
    third = {"volunteer_form": {"number": "62052420240003"}}
    assert refused(Refused, walker.sign, "fill-form", **third) == "此人已领编号62052420240002"
    with pytest.raises(Refused) as refusal:
        walker.sign("fill-form", **third)
    assert [(r.check, r.field) for r in refusal.value.verdict] == [("D-31", KIND)]


def test_asks_nothing_of_a_county_without_a_register_nor_of_histories_before_it() -> None:
    county = County()
    first = Walker(county).until("fill-form")
    first.sign("fill-form")
    receive(county, "700001", "700009", received_on=date(2024, 12, 1))
    enter_history(Walker(county), volunteer_form={"number": "62052420240002"})
    assert not Blank.objects.exclude(state="in_stock").exists()


def test_asks_the_register_whatever_day_was_typed() -> None:
    county = County()
    walker = Walker(county).until("fill-form")
    receive(county, "700001", "700009", received_on=date(2024, 12, 1))

    told = refused(Refused, walker.sign, "fill-form")

    assert told == f"编号{FIRST}未在登记册中"


def test_receives_nothing_twice_nor_from_tomorrow() -> None:
    county = County()
    receive(county)
    assert "已经登记过" in refused(Refused, receive, county, "62052420240010", "62052420240012")
    assert "起止编号" in refused(Refused, receive, county, "A1", "B2")
    late = refused(Refused, receive, county, "5", "6", received_on=date(2027, 1, 1), source=" ")
    assert "尚未发生" in late
    assert "领自何处" in late
    organiser = cast.committee_organiser(county.committee.path)
    refused(NotAllowed, receive, county, "5", "6", actor=organiser)
    refused(BlankBatch.DoesNotExist, receive, county, "5", "6", kind="talk.place")


def test_hands_on_all_or_none_and_only_what_is_in_hand() -> None:
    county = County()
    receive(county)
    organiser = cast.committee_organiser(county.committee.path)
    # The county's stock is not the committee's to hand out.
    refused(Refused, hand, county, county.branch, actor=organiser)
    refused(Organisation.DoesNotExist, hand, county, county.other_branch, actor=organiser)
    branch = cast.branch_secretary(county.branch.path)
    refused(NotAllowed, hand, county, county.branch, actor=branch)
    assert "62052420240011" in refused(Refused, hand, county, county.branch, last="62052420240011")
    hand(county, county.branch)
    blanks.spoil(actor=branch, blank_id=blank("62052420240003").pk, why="被雨淋湿", at=NOW)
    assert "62052420240003" in refused(Refused, hand, county, county.root)
    hand(county, county.root, last="62052420240002")
    assert blank().state == "in_stock"


def test_gives_one_live_form_to_a_person() -> None:
    county = County()
    receive(county)
    hand(county, county.branch)
    branch = cast.branch_secretary(county.branch.path)
    applicant = county.applicant()
    give = {"actor": branch, "person_id": applicant.pk, "at": NOW}
    blanks.give(blank_id=blank().pk, **give)
    second = blank("62052420240002").pk
    assert "已有一份有效的" in refused(Refused, blanks.give, blank_id=second, **give)
    assert "不是本支部的空白表" in refused(Refused, blanks.give, blank_id=blank().pk, **give)
    county_office = cast.county_office(county.root.path)
    refused(NotAllowed, blanks.give, blank_id=second, **{**give, "actor": county_office})
    stranger = cast.branch_secretary(county.other_branch.path)
    refused(Blank.DoesNotExist, blanks.give, blank_id=second, **{**give, "actor": stranger})
    with pytest.raises(IntegrityError), transaction.atomic():
        Blank.objects.filter(pk=second).update(person=applicant)


def test_spoils_with_a_reason_and_never_a_form_filled_in() -> None:
    county = County()
    receive(county)
    hand(county, county.branch)
    walker = Walker(county).until("fill-form")
    branch = walker.actors["branch"]
    given = {"actor": branch, "blank_id": blank().pk, "at": NOW}
    refused(Refused, blanks.spoil, why="错", **given)
    walker.sign("fill-form")
    assert "先撤销填用它的环节" in refused(Refused, blanks.spoil, why="填写有误", **given)
    stranger = cast.branch_secretary(county.other_branch.path)
    refused(Blank.DoesNotExist, blanks.spoil, why="填写有误", **{**given, "actor": stranger})


def test_follows_a_history_entered_as_a_whole() -> None:
    county = County()
    receive(county)
    hand(county, county.branch)
    enter_history(Walker(county))
    assert blank().state == "used"


def enter_history(walker: Walker, **changes: Any) -> None:
    branch = walker.actors["branch"]
    told = histories.History(
        person_id=walker.county.applicant("乙向党").pk, edition="WUSHAN-29",
        opened_by=branch, opened_at=NOW, happened=tuple(_happened(walker, changes)),
    )  # fmt: skip
    histories.enter(actor=branch, family="member_development", histories=[told], at=NOW)


def _happened(walker: Walker, changes: dict[str, Any]) -> Any:
    for right in walker.rights:
        if right.step == "cultivate-activist":
            for day in (date(2023, 12, 20), date(2024, 6, 18)):
                facts = {"on": day, "reviewer": "王书记", "opinion": "表现良好"}
                yield histories.Seen(
                    kind="review", actor=walker.actors["branch"], at=NOW, facts=facts
                )
        yield histories.Done(
            step=right.step, actor=walker.actors[right.role], at=NOW,
            submission=right.submission(
                reasons={**LATE, **right.reasons},
                **(changes if right.step == "fill-form" else {}),
            ),
        )  # fmt: skip
        if right.step == "fill-form":
            return


# ── Pages ──


def test_list_counts_what_its_rows_show_within_reach() -> None:
    county = County()
    receive(county)
    hand(county, county.branch, last="62052420240003")
    for actor, total in (
        (cast.county_office(county.root.path), 10),
        (cast.committee_organiser(county.committee.path), 3),
        (cast.branch_secretary(county.other_branch.path), 0),
    ):
        found = reads.page(actor, KIND, at=keyset.position())
        assert (sum(found.counts.values()), len(found.rows)) == (total, total)
    issued = reads.page(
        cast.county_office(county.root.path), KIND, state="issued", at=keyset.position()
    )
    assert [row.number[-1] for row in issued.rows] == ["1", "2", "3"]


def test_pages_take_a_number_from_the_county_to_a_person() -> None:
    county = County()
    applicant = Walker(county).person
    office = cast.client_of(cast.county_office(county.root.path), username="office")
    organiser = cast.client_of(
        cast.committee_organiser(county.committee.path), username="organiser"
    )
    branch = cast.client_of(cast.branch_secretary(county.branch.path), username="branch")
    entered = {"first": FIRST, "last": LAST, "received_on": "2024-01-05", "source": "市委组织部"}
    handed = {"first": FIRST, "last": LAST}

    assert office.post("/forms/receive/", entered).status_code == 302
    assert office.post("/forms/hand/", handed | {"organisation": county.committee.pk}).status_code == 302  # fmt: skip
    assert organiser.post("/forms/hand/", handed | {"organisation": county.branch.pk}).status_code == 302  # fmt: skip
    page = branch.get("/forms/").content.decode()
    assert f"/forms/{blank().pk}/give/" in page
    assert applicant.name in branch.get(f"/forms/{blank().pk}/give/").content.decode()
    assert branch.post(f"/forms/{blank().pk}/give/", {"person": applicant.pk}).status_code == 302
    other = blank("62052420240002")
    assert branch.post(f"/forms/{other.pk}/spoil/", {"why": "封面污损"}).status_code == 302
    assert "封面污损" in branch.get("/forms/?state=spoiled").content.decode()


def test_pages_show_the_refusal_with_what_was_typed() -> None:
    county = County()
    office = cast.client_of(cast.county_office(county.root.path))
    empty = office.post("/forms/receive/", {"first": "7", "last": "9"})
    assert empty.status_code == 422
    assert 'value="9"' in empty.content.decode()
    nowhere = office.post("/forms/hand/", {"first": "7"})
    assert nowhere.status_code == 422
    assert "发给" in nowhere.content.decode()


def test_list_asks_the_same_few_questions_for_many_numbers() -> None:
    county = County()
    client = cast.client_of(cast.county_office(county.root.path))
    counts = []
    for first, last in (("1001", "1003"), ("2001", "2040")):
        receive(county, first, last)
        client.get("/forms/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/forms/")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12
