"""The people list: scope, filters, paging by key, kept filters, export."""

import base64
import json
from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from tests import cast, given
from xianfeng.kernel.errors import NotAllowed, Refused
from xianfeng.registry.commands import exports
from xianfeng.registry.forms import PeopleFilterForm
from xianfeng.registry.models import HeadCount, Membership, Organisation, Person, SavedFilter
from xianfeng.registry.queries import history, people
from xianfeng.registry.queries.filters import PeopleFilter
from xianfeng.registry.queries.people import Cursor
from xianfeng.registry.vocab import Category
from xianfeng.trust.models import LedgerEntry

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


def _walk(actor, wanted, size, *, backwards=False):
    at, ids = Cursor(backwards=backwards), []
    while True:
        page = people.page(actor, wanted, at=at, size=size, today=TODAY)
        rows = [row.id for row in page.rows]
        ids = rows + ids if backwards else ids + rows
        token = page.previous if backwards else page.next
        if not token:
            return ids
        at = people.cursor(**{"before" if backwards else "after": token})


@pytest.mark.parametrize("size", [1, 7, 20, 59, 60, 61])
@pytest.mark.parametrize("small", [0, 3_000])
def test_pages_walk_all_rows_once_in_order_both_ways(monkeypatch, size, small):
    monkeypatch.setattr(people, "SMALL", small)
    place = given.county()
    given.people(place.branch, 40)
    given.people(place.other_branch, 20, first=40)
    expected = list(Person.objects.order_by("sort_key", "id").values_list("id", flat=True))
    actor = cast.county_office()
    assert _walk(actor, PeopleFilter(), size) == expected
    assert _walk(actor, PeopleFilter(), size, backwards=True) == expected


def test_first_page_has_no_previous_and_last_no_next():
    place = given.county()
    given.people(place.branch, 5)
    actor = cast.county_office()
    first = people.page(actor, PeopleFilter(), at=Cursor(), size=3, today=TODAY)
    assert (first.previous, bool(first.next), first.total) == ("", True, 5)
    last = people.page(actor, PeopleFilter(), at=Cursor(backwards=True), size=3, today=TODAY)
    assert (bool(last.previous), last.next, len(last.rows)) == (True, "", 3)


def test_broken_position_means_the_first_page():
    assert people.cursor(after="?!") == Cursor()
    assert people.cursor(before="bm8") == Cursor()


@pytest.mark.parametrize("key", ["a\0b", "\ud800"])
def test_a_position_that_no_database_takes_means_the_first_page(key):
    raw = json.dumps([key, 7])
    token = base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")
    assert people.cursor(after=token) == Cursor()


def test_a_category_counts_once_however_often_the_address_repeats_it():
    form = PeopleFilterForm(QueryDict("category=full&category=full&category=applicant"))
    assert form.wanted().categories == (Category.FULL, Category.APPLICANT)


def test_branch_secretary_sees_only_the_branch():
    place = given.county()
    mine = given.people(place.branch, 4)
    given.people(place.other_branch, 4, first=10)
    assert sorted(_walk(cast.branch_secretary(), PeopleFilter(), 50)) == mine


def test_refuses_an_organisation_out_of_sight():
    place = given.county()
    with pytest.raises(Organisation.DoesNotExist):
        people.page(
            cast.branch_secretary(),
            PeopleFilter(organisation_id=place.other_branch),
            at=Cursor(),
            size=20,
            today=TODAY,
        )


def test_stranger_sees_nobody():
    place = given.county()
    given.people(place.branch, 4)
    assert _walk(cast.stranger(), PeopleFilter(), 50) == []


def _ids(wanted, *, actor=None):
    return set(_walk(actor or cast.county_office(), wanted, 100))


@pytest.mark.parametrize("small", [0, 3_000])
def test_filters_keep_whom_they_name(monkeypatch, small):
    monkeypatch.setattr(people, "SMALL", small)
    place = given.county()
    facts = {"born_on": date(1990, 11, 24), "education": "31", "ethnicity": "03", "sex": "2"}
    one = given.person(
        place.branch, "解晓东", number=1, occupation="离退休人员", is_floating=True, **facts
    )
    other = given.person(
        place.other_branch,
        "王强",
        number=2,
        born_on=date(1990, 11, 23),
        education="60",
        ethnicity="01",
        sex="1",
        occupation="农牧渔民",
        joined_on=date(2015, 7, 1),
        full_on=date(2016, 7, 1),
    )
    for wanted, expected in [
        (PeopleFilter(text="xie"), {one}),
        (PeopleFilter(text="jiexiaodong"), {one}),
        (PeopleFilter(text="晓东"), {one}),
        (PeopleFilter(text="解"), {one}),
        (PeopleFilter(text="wq"), {other}),
        (PeopleFilter(text="没有"), set()),
        (PeopleFilter(organisation_id=place.committee), {one}),
        (PeopleFilter(categories=(Category.FULL,)), {one, other}),
        (PeopleFilter(categories=(Category.APPLICANT,)), set()),
        (PeopleFilter(sex="2"), {one}),
        (PeopleFilter(age_from=36), {other}),
        (PeopleFilter(age_to=35), {one}),
        (PeopleFilter(education_least="3"), {one}),
        (PeopleFilter(education_most="6"), {other}),
        (PeopleFilter(ethnicity="minority"), {one}),
        (PeopleFilter(ethnicity="01"), {other}),
        (PeopleFilter(joined_from=2015), {other}),
        (PeopleFilter(joined_to=2010), {one}),
        (PeopleFilter(is_floating=True), {one}),
        (PeopleFilter(is_floating=False), {other}),
        (PeopleFilter(occupation="农牧"), {other}),
    ]:
        assert _ids(wanted) == expected, wanted


def test_total_comes_from_head_counts_while_only_place_and_category_filter():
    place = given.county()
    given.people(place.branch, 3)
    given.people(place.branch, 2, category=Category.APPLICANT, first=10)
    HeadCount.objects.filter(category=Category.APPLICANT).update(people=1234)
    actor = cast.county_office()
    asked = PeopleFilter(categories=(Category.APPLICANT,))
    assert people.page(actor, asked, at=Cursor(), size=20, today=TODAY).total == 1234
    asked = PeopleFilter(categories=(Category.APPLICANT,), text="w")
    assert people.page(actor, asked, at=Cursor(), size=20, today=TODAY).total <= 2


def test_counts_no_further_than_the_cap(monkeypatch):
    monkeypatch.setattr(people, "COUNT_CAP", 3)
    place = given.county()
    given.people(place.branch, 12)
    page = people.page(
        cast.county_office(), PeopleFilter(sex="1"), at=Cursor(), size=20, today=TODAY
    )
    assert page.total is None


def test_lists_who_was_what_where_on_a_day():
    place = given.county()
    one = given.person(place.branch, "王强", number=1)
    Membership.objects.filter(person_id=one).update(
        organisation_id=place.other_branch, ends_on=date(2015, 1, 1), category="probationary"
    )
    Membership.objects.create(
        person_id=one, organisation_id=place.branch, category="full", starts_on=date(2015, 1, 1)
    )
    actor = cast.county_office()

    def on(day, **more):
        wanted = PeopleFilter(on=day, **more)
        rows = history.page(actor, wanted, day=day, at=Cursor(), size=20).rows
        return [(row.name, row.category, row.organisation) for row in rows]

    assert on(date(2009, 1, 1)) == []
    assert on(date(2014, 12, 31)) == [("王强", "预备党员", "裴庄村支部")]
    assert on(date(2015, 1, 1)) == [("王强", "正式党员", "东关社区支部")]
    assert on(date(2014, 12, 31), organisation_id=place.branch) == []


def test_page_shows_no_number_and_no_phone():
    place = given.county()
    given.person(place.branch, "王强", number=7)
    text = cast.client_of(cast.county_office()).get("/people/").content.decode()
    assert "王强" in text
    assert "999999" not in text
    assert "1990000" not in text


@pytest.mark.parametrize("address", ["/people/", "/people/?sex=1&q=w", "/people/?on=2020-01-01"])
def test_queries_are_few_and_the_same_for_more_rows(address):
    place = given.county()
    given.people(place.branch, 20)
    client = cast.client_of(cast.county_office())

    def queries():
        client.get(address + ("&" if "?" in address else "?") + "size=100")
        with CaptureQueriesContext(
            connection,
        ) as seen:
            response = client.get(address + ("&" if "?" in address else "?") + "size=100")
        assert response.status_code == 200
        return len(seen)

    few = queries()
    given.people(place.other_branch, 180, first=100)
    assert queries() == few <= 12


def test_keeps_and_drops_a_filter_for_oneself():
    place = given.county()
    given.people(place.branch, 2)
    client = cast.client_of(cast.county_office(), username="one")
    other = cast.client_of(cast.county_office(), username="two")
    answer = client.post("/people/filters/save", {"name": "女党员", "query": "sex=2"})
    assert answer["Location"] == "/people/?sex=2"
    assert "女党员" in client.get("/people/").content.decode()
    assert "女党员" not in other.get("/people/").content.decode()
    kept = SavedFilter.objects.get()
    assert other.post(f"/people/filters/{kept.pk}/delete").status_code == 404
    assert SavedFilter.objects.count() == 1
    assert client.post(f"/people/filters/{kept.pk}/delete").status_code == 302
    assert SavedFilter.objects.count() == 0
    events = LedgerEntry.objects.filter(event__startswith="registry.filter.").order_by("id")
    assert [e.event for e in events] == ["registry.filter.saved", "registry.filter.deleted"]


def _export(client, query="", reason="年度统计核对"):
    return client.post(f"/people/export?{query}", {"reason": reason})


def test_export_holds_the_filtered_rows_and_is_entered_in_the_ledger():
    place = given.county()
    given.person(place.branch, "=王强", number=7)
    given.person(place.branch, "李梅", number=8, sex="2")
    given.person(place.other_branch, "赵云", number=9, sex="2")
    answer = _export(cast.client_of(cast.county_office()), "sex=1")
    sheet = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    rows = [tuple(cell.value for cell in row) for row in sheet.iter_rows()]
    assert rows[0][0] == "人员名单（男）"
    assert rows[2][:3] == ("姓名", "性别", "年龄")
    assert [row[0] for row in rows[3:]] == ["'=王强"]
    assert rows[3][8].date() == date(2010, 7, 1)
    assert "999999" not in str(rows)
    entry = LedgerEntry.objects.get(event="registry.people.exported")
    assert (entry.reason, entry.chain) == ("年度统计核对", f"org:{cast.ROOT}")


def test_export_without_a_reason_takes_nothing():
    place = given.county()
    given.person(place.branch, "王强", number=7)
    answer = _export(cast.client_of(cast.county_office()), reason="统计")
    assert answer.status_code == 422
    with pytest.raises(Refused):
        exports.record(
            actor=cast.county_office(), what="people", filters="", reason=" ", at=cast.NOON
        )
    with pytest.raises(NotAllowed):
        exports.record(
            actor=cast.member(), what="people", filters="", reason="想看一看", at=cast.NOON
        )
    assert not LedgerEntry.objects.filter(event="registry.people.exported").exists()


def test_export_reaches_no_further_than_the_actor():
    place = given.county()
    given.person(place.branch, "王强", number=7)
    given.person(place.other_branch, "赵云", number=9)
    client = cast.client_of(cast.branch_secretary())
    body = b"".join(_export(client).streaming_content)
    names = [row[0].value for row in openpyxl.load_workbook(BytesIO(body)).active.iter_rows(4)]
    assert names == ["王强"]
    assert _export(client, f"organisation={place.other_branch}").status_code == 404


def test_writes_what_was_typed_and_never_the_readers_token_in_its_place():
    client = cast.client_of(cast.county_office())
    page = client.get("/people/?q=csrf-token-stands-here").content.decode()
    assert 'name="q" value="csrf-token-stands-here"' in page


def test_conditions_page_keeps_the_address():
    given.county()
    text = cast.client_of(cast.county_office()).get("/people/filter/?sex=2&age_from=60")
    assert 'value="60"' in text.content.decode()


def test_member_may_not_list():
    given.county()
    assert cast.client_of(cast.member()).get("/people/").status_code == 403


def test_a_day_to_come_is_answered_with_todays_list_and_a_word():
    place = given.county()
    given.people(place.branch, 3)
    html = cast.client_of(cast.county_office()).get("/people/?on=2999-01-01").content.decode()
    assert "截至日期晚于今天，以下为今天的名单。" in html
    assert html.count('<th scope="row">') == 3
